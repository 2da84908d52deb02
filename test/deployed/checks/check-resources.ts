import { strict as assert } from 'node:assert';
import type { Progress } from '../../trino/progress';
import { callAll } from '../calls';
import type { Deployment } from '../deploy';
import type { Moto } from '../moto';
import { RESOURCE_APIS } from './resource-apis';

/** Types that create nothing in AWS. */
const NO_RESOURCES = ['AWS::CDK::Metadata'];

/**
 * Creates each resource that moto's CloudFormation ignored through its own API, which checks every name and type, and
 * reads it back. The check fails if a resource has no API in resource-apis.ts.
 */
export async function checkResources(
  progress: Progress,
  python: string,
  moto: Moto,
  { stack, resources, created, template }: Deployment,
): Promise<void> {
  const passedOver = Object.entries(resources).filter(
    ([id, { Type }]) => !created.has(id) && !NO_RESOURCES.includes(Type),
  );
  await progress.check('every resource is created, by CloudFormation or through its own API', () => {
    const orphans = passedOver.filter(([, { Type }]) => RESOURCE_APIS[Type] === undefined);
    assert.deepEqual(
      orphans.map(([id, { Type }]) => `${id} (${Type}): add it to resource-apis.ts`),
      [],
    );
    return Promise.resolve(`${created.size} and ${passedOver.length}`);
  });
  for (const [type, api] of Object.entries(RESOURCE_APIS).sort(byDependency)) {
    const ids = passedOver.filter(([, { Type }]) => Type === type).map(([id]) => id);
    if (ids.length === 0) continue;
    await progress.check(`${type} reads back as in the template`, async () => {
      const all = ids.map((id) => ({ name: `${stack}-${id}`, properties: template.properties(id) }));
      const creations = all.map(({ name, properties }) => api.create(properties, name));
      const answers = await callAll(python, moto.url, creations);
      const reads = all.map(({ name, properties }, index) => api.read(properties, name, answers[index] ?? {}));
      const found = await callAll(python, moto.url, reads);
      for (const [index, answer] of found.entries()) {
        const identifying = Object.keys(reads[index]?.params ?? {});
        const expected = Object.entries(creations[index]?.params ?? {}).filter(([key]) => !identifying.includes(key));
        assertHolds(api.shown(answer), Object.fromEntries(expected), ids[index] ?? '');
      }
      return `${ids.length}`;
    });
  }
}

/** Databases come before tables, and workgroups before saved queries. */
function byDependency([one]: [string, unknown], [other]: [string, unknown]): number {
  const first = ['AWS::Athena::WorkGroup', 'AWS::Glue::Database'];
  return Number(first.includes(other)) - Number(first.includes(one)) || one.localeCompare(other);
}

/** Throws unless `actual` holds everything in `expected`. It may have more keys. */
function assertHolds(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'string' && expected.startsWith('{')) {
    assert.deepEqual(JSON.parse(String(actual)), JSON.parse(expected), `${path} is not what the template has`);
    return;
  }
  if (typeof expected !== 'object' || expected === null) {
    // Some APIs return numbers as texts.
    assert.equal(String(actual), String(expected), `${path} is not what the template has`);
    return;
  }
  assert.ok(typeof actual === 'object' && actual !== null, `${path} is missing`);
  if (Array.isArray(expected)) assert.equal((actual as unknown[]).length, expected.length, `${path} has other items`);
  for (const [key, value] of Object.entries(expected)) {
    if (value === undefined) continue;
    assertHolds((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
  }
}
