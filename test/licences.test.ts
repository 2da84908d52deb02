import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const parse = (file: string): unknown => JSON.parse(read(file));

interface Locked {
  readonly license?: string;
  readonly dev?: boolean;
}

/** The packages under a copyleft licence without an alternative. */
const COPYLEFT = Object.entries((parse('package-lock.json') as { packages: Record<string, Locked> }).packages)
  .filter(([, { license = '' }]) => license.includes('GPL') && !license.includes(' OR '))
  .map(([folder, { dev }]) => ({ name: folder.replace(/^.*node_modules\//, ''), dev }));

test('the IAM simulator and its parts are the only packages under a copyleft licence', () => {
  expect(COPYLEFT).toEqual(
    ['iam-policy', 'iam-simulate', 'iam-utils'].map((name) => ({ name: `@cloud-copilot/${name}`, dev: true })),
  );
});

describe('no copyleft package', () => {
  const names = [...COPYLEFT.map(({ name }) => name), '@cloud-copilot/'];
  const namesIn = (text: string): string[] => names.filter((name) => text.includes(name));

  test('comes with the package', () => {
    const { dependencies, optionalDependencies, peerDependencies, bundleDependencies, bundledDependencies, files } =
      parse('package.json') as Record<string, unknown>;
    expect({ dependencies, optionalDependencies, bundleDependencies, bundledDependencies }).toEqual({});
    expect(namesIn(JSON.stringify([peerDependencies, files]))).toEqual([]);
    expect((files as string[]).filter((file) => /^(test|node_modules|\*|\.\/?$)/.test(file))).toEqual([]);
  });

  test.each([
    'reporter.cdx.json',
    'alibaba-reporter.cdx.json',
    'cli.cdx.json',
    'THIRD-PARTY-LICENSES.txt',
    'reporter.mjs.map',
    'alibaba-reporter.mjs.map',
    'cli.cjs.map',
  ])('is in assets/%s', (file) => {
    const text = read(`assets/${file}`);
    // The file lists the bundled packages.
    expect(text).toContain('client-s3');
    expect(namesIn(text)).toEqual([]);
  });

  test.each(['lib', 'lambda', 'cli'])('is imported in %s', (folder) => {
    const sources = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((file) => namesIn(read(path.join(folder, file))).length > 0)).toEqual([]);
  });
});
