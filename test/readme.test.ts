// The README and the pages beside it are promises, too: what can be checked of them by running it is checked here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import { readSettings } from '../bin/settings';
import { ARCHIVE_PREFIXES, RECORD_KEYS } from '../lib/contract';
import { docsUrl } from '../lib/docs';

const ROOT = join(__dirname, '..');
/** Folders with a README of their own, which is their map. */
const MAPPED = ['lib', 'lambda', 'cli', 'local', 'test', 'bench'];
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...MAPPED.map((folder) => `${folder}/README.md`),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const README = readPage('README.md');

function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The first block of code in that language. */
function codeOf(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(README)?.[1] ?? '';
}

/** The anchors of a page: its own, and what GitHub makes of its headings. */
function anchorsOf(page: string): string[] {
  const text = readPage(page).replaceAll(/^ *```.*?^ *```/gms, '');
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [...own, ...headings];
}

function expectTarget(path: string, anchor: string): void {
  expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  if (anchor) expect(anchorsOf(path)).toContain(anchor);
}

test('a copy of the archive has all that is in it, wherever its making is described', () => {
  const all = ARCHIVE_PREFIXES.map((prefix) => prefix.slice(0, prefix.indexOf('/'))).join(' ');
  const copied = [...PAGES, 'cli/verify/command.ts'].flatMap((page) =>
    [...readPage(page).matchAll(/for prefix in ([^;]+);/g)].map(([, names]) => names),
  );
  expect(copied).toEqual([all, all]);
});

describe.each(PAGES)('%s', (page) => {
  test('links to files that are there, and to headings in them', () => {
    for (const [, path = '', anchor = ''] of readPage(page).matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
      expectTarget(path ? join(dirname(page), path) : page, anchor);
    }
  });

  test('names npm scripts and tests that exist', () => {
    const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
    for (const [, name = ''] of readPage(page).matchAll(/npm run (?:-s )?([\w:]+)/g))
      expect(scripts).toHaveProperty([name]);
    for (const [file] of readPage(page).matchAll(/test\/[\w/-]+\.test\.ts/g)) {
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    }
  });
});

describe('the maps of the folders', () => {
  const foldersIn = (folder: string) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && !/^(\.|node_modules$|assets$|build$|coverage$|dist$|cdk\.out$)/.test(entry.name)
        ? entry.name
        : [],
    );

  test('CONTRIBUTING.md has every folder of the repository', () => {
    expect(foldersIn('.').filter((name) => !readPage('CONTRIBUTING.md').includes(`[\`${name}/\`](${name}`))).toEqual(
      [],
    );
  });

  test.each(MAPPED)('%s/README.md has every folder in it, and no other', (folder) => {
    const named = [...readPage(`${folder}/README.md`).matchAll(/^\|[^|]*`([\w-]+)\/`/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(foldersIn(folder).sort());
  });

  test('lambda/README.md has every file that lies there, so that a reader knows the order', () => {
    const files = readdirSync(join(ROOT, 'lambda')).filter((name) => name.endsWith('.ts'));
    expect(files.filter((name) => !readPage('lambda/README.md').includes(`\`${name}\``))).toEqual([]);
  });
});

describe('what the package says, which leaves the pages out', () => {
  const { repository } = JSON.parse(readPage('package.json')) as { repository: { url: string } };
  const address = repository.url.replace(/^git\+(.*)\.git$/, '$1/blob/main/');
  const sources = ['lib', 'cli'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readPage(join(folder, file))),
  );

  test('refers to pages by their addresses, and to headings that are there', () => {
    const links = sources.flatMap((text) =>
      [...text.matchAll(/https:\/\/github\.com\/[^\s`'"]*/g)].map(([link]) => link),
    );
    const pages = links.filter((link) => link.startsWith(address) && link.includes('.md'));
    expect(pages.length).toBeGreaterThan(0);
    for (const link of pages) {
      const [path = '', anchor = ''] = link.slice(address.length).split('#');
      expectTarget(path, anchor);
    }
    for (const [, page = '', heading = ''] of sources.join('\n').matchAll(/docsUrl\('([^']+)', '([^']+)'\)/g)) {
      expectTarget(`docs/${page}`, heading);
    }
    expect(docsUrl('operations.md', 'the-alarms')).toBe(`${address}docs/operations.md#the-alarms`);
  });

  test('names no page by a path that its readers do not have', () => {
    const paths = sources.flatMap((text) =>
      [...text.matchAll(/(?<!blob\/main\/)\bdocs\/[\w-]+\.md/g)].map(([path]) => path),
    );
    expect(paths).toEqual([]);
  });
});

/** Runs a program of a page, as its readers would, and synthesizes its `stack`. */
function synthesize(program: string): Template {
  const { code } = transformSync(program.replace("'cdk-ssm-session-archive'", "'../lib'"), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const run = compileFunction(`${code}\nreturn stack;`, ['require', 'exports']) as (
    load: NodeJS.Require,
    exported: object,
  ) => Stack;
  return Template.fromStack(run(require, {}));
}

/** Every whole program on the pages: what begins with its imports. */
const PROGRAMS = PAGES.flatMap((page) =>
  [...readPage(page).matchAll(/```ts\n(import .*?)```/gs)].map(([, program = ''], i) => ({
    page,
    number: i + 1,
    program,
  })),
);

test.each(PROGRAMS)('$page: program $number synthesizes', ({ program }) => {
  synthesize(program).resourceCountIs('AWS::Lambda::Function', 1);
});

test('its program for importers synthesizes an archive, a reporter and the grant', () => {
  const template = synthesize(codeOf('ts'));
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { REGIONS: 'eu-west-1,us-east-1' } },
  });
  template.resourceCountIs('AWS::S3::Bucket', 3);
});

test('its record is one that the reporter could have written', () => {
  expect(Object.keys(JSON.parse(codeOf('json')) as object)).toEqual(RECORD_KEYS.map(({ name }) => name));
});

test('its context keys are those of the app', () => {
  const given = [...README.matchAll(/^\| `-c (\w+)=/gm)].map(([, key = '']) => key);
  expect(() => readSettings({ unknown: 'x' })).toThrow(`this app knows ${given.join(', ')}.`);
});

test('its oldest supported aws-cdk-lib is the one that npm is told', () => {
  const { peerDependencies } = JSON.parse(readPage('package.json')) as { peerDependencies: Record<string, string> };
  const [, oldest] = /oldest `aws-cdk-lib` supported is ([\d.]+):/.exec(README) ?? [];
  expect(peerDependencies['aws-cdk-lib']).toBe(`^${oldest}`);
});
