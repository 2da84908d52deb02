// AWS Systems Manager as a source: reads Active, then History down to the watermark, then looks up missing sessions.
import { SOURCES } from '../../lib/contract';
import { planRun, type Plan } from '../plan';
import type { Run } from '../run';
import type { OpenSource, Reading } from '../source';
import { adoptActive, adoptHistory } from '../store/earlier-attempts';
import type { SnapshotObjects } from '../store/snapshot-objects';
import type { DescribeSessions } from './pages';
import { lookUp, scanActive, scanHistory } from './scans';
import type { SsmClient } from './describe-sessions';
import type { Window } from '../records/windows';

/** @param connect makes a Region's client. It is kept between runs, with its connections and the request rate that its adaptive retries have learned. */
export function openSsm(connect: (region: string) => SsmClient): OpenSource {
  const clients = new Map<string, SsmClient>();
  return (region, onFailedAttempt) => {
    const client = clients.get(region) ?? connect(region);
    clients.set(region, client);
    return {
      name: SOURCES.ssm,
      plan: planRun,
      read: (run, plan, objects) => read(run, plan, objects, (request) => client(request, onFailedAttempt)),
    };
  };
}

async function read(
  run: Run,
  plan: Plan,
  objects: SnapshotObjects,
  describeSessions: DescribeSessions,
): Promise<Reading> {
  const scan = { ...run, describeSessions };
  const isFull = plan.mode === 'full';
  const whole: Window = { fromMs: isFull ? null : plan.watermarkMs, toMs: null };

  // Active first: a session that ends between the two scans is then seen twice. In the other order it would be missed.
  const active = (await adoptActive(run, objects)) ? 0 : await scanActive(scan, objects);
  const earlier = await adoptHistory(run, objects, whole);
  const { pages: history, windows } = await scanHistory(scan, objects, earlier.gaps, isFull ? run.maxConcurrency : 1);
  const lookup = isFull ? 0 : await lookUp(scan, objects, objects.stillMissing(), plan.watermarkMs);
  return { pages: { active, history, lookup }, whole, windows: [...earlier.windows, ...windows] };
}
