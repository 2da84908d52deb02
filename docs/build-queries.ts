// npm run docs: writes queries.md from the headers of the saved queries and their answers from the tests' archive.
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

/** Path of the guide. */
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
/** Columns that a wide sample leaves out. */
const IDENTITY = ['account_id', 'region', 'session_id'];

type Row = Readonly<Record<string, Value>>;

/** Returns the guide's text. */
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

Every deployment includes these saved queries. In the Athena console, choose the workgroup \`session_archive\`, then *Saved queries*.
You can also copy a query from this page. **Each query runs without changes**; most of them cover the last 30 days. To ask about something
else, change the value between the marks of a parameter, such as \`/*from:*/\` and \`/*:from*/\`. Write a day as \`DATE '2026-03-01'\`.
The samples below are from March 2026.

## Find your question`;

function index(topics: readonly { readonly queries: readonly SavedQuery[] }[]): string {
  const rows = topics.flatMap(({ queries }) =>
    queries.map(({ name, title, question }) => `| [${title}](#${name}) | ${question} |`),
  );
  return ['| Query | What it answers |', '| --- | --- |', ...rows].join('\n');
}

const HOW_TO_ASK = `## Good to know

- **Times and days are UTC.** Only "Sessions outside business hours" converts times, to the time zone in its parameter.
- **Always filter by day** (\`start_date\`, or \`snapshot_date\` of \`snapshots\`). Use literals or expressions of \`current_date\`: Athena then
  reads only those days. For one account or Region, add \`AND account_id = '...' AND region = '...'\`.
- **A session is stored under the day on which it started.** Queries about who *was* on a machine therefore begin a month earlier. Begin
  even earlier if your sessions stay open longer.
- **A row without \`end_time\`** is a session that is open, or whose end SSM never reported. \`session_state\` is \`Active\` until SSM shows
  the session in its History. \`last_seen_time\` of an Active session is a time at which it was still open.
- **Closing the window does not end the session.** SSM keeps the session Active for up to 30 days. After that, it may be in neither list.
  \`last_connected_time\` is the last time at which a snapshot saw the session open and not \`Disconnected\`. How long somebody really used it is
  unknown. Queries about presence show such sessions separately, or let you choose: change \`true\` or \`false\` of \`include_unended\`.
- **If SSM reports an end before the start**, the row has both times. \`duration_seconds\` is null, and sums leave the session out.
- **\`session_type\` is the kind of the session's document.** It is \`shell\` only for known documents (the exact names of AWS's own) and for
  sessions without a document. \`ssh\` and \`port-forwarding\` are recognized by the document's name, in any spelling. All others are \`unknown\`.
  Add your own documents to the lists at the top of [port forwarding](#port-forwarding-and-ssh) and [output logs](#no-output-log).
- **A session without a start time** is stored under the day of each snapshot that saw it, once per snapshot day. **A record without a session id** has
  no row, because nothing shows whether two such records are the same session. [Is the archive complete](#is-the-archive-complete) reports them.
- \`owner_name\` and \`role_name\` are parts of the ARN in \`owner\`. They do not identify a person. The column \`person\` [does](#who-is-a-person).
- **Sessions of Alibaba Cloud** have rows like those of SSM, with \`source\` \`alibaba-ecs\`. Values that Alibaba Cloud does not have are null: the
  reason, the document, the output logs. A session with connections to several instances has no \`target\`:
  [\`alibaba_connections\`](#columns-of-alibaba_connections) has all of them. Queries that need data of SSM or CloudTrail leave these sessions out,
  and say so. This is untried on Alibaba Cloud.
- A missing session proves nothing unless the archive is complete for those days. Check [completeness](#is-the-archive-complete) as well.

The views:

- \`sessions\`: one row per session.
- \`snapshots\`: the ledger of complete snapshots.
- \`ocsf_authentication\`: the [events for a SIEM](siem.md).
- \`alibaba_connections\`: [the connections](#columns-of-alibaba_connections) of Alibaba Cloud's sessions.

The tables that the views read:

- \`history_records\`: every ended session as each snapshot saw it.
- \`active_records\`: the sessions that were open at each snapshot.
- \`manifests\`: the ledger as written.

For days before yesterday, the views read the curated tables, which are updated every night:
[how, and as of when](curation.md#what-a-view-shows-and-as-of-when).
From a shell, run \`npx cdk-ssm-session-archive ask <archive> top-owners --from 90d\` ([the command line](command-line.md)).`;

const WHO_IS_A_PERSON = `## Who is a person

Every query uses one rule, the column \`person\`. Its values are in lower case, so capital letters make no difference.

| Owner | \`person\` | |
| --- | --- | --- |
| SSO user | \`maria.silva@example.com\` | one person in all accounts and permission sets |
| session of another role | \`maria.silva@example.com\` | the session name, for every role and account: the same person as the SSO user with that name |
| IAM user | \`111122223333:user/zhang\` | one person in one account, with any path |
| root | \`111122223333:root\` | the root user of one account |
| federated user | \`111122223333:federated-user/partner\` | the federated user of one account |
| owner in an unknown form | the owner as SSM reports it | \`person_kind\` is \`unknown\` |
| session with a shared name, or a name that a program made up | null | \`person_kind\` is \`shared\` |
| RAM user of Alibaba Cloud | \`1234567890123456:ram-user/2234567890123456\` | the account and the user's id: Alibaba Cloud reports nothing else |
| Alibaba Cloud account itself | \`1234567890123456:account/1234567890123456\` | |
| session of a RAM role | \`maria.silva@example.com\` | the session name, if the owner is \`<id>:<name>\`; an id alone is an unknown form |
| an AWS service | null | \`person_kind\` and \`owner_type\` are \`service\` |

- **Shared names** are for example \`botocore-session-1772700001\`, \`aws-go-sdk-...\`, \`assumed-from-leapp\`, \`GitHubActions\`, \`admin\`, the id of a
  node, digits alone, a UUID, or the role's own name. A name with an \`@\` is never shared. One person can use many shared names, and many people can use one.
  Queries therefore do not count them as people, and show the role instead. A shared name that this rule does not know counts as a person.
- **Services.** With ECS Exec, the service itself starts the session: the owner is \`AWSServiceRoleForECS/ecs-execute-command\` for every caller.
- **Where to find the person:** in CloudTrail. \`person_named_in\` names the event. Search for the \`session_id\` in the response of
  \`ExecuteCommand\` (\`responseElements.session.sessionId\`) or \`StartSession\` (\`responseElements.sessionId\`). \`userIdentity\` is the caller.
- **Better: do not let callers choose the session name.** Require it in the trust policy of each role: set the condition key \`sts:RoleSessionName\` to
  \`\${aws:username}\` for IAM users, or to the name that your identity provider sends. Also set a source identity (\`sts:SourceIdentity\`, and
  allow \`sts:SetSourceIdentity\`). Nobody can change it afterwards, and it stays the same when one role assumes another. CloudTrail shows it; SSM does not.`;

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

/** A default that is a query has no cell: the parameter's description explains it. */
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

/** A value in one table cell. Null becomes an empty cell, and times lose their milliseconds. */
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
