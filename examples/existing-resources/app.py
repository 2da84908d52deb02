# A stack with its own bucket, key, VPC, log group and topic: the archive and the reporter use all of them.
# The curated tables have a separate bucket, in which Athena may delete objects.
from aws_cdk import App, Stack
from aws_cdk.aws_ec2 import SecurityGroup, SubnetSelection, SubnetType, Vpc
from aws_cdk.aws_kms import Key
from aws_cdk.aws_logs import LogGroup, RetentionDays
from aws_cdk.aws_s3 import Bucket, BucketEncryption
from aws_cdk.aws_sns import Topic
from cdk_ssm_session_archive import SessionArchive, SessionReporter

app = App()
stack = Stack(app, "Audit")

# The resources that the stack already has.
encryption_key = Key(stack, "Key", enable_key_rotation=True)
bucket = Bucket(
    stack,
    "Records",
    encryption=BucketEncryption.KMS,
    encryption_key=encryption_key,
    enforce_ssl=True,
    versioned=True,
)
query_results_bucket = Bucket.from_bucket_name(stack, "Results", "athena-results-of-123456789012")
vpc = Vpc(stack, "Network", max_azs=2, nat_gateways=1)
security_group = SecurityGroup(stack, "Outbound", vpc=vpc)
alarm_topic = Topic.from_topic_arn(stack, "OnCall", "arn:aws:sns:eu-west-1:123456789012:on-call")
log_group = LogGroup(stack, "Log", retention=RetentionDays.SIX_MONTHS)

archive = SessionArchive(
    stack,
    "Archive",
    bucket=bucket,
    encryption_key=encryption_key,
    query_results_bucket=query_results_bucket,
    alarm_topic=alarm_topic,
)
SessionReporter(
    stack,
    "Reporter",
    archive=archive,
    vpc=vpc,
    vpc_subnets=SubnetSelection(subnet_type=SubnetType.PRIVATE_WITH_EGRESS),
    security_groups=[security_group],
    log_group=log_group,
    alarm_topic=alarm_topic,
    dashboard=False,
)

app.synth()
