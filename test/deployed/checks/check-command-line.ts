import { S3Client } from '@aws-sdk/client-s3';
import { compareArchives, readArchive, type ArchiveText } from '../../clients/archive-text';
import { s3Client } from '../../clients/scenario';
import { Surroundings } from '../../cli/snapshot/surroundings';
import { awsEnvironment, REGION, type Credentials } from '../calls';
import { BUCKETS, type Gateway } from '../gateway';

/** With only the rights of `person`, `snapshot` writes the same to the archive's bucket as the bundle. */
export async function checkCommandLine({ url }: Pick<Gateway, 'url'>, person: Credentials): Promise<string> {
  const around = await Surroundings.open([BUCKETS.archive]);
  const archive = `s3://${BUCKETS.archive}`;
  const environment = (credentials: Credentials) => ({
    AWS_ENDPOINT_URL_S3: url,
    AWS_ACCESS_KEY_ID: credentials.aws_access_key_id,
    AWS_SECRET_ACCESS_KEY: credentials.aws_secret_access_key,
  });
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = awsEnvironment('');
  const gateway = new S3Client({
    endpoint: url,
    forcePathStyle: true,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    const id = await around.snapshot(archive, environment(person));
    await around.invoke(BUCKETS.archive, id);
    const ofSnapshot = ({ key }: ArchiveText) => key.includes(id);
    return compareArchives(
      (await readArchive(gateway, BUCKETS.archive)).filter(ofSnapshot),
      await readArchive(s3Client(around.s3), BUCKETS.archive),
    );
  } finally {
    gateway.destroy();
    await around.close();
  }
}
