import { listen, readBody, type Loopback } from './loopback';

/** Options of `startSts`. */
export interface StsOptions {
  /** Called for each request. Returns the account of the credentials; undefined answers InvalidClientTokenId. */
  readonly accountId: () => string | undefined;
  /** @default - any free port */
  readonly port?: number;
}

/** AWS Security Token Service on loopback: only GetCallerIdentity. It does not check signatures. */
export function startSts({ accountId, port }: StsOptions): Promise<Loopback> {
  return listen(async (message, response) => {
    const action = new URLSearchParams((await readBody(message)).toString()).get('Action');
    if (action !== 'GetCallerIdentity') throw new Error(`The local STS knows no ${String(action)}.`);
    const account = accountId();
    response.writeHead(account === undefined ? 403 : 200, { 'content-type': 'text/xml' });
    response.end(account === undefined ? REFUSED : identity(account));
  }, port);
}

const NAMESPACE = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
const METADATA = '<RequestId>00000000-0000-0000-0000-000000000000</RequestId>';

function identity(account: string): string {
  const result = `<Arn>arn:aws:iam::${account}:user/local</Arn><UserId>AIDALOCAL</UserId><Account>${account}</Account>`;
  return `<GetCallerIdentityResponse ${NAMESPACE}><GetCallerIdentityResult>${result}</GetCallerIdentityResult><ResponseMetadata>${METADATA}</ResponseMetadata></GetCallerIdentityResponse>`;
}

const REFUSED = `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error>${METADATA}</ErrorResponse>`;
