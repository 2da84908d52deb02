import { App } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { SessionArchiveStack } from './session-archive-stack';
import { readSettings } from './settings';

// The feature flags that the CDK recommends for new projects, as of the pinned version of aws-cdk-lib.
const app = new App({ context: recommendedFlags });
try {
  new SessionArchiveStack(app, 'SsmSessionArchive', readSettings(app.node.getAllContext() as Record<string, unknown>));
} catch (error) {
  // Prints only the message, which says what to change. A stack trace through the CDK would hide it.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
