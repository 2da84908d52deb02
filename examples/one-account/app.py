# One account, one Region: the archive and the reporter with all defaults, and an auditor who may query the archive.
from aws_cdk import App, Stack
from aws_cdk.aws_iam import AccountRootPrincipal, Role
from cdk_ssm_session_archive import SessionArchive, SessionReporter

app = App()
stack = Stack(app, "SessionArchive")

archive = SessionArchive(stack, "Archive")
SessionReporter(stack, "Reporter", archive=archive)

auditor = Role(stack, "Auditor", assumed_by=AccountRootPrincipal())
archive.grant_read(auditor)

app.synth()
