"""Calls DescribeSessions through boto3.

Reads a JSON list of {"params": {...}, "pagination": {...}} from stdin. A call with "pagination" uses boto3's paginator, a call
without is a single request. Prints a JSON list with an answer for each: {"sessions": [...], "token": the next token or null}, with
times in epoch seconds, or {"exception": the class, "code": the service's error code}.
"""

import json
import sys
from datetime import datetime

import boto3
from botocore.exceptions import ClientError


def answer(client, params, pagination=None):
    try:
        if pagination is None:
            page = client.describe_sessions(**params)
            return {"sessions": page["Sessions"], "token": page.get("NextToken")}
        pages = client.get_paginator("describe_sessions").paginate(**params, PaginationConfig=pagination)
        sessions = [session for page in pages for session in page["Sessions"]]
        return {"sessions": sessions, "token": pages.resume_token}
    except ClientError as error:
        return {"exception": type(error).__name__, "code": error.response["Error"]["Code"]}


def to_json(value):
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"A session has a {type(value).__name__}: {value!r}")


client = boto3.client("ssm")
answers = [answer(client, **call) for call in json.load(sys.stdin)]
json.dump(answers, sys.stdout, default=to_json)
