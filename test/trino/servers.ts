import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, start, type Running } from './process';
import type { Toolchain } from './toolchain';
import { Trino } from './trino';

/** The credentials of all servers on loopback. */
export const CREDENTIALS = { accessKeyId: 'loopback', secretAccessKey: 'loopback-secret' } as const;

/** The catalog's name in Athena. The views contain it. */
export const CATALOG = 'awsdatacatalog';
/**
 * The catalog in which Trino creates Iceberg tables. Each catalog sees the tables of the other. In Athena both are one
 * catalog.
 */
export const ICEBERG = 'iceberg';

/** moto as Glue. */
export async function startGlue({ python }: Toolchain, folder: string): Promise<Running> {
  const port = await freePort();
  const url = `http://localhost:${port}`; // moto would read 127.0.0.1 as a bucket's host name
  return start({
    command: python,
    args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', `${port}`],
    cwd: folder,
    url,
    log: join(folder, 'moto.log'),
    isReady: () => answers(`${url}/moto-api/`),
  });
}

/**
 * versitygw as S3: each folder in `buckets` is a bucket, each file below it an object. It logs requests to `accessLog`.
 */
export async function startS3(
  { versitygw }: Toolchain,
  folder: string,
  { region, buckets, accessLog }: { readonly region: string; readonly buckets: string; readonly accessLog: string },
): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  return start({
    command: versitygw,
    args: [
      ...['--port', `127.0.0.1:${port}`, '--region', region, '--access', accessKeyId, '--secret', secretAccessKey],
      ...['--quiet', '--health', '/health', '--access-log', accessLog, 'posix', '--nometa', '--bucketlinks', buckets],
    ],
    cwd: folder,
    url,
    log: join(folder, 'versitygw.log'),
    isReady: () => answers(`${url}/health`),
  });
}

/** Trino with the two catalogs that are one in Athena, on the given Glue and S3. */
export async function startTrino(
  { java, trino, plugins }: Toolchain,
  folder: string,
  { region, glue, s3 }: { readonly region: string; readonly glue: string; readonly s3: string },
): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const catalogs = join(folder, 'catalogs');
  mkdirSync(catalogs);
  const config = join(folder, 'config.properties');
  writeProperties(config, {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'node.internal-address': '127.0.0.1',
    'node.bind-ip': '127.0.0.1',
    'http-server.http.port': `${port}`,
    'discovery.uri': url,
    'plugin.dir': plugins,
    'catalog.config-dir': catalogs,
  });
  const services = {
    'hive.metastore.glue.region': region,
    'hive.metastore.glue.endpoint-url': glue,
    'hive.metastore.glue.aws-access-key': accessKeyId,
    'hive.metastore.glue.aws-secret-key': secretAccessKey,
    'fs.native-s3.enabled': 'true',
    's3.endpoint': s3,
    's3.region': region,
    's3.path-style-access': 'true',
    's3.aws-access-key': accessKeyId,
    's3.aws-secret-key': secretAccessKey,
  };
  writeProperties(join(catalogs, `${ICEBERG}.properties`), {
    ...services,
    'connector.name': 'iceberg',
    'iceberg.catalog.type': 'glue',
    'iceberg.hive-catalog-name': CATALOG,
    // The checks count opened objects, and another process may write between queries.
    'iceberg.metadata-cache.enabled': 'false',
  });
  writeProperties(join(catalogs, `${CATALOG}.properties`), {
    ...services,
    'connector.name': 'hive',
    'hive.metastore': 'glue',
    'hive.iceberg-catalog-name': ICEBERG,
    'hive.partition-projection-enabled': 'true',
    // A day without sessions has no folder.
    'hive.ignore-absent-partitions': 'true',
    // moto has no column statistics.
    'hive.table-statistics-enabled': 'false',
  });
  const client = new Trino(url, CATALOG, 'default');
  return start({
    command: java,
    args: [
      // The optimizing compiler costs more than it saves for such a short run.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xmx1536m',
      '-Dnode.environment=test',
      `-Dnode.data-dir=${folder}`,
      `-Dconfig=${config}`,
      '-cp',
      join(trino, 'lib/*'),
      'io.trino.server.TrinoServer',
    ],
    cwd: folder,
    url,
    log: join(folder, 'trino.log'),
    // The server reports "started" before it is its own worker. Only a query that needs a worker proves that it is
    // ready.
    isReady: async () => (await client.query('SELECT count(*) FROM system.runtime.nodes')).rows.length === 1,
  });
}

function writeProperties(file: string, properties: Readonly<Record<string, string>>): void {
  writeFileSync(
    file,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(url)).ok;
}
