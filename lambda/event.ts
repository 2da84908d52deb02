// The event that invokes the function, checked before any call.
import { EventError } from './errors';
import { floorTo, HOUR_MS, SECOND_MS } from './time';

export interface RunRequest {
  /** The scheduled time, which names the snapshot: a whole second. */
  readonly snapshotMs: number;
  /** The event asks for a full scan. */
  readonly full: boolean;
}

/** A snapshot from the future would supersede every run until then. The clocks of the services differ by less than this. */
const MAX_AHEAD_MS = HOUR_MS;

/**
 * The schedule sends `{"scheduledTime": "2026-01-31T01:00:00Z"}`. `{}` is a run by hand and means now. `"mode": "full"` forces a
 * full scan. Throws EventError, with name and value, for anything else.
 */
export function parseEvent(event: unknown, nowMs: number): RunRequest {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new EventError(
      `The event is ${JSON.stringify(event)}: it must be an object such as {} or {"scheduledTime": "2026-01-31T01:00:00Z"}.`,
    );
  }
  const { scheduledTime, mode, ...unknown } = event as Record<string, unknown>;
  const [name] = Object.keys(unknown);
  if (name !== undefined)
    throw new EventError(`The event has an unknown key '${name}': it may have scheduledTime and mode.`);
  if (mode !== undefined && mode !== 'full') {
    throw new EventError(`The event's mode is ${JSON.stringify(mode)}: it must be "full" or left out.`);
  }
  const snapshotMs = floorTo(scheduledTime === undefined ? nowMs : parseTime(scheduledTime), SECOND_MS);
  if (snapshotMs > nowMs + MAX_AHEAD_MS) {
    throw new EventError(
      `The event's scheduledTime ${JSON.stringify(scheduledTime)} lies in the future: it would hide the runs until then.`,
    );
  }
  return { snapshotMs, full: mode === 'full' };
}

function parseTime(value: unknown): number {
  const isTime = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
  const ms = isTime ? Date.parse(value) : NaN;
  if (ms >= 0) return ms;
  throw new EventError(
    `The event's scheduledTime is ${JSON.stringify(value)}: it must be a UTC time such as "2026-01-31T01:00:00Z".`,
  );
}
