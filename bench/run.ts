// npm run bench: runs the built reporter and its peers in turns against the same local SSM. Writes a table and a plot.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPeers } from './competition/contestants';
import { modelMonth, type Month } from './month/month';
import { drawPlot } from './competition/plot';
import { describeResults } from './competition/report';
import { runTrial, type Figure } from './competition/run-trial';
import { shortCount } from './competition/setting';
import { resumeScan, runQuietHour } from './competition/special-runs';
import { QUICK, REST, STANDARD } from './competition/trials';

const RESULTS = join(__dirname, 'results');
const USAGE = `npm run bench [-- --quick | -- --all]
  --quick  a first impression in under a minute
  --all    all combinations, which takes hours; without it, those that the targets speak of (half an hour)`;

async function main(args: readonly string[]): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const { quick, all, help } = parseArgs({ args: [...args], options: { quick: flag, all: flag, help: flag } }).values;
  if (help) {
    console.log(USAGE);
    return;
  }
  const begunMs = performance.now();
  const say = (text: string) => {
    console.error(`${((performance.now() - begunMs) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  };
  const peers = await findPeers();
  for (const [peer, what] of peers.missing) say(`${peer} will not take part. To have it: ${what}`);

  const figures: Figure[] = [];
  for (const trial of quick ? QUICK : all ? [...STANDARD, ...REST] : STANDARD)
    figures.push(...(await runTrial(trial, peers, say)));
  const quiet = await runQuietHour();
  const resumed = quick ? undefined : await resumeScan(100_000, 30_000);
  const months: Month[] = [];
  for (const sessions of quick ? [10_000] : [10_000, 100_000, 1_000_000]) {
    for (const filtering of ['before-paging', 'after-paging'] as const) {
      months.push(await modelMonth(sessions, filtering));
      say(`a month of hourly runs, ${shortCount(sessions)} sessions, filters ${filtering}`);
    }
  }

  const name = quick ? 'quick' : all ? 'all' : 'standard';
  const report = describeResults({ figures, months, resumed, quiet }, peers);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, `${name}.svg`), drawPlot(figures, months));
  writeFileSync(
    join(RESULTS, `${name}.md`),
    `# npm run bench${quick ? ' -- --quick' : all ? ' -- --all' : ''}\n\n${report}\n\n![Plot](${name}.svg)\n`,
  );
  console.log(`${report}\n\nThe same with a plot: bench/results/${name}.md and ${name}.svg`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
