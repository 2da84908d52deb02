import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run, works } from '../trino/command';

/** AWS's own runtime client for Node.js. Its installation compiles it. */
const RUNTIME_CLIENT = 'aws-lambda-ric@4.0.2';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** A command that has to work, and the Debian package that has it. */
type Need = readonly [debianPackage: string, command: string, ...args: string[]];

const NEEDED_FOR_PYTHON: readonly Need[] = [
  ['python3', 'python3', '--version'],
  ['python3-venv', 'python3', '-c', 'import ensurepip, venv'],
];
const NEEDED_FOR_RUNTIME_CLIENT: readonly Need[] = [
  ['cmake', 'cmake', '--version'],
  ['make', 'make', '--version'],
  ['g++', 'g++', '--version'],
  ['xz-utils', 'xz', '--version'],
];

/** The clients that the checks run. */
export interface Clients {
  /** A Python with everything in requirements.txt. */
  readonly python: string;
  /** The runtime client's program for Node. */
  readonly runtimeClient: string;
}

/**
 * Installs the clients into the cache ($XDG_CACHE_HOME or ~/.cache, cdk-ssm-session-archive/) unless they are there: a minute
 * or three. Throws one error that lists everything this machine lacks.
 */
export async function prepareClients(): Promise<Clients> {
  const runtimeClient = cached(RUNTIME_CLIENT);
  if (!existsSync(pythonFolder()) || !existsSync(runtimeClient))
    await refuseIncompleteMachine([...NEEDED_FOR_PYTHON, ...NEEDED_FOR_RUNTIME_CLIENT]);
  const [python] = await Promise.all([preparePython(), fill(runtimeClient, installRuntimeClient)]);
  return { python, runtimeClient: join(runtimeClient, 'node_modules/aws-lambda-ric/index.mjs') };
}

/** Only the Python of `prepareClients`, which the benchmark runs its peers with: half a minute unless it is there. */
export async function preparePython(): Promise<string> {
  if (!existsSync(pythonFolder())) await refuseIncompleteMachine(NEEDED_FOR_PYTHON);
  await fill(pythonFolder(), createVenv);
  return join(pythonFolder(), 'bin/python');
}

function pythonFolder(): string {
  return cached(`clients-${createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 8)}`);
}

function cached(name: string): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-ssm-session-archive', name);
}

async function refuseIncompleteMachine(needed: readonly Need[]): Promise<void> {
  const found = await Promise.all(needed.map(([, command, ...args]) => works(command, args)));
  const missing = needed.flatMap(([debianPackage], index) => (found[index] ? [] : [debianPackage]));
  if (missing.length > 0)
    throw new Error(`This machine lacks ${missing.join(', ')}. On Debian: apt-get install ${missing.join(' ')}`);
}

async function createVenv(folder: string): Promise<void> {
  console.log(`Installing ${readFileSync(REQUIREMENTS, 'utf8').trim().split('\n').join(', ')} from PyPI ...`);
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS]);
}

async function installRuntimeClient(folder: string): Promise<void> {
  console.log(`Compiling ${RUNTIME_CLIENT} from npm ...`);
  // Node comes with its headers; without this the compilation downloads them from nodejs.org.
  const node = dirname(dirname(process.execPath));
  const headers = existsSync(join(node, 'include/node/node.h')) ? { npm_config_nodedir: node } : undefined;
  const options = ['--no-save', '--no-audit', '--no-fund', '--prefix', folder];
  await run('npm', ['install', ...options, RUNTIME_CLIENT], { env: { ...headers } });
  if (!existsSync(join(folder, 'node_modules/aws-lambda-ric/rapid-client.node')))
    throw new Error(`npm installed ${RUNTIME_CLIENT} without running its scripts, which compile it.`);
}

/** Fills a folder of the cache unless it is there. What fails halfway leaves nothing that looks full. */
async function fill(folder: string, install: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await install(partial);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
