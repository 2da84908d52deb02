// Every single change of an archive is found. Somebody who may write every object can rewrite the whole chain; only a
// head shows that.
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Manifest } from '../../../lambda/store/manifest';
import { FolderStore } from '../../../cli/stores/folder-store';
import { foreign } from '../../../cli/verify/foreign';
import type { Account } from '../../e2e/account';
import { Files, makeArchive, SCOPES, sha256 } from './archive';
import { problemsOf, verifyStore, type Verified } from './verified';

let account: Account;
let files: Files;
let objects: string[];
let manifests: string[];
let whole: Verified;
/** The newest manifest of each scope: no other one holds its hash. */
let newest: string[];

beforeAll(async () => {
  account = await makeArchive();
  files = new Files(join(account.folder, 'session-archive'));
  manifests = await account.keys('manifests/');
  const listed = (await account.manifests()).flatMap((manifest) => manifest.objects.map(({ key }) => key));
  objects = (await account.recordKeys()).filter((key) => listed.includes(key));
  newest = SCOPES.map(({ region }) => manifests.filter((key) => key.includes(`region=${region}/`)).at(-1) ?? '');
  whole = await verify(files.folder);
});
afterEach(() => {
  files.restore();
});
afterAll(() => account.close());

const verify = (folder: string, options: Parameters<typeof verifyStore>[1] = {}) =>
  verifyStore(new FolderStore(folder), options);
const older = () => manifests.filter((key) => !newest.includes(key));
const parse = (key: string) => JSON.parse(files.read(key).toString()) as Manifest;
const serialize = (manifest: unknown) => `${JSON.stringify(manifest)}\n`;

/** The codes of the problems after a change. */
async function afterwards(tamper: () => void, options: Parameters<typeof verifyStore>[1] = {}): Promise<string[]> {
  try {
    tamper();
    return problemsOf(await verify(files.folder, options)).map(({ code }) => code);
  } finally {
    files.restore();
  }
}

/** Changes one of the keys at a time, and expects a problem each time. */
async function each(keys: readonly string[], tamper: (key: string, seed: number) => void, runs = 20): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), async (key, seed) => {
      expect(
        await afterwards(() => {
          tamper(key, seed);
        }),
      ).not.toEqual([]);
    }),
    { numRuns: runs },
  );
}

function flip(key: string, seed: number): void {
  const body = files.read(key);
  const at = seed % body.length;
  body[at] = (body[at] ?? 0) ^ (1 << (seed % 8));
  files.write(key, body);
}

/** Changes a manifest, and the hashes in all later manifests. */
function rewrite(key: string, change: (manifest: Manifest) => unknown): void {
  files.write(key, serialize(change(parse(key))));
  let hash = sha256(files.read(key));
  const scope = key.slice(0, key.indexOf('snapshot_date='));
  for (const follower of manifests.filter((other) => other.startsWith(scope) && other > key)) {
    const manifest = parse(follower);
    files.write(follower, serialize({ ...manifest, previous: { key: manifest.previous?.key, sha256: hash } }));
    hash = sha256(files.read(follower));
  }
}

function truncate(key: string, seed: number): void {
  const body = files.read(key);
  files.write(key, body.subarray(0, seed % body.length));
}

test('an untouched archive is whole', () => {
  expect(problemsOf(whole)).toEqual([]);
  expect(whole.scopes.map(({ accountId, region }) => ({ accountId, region }))).toEqual(SCOPES);
  expect(whole.scopes.map(({ snapshots }) => snapshots)).toEqual([12, 12]);
  expect(whole.scopes.reduce((sum, scope) => sum + scope.objects, 0)).toBe(objects.length);
  // The failed attempt left objects, which is a notice.
  expect(new Set(whole.findings.map(({ code }) => code))).toEqual(new Set(['leftover-object']));
});

