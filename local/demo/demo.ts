// npm run demo: the whole job from DescribeSessions to answered questions, against stand-ins for AWS.
import { begin, keep, run } from './safety';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleRecord, tree } from './archive';
import { runHours, startStandIns } from './hours';
import { askQuestions, pictureOfDays } from './questions';
import { ACCOUNT, firstDay, REGIONS, SESSIONS_PER_REGION, workingHours } from './world';
import { allOf, openArchive } from '../../cli/engines/duckdb/archive';
import { heading } from '../terminal';
import { table } from '../../cli/output/table';

const SCOPES = REGIONS.map((region) => ({ accountId: ACCOUNT, region }));

const say = (text: string) => process.stdout.write(text);

async function demo(): Promise<void> {
  const hours = workingHours(Date.now());
  const [firstMs, lastMs] = [firstDay(hours), hours.at(-1) ?? 0];

  begin('making a folder for the archive', 'Set TMPDIR to a folder in which you may write.');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'session-archive-demo-')));
  const logFile = join(folder, 'reporter.log');

  begin('starting the stand-ins for AWS', 'Allow programs to listen on 127.0.0.1 and run the demo again.');
  const standIns = await startStandIns(folder, hours);
  const { ssm, s3, reporter, archive } = standIns;
  keep({
    stop: () => {
      writeFileSync(logFile, reporter.log.join('\n'));
    },
  });
  say(`The reporter, in the same build as on AWS, archives the Session Manager sessions of a made-up company:
${SESSIONS_PER_REGION} a month in each of ${REGIONS.join(' and ')}. The demo does not call AWS; stand-ins replace it:
  ${ssm.url}  an SSM that answers DescribeSessions
  ${s3.url}  an S3 that keeps its objects as files
`);

  begin('running the reporter', `Read its log, ${logFile}`);
  const runs = await runHours(standIns, hours);
  say(heading('A working day, hour by hour'));
  say(
    table(
      runs.map(({ hour, mode, pages, records }) => ({
        'scheduled (UTC)': new Date(hour).toISOString().slice(0, 16).replace('T', ' '),
        mode,
        'calls of DescribeSessions': pages,
        'records written': records,
      })),
    ),
  );
  say(`The first run is a full scan: it reads the whole month that SSM remembers. The other runs are incremental:
they read new and open sessions, with two calls in each Region. A full scan is due every week.
`);

  begin('reading the written objects', `Look into the folder ${folder}`);
  say(heading('What was written'));
  say(tree(archive, SCOPES));
  say(`Every object was written once. The objects under history/ and active/ are gzipped NDJSON with one record
per line. A manifest makes its snapshot complete. Here is one record, one key per line:
${sampleRecord(archive, { accountId: ACCOUNT, region: REGIONS[0] })}`);

  begin('asking questions', 'Run npm test: it runs every saved query and shows which part is broken.');
  const connection = await openArchive(allOf(archive));
  for await (const answer of askQuestions(connection, firstMs, lastMs)) say(answer);
  say(await pictureOfDays(connection, firstMs, lastMs));
  connection.closeSync();

  say(heading('Go on exploring'));
  say(`The stand-ins end with the demo. Its files stay. Delete their folder when you no longer need it:
${folder}

  gzip -dc '${archive}'/history/v1/*/*/start_date=${new Date(lastMs).toISOString().slice(0, 10)}/*.gz | head -n 3
  npm run -s cli -- ask '${archive}' top-owners
  npm run -s cli -- ask '${archive}' 'SELECT owner_type, count(owner) AS sessions FROM sessions GROUP BY 1'
  npm run -s cli -- verify '${archive}'

ask --list shows the saved questions. --help after a question shows its parameters.
verify proves that the archive is whole. Change or remove one of its files, and run verify again.
`);
}

run(demo);
