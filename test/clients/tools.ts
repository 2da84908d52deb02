import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run, works } from '../trino/command';

/** AWS's own runtime client for Node.js. npm compiles it when installing. */
const RUNTIME_CLIENT = 'aws-lambda-ric@4.0.2';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** A command that must work, and its Debian package. */
type Need = readonly [debianPackage: string, command: string, ...args: string[]];

export const NEEDED_FOR_PYTHON: readonly Need[] = [
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
 * Installs the clients into the cache ($XDG_CACHE_HOME or ~/.cache, cdk-ssm-session-archive/) unless they are there.
 * This takes one to three minutes. Throws one error that lists everything this machine lacks.
 */
export async function prepareClients(): Promise<Clients> {
  const runtimeClient = cached(RUNTIME_CLIENT);
  await refuseIncompleteMachine([pythonFolder(), runtimeClient], [...NEEDED_FOR_PYTHON, ...NEEDED_FOR_RUNTIME_CLIENT]);
  const [python] = await Promise.all([preparePython(), fill(runtimeClient, installRuntimeClient)]);
  return { python, runtimeClient: join(runtimeClient, 'node_modules/aws-lambda-ric/index.mjs') };
}

/** Installs only the Python of `prepareClients`, which the benchmark also uses. This takes half a minute. */
export async function preparePython(): Promise<string> {
  await refuseIncompleteMachine([pythonFolder()], NEEDED_FOR_PYTHON);
  await fill(pythonFolder(), (folder) => createVenv(folder, REQUIREMENTS));
  return join(pythonFolder(), 'bin/python');
}

function pythonFolder(): string {
  return cached(`clients-${createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 8)}`);
}

/** The path of a folder in the cache. The folder may not exist. */
export function cached(name: string): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-ssm-session-archive', name);
}

/** Unless all folders exist: throws an error that lists the missing packages. */
export async function refuseIncompleteMachine(folders: readonly string[], needed: readonly Need[]): Promise<void> {
  if (folders.every((folder) => existsSync(folder))) return;
  const found = await Promise.all(needed.map(([, command, ...args]) => works(command, args)));
  const missing = needed.flatMap(([debianPackage], index) => (found[index] ? [] : [debianPackage]));
  if (missing.length > 0)
    throw new Error(`This machine lacks ${missing.join(', ')}. On Debian: apt-get install ${missing.join(' ')}`);
}

/** Creates a Python environment with the packages of a requirements file. */
export async function createVenv(folder: string, requirements: string): Promise<void> {
  console.log(`Installing ${readFileSync(requirements, 'utf8').trim().split('\n').join(', ')} from PyPI ...`);
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
}

/** Installs a package and its dependencies below node_modules of the folder. */
export async function installFromNpm(
  folder: string,
  name: string,
  env?: Readonly<Record<string, string>>,
): Promise<void> {
  console.log(`Installing ${name} from npm ...`);
  await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, name], { env: { ...env } });
}

async function installRuntimeClient(folder: string): Promise<void> {
  // Uses the headers of this Node.js. Otherwise the compilation downloads them from nodejs.org.
  const node = dirname(dirname(process.execPath));
  const headers = existsSync(join(node, 'include/node/node.h')) ? { npm_config_nodedir: node } : undefined;
  await installFromNpm(folder, RUNTIME_CLIENT, headers);
  if (!existsSync(join(folder, 'node_modules/aws-lambda-ric/rapid-client.node')))
    throw new Error(`npm installed ${RUNTIME_CLIENT} without running its scripts, which compile it.`);
}

/** Fills a folder of the cache unless it exists. A failure leaves no folder that looks complete. */
export async function fill(folder: string, install: (folder: string) => Promise<void>): Promise<void> {
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