test('a flipped bit in any object is found', () => each(objects, flip));
test('a flipped bit in any manifest but the newest is found', () => each(older(), flip, 40));
test('the removal of any object is found', () =>
  each(objects, (key) => {
    files.write(key, null);
  }));
test('the removal of any manifest but the newest is found', () =>
  each(older(), (key) => {
    files.write(key, null);
  }));
test('the truncation of any object is found', () => each(objects, truncate));
test('the truncation of any manifest is found, also of the newest', () => each(manifests, truncate));

test('any object or manifest that is replaced by another one is found', async () => {
  const replace = (keys: readonly string[]) => (key: string, seed: number) => {
    const others = keys.filter((other) => other !== key && !files.read(other).equals(files.read(key)));
    files.write(key, files.read(others[seed % others.length] ?? ''));
  };
  await each(objects, replace(objects));
  await each(manifests, replace(manifests));
});

test('an edited record is found, also if the manifest has the new hash of its object', () =>
  each(objects, (key, seed) => {
    const lines = gunzipSync(files.read(key)).toString().trimEnd().split('\n');
    const at = seed % lines.length;
    const record = JSON.parse(lines[at] ?? '') as Record<string, unknown>;
    lines[at] = JSON.stringify({ ...record, owner: 'arn:aws:iam::123456789012:user/nobody' });
    const body = gzipSync(`${lines.join('\n')}\n`);
    const listing = older().find((manifest) => parse(manifest).objects.some((object) => object.key === key));
    if (listing === undefined) {
      // The newest manifest lists it, and a rewritten newest manifest shows only against a head: see below.
      files.write(key, body);
      return;
    }
    files.write(key, body);
    const manifest = parse(listing);
    const repaired = manifest.objects.map((object) =>
      object.key === key ? { ...object, bytes: body.length, sha256: sha256(body) } : object,
    );
    files.write(listing, serialize({ ...manifest, objects: repaired }));
  }));

describe('a contradiction is found also in the newest manifest:', () => {
  const changes: [string, (manifest: Manifest) => object][] = [
    ['another account', (m) => ({ ...m, account_id: '999999999999' })],
    ['another snapshot', (m) => ({ ...m, snapshot_id: '20260131T010000Z' })],
    ['another time', (m) => ({ ...m, snapshot_time: '2026-01-31 01:00:00.000' })],
    ['an unknown mode', (m) => ({ ...m, mode: 'fast' })],
    ['a full scan that covers too little', (m) => ({ ...m, mode: 'full' })],
    ['another last full snapshot', (m) => ({ ...m, last_full_snapshot_id: '20260101T000000Z' })],
    ['a later watermark', (m) => ({ ...m, history_from: m.snapshot_time })],
    ['an earlier latest start', (m) => ({ ...m, max_start_time: '2026-01-01 00:00:00.000' })],
    ['more records', (m) => ({ ...m, active: { ...m.active, records: m.active.records + 1 } })],
    ['a missing object', (m) => ({ ...m, objects: m.objects.slice(1) })],
    ['an object twice', (m) => ({ ...m, objects: [...m.objects.slice(0, 1), ...m.objects] })],
    ['a missing window', (m) => ({ ...m, windows: m.windows.slice(1) })],
    [
      'a session that was never open',
      (m) => ({ ...m, pending: [{ session_id: 'a', start_time: null, since: '2026-01-01 00:00:00.000' }] }),
    ],
    ['finished before it began', (m) => ({ ...m, finished_time: '2026-01-01 00:00:00.000' })],
    ['an invalid time', (m) => ({ ...m, started_time: '2026-13-01 00:00:00.000' })],
    ['an extra key', (m) => ({ ...m, comment: '' })],
    ['another order of keys', ({ previous, ...m }) => ({ previous, ...m })],
    ['no predecessor', (m) => ({ ...m, previous: null })],
    [
      'another predecessor',
      (m) => ({ ...m, previous: { key: older()[0], sha256: sha256(files.read(older()[0] ?? '')) } }),
    ],
  ];
  test.each(changes)('%s', async (_, change) => {
    const [key = ''] = newest;
    expect(
      await afterwards(() => {
        files.write(key, serialize(change(parse(key))));
      }),
    ).not.toEqual([]);
  });
});

