// The part of the curation that copies Session Manager's events from a trail, so that the large trail is read only
// once.
import { CURATED_EVENTS, TRAIL_DAYS } from '../catalog/session-events';
import { cell, type Flow } from './flow';
import { compact, vacuum } from './statements';
import * as sql from './trail-statements';

/** What the curation needs to know about a trail. All values may be tokens. */
export interface TrailDefinitionProps {
  /** The workgroup for statements that read the trail, with its own limit. */
  readonly workGroupName: string;
  /** The accounts whose part of the trail is read, separated by commas. */
  readonly accounts: string;
  /** The Regions whose part of the trail is read, separated by commas. */
  readonly regions: string;
  /** The first day of the trail that is read, `yyyy-MM-dd`. */
  readonly firstDay: string;
}

/** The first state of this part. */
export const TRAIL_START = 'Create events';

/** The location of the curated tables, and after how many days rows are deleted. */
interface Kept {
  readonly location: string;
  readonly retentionDays?: number;
}

/**
 * Runs last: if the trail cannot be read, the execution fails, but the views already show the curated sessions. Each
 * round reads the days of some scopes and then notes them. The rounds end when all scopes are read up to today.
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
