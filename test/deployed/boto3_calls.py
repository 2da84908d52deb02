"""Makes AWS calls through boto3, one after the other.

Reads a JSON list of {"service", "operation", "params", "region", "credentials"} from stdin. The last two are optional. Prints a JSON
list with an answer for each call: {"answer": {...}} or {"error": the service's error code, "message": its text}.
"""

import json
import sys
from datetime import datetime

import boto3
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

clients = {}


def client_of(service, region, credentials):
    identity = (service, region, json.dumps(credentials))
    if identity not in clients:
        clients[identity] = boto3.client(service, region_name=region, **credentials)
    return clients[identity]


def answer(service, operation, params, region=None, credentials={}):
    try:
        answer = getattr(client_of(service, region, credentials), operation)(**params)
        answer.pop("ResponseMetadata", None)
        return {"answer": answer}
    except ClientError as error:
        return {"error": error.response["Error"]["Code"], "message": str(error)}
    except ResponseParserError as error:  # an error page instead of an answer
        return {"error": "ResponseParserError", "message": str(error)}


def to_json(value):
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value.read().decode() if hasattr(value, "read") else repr(value)


json.dump([answer(**call) for call in json.load(sys.stdin)], sys.stdout, default=to_json)
