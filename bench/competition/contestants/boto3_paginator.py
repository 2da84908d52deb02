"""boto3: page after page of both states through gzip into a file: python boto3_paginator.py FILE"""

import gzip
import json
import sys

import boto3

pages = boto3.client("ssm").get_paginator("describe_sessions")
# Level 6 is the default of gzip and Node.js.
with gzip.open(sys.argv[1], "wt", encoding="utf-8", compresslevel=6) as file:
    for state in ("Active", "History"):
        for page in pages.paginate(State=state, PaginationConfig={"PageSize": 200}):
            for session in page["Sessions"]:
                file.write(json.dumps(session, default=str) + "\n")
