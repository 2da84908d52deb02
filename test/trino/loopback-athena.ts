import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AccessLog } from './requests';
import { CATALOG, CREDENTIALS, startGlue, startS3, startTrino } from './servers';
import type { Catalog } from './template';
import type { Toolchain } from './toolchain';
import { Trino } from './trino';

/** The parts of Athena on loopback: Trino, the template's catalog on moto, and the archive on versitygw. */
export interface LoopbackAthena {
  readonly trino: Trino;
  readonly s3Requests: AccessLog;
  /** Serves another folder as the archive. */
  serve(archive: string): void;
  /** The folder of a bucket. Each file is an object, and its path is the key. */
  folderOf(bucketName: string): string;
  /** Stops the servers, as the end of this process does. The archive stays. */
  stop(): Promise<void>;
}

/**
 * Starts the servers and creates the database, the tables and the view in Glue.
 * @param archive the folder of the archive's objects, served in place
 * @param region the value of `AWS::Region` in the resolved template
 */
export async function startLoopbackAthena(
  toolchain: Toolchain,
  catalog: Catalog,
  archive: string,
  region: string,
): Promise<LoopbackAthena> {
  const folder = mkdtempSync(join(tmpdir(), 'trino-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const buckets = join(folder, 'buckets');
  mkdirSync(buckets);
  for (const name of catalog.bucketNames) if (name !== catalog.bucketName) mkdirSync(join(buckets, name));
  const bucket = join(buckets, catalog.bucketName);
  const serve = (objects: string): void => {
    rmSync(bucket, { force: true });
    symlinkSync(resolve(objects), bucket);
  };
  serve(archive);
  const accessLog = join(folder, 'access.log');
  const [glue, s3] = await Promise.all([
    startGlue(toolchain, folder),
    startS3(toolchain, folder, { region, buckets, accessLog }),
  ]);
  await createTables(glue.url, region, catalog);
  const trino = await startTrino(toolchain, folder, { region, glue: glue.url, s3: s3.url });
  return {
    trino: new Trino(trino.url, CATALOG, catalog.database.Name),
    s3Requests: new AccessLog(accessLog),
    serve,
    folderOf: (bucketName) => join(buckets, bucketName),
    stop: async () => {
      await Promise.all([glue, s3, trino].map((server) => server.stop()));
    },
  };
}

async function createTables(endpoint: string, region: string, { database, tables }: Catalog): Promise<void> {
  const glue = new GlueClient({ endpoint, region, credentials: CREDENTIALS });
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: database }));
  for (const table of tables)
    await glue.send(new CreateTableCommand({ DatabaseName: database.Name, TableInput: table }));
  glue.destroy();
}
