// A report on an archive with CloudTrail events: the comparison of the two witnesses must match the made-up world.
import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TRAIL_FINDINGS } from '../../../cli/report/trail-findings';
import { AS_OF_MS, agreement, refused, told } from '../../trail/expected-answers';
import { openTrailArchive } from '../../trail/trail-archive';
import { allEvents, deliveredBy } from '../../trail/trail-world';
import { onDuckDb, startAthena, type AthenaStandIn } from '../engines/athena-stand-in';
import { runCli } from '../run-cli';

const folder = mkdtempSync(join(tmpdir(), 'report-witness-'));
const events = allEvents(0);
const all = told(deliveredBy(events, AS_OF_MS));
let archive: DuckDBConnection;
let athena: AthenaStandIn;
beforeAll(async () => {
  archive = await openTrailArchive(folder, events);
  athena = await startAthena(onDuckDb(archive));
});
afterAll(async () => {
  await athena.stop();
  archive.closeSync();
  rmSync(folder, { recursive: true });
});

interface Document {
  readonly verdict: {
    readonly state: string;
    readonly headline: string;
    readonly witness: { readonly words: string } | null;
  };
  readonly witnesses: readonly Readonly<Record<string, unknown>>[] | null;
  readonly findings: readonly {
    readonly name: string;
    readonly count: number;
    readonly part?: { readonly count: number };
  }[];
}

const PERIOD = ['--from', '2026-02-01', '--to', '2026-02-10'];

function report(...args: string[]) {
  const env = { AWS_ENDPOINT_URL_ATHENA: athena.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  return runCli(['report', 'archive', ...PERIOD, '-o', 'page.html', '--json', ...args], { cwd: folder, env });
}
const IN_ATHENA = ['--athena', 'session_archive', '--region', 'eu-west-1'];

test('--set cannot change the period of a question about CloudTrail', async () => {
  const { status, out, err } = await report(...IN_ATHENA, '--set', 'denied-attempts.from=2026-02-01');
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(/use --from and --to/);
});

test('the report compares both witnesses, and the verdict says for how many sessions they agree', async () => {
  const made = await report(...IN_ATHENA, '--check', '--csv', 'csv');
  const { verdict, witnesses, findings } = JSON.parse(made.out) as Document;
  const counts = (witnesses ?? []).map(({ region, finding, cause, sessions }) => [
    `${String(region)} ${String(finding)}: ${String(cause)}`,
    sessions,
  ]);
  const expected = agreement(all);
  expect(Object.fromEntries(counts)).toEqual(expected);
  const sum = (pattern: RegExp) =>
    Object.entries(expected).reduce((total, [key, count]) => total + (pattern.test(key) ? count : 0), 0);
  expect(verdict.witness?.words).toBe(
    `Two witnesses agree for ${sum(/ both/)} of ${sum(/./)} sessions. Nothing explains ${sum(/unexplained/)} of the others.`,
  );
  expect({ status: made.status, headline: verdict.headline }).toEqual({
    status: 1,
    headline: 'The two witnesses disagree',
  });

  const page = readFileSync(join(folder, 'page.html'), 'utf8');
  for (const [key, count] of Object.entries(expected).filter(([each]) => each.includes(' both')))
    expect(page).toContain(
      `<data value="${count}" data-figure="witness.111122223333.${key.split(' ')[0] ?? ''}.both">`,
    );
  for (const { name, title } of TRAIL_FINDINGS) {
    expect(findings.map((finding) => finding.name)).toContain(name);
    expect(page).toContain(title);
  }
  const denied = findings.find(({ name }) => name === 'denied-attempts')?.count;
  expect(denied).toBe(refused(all).length);
  expect(page).not.toContain('This page has no second witness');
  const origins = readFileSync(join(folder, 'csv', 'where-a-session-came-from.csv'), 'utf8').split('\r\n');
  expect(origins[0]).toMatch(/^start_time,target,owner,person,person_in_the_trail,source_ip,mfa/);
});

test('without Athena, the report does not ask CloudTrail, and the page says so', async () => {
  const { status, out } = await report('--check');
  const { verdict, witnesses, findings } = JSON.parse(out) as Document;
  expect({ status, witnesses, words: verdict.witness }).toEqual({ status: 0, witnesses: null, words: null });
  expect(findings.map(({ name }) => name)).not.toContain('denied-attempts');
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('This page has no second witness');
  const set = await report('--set', 'unexplained-sessions.hours=48');
  expect(set.err).toMatch(/--set names the question 'unexplained-sessions'/);
});
