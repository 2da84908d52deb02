# One account, five Regions: one reporter reads all of them. Objects are locked for 400 days, and somebody is told of alarms.
from aws_cdk import App, Duration, Stack
from aws_cdk.aws_s3 import ObjectLockRetention
from aws_cdk.aws_scheduler import ScheduleExpression
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import EmailSubscription
from cdk_ssm_session_archive import SessionArchive, SessionReporter

app = App()
stack = Stack(app, "SessionArchive")

archive = SessionArchive(
    stack,
    "Archive",
    object_lock=ObjectLockRetention.governance(Duration.days(400)),
    archive_start="2026-01-01",
)

alarm_topic = Topic(stack, "OnCall", enforce_ssl=True)
alarm_topic.add_subscription(EmailSubscription("on-call@example.com"))

SessionReporter(
    stack,
    "Reporter",
    archive=archive,
    regions=["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-southeast-2"],
    schedule=ScheduleExpression.rate(Duration.minutes(30)),
    alarm_topic=alarm_topic,
)

app.synth()
