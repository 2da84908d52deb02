#!/usr/bin/env node
// npx cdk-ssm-session-archive: the command line over an archive.
import { isMainThread } from 'node:worker_threads';
import { program } from 'commander';
import { askCommand } from './ask/command';
import { FAILED } from './exit-status';
import { serveObjects } from './verify/object-workers';
import { verifyCommand } from './verify/command';

/** The package's version, put in by the build. */
declare const PACKAGE_VERSION: string;

// Which Node.js it will want one day is a matter of the package, which holds its SDK, and not of whoever runs a command.
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
  program.addCommand(askCommand().copyInheritedSettings(program));
  program.addCommand(verifyCommand(__filename).copyInheritedSettings(program));
  void program.parseAsync();
}
