import { strict as assert } from 'node:assert';
import { s3 } from '../calls';
import { BUCKETS, type LockCheck } from '../gateway';
import { isDenied, wrongOnes } from '../outcomes';

type Statement = Readonly<Record<string, unknown>>;

/** Actions that versitygw does not know. It refuses a statement with an unknown action. */
const UNKNOWN_ACTIONS = ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags', 's3:UpdateObjectEncryption'];

/**
 * Checks the original statements of the archive's bucket policy, as far as versitygw knows their actions and
 * conditions.
 */
export async function checkBucketPolicy({ progress, template, people, make }: LockCheck): Promise<void> {
  const Bucket = BUCKETS.archive;
  const policy = template.properties(template.id('AWS::S3::BucketPolicy', 'ArchiveBucket')).PolicyDocument;
  const all = (policy as { readonly Statement: readonly Statement[] }).Statement;
  const statements = all.map(withKnownActions).filter(({ Action }) => [Action].flat().length > 0);
  const about = (text: string) => statements.filter((statement) => JSON.stringify(statement).includes(text));
  const putting = (Statement: readonly Statement[]) =>
    s3('put_bucket_policy', { Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
  const remove = () => make([s3('delete_bucket_policy', { Bucket })]);
  const Key = `history/v1/account_id=123456789012/region=eu-west-1/denied`;
  const put = (key: string) => s3('put_object', { Bucket, Key: key, Body: 'x' });
  const get = s3('get_object', { Bucket, Key });

  await progress.check(
    'versitygw knows all conditions except s3:TlsVersion and s3:if-none-match, which stay untested',
    async () => {
      const outcomes = await make(statements.map((statement) => putting([statement])));
      const refused = statements.filter((_, index) => 'error' in (outcomes[index] ?? {}));
      assert.deepEqual(refused, [...about('s3:TlsVersion'), ...about('s3:if-none-match')]);
      const [probe] = about('aws:PrincipalArn');
      const unknown = await make(UNKNOWN_ACTIONS.map((Action) => putting([{ ...probe, Action }])));
      assert.ok(unknown.every((outcome) => 'error' in outcome));
      await remove();
      return `${statements.length - refused.length} statements of ${all.length} are tried`;
    },
  );

  await progress.check('plain HTTP is denied', async () => {
    const [before] = await make([put(Key)], people.administrator);
    await make([putting(about('aws:SecureTransport'))]);
    const after = await make([put(Key), get], people.administrator);
    await remove();
    assert.ok(before && 'answer' in before, JSON.stringify(before));
    assert.deepEqual(
      after.filter((outcome) => !isDenied(outcome)),
      [],
    );
    return undefined;
  });

  await progress.check(
    'deletions and equivalent calls are denied to everybody but the deletion administrators',
    async () => {
      const [stored] = await make([put(Key)], people.administrator);
      assert.ok(stored && 'answer' in stored);
      const object = { Bucket, Key };
      const version = { ...object, VersionId: stored.answer.VersionId };
      const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: Date.now() / 1000 + 1e8 };
      const denied = [
        s3('delete_object', object),
        s3('delete_objects', { Bucket, Delete: { Objects: [{ Key }] } }),
        s3('delete_object', version),
        s3('delete_object', { ...version, BypassGovernanceRetention: true }),
        s3('put_object_retention', { ...version, Retention }),
        s3('put_object_legal_hold', { ...version, LegalHold: { Status: 'ON' } }),
        s3('put_bucket_versioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
        s3('put_object_lock_configuration', { Bucket, ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } }),
      ];
      await make([putting(about('aws:PrincipalArn'))]);
      const outcomes = await make(denied, people.administrator);
      assert.deepEqual(
        wrongOnes(denied, outcomes, (outcome) => !isDenied(outcome) && !hasErrors(outcome)),
        [],
      );
      return `${denied.length} calls denied, though a policy allows s3:*`;
    },
  );

  await progress.check('under that denial, reading, adding and removing the policy are still allowed', async () => {
    const allowed = [put(`${Key}-not`), get, s3('list_objects_v2', { Bucket, Prefix: Key })];
    const beside = [
      s3('put_object', { Bucket, Key: 'beside', Body: 'x' }),
      s3('delete_object', { Bucket, Key: 'beside' }),
    ];
    const policies = [s3('get_bucket_policy', { Bucket }), s3('delete_bucket_policy', { Bucket })];
    const calls = [...allowed, ...beside, ...policies, s3('delete_object', { Bucket, Key })];
    const outcomes = await make(calls, people.administrator);
    assert.deepEqual(
      wrongOnes(calls, outcomes, (outcome) => 'error' in outcome),
      [],
    );
    return `${calls.length} calls`;
  });
}

function withKnownActions(statement: Statement): Statement {
  const actions = [statement.Action].flat() as string[];
  return { ...statement, Action: actions.filter((action) => !UNKNOWN_ACTIONS.includes(action)) };
}

/** DeleteObjects succeeds and lists the objects that it did not delete. */
function hasErrors(outcome: object): boolean {
  return 'answer' in outcome && JSON.stringify(outcome.answer).includes('"AccessDenied"');
}
