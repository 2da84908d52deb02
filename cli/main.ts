#!/usr/bin/env node
// npx cdk-ssm-session-archive: the command line over an archive.
import { isMainThread } from 'node:worker_threads';
import { program } from 'commander';
import { askCommand } from './ask/command';
import { FAILED } from './exit-status';
import { snapshotCommand } from './snapshot/command';
import { reportCommand } from './report/command';
import { serveObjects } from './verify/object-workers';
import { sessionsCommand } from './sessions/command';
import { verifyCommand } from './verify/command';

/** The package's version. The build fills it in. */
declare const PACKAGE_VERSION: string;

// The SDK warns on stderr which Node.js its later releases will need. Users cannot act on that: the SDK is bundled here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

if (isMainThread) runCommand();
else serveObjects();

function runCommand(): void {
  program
    .name('cdk-ssm-session-archive')
    .description("Works on archives of Session Manager's session history.")
    .version(PACKAGE_VERSION)
    .enablePositionalOptions()
    .exitOverride(({ exitCode }) => {
      process.exit(exitCode === 0 ? 0 : FAILED);
    });
  // In the order in which a newcomer needs them.
  const commands = [
    snapshotCommand(PACKAGE_VERSION),
    sessionsCommand(),
    askCommand(),
    reportCommand(__filename, PACKAGE_VERSION),
    verifyCommand(__filename),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  void program.parseAsync();
}
