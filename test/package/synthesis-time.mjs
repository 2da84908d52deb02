// How much longer a synthesis takes for an archive and a reporter than for an empty stack: whoever waits for it runs it all day.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { name } from './consumer.mjs';

const MOST_SECONDS = 1.5;
/** Of each program. The fastest run counts: whatever else the machine does makes the others slower. */
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

/** Measures in a project that has the package, whole processes, each writing its cloud assembly. */
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

/** In seconds. */
function fastest(cwd, program) {
  return Math.min(
    ...Array.from({ length: RUNS }, () => {
      const begin = performance.now();
      execFileSync(process.execPath, [program], { cwd, stdio: 'inherit' });
      return (performance.now() - begin) / 1000;
    }),
  );
}
