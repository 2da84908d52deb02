import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cached,
  fill,
  refuseIncompleteMachine,
  createVenv,
  installFromNpm,
  NEEDED_FOR_PYTHON,
} from '../../clients/tools';
import { run } from '../../trino/command';

/** Alibaba Cloud's SDK for Node.js. It is not a dependency of the package: only these checks load it. */
const NPM_CLIENT = '@alicloud/ecs20140526@7.11.6';
const REQUIREMENTS = join(__dirname, 'requirements.txt');
const GO_CLIENT = join(__dirname, 'go-client');
const GO_SOURCES = ['go.mod', 'go.sum', 'main.go'];

/** Alibaba Cloud's own clients. */
export interface AlibabaClients {
  /** A folder whose node_modules holds the SDK for Node.js. */
  readonly npm: string;
  /** A Python with the SDK for Python. */
  readonly python: string;
  /** The program built from go-client. */
  readonly go: string;
}

/** The folder into which `prepareAlibabaClients` installs the SDK for Node.js. */
export function npmClientFolder(): string {
  return cached(NPM_CLIENT.slice(1).replace('/', '-'));
}

/**
 * Installs the clients into the cache ($XDG_CACHE_HOME or ~/.cache, cdk-ssm-session-archive/) unless they are there.
 * This takes two or three minutes, because the SDK for Go is large. Throws one error that lists everything this machine
 * lacks.
 */
export async function prepareAlibabaClients(): Promise<AlibabaClients> {
  const npm = npmClientFolder();
  const python = cached(`alibaba-python-${hashOf([REQUIREMENTS])}`);
  const go = cached(`alibaba-go-${hashOf(GO_SOURCES.map((name) => join(GO_CLIENT, name)))}`);
  await refuseIncompleteMachine([python, go], [...NEEDED_FOR_PYTHON, ['golang-go', 'go', 'version']]);
  await Promise.all([
    fill(npm, (folder) => installFromNpm(folder, NPM_CLIENT)),
    fill(python, (folder) => createVenv(folder, REQUIREMENTS)),
    fill(go, buildGoClient),
  ]);
  return { npm, python: join(python, 'bin/python'), go: join(go, 'client') };
}

async function buildGoClient(folder: string): Promise<void> {
  console.log("Building a client with Alibaba Cloud's SDK for Go ...");
  for (const name of GO_SOURCES) copyFileSync(join(GO_CLIENT, name), join(folder, name));
  await run('go', ['build', '-o', 'client', '.'], { cwd: folder });
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}
