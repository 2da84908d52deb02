// What the package ships, and under which licences: the evaluator of IAM policies, which is under the AGPL, is for the tests alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Licences that let a package under Apache-2.0 contain what is under them. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

interface BillOfMaterials {
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly licenses: readonly { readonly license: { readonly id: string } }[];
  }[];
}

test.each(['assets/reporter.cdx.json', 'assets/cli.cdx.json'])('%s: what is bundled is permissive', (file) => {
  const { components } = JSON.parse(read(file)) as BillOfMaterials;
  expect(components.length).toBeGreaterThan(0);
  for (const { group = '', name, licenses } of components) {
    const ids = licenses.map(({ license }) => license.id);
    expect([group, name, ids, ids.every((id) => PERMISSIVE.includes(id))]).toEqual([group, name, ids, true]);
    expect(group).not.toBe('@cloud-copilot');
  }
});

test('the evaluator is a development dependency, which nothing that is shipped mentions', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, object | undefined> & { files: string[] };
  expect(manifest.devDependencies).toHaveProperty(['@cloud-copilot/iam-simulate']);
  for (const shipped of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies']) {
    expect(manifest[shipped]).toBeUndefined();
  }
  expect(manifest.files.filter((entry) => /node_modules|test/.test(entry))).toEqual([]);
  for (const file of ['assets/THIRD-PARTY-LICENSES.txt', 'assets/reporter/index.mjs', 'assets/cli/main.cjs']) {
    expect(read(file)).not.toMatch(/cloud-copilot|Affero/i);
  }
});
