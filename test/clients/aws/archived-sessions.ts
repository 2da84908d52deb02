// `sessions` and `aws ssm describe-sessions` print the same for the same options, also after SSM has forgotten the
// sessions.
import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS } from '../../../lambda/time';
import type { SessionSource, WireSession } from '../../../local/world/sessions';
import { createWorld } from '../../../local/world/world';
import { Account, ACCOUNT, type ArchivedRecord } from '../../e2e/account';
import type { Progress } from '../../trino/progress';
import { awsCliCalls, type CliAnswer } from './aws-commands';
import { REGIONS } from '../scenario';
import type { Clients } from '../tools';
import { mapLimited } from '../../map-limited';

const CLI = join(__dirname, '..', '..', '..', 'assets', 'cli', 'main.cjs');
const START = Date.UTC(2026, 0, 1);
const NOW = START + 30 * DAY_MS + 9 * HOUR_MS;
/** At most one page, because the AWS CLI chooses the columns of text output for each page. */
const SESSIONS = 150;
const ONE_PAGE = ['--page-size', '200'];

/** Options for both commands. */
type Case = readonly string[];

export async function checkArchivedSessions(progress: Progress, clients: Clients, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'config');
  writeFileSync(config, '[default]\ncli_timestamp_format = iso8601\n');
  const account = await Account.open({ source: plainSource(), regions: [...REGIONS] });
  try {
    account.now = NOW;
    await account.run();
    const archive = join(account.folder, 'session-archive');
    const records = await account.records();
    const aws = (cases: readonly Case[]) =>
      awsCliCalls(
        clients,
        { ssm: account.ssm, config },
        cases.map((options) => ['ssm', 'describe-sessions', ...options]),
      );
    const ours = (cases: readonly Case[], ...extra: string[]) =>
      mapLimited(cases, availableParallelism(), (options) => sessions([archive, ...options, ...extra]));
    const compare = async (name: string, cases: readonly Case[]) => {
      let expected: CliAnswer[] = [];
      await progress.check(name, async () => {
        const [theirs, own] = await Promise.all([aws(cases), ours(cases)]);
        expected = theirs;
        for (const [i, options] of cases.entries()) assertSame(own[i], theirs[i], options);
        return `${cases.length} commands`;
      });
      return expected;
    };

    console.log('\nsessions compared with aws ssm describe-sessions');
    const asked = casesOf(records);
    const expected = await compare('prints the same with every filter, in every format', asked);
    await compare('prints the same for every page size', pageSizes());
    await compare('prints the same for a JMESPath query', queries());
    await compare(
      'understands every spelling of a filter',
      spellings(records[0]?.target, join(folder, 'filters.json')),
    );
    await compare('prints the same piece of a listing', pieces());
    await progress.check('refuses the options that the AWS CLI or SSM refuses', async () => {
      const refused = refusals();
      const [theirs, own] = await Promise.all([aws(refused), ours(refused)]);
      for (const [i, options] of refused.entries()) {
        assert.notEqual(theirs[i]?.status, 0, options.join(' '));
        assert.equal(own[i]?.status, 2, options.join(' '));
      }
      return `${refused.length} commands`;
    });

    for (const days of [0.05, 1, 10, 20, 40]) {
      account.now = NOW + days * DAY_MS;
      await account.run();
    }
    await progress.check('SSM has forgotten most of the sessions', async () => {
      const [before] = expected;
      const [after] = await aws(asked.slice(0, 1));
      const kept = new Set(idsIn(after?.out));
      const forgotten = idsIn(before?.out).filter((id) => !kept.has(id));
      assert.ok(forgotten.length > SESSIONS / 2);
      return `${forgotten.length} sessions`;
    });
    await progress.check('prints the same with --at for the earlier time', async () => {
      const own = await ours(asked, '--at', new Date(NOW).toISOString());
      for (const [i, options] of asked.entries()) assertSame(own[i], expected[i], options);
      return `${asked.length} commands`;
    });
    await progress.check('still prints every ended session unchanged', async () => {
      const isHistory = (options: Case) => options.includes('History') && options.includes('json');
      const cases = asked.filter(isHistory);
      const then = expected.filter((_, i) => isHistory(asked[i] ?? []));
      for (const [i, { out }] of (await ours(cases)).entries()) {
        const now = new Map(sessionsIn(out).map((session) => [session.SessionId, session]));
        for (const session of sessionsIn(then[i]?.out)) assert.deepEqual(now.get(session.SessionId), session);
      }
      return `${cases.length} commands`;
    });
  } finally {
    await account.close();
  }
}

