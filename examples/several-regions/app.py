# One account, five Regions: one reporter reads all of them. Objects are locked for 400 days and kept for seven years.
# All alarms go to a mail address. Alarms about missing snapshots also go to a pager.
from aws_cdk import App, Duration, Stack
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_s3 import ObjectLockRetention
from aws_cdk.aws_scheduler import ScheduleExpression
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sns_subscriptions import EmailSubscription
from cdk_ssm_session_archive import SessionArchive, SessionReporter

app = App()
stack = Stack(app, "SessionArchive")

alarm_topic = Topic(stack, "Mail", enforce_ssl=True)
alarm_topic.add_subscription(EmailSubscription("audit@example.com"))

archive = SessionArchive(
    stack,
    "Archive",
    object_lock=ObjectLockRetention.governance(Duration.days(400)),
    retention=Duration.days(2555),
    archive_start="2026-01-01",
    alarm_topic=alarm_topic,
)

reporter = SessionReporter(
    stack,
    "Reporter",
    archive=archive,
    regions=["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-southeast-2"],
    schedule=ScheduleExpression.rate(Duration.minutes(30)),
    alarm_topic=alarm_topic,
)

pager = Topic(stack, "Pager", enforce_ssl=True)
for alarm in reporter.alarms.snapshot_missing:
    alarm.add_alarm_action(SnsAction(pager))

app.synth()
