// Checks what a program can check on the README and the other pages: links, commands, tables and code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import { readSettings } from '../bin/settings';
import { ARCHIVE_PREFIXES, RECORD_KEYS } from '../lib/contract';
import { docsUrl } from '../lib/common/docs';

const ROOT = join(__dirname, '..');
/** Folders whose README lists their contents. */
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

/** The first code block of the README in that language. */
function codeOf(language: string): string {
  return new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(README)?.[1] ?? '';
}

/** The anchors of a page: explicit ones, and those that GitHub makes from its headings. */
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

test('every command that copies the archive copies all of its prefixes', () => {
  const all = ARCHIVE_PREFIXES.map((prefix) => prefix.slice(0, prefix.indexOf('/'))).join(' ');
  const copied = [...PAGES, 'cli/verify/command.ts'].flatMap((page) =>
    [...readPage(page).matchAll(/for prefix in ([^;]+);/g)].map(([, names]) => names),
  );
  expect(copied).toEqual([all, all]);
});

describe.each(PAGES)('%s', (page) => {
  test('links to existing files and headings', () => {
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

  test('CONTRIBUTING.md lists every folder of the repository', () => {
    expect(foldersIn('.').filter((name) => !readPage('CONTRIBUTING.md').includes(`[\`${name}/\`](${name}`))).toEqual(
      [],
    );
  });

  test.each(MAPPED)('%s/README.md lists every folder in it, and no other', (folder) => {
    const named = [...readPage(`${folder}/README.md`).matchAll(/^\|[^|]*`([\w-]+)\/`/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(foldersIn(folder).sort());
  });

  test('lambda/README.md lists every file of the folder', () => {
    const files = readdirSync(join(ROOT, 'lambda')).filter((name) => name.endsWith('.ts'));
    expect(files.filter((name) => !readPage('lambda/README.md').includes(`\`${name}\``))).toEqual([]);
  });
});

describe('texts of the package, which does not contain the pages,', () => {
  const { repository } = JSON.parse(readPage('package.json')) as { repository: { url: string } };
  const address = repository.url.replace(/^git\+(.*)\.git$/, '$1/blob/main/');
  const sources = ['lib', 'cli'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readPage(join(folder, file))),
  );

  test('link to pages by full URLs, and to existing headings', () => {
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

  test('name no page by a path in the repository', () => {
    const paths = sources.flatMap((text) =>
      [...text.matchAll(/(?<!blob\/main\/)\bdocs\/[\w-]+\.md/g)].map(([path]) => path),
    );
    expect(paths).toEqual([]);
  });
});

/** Runs a program of a page, and synthesizes its `stack`. */
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

/** Every complete program on the pages, which begins with its imports. */
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

test('the program of the README synthesizes an archive and a reporter of two Regions', () => {
  const template = synthesize(codeOf('ts'));
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { REGIONS: 'eu-west-1,us-east-1' } },
  });
  template.resourceCountIs('AWS::S3::Bucket', 3);
});

test('the record in the README has exactly the keys of a record, in order', () => {
  expect(Object.keys(JSON.parse(codeOf('json')) as object)).toEqual(RECORD_KEYS.map(({ name }) => name));
});

test('the context keys in the README are those of the app', () => {
  const given = [...README.matchAll(/^\| `-c (\w+)=/gm)].map(([, key = '']) => key);
  expect(() => readSettings({ unknown: 'x' })).toThrow(`this app knows ${given.join(', ')}.`);
});

test('the oldest supported aws-cdk-lib in the README is that of package.json', () => {
  const { peerDependencies } = JSON.parse(readPage('package.json')) as { peerDependencies: Record<string, string> };
  const [, oldest] = /oldest `aws-cdk-lib` supported is ([\d.]+):/.exec(README) ?? [];
  expect(peerDependencies['aws-cdk-lib']).toBe(`^${oldest}`);
});
