// Writes API.md: what jsii-docgen makes of the docstrings, in the order of what people do instead of Constructs, Structs and Classes.
// `node docs/build-api.mjs [FILE]`, after `npm run compile`; FILE is API.md by default.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const TASKS = {
  'Keep the archive': ['SessionArchive', 'SessionArchiveProps', 'CurationAlarms'],
  'Collect the sessions of an AWS account': ['SessionReporter', 'SessionReporterProps', 'ReporterAlarms'],
  'Report new findings': [
    'AlertQuestion',
    'SessionAlertProps',
    'DefaultAlertsProps',
    'AlertingProps',
    'SessionAlert',
    'SessionAlertAlarms',
  ],
  'Compare the archive with CloudTrail': ['CloudTrailProps'],
  'Use the archive of another stack, app or account': ['ISessionArchive', 'SessionArchiveAttributes'],
  'Collect the sessions of an Alibaba Cloud account': [
    'AlibabaSessionReporter',
    'AlibabaSessionReporterProps',
    'AlibabaCredentials',
    'AlibabaFederationProps',
  ],
  'What both reporters share': ['SessionReporterBase', 'ReporterProps'],
};

/** @returns {Map<string, string>} the chapter of each type, by its name */
function chaptersOf(reference) {
  const chapters = reference
    .split(/^(?=##? |### )/m)
    .map((text) => [/^### (\w+) /.exec(text)?.[1], text])
    .filter(([name]) => name !== undefined);
  return new Map(chapters);
}

/** What a type is: the beginning of its docstring. */
function summaryOf(chapter) {
  const text = chapter.split('\n').find((line) => /^[A-Z]/.test(line)) ?? '';
  return /^.*?(?=[.:;](?: |$))/.exec(text)?.[0] ?? text;
}

/** @param {string} reference what jsii-docgen wrote */
function byTask(reference) {
  const chapters = chaptersOf(reference);
  const placed = Object.values(TASKS).flat();
  const missing = [...chapters.keys()].filter((name) => !placed.includes(name));
  const gone = placed.filter((name) => !chapters.has(name));
  if (missing.length + gone.length > 0)
    throw new Error(
      `TASKS in docs/build-api.mjs lacks ${missing.join(', ') || 'nothing'}; is not exported: ${gone.join(', ') || 'nothing'}.`,
    );
  const anchor = (name) => `#cdk-ssm-session-archive.${name}`;
  const contents = Object.entries(TASKS).map(
    ([task, names]) =>
      `**${task}**\n\n${names.map((name) => `- [\`${name}\`](${anchor(name)}): ${summaryOf(chapters.get(name))}`).join('\n')}\n`,
  );
  const parts = Object.entries(TASKS).map(
    ([task, names]) => `## ${task}\n\n${names.map((name) => chapters.get(name).trimEnd()).join('\n\n')}\n`,
  );
  return `# API reference\n\nEvery construct and property, by what you want to do. \`npm run docs\` writes this page from the docstrings.\n\n${contents.join('\n')}\n${parts.join('\n')}`;
}

const folder = mkdtempSync(path.join(tmpdir(), 'api-'));
try {
  const generated = path.join(folder, 'API.md');
  execFileSync('npx', ['jsii-docgen', '-o', generated], { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(process.argv[2] ?? 'API.md', byTask(readFileSync(generated, 'utf8')));
} finally {
  rmSync(folder, { recursive: true });
}
