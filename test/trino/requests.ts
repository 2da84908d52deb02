import { readFileSync, statSync } from 'node:fs';

/** One request that Trino made to S3. */
export interface S3Request {
  readonly operation: 'list' | 'read' | 'write';
  /** The prefix that was listed; the key that was read, written or deleted. */
  readonly path: string;
}

/** versitygw's access log, in S3's format. The server writes a line before it sends the answer. */
export class AccessLog {
  constructor(private readonly file: string) {}

  /** Runs `work`. Returns its result and the requests during the run, in order. */
  async during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly requests: readonly S3Request[] }> {
    const begin = statSync(this.file).size;
    const result = await work();
    const lines = readFileSync(this.file).subarray(begin).toString().trimEnd().split('\n');
    return { result, requests: lines.filter((line) => line !== '').map(parseRequest) };
  }
}

/** `... s3_GetObject <key> /<bucket>/<key> ...`, `... s3_ListObjectsV2 - /<bucket>?list-type=2&prefix=<prefix> ...` */
function parseRequest(line: string): S3Request {
  const [, operation, key, uri] = / s3_(\w+) (\S+) (\S+) /.exec(line) ?? [];
  if (operation === 'ListObjectsV2' && uri !== undefined)
    return { operation: 'list', path: new URL(uri, 'http://s3').searchParams.get('prefix') ?? '' };
  if ((operation === 'GetObject' || operation === 'HeadObject') && key !== undefined)
    return { operation: 'read', path: key };
  if (/^(?:PutObject|DeleteObjects?|CreateMultipartUpload|UploadPart|CompleteMultipartUpload)$/.test(operation ?? ''))
    return { operation: 'write', path: key ?? '' };
  throw new Error(`A request that this check does not know: ${line}`);
}