describe('a noted head', () => {
  const heads = () =>
    whole.scopes.map(({ accountId, region, head }) => ({ accountId, region, snapshotId: '', sha256: '', ...head }));

  test('is found again in an untouched archive', async () => {
    expect(problemsOf(await verify(files.folder, { heads: heads() }))).toEqual([]);
  });

  test('shows every flipped bit of the newest manifest, and its removal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...newest), fc.nat(), async (key, seed) => {
        expect(
          await afterwards(
            () => {
              flip(key, seed);
            },
            { heads: heads() },
          ),
        ).not.toEqual([]);
      }),
      { numRuns: 20 },
    );
    for (const key of newest) {
      expect(
        await afterwards(
          () => {
            files.write(key, null);
          },
          { heads: heads() },
        ),
      ).toEqual(['head-missing']);
    }
  });

  test('shows a rewritten chain, which nothing else does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...manifests), async (key) => {
        const tamper = () => {
          rewrite(key, (manifest) => ({ ...manifest, reporter_version: '6.6.6' }));
        };
        expect(await afterwards(tamper)).toEqual([]);
        expect(await afterwards(tamper, { heads: heads() })).toEqual(['head-missing']);
      }),
      { numRuns: 10 },
    );
  });
});

describe('finds what does not belong into the archive:', () => {
  const scope = 'account_id=123456789012/region=eu-west-1/';
  test.each([
    ['among the manifests', `manifests/v1/${scope}snapshot_date=2026-01-31/notes.txt`],
    ['among the records', `history/v1/${scope}start_date=2026-01-31/export.csv`],
    ['among the records of Active', `active/v1/${scope}snapshot_date=2026-01-31/export.csv`],
    [
      'named like records of Active, under another day',
      `active/v1/${scope}snapshot_date=2026-01-30/20260131T010000Z.ndjson.gz`,
    ],
    ['next to the days', `history/v1/${scope}readme.md`],
    ['next to the Regions', 'history/v1/account_id=123456789012/x'],
    ['next to the accounts', 'manifests/v1/x'],
    ['in a folder without an account', 'history/v1/account_id=1/region=eu-west-1/x'],
  ])('a file %s', async (_, key) => {
    expect(
      await afterwards(() => {
        files.write(key, 'x');
      }),
    ).toEqual(['foreign-object']);
  });

  describe('but only a notice for files that systems and tools leave:', () => {
    const lake = (isCopy: boolean) => Object.assign(new FolderStore(files.folder), { isCopy });
    /** The codes of the findings about files with that name in all kinds of folders. */
    const codes = async (name: string, isCopy: boolean) => {
      const keys = [
        `manifests/v1/${name}`,
        `history/v1/account_id=123456789012/${name}`,
        `manifests/v1/${scope}${name}`,
        `history/v1/${scope}${name}`,
        `history/v1/${scope}start_date=2026-01-31/${name}`,
        `active/v1/${scope}snapshot_date=2026-01-31/${name}`,
      ];
      for (const key of keys) files.write(key, 'x');
      const { findings } = await verifyStore(lake(isCopy));
      files.restore();
      const found = findings.filter(({ key }) => keys.includes(key));
      expect(found.map(({ key }) => key).sort()).toEqual(keys.sort());
      expect(problemsOf({ scopes: [], findings }).map(({ key }) => key)).toEqual(
        found.filter(({ severity }) => severity === 'problem').map(({ key }) => key),
      );
      return [...new Set(found.map(({ code }) => code))];
    };

    test.each(['.DS_Store', '._20260131T010000Z-lookup.ndjson.gz', '.aws', '_SUCCESS', '.nfs0001'])(
      '%s in a copy and in a bucket: queries ignore it',
      async (name) => {
        expect([await codes(name, true), await codes(name, false)]).toEqual([['stray-object'], ['stray-object']]);
      },
    );

    test.each(['Thumbs.db', 'desktop.ini', 'DESKTOP.INI', 'Icon\r'])(
      '%s in a copy; in a bucket queries would fail on it',
      async (name) => {
        expect([await codes(name, true), await codes(name, false)]).toEqual([['stray-object'], ['foreign-object']]);
      },
    );

    test.each(['copy of 20260131T010000Z-lookup.ndjson.gz', 'x.ndjson.gz', 'Thumbs.db.json', 'x_', 'x.DS_Store'])(
      'not %s, which no system or tool creates',
      async (name) => {
        expect([await codes(name, true), await codes(name, false)]).toEqual([['foreign-object'], ['foreign-object']]);
      },
    );

    test('folders of such files, and the empty object that the S3 console creates for a folder', async () => {
      files.write(`history/v1/${scope}start_date=2026-01-31/@eaDir/x`, 'x');
      files.write(`history/v1/${scope}.Trash/x`, 'x');
      files.write('history/v1/.Spotlight-V100/x', 'x');
      expect(problemsOf(await verifyStore(lake(true)))).toEqual([]);
      const empty = { key: `history/v1/${scope}start_date=2026-01-31/`, bytes: 0 };
      expect(foreign(lake(false), empty, '')).toMatchObject({ code: 'stray-object' });
      expect(foreign(lake(false), { ...empty, bytes: 1 }, '')).toMatchObject({ code: 'foreign-object' });
    });

    test('a broken symbolic link, as editors leave it', async () => {
      const link = join(files.folder, `history/v1/${scope}.#x`);
      symlinkSync('nowhere', link);
      expect(problemsOf(await verifyStore(lake(true)))).toEqual([]);
      rmSync(link);
    });
  });

  test('a manifest that forks the chain', async () => {
    const [first = '', second = ''] = older();
    const fork = { ...parse(second), snapshot_id: '20260131T013000Z', snapshot_time: '2026-01-31 01:30:00.000' };
    const key = first.replace('T010000Z', 'T013000Z');
    expect(
      await afterwards(() => {
        files.write(key, serialize({ ...fork, objects: [] }));
      }),
    ).toContain('second-chain');
  });

  test('records of another day or scope, extra records, and lines that are no records', async () => {
    const [listing = ''] = newest;
    const manifest = parse(listing);
    const { key } = manifest.objects.find((object) => object.key.startsWith('history/')) ?? { key: '' };
    const text = gunzipSync(files.read(key)).toString();
    const cases: [string, string][] = [
      ['record-misplaced', text.replace('"region":"eu-west-1"', '"region":"us-east-1"')],
      ['record-misplaced', text.replace(/"start_time":"[^"]+"/, '"start_time":"2020-01-01 00:00:00.000"')],
      ['object-changed', `${text}${text}`],
      ['object-unreadable', text.replace('{"schema_version"', '"schema_version"')],
      ['object-unreadable', text.trimEnd()],
    ];
    for (const [code, changed] of cases) {
      const body = gzipSync(changed);
      const repaired = {
        ...manifest.objects.find((object) => object.key === key),
        bytes: body.length,
        sha256: sha256(body),
      };
      const found = await afterwards(() => {
        files.write(key, body);
        files.write(
          listing,
          serialize({ ...manifest, objects: manifest.objects.map((o) => (o.key === key ? repaired : o)) }),
        );
      });
      expect([...new Set(found)]).toEqual(code === 'object-unreadable' ? ['object-changed', code] : [code]);
    }
  });

  test('a leftover that queries cannot read', async () => {
    const { key } = whole.findings.find(({ code }) => code === 'leftover-object') ?? { key: '' };
    expect(
      await afterwards(() => {
        truncate(key, 20);
      }),
    ).toEqual(['object-unreadable']);
  });
});
