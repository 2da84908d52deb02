# One archive for an organization. A central account keeps the archive. Every member account writes below its own prefix.
# A pipeline deploys the archive first, then the reporters of all member accounts at the same time.
from aws_cdk import App, Environment, Stack, Stage
from aws_cdk.pipelines import CodePipeline, CodePipelineSource, ShellStep
from cdk_ssm_session_archive import SessionArchive, SessionReporter

BUCKET = "example-org-session-archive"
REGIONS = ["eu-west-1", "us-east-1"]
CENTRAL = Environment(account="123456789012", region="eu-west-1")
MEMBERS = ["111122223333", "444455556666", "777788889999"]

app = App()

central = Stage(app, "Central", env=CENTRAL)
archive_stack = Stack(central, "SessionArchive")
archive = SessionArchive(
    archive_stack,
    "Archive",
    bucket_name=BUCKET,
    organization_id="o-a1b2c3d4e5",
    accounts=["123456789012", *MEMBERS],
    regions=REGIONS,
)
SessionReporter(archive_stack, "Reporter", archive=archive, regions=REGIONS)

pipeline_stack = Stack(app, "Pipeline", env=CENTRAL)
pipeline = CodePipeline(
    pipeline_stack,
    "Pipeline",
    cross_account_keys=True,
    synth=ShellStep(
        "Synth",
        input=CodePipelineSource.connection(
            "example-org/session-archive",
            "main",
            connection_arn="arn:aws:codeconnections:eu-west-1:123456789012:connection/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        commands=["npm ci", "npx cdk synth"],
    ),
)
pipeline.add_stage(central)

reporters = pipeline.add_wave("Reporters")
for account in MEMBERS:
    member = Stage(app, f"Member{account}", env=Environment(account=account, region="eu-west-1"))
    stack = Stack(member, "SessionReporter")
    shared = SessionArchive.from_session_archive_attributes(stack, "Archive", bucket_name=BUCKET)
    SessionReporter(stack, "Reporter", archive=shared, regions=REGIONS)
    reporters.add_stage(member)

app.synth()
