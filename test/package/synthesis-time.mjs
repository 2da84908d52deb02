// How much longer the synthesis of an archive and a reporter takes than that of an empty stack. Developers run a
// synthesis many times a day.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { name } from './consumer.mjs';

const MOST_SECONDS = 1.5;
/** Runs of each program. The fastest one counts, because other work on the machine slows the others down. */
const RUNS = 4;

const EMPTY = `
const { App, Stack } = require('aws-cdk-lib');
const stack = new Stack(new App({ outdir: 'cdk.out' }), 'Stack');
`;
const BOTH = `
const { SessionArchive, SessionReporter } = require('${name}');
new SessionReporter(stack, 'Reporter', { archive: new SessionArchive(stack, 'Archive') });
`;
const SYNTHESIS = `
stack.node.root.synth();
`;

/** Measures whole processes in a project with the package. Each process writes a cloud assembly. */
export function checkSynthesisTime(project) {
  writeFileSync(path.join(project, 'empty.cjs'), EMPTY + SYNTHESIS);
  writeFileSync(path.join(project, 'both.cjs'), EMPTY + BOTH + SYNTHESIS);
  const empty = fastest(project, 'empty.cjs');
  const both = fastest(project, 'both.cjs');
  console.log(
    `An empty stack is synthesized in ${empty.toFixed(2)} s, one with both constructs in ${both.toFixed(2)} s.`,
  );
  assert.ok(
    both - empty <= MOST_SECONDS,
    `the constructs add ${(both - empty).toFixed(2)} s, more than ${MOST_SECONDS}`,
  );
}

/** The duration of the fastest run, in seconds. */
function fastest(cwd, program) {
  return Math.min(
    ...Array.from({ length: RUNS }, () => {
      const begin = performance.now();
      execFileSync(process.execPath, [program], { cwd, stdio: 'inherit' });
      return (performance.now() - begin) / 1000;
    }),
  );
}
