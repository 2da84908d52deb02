// The catalog and the state machine of a synthesized template, and one execution of the curation.
import { App, Stack } from 'aws-cdk-lib';
import { SessionArchive, type SessionArchiveProps } from '../../lib';
import type { LoopbackAthena } from '../trino/loopback-athena';
import { readCatalog, type Catalog } from '../trino/template';
import { athenaOnTrino, waitForTrino } from './athena-on-trino';
import { execute, type Outcome } from './state-machine';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** The catalog that CloudFormation would create. */
export function curatedCatalog(props: SessionArchiveProps): Catalog {
  const app = new App();
  const stack = new Stack(app, 'Archive');
  new SessionArchive(stack, 'Archive', props);
  const { template } = app.synth().getStackByName(stack.stackName) as { readonly template: unknown };
  return readCatalog(template, { 'AWS::AccountId': ACCOUNT, 'AWS::Region': REGION, 'AWS::Partition': 'aws' });
}

/** One execution of the curation without faults. */
export function runCuration(athena: LoopbackAthena, catalog: Catalog, startMs: number): Promise<Outcome> {
  return execute(catalog.definition, {
    arn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:Curation:${startMs}`,
    startMs,
    service: athenaOnTrino((sql) => athena.trino.query(sql), catalog.database.Name),
    onWait: waitForTrino,
  });
}
