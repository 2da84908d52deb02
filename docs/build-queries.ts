// npm run docs: writes queries.md from the headers of the saved queries and their answers over the tests' archive.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSavedQueries, type SavedQuery } from '../lib/queries/saved-query';
import type { View } from '../lib/catalog/views/presto-view';
import { ALIBABA_CONNECTIONS_VIEW } from '../lib/catalog/views/alibaba-connections-view';
import { SESSIONS_VIEW } from '../lib/catalog/views/sessions-view';
import { queryRows } from '../cli/engines/duckdb/archive';
import type { Value } from '../cli/engines/engine';
import { asked } from '../test/queries/asked';
import { openFixture, writeFixtureArchive } from '../test/queries/fixture/fixture';

/** Where the guide lies. */
export const GUIDE = join(__dirname, 'queries.md');

const TOPICS: Readonly<Record<string, readonly string[]>> = {
  'Who was where': [
    'who-was-on-a-machine',
    'what-a-person-touched',
    'first-time-on-a-machine',
    'top-owners',
    'top-targets',
    'sessions-per-day',
  ],
  'What the rules forbid': [
    'outside-business-hours',
    'long-sessions',
    'no-reason-or-ticket',
    'standard-access',
    'root-and-iam-users',
    'container-access',
    'port-forwarding-and-ssh',
    'no-output-log',
    'concurrent-sessions',
    'failed-sessions',
  ],
  'What is going on': ['open-now', 'open-for-a-day', 'changed-on-a-day'],
  'Whether the answer can be trusted': ['is-the-archive-complete'],
};

const SAMPLE_ROWS = 4;
const SAMPLE_WIDTH = 40;
/** Columns that a sample leaves out where it would get too wide. */
const IDENTITY = ['account_id', 'region', 'session_id'];

type Row = Readonly<Record<string, Value>>;

