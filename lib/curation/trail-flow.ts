// The step of the curation that copies Session Manager's events from a trail, so that the trail's bulk is read once.
import { CURATED_EVENTS, TRAIL_DAYS } from '../catalog/session-events';
import { cell, type Flow } from './flow';
import { compact, vacuum } from './statements';
import * as sql from './trail-statements';

/** What the curation needs to know of a trail; any of it may be a token. */
export interface TrailDefinitionProps {
  /** A limit of its own binds what is read of the trail. */
  readonly workGroupName: string;
  /** Comma-separated: whose part of the trail is read. */
  readonly accounts: string;
  readonly regions: string;
  /** yyyy-MM-dd. */
  readonly firstDay: string;
}

/** The state that it begins with. */
export const TRAIL_START = 'Create events';

/** Where curated tables lie, and whether anything is forgotten. */
interface Kept {
  readonly location: string;
  readonly retentionDays?: number;
}

/**
 * It comes last: a trail that cannot be read fails the execution, and by then the sessions are shown. Every round reads the days of some
 * scopes and then notes them; there is another round until all are read up to today.
 */
export function readTrail(flow: Flow, trail: TrailDefinitionProps, { location, retentionDays }: Kept): void {
  const { accounts, regions, firstDay, workGroupName } = trail;
  flow.query(TRAIL_START, sql.createEvents(location));
  flow.query('Create trail days', sql.createTrailDays(location));
  if (retentionDays !== undefined) flow.query('Forget events', sql.FORGET_EVENTS);
  flow.query('Find unread days', sql.unreadDays(accounts, regions, firstDay));
  flow.read('Read unread days', { trailScopes: cell(1, 0), trailSince: cell(1, 1), trailUntil: cell(1, 2) });
  flow.choice('Is anything unread?', "$trailScopes != ''", 'Merge events', 'Is it time to compact events?');
  flow.query('Merge events', sql.MERGE_EVENTS, {}, { workGroupName });
  flow.query('Note read days', sql.noteTrailDays(accounts, regions));
  flow.goTo('Find unread days');
  flow.choice('Is it time to compact events?', '$compacts', 'Compact events', 'Done');
  flow.query('Compact events', compact(CURATED_EVENTS));
  flow.query('Compact trail days', compact(TRAIL_DAYS));
  flow.query('Clear events', vacuum(CURATED_EVENTS));
  flow.query('Clear trail days', vacuum(TRAIL_DAYS));
  flow.goTo('Done');
}
