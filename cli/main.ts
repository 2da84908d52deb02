#!/usr/bin/env node
// npx cdk-ssm-session-archive: the command line over an archive.
import { isMainThread } from 'node:worker_threads';
import { program } from 'commander';
import { FAILED } from './exit-status';
import { serveObjects } from './verify/object-workers';
import { sessionsCommand } from './sessions/command';
import { verifyCommand } from './verify/command';

/** The package's version, put in by the build. */
declare const PACKAGE_VERSION: string;

if (isMainThread) runCommand();
else serveObjects();

function runCommand(): void {
  program
    .name('cdk-ssm-session-archive')
    .description("Works on archives of Session Manager's session history.")
    .version(PACKAGE_VERSION)
    .exitOverride(({ exitCode }) => {
      process.exit(exitCode === 0 ? 0 : FAILED);
    });
  program.addCommand(verifyCommand(__filename).copyInheritedSettings(program));
  program.addCommand(sessionsCommand().copyInheritedSettings(program));
  void program.parseAsync();
}
