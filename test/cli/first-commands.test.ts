// What the README tells a newcomer to type, typed as it stands.
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Surroundings } from './snapshot/surroundings';

const ROOT = join(__dirname, '..', '..');
const [, block = ''] =
  /^## Save your 30 days now\n.*?```sh\n(.*?)```/ms.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
const commands = block.split('\n').filter((line) => line.startsWith('npx '));

let around: Surroundings;
beforeAll(async () => {
  around = await Surroundings.open([]);
  // What `npm ci && npm run build` makes of a checkout, which is done here already, with nothing else in it.
  mkdirSync(around.path('checkout'));
  for (const part of ['package.json', 'assets', 'queries', 'node_modules'])
    symlinkSync(join(ROOT, part), around.path(`checkout/${part}`));
});
afterAll(() => around.close());

test('the commands with which one saves one’s 30 days work in their order', async () => {
  expect(commands.map((command) => command.split(' ')[2])).toEqual(['snapshot', 'verify', 'sessions', 'ask', 'report']);
  const printed: string[] = [];
  for (const command of commands) {
    const { status, out, err } = await around.shell(`cd checkout && ${command}`);
    expect({ command, status, err }).toEqual({ command, status: 0, err: expect.any(String) as string });
    printed.push(out);
  }
  const [snapshot, verify, sessions, ask] = printed;
  expect(snapshot).toMatch(/is complete in 1 of 1 Region/);
  expect(verify).toMatch(/: WHOLE\./);
  expect(sessions).toMatch(/DescribeSessions/);
  expect(ask).toMatch(/person_kind/);
  expect(existsSync(around.path('checkout/report.html'))).toBe(true);
});
