// The findings from CloudTrail, the second witness, for an archive that has its events.
import { SESSION, STARTED, WHERE, type FindingQuestion } from './findings';

const FROM = { head: 'Address', main: 'source_ip' };
const WHEN = { head: 'When (UTC)', main: 'event_time', below: ['event'] };
const CALLER = { head: 'Who', main: 'person', below: ['principal'] };

/** The saved question that compares both witnesses. */
export const WITNESSES = 'do-two-witnesses-agree';

/** The saved question about the origin of every session. Its rows are too many for a page, so only a CSV file has them. */
export const ORIGINS = 'where-a-session-came-from';

/** Whether a finding comes from CloudTrail. */
export const isOfTrail = ({ name }: { readonly name: string }) => TRAIL_FINDINGS.some((each) => each.name === name);

export const TRAIL_FINDINGS: readonly FindingQuestion[] = [
  {
    name: 'unexplained-sessions',
    title: 'Known to one witness only',
    unit: ['session of one witness', 'sessions of one witness'],
    columns: [
      STARTED,
      { head: 'Finding', main: 'finding', below: ['cause'] },
      { head: 'Owner', main: 'owner' },
      WHERE,
      SESSION,
    ],
    part: { label: 'unexplained', column: 'cause', value: 'unexplained' },
  },
  {
    name: 'denied-attempts',
    title: 'Denied attempts',
    unit: ['attempt', 'attempts'],
    columns: [WHEN, CALLER, FROM, WHERE, { head: 'Error', main: 'error_code' }],
    part: { label: 'without permission', column: 'error_code', value: 'AccessDenied' },
  },
  {
    name: 'without-mfa',
    title: 'Started without MFA',
    unit: ['start', 'starts'],
    columns: [WHEN, CALLER, FROM, WHERE, SESSION],
  },
  {
    name: 'new-address',
    title: 'New address for a person',
    unit: ['address', 'addresses'],
    columns: [
      { head: 'First then (UTC)', main: 'first_time' },
      { head: 'Who', main: 'who' },
      FROM,
      { head: 'Events', main: 'events_so_far' },
      { head: 'Known since', main: 'known_since' },
    ],
  },
  {
    name: 'forwarded-to',
    title: 'Ports forwarded',
    unit: ['way to a port', 'ways to a port'],
    columns: [
      { head: 'Host', main: 'forwarded_host' },
      { head: 'Port', main: 'forwarded_port' },
      { head: 'Through', main: 'target', below: ['account_id', 'region'] },
      CALLER,
      { head: 'Starts', main: 'starts' },
      { head: 'Last (UTC)', main: 'last_time' },
    ],
  },
  {
    name: 'behind-shared-names',
    title: 'Who was behind a shared name',
    unit: ['session of a shared name', 'sessions of shared names'],
    columns: [
      STARTED,
      { head: 'Owner', main: 'owner_name', below: ['person_kind'] },
      { head: 'Behind it', main: 'person_behind', below: ['said_by'] },
      FROM,
      WHERE,
      SESSION,
    ],
    part: { label: 'of which nobody is known', column: 'person_behind', value: null },
  },
];
