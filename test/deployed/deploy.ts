import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decide } from '../conditions';
import { run } from '../trino/command';
import { ACCOUNT_ID, awsEnvironment, callAll, REGION } from './calls';
import type { Moto } from './moto';
import { DeployedTemplate, PSEUDO, type Template } from './template';

const ROOT = dirname(dirname(__dirname));
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');

/** A stack after `cdk deploy`. */
export interface Deployment {
  readonly stack: string;
  readonly resources: Template;
  /** Logical ids of the resources that moto's CloudFormation created. */
  readonly created: ReadonlySet<string>;
  readonly template: DeployedTemplate;
}

/** Runs `cdk bootstrap`, which every Region needs once. */
export async function bootstrap(moto: Moto, folder: string): Promise<void> {
  await cdk(moto, ['bootstrap', `aws://${ACCOUNT_ID}/${REGION}`, '--app', '', '--output', join(folder, 'bootstrap')]);
}

/** Runs `cdk deploy` with the CLI version of package.json. @param app the command of the app, as in cdk.json */
export async function deploy(
  python: string,
  moto: Moto,
  { app, stack, folder }: { readonly app: string; readonly stack: string; readonly folder: string },
): Promise<Deployment> {
  const output = join(folder, stack);
  // The CLI cannot wait for moto's change sets.
  await cdk(moto, ['deploy', stack, '--app', app, '--output', output, '--method=direct', '--require-approval=never']);
  const text = readFileSync(join(output, `${stack}.template.json`), 'utf8');
  const resources = decide(JSON.parse(text) as { readonly Resources: Template }, PSEUDO);
  const [answer] = await callAll(python, moto.url, [
    { service: 'cloudformation', operation: 'describe_stack_resources', params: { StackName: stack } },
  ]);
  const found = answer?.StackResources as readonly { LogicalResourceId: string; PhysicalResourceId?: string }[];
  const physicalIds = new Map(
    found.flatMap(({ LogicalResourceId, PhysicalResourceId }) =>
      PhysicalResourceId ? [[LogicalResourceId, PhysicalResourceId]] : [],
    ),
  );
  return {
    stack,
    resources,
    created: new Set(physicalIds.keys()),
    template: new DeployedTemplate(resources, physicalIds),
  };
}

async function cdk(moto: Moto, args: readonly string[]): Promise<void> {
  const env = {
    ...awsEnvironment(moto.url),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    CI: 'true',
  };
  await run(process.execPath, [CDK, ...args, '--no-notices'], { cwd: ROOT, env });
}
