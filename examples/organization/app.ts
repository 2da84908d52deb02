// One archive for an organization. A central account keeps the archive. Every member account writes below its own prefix.
// A pipeline deploys the archive first, then the reporters of all member accounts at the same time.
import { App, Stack, Stage, type Environment } from 'aws-cdk-lib';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { SessionArchive, SessionReporter } from 'cdk-ssm-session-archive';

const BUCKET = 'example-org-session-archive';
const REGIONS = ['eu-west-1', 'us-east-1'];
const CENTRAL: Environment = { account: '123456789012', region: 'eu-west-1' };
const MEMBERS = ['111122223333', '444455556666', '777788889999'];

const app = new App();

const central = new Stage(app, 'Central', { env: CENTRAL });
const archiveStack = new Stack(central, 'SessionArchive');
const archive = new SessionArchive(archiveStack, 'Archive', {
  bucketName: BUCKET,
  organizationId: 'o-a1b2c3d4e5',
  accounts: ['123456789012', ...MEMBERS],
  regions: REGIONS,
});
new SessionReporter(archiveStack, 'Reporter', { archive, regions: REGIONS });

const pipelineStack = new Stack(app, 'Pipeline', { env: CENTRAL });
const pipeline = new CodePipeline(pipelineStack, 'Pipeline', {
  crossAccountKeys: true,
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('example-org/session-archive', 'main', {
      connectionArn: 'arn:aws:codeconnections:eu-west-1:123456789012:connection/1234abcd-12ab-34cd-56ef-1234567890ab',
    }),
    commands: ['npm ci', 'npx cdk synth'],
  }),
});
pipeline.addStage(central);

const reporters = pipeline.addWave('Reporters');
for (const account of MEMBERS) {
  const member = new Stage(app, `Member${account}`, { env: { account, region: 'eu-west-1' } });
  const stack = new Stack(member, 'SessionReporter');
  const shared = SessionArchive.fromSessionArchiveAttributes(stack, 'Archive', { bucketName: BUCKET });
  new SessionReporter(stack, 'Reporter', { archive: shared, regions: REGIONS });
  reporters.addStage(member);
}

app.synth();