/**
 * The world as the archive can keep it: SSM has three forms of "no value", and the archive keeps one. In the second
 * Region also without characters that our tables escape.
 */
function plainSource(): SessionSource {
  const world = createWorld({ seed: 7, accountId: ACCOUNT, regions: REGIONS, sessions: SESSIONS, from: START });
  const tidy = (region: string, { OutputUrl: url, Reason: reason, ...session }: WireSession): WireSession => {
    const withValues = Object.entries({
      ...session,
      Reason:
        region === REGIONS[0]
          ? reason
          : (typeof reason === 'string' ? reason : '').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ''),
    }).filter(([, value]) => value !== '' && value !== undefined);
    const urls = Object.entries(url ?? {}).filter(([, value]) => value !== '');
    return { ...Object.fromEntries(withValues), OutputUrl: Object.fromEntries(urls) };
  };
  return {
    sessions: (region, state, now) => {
      const list = world.sessions(region, state, now);
      return {
        length: list.length,
        at: (index) => {
          const session = list.at(index);
          return session && tidy(region, session);
        },
      };
    },
  };
}

/** For each state: no filter, each filter alone, and all compatible filters. The values come from one session. */
function casesOf(records: readonly ArchivedRecord[]): Case[] {
  const cases: Case[] = [];
  for (const state of ['History', 'Active'] as const) {
    const common = ['--state', state, ...ONE_PAGE];
    const sample = records.find(
      (record) => record.region === REGIONS[1] && record.session_state === state && record.access_type !== null,
    );
    assert.ok(sample, `There is no ${state} session to make filters of.`);
    const start = `${String(sample.start_time).replace(' ', 'T')}Z`;
    const filters = [
      ['InvokedAfter', start],
      ['Target', sample.target],
      ['Owner', sample.owner],
      ['Status', sample.status],
      ['SessionId', sample.session_id],
      ['AccessType', sample.access_type],
    ].map(([key, value]) => `key=${String(key)},value=${String(value)}`);
    const lists = [[], [`key=InvokedBefore,value=${start}`], ...filters.map((filter) => [filter]), filters];
    for (const [i, list] of lists.entries()) {
      const some = list.length > 0 ? ['--filters', ...list] : [];
      for (const output of [0, 1, 3, 8].includes(i) ? ['json', 'text', 'table'] : ['json'])
        cases.push([...common, '--region', REGIONS[1], '--output', output, ...some]);
    }
    for (const output of ['json', 'text']) cases.push([...common, '--region', REGIONS[0], '--output', output]);
  }
  return cases;
}

function pageSizes(): Case[] {
  const common = ['--state', 'History', '--region', REGIONS[0], '--color', 'off'];
  return ['1', '7', '50', '200'].map((size) => [...common, '--page-size', size]);
}

function queries(): Case[] {
  const common = ['--state', 'History', '--region', REGIONS[1], ...ONE_PAGE];
  return [
    ['Sessions[].[SessionId,Owner]', 'text'],
    ['Sessions[].[SessionId,Owner,Reason]', 'table'],
    ['Sessions[?Status==`Failed`].{Id:SessionId,Who:Owner,Why:Reason}', 'table'],
    ['Sessions[?Status==`Failed`].{Id:SessionId,Who:Owner,Why:Reason}', 'text'],
    ['length(Sessions)', 'json'],
    ['length(Sessions)', 'text'],
    ['length(Sessions)', 'table'],
    ['Sessions[0]', 'table'],
    ['Sessions[0]', 'text'],
    ['Sessions[].OutputUrl', 'table'],
    ['sort_by(Sessions, &SessionId)[-3:].{Id: SessionId, Url: OutputUrl}', 'text'],
    ['Sessions[?starts_with(Target, `mi-`)] | [0].Nothing', 'json'],
    ['Sessions[?contains(Owner, `nobody at all`)]', 'text'],
    ["Sessions[?StartDate >= '2026-01-20'].StartDate | sort(@)", 'json'],
    ['{Newest: Sessions[:2].{Id: SessionId}, Count: length(Sessions)}', 'table'],
  ].map(([query = '', output = '']) => [...common, '--query', query, '--output', output]);
}

