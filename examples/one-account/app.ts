// One account, one Region: the archive and the reporter with all defaults, and an auditor who may query the archive.
import { App, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { SessionArchive, SessionReporter } from 'cdk-ssm-session-archive';

const app = new App();
const stack = new Stack(app, 'SessionArchive');

const archive = new SessionArchive(stack, 'Archive');
new SessionReporter(stack, 'Reporter', { archive });

const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
archive.grantRead(auditor);

app.synth();
