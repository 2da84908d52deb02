// The local SSM and S3 of one trial, in a separate process, so that their cost does not count for the contestants. The
// arguments are the setting and the S3 folder. The process sends its URLs, and then its counts after each message.
import { startS3 } from '../../local/s3/server';
import type { SessionList, SessionState } from '../../local/world/sessions';
import { startSsm } from '../../local/ssm/server';
import { createWorld } from '../../local/world/world';
import { DAY } from '../../local/world/calendar';
import type { ServiceCounts, ServicesMessage } from './services';
import { NOW, REGION, type Setting } from './setting';

/** More sessions would not fit into memory. Then they are made again for each page. */
const MOST_KEPT = 200_000;

async function main(setting: Setting, folder: string): Promise<void> {
  const { sessions, skew, latencyMs, filtering, requestsPerSecond } = setting;
  const from = NOW - 30 * DAY;
  const world = createWorld({ seed: 1, accountId: '123456789012', regions: [REGION], sessions, from, skew });
  const lists = {
    Active: keep(world.sessions(REGION, 'Active', NOW)),
    History: keep(world.sessions(REGION, 'History', NOW)),
  };
  const ssm = await startSsm({
    source: { sessions: (_region, state: SessionState) => lists[state] },
    clock: () => NOW,
    latencyMs,
    filtering,
    requestsPerSecond: requestsPerSecond ?? Infinity,
  });
  const s3 = await startS3({ folder });
  const send = (message: ServicesMessage) => process.send?.(message);
  process.on('message', () => {
    const answered = ssm.calls.filter(({ status }) => status === 200).length;
    const counts: ServiceCounts = { answered, refused: ssm.calls.length - answered, s3Requests: s3.requests.length };
    send({ counts });
  });
  process.on('disconnect', () => process.exit());
  send({ ssmUrl: ssm.url, s3Url: s3.url, sessions: lists.Active.length + lists.History.length });
}

/** Makes the sessions once, so that a service with a latency of 0 really answers at once. */
function keep(list: SessionList): SessionList {
  if (list.length > MOST_KEPT) return list;
  const sessions = Array.from({ length: list.length }, (_, index) => list.at(index));
  return { length: list.length, at: (index) => sessions[index] };
}

const [setting = '', folder = ''] = process.argv.slice(2);
void main(JSON.parse(setting) as Setting, folder);
