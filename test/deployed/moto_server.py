"""moto's server with fixes for four gaps.

moto still decides whether a policy allows a call. The fixes only pass parts of the request that moto overlooks.
"""

import threading
import urllib.parse

from moto.cloudformation import parsing
from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.responses import BaseResponse
from moto.iam import access_control
from moto.server import main

# 1. moto verifies the signature over the decoded path, so every key with a `=` looks forged. It also treats the
# parameters of a request without a body as its body.
authenticate = ActionAuthenticatorMixin._authenticate_and_authorize_action


def authenticate_raw_path(self, iam_request_cls, resource="*"):
    decoded, data = self.uri, self.data
    query = urllib.parse.urlparse(decoded).query
    self.uri = "http://localhost" + self.raw_path + ("?" + query if query else "")
    is_form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    self.data = data if self.raw_body or is_form else {}
    try:
        return authenticate(self, iam_request_cls, resource)
    finally:
        self.uri, self.data = decoded, data


ActionAuthenticatorMixin._authenticate_and_authorize_action = authenticate_raw_path

# 2. moto knows the resource of a call only for a few services. For other services, it would deny every call if a policy
# names a resource.
RESOURCES = {
    "athena": lambda self: f"workgroup/{self._get_param('WorkGroup')}",
    "glue": lambda self: f"table/{self._get_param('DatabaseName')}/{self._get_param('Name')}",
    "kms": lambda self: f"key/{(self._get_param('KeyId') or '').split('/')[-1]}",
    "awslambda": lambda self: f"function:{self.path.split('/')[3]}",
    "logs": lambda self: f"log-group:{self._get_param('logGroupName')}:log-stream:{self._get_param('logStreamName')}",
}


def determine_resource(self):
    describe = RESOURCES.get(self.service_name)
    if describe is None:
        return "*"
    service = self.service_name.removeprefix("aws")
    return f"arn:aws:{service}:{self.region}:{self.current_account}:{describe(self)}"


BaseResponse._determine_resource = determine_resource

# 3. moto evaluates conditions only for AssumeRole. The fix adds the Region of every call. Actions have the names of
# operations, except lambda:InvokeFunction.
request = threading.local()
check = access_control.IAMRequestBase.check_action_permitted
is_permitted = access_control.IAMPolicy.is_action_permitted


def check_with_region(self, resource):
    self._action = self._action.replace("lambda:Invoke", "lambda:InvokeFunction")
    request.values = {"aws:RequestedRegion": self._region}
    return check(self, resource)


def is_permitted_with_region(self, action, resource="*", principal=None, incoming_condition_values=None):
    values = incoming_condition_values or getattr(request, "values", None)
    return is_permitted(self, action, resource, principal, values)


access_control.IAMRequestBase.check_action_permitted = check_with_region
access_control.IAMPolicy.is_action_permitted = is_permitted_with_region

# 4. moto's CloudFormation ignores alarms, and then fails on dashboards that contain them. The fix ignores dashboards,
# too.
resource_class_from_type = parsing.resource_class_from_type


def resource_class_but_dashboards(resource_type):
    return None if resource_type == "AWS::CloudWatch::Dashboard" else resource_class_from_type(resource_type)


parsing.resource_class_from_type = resource_class_but_dashboards

main()