/** The guide's text. */
export async function queriesGuide(): Promise<string> {
  const saved = new Map(readSavedQueries().map((query) => [query.name, query]));
  const topics = Object.entries(TOPICS).map(([topic, names]) => ({
    topic,
    queries: names.map((name) => take(saved, name)),
  }));
  if (saved.size > 0) throw new Error(`docs/build-queries.ts has no topic for ${[...saved.keys()].join(', ')}`);

  const folder = mkdtempSync(join(tmpdir(), 'session-archive-'));
  try {
    await writeFixtureArchive(folder);
    const archive = await openFixture(folder);
    const sections: string[] = [];
    for (const { topic, queries } of topics) {
      sections.push(`## ${topic}`);
      for (const query of queries) sections.push(section(query, await queryRows(archive, asked(query).sql)));
    }
    return [
      INTRODUCTION,
      index(topics),
      HOW_TO_ASK,
      WHO_IS_A_PERSON,
      columns(SESSIONS_VIEW),
      columns(ALIBABA_CONNECTIONS_VIEW),
      ...sections,
      '<!-- prettier-ignore-end -->\n',
    ].join('\n\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function take(saved: Map<string, SavedQuery>, name: string): SavedQuery {
  const query = saved.get(name);
  if (!query) throw new Error(`docs/build-queries.ts names queries/${name}.sql, which is not there`);
  saved.delete(name);
  return query;
}

const INTRODUCTION = `<!-- Written by \`npm run docs\` from queries/ and lib/. Edit those. -->
<!-- prettier-ignore-start -->

# Questions to the archive

Every deployment brings these queries along: in the Athena console, choose the workgroup \`session_archive\`, then *Saved queries*. Or
copy one from here. **Each runs as it stands**, most of them over the last 30 days. To ask about something else, change what stands
between the marks of a parameter, such as \`/*from:*/\` and \`/*:from*/\`: a day is \`DATE '2026-03-01'\`. The samples below are about March 2026.

## Find your question`;

function index(topics: readonly { readonly queries: readonly SavedQuery[] }[]): string {
  const rows = topics.flatMap(({ queries }) =>
    queries.map(({ name, title, question }) => `| [${title}](#${name}) | ${question} |`),
  );
  return ['| Query | What it answers |', '| --- | --- |', ...rows].join('\n');
}

const HOW_TO_ASK = `## Good to know

- **Times are UTC**, days too. Only "Sessions outside business hours" converts, to the time zone that it names.
- **Always say which days** (\`start_date\`, or \`snapshot_date\` of \`snapshots\`), as literals or reckoned from \`current_date\`: Athena then
  reads nothing else. For one
  account or Region, add \`AND account_id = '...' AND region = '...'\` beside them.
- **A session lies under the day on which it started**, so questions about who *was* somewhere look back further, by a month. Look
  back further still where sessions stay open longer.
- **A row without \`end_time\`** is a session that is open, or whose end SSM never told: \`session_state\` is \`Active\` until SSM has shown
  it in its history. \`last_seen_time\` of an Active session is a time at which it was still open.
- **Who closes the window does not end the session.** SSM keeps it Active, for up to 30 days, and then it may be in neither list.
  \`last_connected_time\` is the last time at which a snapshot saw it open and not \`Disconnected\`; how long somebody really used it, nobody
  can tell. Questions about presence show such sessions apart, or let you choose: change \`true\` or \`false\` before \`include_unended\`.
- **Where SSM says that a session ended before it started**, both times are shown, \`duration_seconds\` is null, and sums leave it out.
- **\`session_type\` says what the document opens.** \`shell\` is said only of documents that are known: AWS's own, exactly, and a session without
  a document. \`ssh\` and \`port-forwarding\` go by the name, in any spelling. All else is \`unknown\`: put your own documents into the lists at
  the top of [port forwarding](#port-forwarding-and-ssh) and [output logs](#no-output-log).
- **A session without a start time** lies under the day of each snapshot that saw it, once for each. **A record without session id** is
  no row: nothing tells whether two of them are the same session. [Is the archive complete](#is-the-archive-complete) says where there are any.
- \`owner_name\` and \`role_name\` are read from the ARN in \`owner\`. They do not identify anybody: \`person\` [does](#who-is-a-person).
- **Sessions of Alibaba Cloud** are rows like those of SSM, with \`source\` \`alibaba-ecs\`. What Alibaba Cloud does not have is null: the reason, the
  document, the output logs. A session with connections to several instances has no \`target\`: [\`alibaba_connections\`](#columns-of-alibaba_connections)
  has all of them. Questions about what only SSM or CloudTrail knows leave these sessions out, and say so. It is untried on Alibaba Cloud.
- An absence proves nothing unless the archive is complete for those days: ask [that](#is-the-archive-complete) as well.

The views: \`sessions\`, one row per session, and \`snapshots\`, the ledger of complete snapshots; \`ocsf_authentication\`, the [events for a SIEM](siem.md);
and \`alibaba_connections\`, [the connections](#columns-of-alibaba_connections) of sessions of Alibaba Cloud. The tables that they read:
\`history_records\`, every ended session as each snapshot saw it; \`active_records\`, what was open at each; \`manifests\`, the ledger as written.
For days before yesterday the views read tables that are made of these every night: [how, and as of when](curation.md#what-a-view-shows-and-as-of-when).
From a shell: \`npx cdk-ssm-session-archive ask <archive> top-owners --from 90d\` ([the command line](command-line.md)).`;

const WHO_IS_A_PERSON = `## Who is a person

Every question goes by one rule, the column \`person\`. Capital letters make no difference: it is in lower case.

| Owner | \`person\` | |
| --- | --- | --- |
| SSO user | \`maria.silva@example.com\` | one person in all accounts and permission sets |
| session of another role | \`maria.silva@example.com\` | the name of the session, whatever the role and account: the same person as an SSO user of that name |
| IAM user | \`111122223333:user/zhang\` | one person in one account, whatever the path |
| root | \`111122223333:root\` | of one account |
| federated user | \`111122223333:federated-user/partner\` | of one account |
| any of a form that is not known | as SSM has it | \`person_kind\` is \`unknown\` |
| session with a name that many use, or that a program made up | null | \`person_kind\` is \`shared\` |
| RAM user of Alibaba Cloud | \`1234567890123456:ram-user/2234567890123456\` | the account and the user's id, which is all that Alibaba Cloud tells |
| Alibaba Cloud account itself | \`1234567890123456:account/1234567890123456\` | |
| session of a RAM role | \`maria.silva@example.com\` | the name of the session, if the owner is \`<id>:<name>\`; an id alone is a form that is not known |
| an AWS service | null | \`person_kind\` and \`owner_type\` are \`service\` |

- **Shared** are names such as \`botocore-session-1772700001\`, \`aws-go-sdk-...\`, \`assumed-from-leapp\`, \`GitHubActions\`, \`admin\`, the id of a node, mere
  digits, a UUID, the role's own name. No name with an \`@\` is. One person can be behind many, and many behind one: the questions count
  nobody, and show the role in the person's place. A shared name that is not known as one passes for a person.
- **Services.** With ECS Exec, the service itself starts the session: the owner is \`AWSServiceRoleForECS/ecs-execute-command\`, whoever called.
- **Where the person is then:** in CloudTrail. \`person_named_in\` names the event. Look for the \`session_id\` in the response of
  \`ExecuteCommand\` (\`responseElements.session.sessionId\`) or of \`StartSession\` (\`responseElements.sessionId\`): \`userIdentity\` is who called.
- **Better: let nobody choose the name.** Have the trust policy of each role demand it: the condition key \`sts:RoleSessionName\`, equal to
  \`\${aws:username}\` for IAM users, or to what your identity provider sends. And set a source identity (\`sts:SourceIdentity\`, with
  \`sts:SetSourceIdentity\` allowed): it cannot be changed afterwards and stays through chains of roles. SSM does not show it; CloudTrail does.`;

function columns({ name: view, columns }: View): string {
  const rows = columns.map(({ name, type, description }) => `| \`${name}\` | ${type} | ${description} |`);
  return [`### Columns of \`${view}\``, '', '| Column | Type | |', '| --- | --- | --- |', ...rows].join('\n');
}

function section({ name, title, question, parameters, sql }: SavedQuery, answer: readonly Row[]): string {
  const body = sql.replace(/^(-- .*\n)+/, '').trimEnd();
  return [
    `<a id="${name}"></a>`,
    `### ${title}`,
    question,
    [
      '| Parameter | | Default |',
      '| --- | --- | --- |',
      ...parameters.map(
        ({ name: parameter, description, byDefault }) => `| \`${parameter}\` | ${description} | ${inCell(byDefault)} |`,
      ),
    ].join('\n'),
    `\`\`\`sql\n${body}\n\`\`\``,
    sample(answer),
  ].join('\n\n');
}

/** A default that is a question of its own is described beside it. */
function inCell(byDefault: string): string {
  return byDefault.includes('SELECT') ? '' : `\`${byDefault.replaceAll('|', '\\|')}\``;
}

function sample(answer: readonly Row[]): string {
  const names = Object.keys(answer[0] ?? {});
  const shown = names.length > 8 ? names.filter((name) => !IDENTITY.includes(name)) : names;
  const leftOut = shown.length < names.length ? `, without ${IDENTITY.join(', ')}` : '';
  return [
    `${Math.min(answer.length, SAMPLE_ROWS)} of ${answer.length} rows of a sample${leftOut}:\n`,
    `| ${shown.join(' | ')} |`,
    `|${' --- |'.repeat(shown.length)}`,
    ...answer.slice(0, SAMPLE_ROWS).map((row) => `| ${shown.map((name) => cell(row[name] ?? null)).join(' | ')} |`),
  ].join('\n');
}

/** A value in one table cell: a null is empty, whole seconds are enough. */
function cell(value: Value): string {
  const text = String(value ?? '')
    .replace(/^([\d-]{10} [\d:]{8})\.\d{3}$/, '$1')
    .replace(/\s+/g, ' ');
  const cut = text.length > SAMPLE_WIDTH ? `${text.slice(0, SAMPLE_WIDTH - 1)}…` : text;
  return cut.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

if (require.main === module)
  void queriesGuide().then((text) => {
    writeFileSync(GUIDE, text);
  });
