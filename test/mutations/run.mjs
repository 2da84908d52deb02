// Removes the reporter's defences one at a time in a copy of the sources. The fault matrix must fail each time.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATIONS } from './mutations.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Copies the sources into a new folder and removes one defence. */
function mutate({ file, find, replace }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mutation-'));
  for (const name of ['lambda', 'lib', 'cli', 'local', 'test', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const target = path.join(folder, 'lambda', file);
  const source = readFileSync(target, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`lambda/${file} does not hold exactly once: ${find}`);
  writeFileSync(
    target,
    source.replace(find, () => replace),
  );
  return folder;
}

/** The number of failed tests of the matrix. Null if it did not run, which proves nothing. */
function runMatrix(folder) {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const report = path.join(folder, 'report.json');
  const args = [
    jest,
    'test/lambda/matrix',
    '--maxWorkers=1',
    '--json',
    `--outputFile=${report}`,
    '--cacheDirectory',
    path.join(folder, '.jest'),
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 28 }, () => {
      const { numTotalTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
      resolve(numTotalTests > 0 ? numFailedTests : null);
    });
  });
}

const queue = MUTATIONS.map((mutation, i) => ({ ...mutation, number: i + 1 }));
let [passed, failed] = [0, 0];

async function work() {
  for (let mutation = queue.shift(); mutation; mutation = queue.shift()) {
    const folder = mutate(mutation);
    const failures = await runMatrix(folder);
    rmSync(folder, { recursive: true });
    if (failures) passed += 1;
    else failed += 1;
    const verdict =
      failures === null ? 'THE MATRIX DID NOT RUN' : failures > 0 ? `noticed by ${failures} tests` : 'NOT NOTICED';
    console.log(`${String(mutation.number).padStart(2)}. ${mutation.hazard}: ${verdict}`);
  }
}

const started = Date.now();
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
console.log(`${((Date.now() - started) / 1000).toFixed(0)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
