import { isoSecond, uuidOf } from './identity';
import type { TrailEvent } from './layout';

/** Events of other services, in forms that break strict readers. Two have the names of Session Manager's events. */
const OTHERS: readonly Readonly<Record<string, unknown>>[] = [
  {
    eventSource: 's3.amazonaws.com',
    eventName: 'GetBucketAcl',
    requestParameters: { bucketName: 'example', Host: ['s3.amazonaws.com'], parameters: 'none' },
    userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
  },
  {
    eventSource: 'athena.amazonaws.com',
    eventName: 'StartSession',
    requestParameters: { workGroup: 'notebooks', target: { kind: 'notebook' } },
    responseElements: { sessionId: '00000000-aaaa-4000-8000-000000000000', state: 'CREATED' },
  },
  { eventSource: 'athena.amazonaws.com', eventName: 'TerminateSession', requestParameters: { sessionId: 'x' } },
  {
    eventSource: 'ssm.amazonaws.com',
    eventName: 'DescribeSessions',
    requestParameters: { state: 'History', maxResults: 200 },
    responseElements: null,
    readOnly: true,
  },
  { eventSource: 'ssm-guiconnect.amazonaws.com', eventName: 'GetConnection', requestParameters: [], readOnly: true },
  {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { reason: { nested: [1, 2.5, null] } },
  },
  {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    requestParameters: { target: ['\u2028', '\u0001', '"', '\\', '漢字 🔥'] },
    responseElements: 'omitted',
    additionalEventData: { reason: true },
  },
];

/** Makes events of other services around one event of Session Manager. */
export function otherEvents(
  index: number,
  count: number,
  { deliveredMs, accountId, region }: TrailEvent,
): TrailEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const other = OTHERS[(index + i) % OTHERS.length] ?? {};
    return {
      deliveredMs,
      accountId,
      region,
      record: {
        eventVersion: '1.10',
        userIdentity: { type: 'IAMUser', userName: 'somebody', accountId },
        eventTime: isoSecond(deliveredMs - 300_000),
        awsRegion: region,
        sourceIPAddress: '192.0.2.1',
        eventID: uuidOf(`${region}${accountId}${index}/${i}`),
        eventType: 'AwsApiCall',
        recipientAccountId: accountId,
        ...other,
      },
    };
  });
}
