import { App } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { SessionArchiveStack } from './session-archive-stack';
import { readSettings } from './settings';

// The CDK's behaviour as recommended for new projects; the pinned version of aws-cdk-lib fixes what that is.
const app = new App({ context: recommendedFlags });
try {
  new SessionArchiveStack(app, 'SsmSessionArchive', readSettings(app.node.getAllContext() as Record<string, unknown>));
} catch (error) {
  // The message says what to change; a stack trace through the CDK would bury it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
