"""Lists every session that DescribeTerminalSessions shows, through Alibaba Cloud's SDK for Python.

Reads {"endpoint", "region", "accessKeyId", "accessKeySecret", "pageSize"} as JSON from stdin. Prints {"pages", "sessions"} with
the sessions as the SDK serializes them, or {"code"} with the code of the service's error.
"""

import json
import sys

from alibabacloud_ecs20140526.client import Client
from alibabacloud_ecs20140526.models import DescribeTerminalSessionsRequest
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config


def list_sessions(asked):
    client = Client(
        Config(
            access_key_id=asked["accessKeyId"],
            access_key_secret=asked["accessKeySecret"],
            endpoint=asked["endpoint"],
            protocol="HTTP",
            region_id=asked["region"],
        )
    )
    pages, sessions, token = 0, [], None
    while True:
        request = DescribeTerminalSessionsRequest(
            region_id=asked["region"], max_results=asked["pageSize"], next_token=token
        )
        body = client.describe_terminal_sessions(request).body
        pages += 1
        sessions += [session.to_map() for session in body.sessions.session]
        token = body.next_token
        if not token:
            return {"pages": pages, "sessions": sessions}


try:
    answer = list_sessions(json.load(sys.stdin))
except ClientException as error:
    answer = {"code": error.code}
json.dump(answer, sys.stdout)
