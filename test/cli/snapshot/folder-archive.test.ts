// A folder keeps the promises of S3 about conditional puts and listings.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { findDestination } from '../../../cli/snapshot/destination';
import { FolderArchive } from '../../../cli/snapshot/folder-archive';
import { HOUR_MS } from '../../../lambda/time';
import { disk } from './broken-files';

jest.mock('node:fs/promises', () => jest.requireActual<typeof import('./broken-files')>('./broken-files').files);

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'snapshot-'));
  folder = join(parent, 'archive');
});
afterEach(() => {
  disk.mend();
  rmSync(parent, { recursive: true });
});

const open = () => findDestination(folder, 1).open(Date.now());

function object(key: string, text: string) {
  const body = Buffer.from(text);
  return { key, body, sha256: createHash('sha256').update(body).digest('hex'), contentType: 'text/plain' };
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('creates each object once, and reads and lists like a map sorted by bytes', async () => {
  // Neighbours of the slash, letters of both cases, and characters that UTF-16 sorts differently from UTF-8.
  const name = fc.string({
    unit: fc.constantFrom('a', 'B', '=', '-', '0', 'é', '\uffee', '😀'),
    minLength: 1,
    maxLength: 3,
  });
  // A file cannot also be a folder. In an archive, no key is the beginning of another.
  const key = fc
    .tuple(fc.array(name, { maxLength: 2 }), name)
    .map(([above, own]) => [...above.map((each) => `${each}.d`), own].join('/'));
  const step = fc.record({ key, prefix: key, startAfter: fc.option(key, { nil: undefined }), cut: fc.nat(8) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      rmSync(folder, { recursive: true, force: true });
      const archive = await open();
      const model = new Map<string, string>();
      for (const [index, { key: own, prefix, startAfter, cut }] of steps.entries()) {
        expect(await archive.create(object(own, String(index)))).toBe(!model.has(own));
        if (!model.has(own)) model.set(own, String(index));
        expect((await archive.read(own)).toString()).toBe(model.get(own));
        for (const asked of [prefix.slice(0, cut), own.slice(0, cut)]) {
          const expected = [...model.keys()]
            .map((each) => Buffer.from(each))
            .filter((each) => Buffer.compare(each, Buffer.from(startAfter ?? '')) > 0)
            .sort((a, b) => Buffer.compare(a, b))
            .map(String)
            .filter((each) => each.startsWith(asked));
          expect(await archive.list(asked, startAfter)).toEqual(expected);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('of many calls that create one object at once, one succeeds, and its body is stored', async () => {
  const archive = await open();
  const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
  const outcomes = await Promise.all(texts.map((text) => archive.create(object('history/v1/x', text))));
  expect(outcomes.filter((isOurs) => isOurs)).toHaveLength(1);
  expect((await archive.read('history/v1/x')).toString()).toBe(texts[outcomes.indexOf(true)]);
  expect(readdirSync(join(folder, '.incomplete'))).toEqual([]);
});

test('a new folder is accessible for its owner alone', async () => {
  await (await open()).create(object('history/v1/x', 'x'));
  expect([folder, join(folder, 'history/v1'), join(folder, '.incomplete')].map(modeOf)).toEqual([0o700, 0o700, 0o700]);
  expect(modeOf(join(folder, 'history/v1/x'))).toBe(0o600);
});

test('in an existing folder, files get the permissions of the folder, with advice if every user may read them', async () => {
  mkdirSync(folder);
  chmodSync(folder, 0o750);
  expect(findDestination(folder, 1).advice).toBeNull();
  await (await open()).create(object('history/v1/x', 'x'));
  expect([modeOf(join(folder, 'history')), modeOf(join(folder, 'history/v1/x'))]).toEqual([0o750, 0o640]);
  chmodSync(folder, 0o755);
  expect(findDestination(folder, 1).advice).toMatch(/Every user of this machine can read .*: chmod -R o-rwx/);
});

test('removes files that a crash left unfinished after some time, when no run can be writing them', async () => {
  await open();
  const scratch = join(folder, '.incomplete');
  const old = (Date.now() - 2 * HOUR_MS) / 1000;
  for (const name of ['old.tmp', 'young.tmp']) writeFileSync(join(scratch, name), 'half');
  utimesSync(join(scratch, 'old.tmp'), old, old);
  await open();
  expect(readdirSync(scratch)).toEqual(['young.tmp']);
});

test.each([
  ['link', 'ENOTSUP', /No archive can be created in .* \(Error: ENOTSUP.*Choose one on a file system with hard links/],
  ['open', 'EROFS', /EROFS.*Choose a folder in which you may write/],
  ['mkdir', 'EACCES', /EACCES.*Choose a folder in which you may write/],
])('opening fails with advice if %s fails with %s', async (call, code, message) => {
  disk.failing(call, code);
  await expect(open()).rejects.toThrow(message);
});

test('an error of the disk has a name and the path, and leaves no unfinished file', async () => {
  const archive = await open();
  disk.failing('open', 'ENOSPC');
  await expect(archive.create(object('history/v1/x', 'x'))).rejects.toThrow(
    /history\/v1\/x could not be written: .*ENOSPC/,
  );
  disk.mend();
  await expect(archive.read('history/v1/x')).rejects.toMatchObject({ name: 'ArchiveFailed' });
  expect(readdirSync(join(folder, '.incomplete'))).toEqual([]);
});

test.each([
  ['nothing', [], []],
  ['an archive', ['history/', 'active/', 'manifests/'], []],
  ['what systems leave', ['.DS_Store', 'Thumbs.db', 'lost+found/', '.incomplete/'], []],
  ['a file', ['history/', 'report.html'], ["'report.html'"]],
  ['many files', ['a', 'b', 'c', 'd/'], ["'a', 'b', 'c' and 1 more"]],
  ['a file where a folder should be', ['history'], ["'history'"]],
])('a folder with %s is accepted, or refused with the names of foreign files', (_, names, refused) => {
  mkdirSync(folder);
  for (const name of names)
    if (name.endsWith('/')) mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), '');
  const [named] = refused;
  if (named === undefined) expect(findDestination(folder, 1).description).toBe(`folder ${folder}`);
  else
    expect(() => findDestination(folder, 1)).toThrow(`holds something other than an archive: ${named}. Give an empty`);
});

test('finding a destination creates nothing', () => {
  expect(findDestination(folder, 1).description).toBe(`new folder ${folder}`);
  expect(existsSync(folder)).toBe(false);
});

test('listing does not read folders of earlier days', async () => {
  const archive = new FolderArchive(folder, { file: 0o600, folder: 0o700 });
  for (const day of ['01', '02', '03']) await archive.create(object(`history/v1/day=${day}/x`, day));
  disk.mend();
  expect(await archive.list('history/v1/', 'history/v1/day=02/')).toEqual([
    'history/v1/day=02/x',
    'history/v1/day=03/x',
  ]);
  expect(disk.read.map((path) => basename(path))).toEqual(['v1', 'day=02', 'day=03']);
});