function spellings(target: unknown, file: string): Case[] {
  const value = String(target);
  const common = ['--state', 'History', '--region', REGIONS[0], ...ONE_PAGE, '--filters'];
  const list = JSON.stringify([{ key: 'Target', value }]);
  writeFileSync(file, list);
  return [
    [...common, `key=Target,value=${value}`],
    [...common, `key=Target, value=${value}`],
    [...common, `value=${value},key=Target`],
    [...common, `key="Target",value="${value}"`],
    [...common, `key=Target,value='${value}'`, 'key=Owner,value=a\\,b'],
    [...common, list],
    [...common, JSON.stringify({ key: 'Target', value })],
    [...common, ...['Target', 'SessionId'].map((key) => JSON.stringify({ key, value }))],
    [...common, `key=Target,value=${value}`, 'key=InvokedAfter,value=2026-01-01T00:00:00.5Z'],
    [...common, `file://${file}`],
    [...common.slice(0, -1), `--filters=key=Target,value=${value}`],
  ];
}

function pieces(): Case[] {
  const common = ['--state', 'History', '--region', REGIONS[1], ...ONE_PAGE, '--max-items', '3'];
  return [
    ...['json', 'text'].map((output) => [...common, '--output', output]),
    [...common, '--query', 'Sessions[].Owner'],
  ];
}

function refusals(): Case[] {
  const state = ['--state', 'History'];
  const filter = (text: string) => [...state, '--filters', text];
  return [
    ['--state', 'Open'],
    [...state, '--page-size', '0'],
    [...state, '--page-size', '201'],
    [...state, '--max-items', 'ten'],
    [...state, '--output', 'xml'],
    [...state, '--starting-token', 'abc'],
    [...state, '--query', 'Sessions['],
    filter('Target=i-1'),
    filter('key=Target'),
    filter('key=Machine,value=i-1'),
    filter('key=Target,value='),
    filter('key=Target,value=a key=Owner,value=b'),
    filter('key=Target,value=a,b'),
    filter('[{"key": "Target"'),
    filter('key=InvokedAfter,value=2026-01-01'),
    [...state, '--filters', ...Array.from({ length: 7 }, () => 'key=Target,value=i-1')],
  ];
}

function sessions(args: readonly string[]): Promise<CliAnswer> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: '/nonexistent' };
    const options = { env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(process.execPath, [CLI, 'sessions', ...args], options, (_, out, err) => {
      resolve({ status: child.exitCode ?? -1, out, err });
    });
  });
}

function assertSame(own: CliAnswer | undefined, theirs: CliAnswer | undefined, options: Case): void {
  assert.equal(theirs?.status, 0, `${options.join(' ')}: ${theirs?.err ?? ''}`);
  assert.equal(own?.status, 0, `${options.join(' ')}: ${own?.err ?? ''}`);
  assert.equal(withoutToken(own.out), withoutToken(theirs.out), options.join(' '));
}

function withoutToken(out = ''): string {
  return out.replace(/("NextToken": "|^NEXTTOKEN\t)[\w+/=-]+/m, '$1...');
}

function sessionsIn(out = ''): Record<string, unknown>[] {
  return (JSON.parse(out) as { Sessions: Record<string, unknown>[] }).Sessions;
}

function idsIn(out?: string): unknown[] {
  return sessionsIn(out).map(({ SessionId }) => SessionId);
}
