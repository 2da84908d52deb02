// The results as Markdown, for the file and the terminal.
import { cpus, totalmem } from 'node:os';
import { CONTESTANTS, type Peers } from './contestants';
import type { Month } from '../month/month';
import { shortCount } from './setting';
import { judge, type Outcome, type Results } from './targets';

type Cell = string | number;

/** Everything but the plot. */
export function describeResults(results: Results, peers: Peers): string {
  const { figures, months, resumed } = results;
  const missing = CONTESTANTS.flatMap((name) => {
    const what = peers.missing.get(name);
    return what === undefined ? [] : [`- **${name} did not take part.** To have it: \`${what}\``];
  });
  return [
    `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB.`,
    ...(missing.length > 0 ? [missing.join('\n')] : []),
    '## Targets',
    table(['what', 'measured', 'at most', ''], judge(results).map(outcomeRow)),
    '## Figures',
    'Medians. Everybody archives both states, and the program’s start is part of it. CPU and peak memory are those of all its processes.',
    table(
      ['setting', 'who', 'repetitions', 'wall s', 'CPU s', 'peak MB', 'calls', 'throttled'],
      figures.map((figure) => [
        figure.setting,
        figure.contestant,
        figure.repetitions,
        (figure.wallMs / 1000).toFixed(1),
        (figure.cpuMs / 1000).toFixed(1),
        figure.peakMb === null ? 'no /proc' : figure.peakMb.toFixed(0),
        figure.calls,
        figure.refused,
      ]),
    ),
    ...(resumed
      ? [
          `A scan of 100k sessions at 200 ms a page with one worker and 30 s a try: ${resumed.callsByTry.join(', ')} calls a try.`,
        ]
      : []),
    '## A month of hourly runs',
    'A model in virtual time, with the reporter’s own code. Missed: the session ended in the month, and no record says so.',
    table(
      ['sessions a month', 'approach', 'DescribeSessions calls a day', 'missed', '', 'latest end known after'],
      months.flatMap(monthRows),
    ),
  ].join('\n\n');
}

/** SSM's way of filtering changes only the reporter's figures, so the other approaches are listed once. */
function monthRows({ sessions, filtering, ended, ...approaches }: Month): Cell[][] {
  const names = filtering === 'before-paging' ? (['reporter', 'rescan', 'cursor'] as const) : (['reporter'] as const);
  return names.map((name) => {
    const { callsADay, missed } = approaches[name];
    return [
      shortCount(sessions),
      filtering === 'before-paging' ? APPROACHES[name] : `${APPROACHES[name]}, if SSM filters after paging`,
      callsADay.toFixed(0),
      missed,
      `${((100 * missed) / ended).toFixed(1)} %`,
      name === 'reporter' ? `${approaches.reporter.latestHours.toFixed(1)} h` : '',
    ];
  });
}

const APPROACHES = { reporter: 'the reporter', rescan: 'everything, every hour', cursor: 'since the last run' };

function outcomeRow({ what, value, most }: Outcome): Cell[] {
  const verdict = Number.isNaN(value) ? 'not measured in this run' : value <= most ? 'met' : '**missed**';
  return [what, Number.isNaN(value) ? '' : figure(value), figure(most), verdict];
}

/** Two decimal places for small fractions, none for other numbers. */
function figure(value: number): string {
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
