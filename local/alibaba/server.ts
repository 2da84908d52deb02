import { randomUUID } from 'node:crypto';
import { listen, sendAnswer, type Loopback } from '../loopback';
import { describeTerminalSessions, type EcsOptions } from './ecs';
import { AlibabaError } from './error';
import { spoilBody, throwFault, type AlibabaFault } from './faults';
import { assumeRoleWithOidc, type Federation } from './federation';
import { Keys, type AccessKey } from './keys';
import { readOperation, readRequest, type Operation, type RawRequest } from './request';
import { SignatureCheck } from './signature';

/** A call before its answer. A test chooses the fault by it. */
export type AlibabaRequest = Pick<Operation, 'action' | 'parameters'>;

/** A call in the log for tests. */
interface AlibabaCall extends AlibabaRequest {
  /** The key of the call's signature; undefined until the signature is verified. */
  accessKeyId: string | undefined;
  /** HTTP status; 0 before the answer. */
  status: number;
  /** The error's code; undefined for a successful answer, even if a fault breaks that answer. */
  error: string | undefined;
  /** Sessions in the answer. */
  returned: number;
}

/** Options of `startAlibaba`. */
export interface AlibabaOptions extends EcsOptions {
  /** 16 digits. */
  readonly accountId: string;
  /** A key of a RAM user of the account. @default LOCAL_KEY */
  readonly key?: AccessKey;
  /** @default - AssumeRoleWithOIDC is refused */
  readonly federation?: Federation;
  /**
   * The clock for the dates of requests, temporary keys and OIDC tokens, epoch milliseconds.
   * @default - this machine's clock, because clients sign with it; it is independent of the clock of sessions
   */
  readonly wallClock?: () => number;
  /** @default - any free port */
  readonly port?: number;
  /** Called once for each correctly signed call. @default - no faults */
  readonly fault?: (request: AlibabaRequest) => AlibabaFault | undefined;
}

/** A running Alibaba Cloud. */
export interface LocalAlibaba extends Loopback {
  /** Every call so far that has an action and a version, in order of arrival. */
  readonly calls: readonly AlibabaCall[];
}

/** The key that the stand-in accepts by default. */
export const LOCAL_KEY: AccessKey = { accessKeyId: 'local', accessKeySecret: 'local' };

const ECS = 'DescribeTerminalSessions 2014-05-26';
const STS_IDENTITY = 'GetCallerIdentity 2015-04-01';
const STS_FEDERATION = 'AssumeRoleWithOIDC 2015-04-01';

/**
 * Alibaba Cloud on loopback: DescribeTerminalSessions of ECS, GetCallerIdentity and AssumeRoleWithOIDC of STS, at one
 * URL. It checks signatures of version 3 completely. It follows the documentation and was never compared with Alibaba
 * Cloud itself.
 */
export async function startAlibaba(options: AlibabaOptions): Promise<LocalAlibaba> {
  const calls: AlibabaCall[] = [];
  const cloud = new Cloud(options, calls);
  const server = await listen(async (message, response) => {
    const request = await readRequest(message);
    const requestId = randomUUID().toUpperCase();
    const { status, body, fault, isXml } = cloud.answer(request, requestId);
    if (typeof fault === 'object') await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
    const headers = {
      'content-type': isXml ? 'text/xml;charset=utf-8' : 'application/json;charset=utf-8',
      'x-acs-request-id': requestId,
    };
    sendAnswer(response, status, headers, body, fault === 'cut' || fault === 'truncated' ? fault : undefined);
  }, options.port);
  return { ...server, calls };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly fault?: AlibabaFault | undefined;
  readonly isXml: boolean;
}

class Cloud {
  private readonly keys = new Keys();
  private readonly clock: () => number;
  private readonly signatures: SignatureCheck;

  constructor(
    private readonly options: AlibabaOptions,
    private readonly calls: AlibabaCall[],
  ) {
    const { accountId, key = LOCAL_KEY, wallClock = Date.now } = options;
    const userId = '200000000000000001';
    this.keys.add(key, {
      IdentityType: 'RAMUser',
      PrincipalId: userId,
      UserId: userId,
      Arn: `acs:ram::${accountId}:user/local`,
    });
    this.clock = wallClock;
    this.signatures = new SignatureCheck(this.keys, wallClock);
  }

  answer(request: RawRequest, RequestId: string): Answer {
    let call: AlibabaCall | undefined;
    let isXml = false;
    try {
      const operation = readOperation(request);
      const { action, parameters } = operation;
      isXml = !operation.wantsJson;
      call = { action, parameters, accessKeyId: undefined, status: 0, error: undefined, returned: 0 };
      this.calls.push(call);
      const { body, fault } = this.carryOut(request, operation, call);
      call.status = 200;
      const text = spoilBody(fault, { RequestId, ...body });
      return { status: 200, body: isXml ? asXml(`${action}Response`, text) : text, fault, isXml };
    } catch (error) {
      if (!(error instanceof AlibabaError)) throw error;
      const { code: Code, message: Message, status } = error;
      if (call) [call.status, call.error] = [status, Code];
      const Recommend = `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(Code)}`;
      const body = JSON.stringify({ RequestId, HostId: request.headers.host, Code, Message, Recommend });
      return { status, body: isXml ? asXml('Error', body) : body, isXml };
    }
  }

  private carryOut(
    request: RawRequest,
    operation: Operation,
    call: AlibabaCall,
  ): { readonly body: object; readonly fault: AlibabaFault | undefined } {
    const name = `${operation.action} ${operation.version}`;
    if (![ECS, STS_IDENTITY, STS_FEDERATION].includes(name) || request.path !== '/')
      throw new AlibabaError(
        'InvalidAction.NotFound',
        `Specified api is not found, please check your url and method: the stand-in knows no ${name} at ${request.path}.`,
        404,
      );
    const isUnsigned = name === STS_FEDERATION;
    const caller = isUnsigned ? undefined : this.signatures.identify(request);
    call.accessKeyId = caller?.accessKeyId;
    const fault = this.options.fault?.(operation);
    throwFault(fault);
    if (isUnsigned) {
      const body = assumeRoleWithOidc(this.options.federation, this.keys, operation, this.clock());
      return { body, fault };
    }
    if (name === STS_IDENTITY) return { body: { AccountId: this.options.accountId, ...caller?.identity }, fault };
    const body = describeTerminalSessions(this.options, operation, fault);
    call.returned = body.Sessions.Session.length;
    return { body, fault };
  }
}

/** Text that is not JSON, so that a client notices when it forgot to ask for JSON. Our clients do not read XML. */
function asXml(root: string, text: string): string {
  return `<?xml version='1.0' encoding='UTF-8'?><${root}><![CDATA[${text}]]></${root}>`;
}
