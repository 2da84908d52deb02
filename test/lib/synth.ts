import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SessionArchive, SessionReporter, type SessionReporterProps } from '../../lib';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

/** An app without the CDK's own check of templates. The check takes seconds, so only whole-stack.test.ts uses it. */
export function uncheckedApp(context: Record<string, unknown> = {}): App {
  return new App({ context, builtinCloudFormationValidation: false });
}

/** A stack with a known account and Region. ARNs of named resources in its template are plain texts. */
export function knownStack(region = REGION): Stack {
  const app = uncheckedApp({ '@aws-cdk/core:enablePartitionLiterals': true });
  return new Stack(app, 'Stack', { env: { account: ACCOUNT, region } });
}

/** The template of the stack that `build` fills. */
export function synthesize(build: (stack: Stack) => void, stack: Stack = knownStack()): Template {
  build(stack);
  return Template.fromStack(stack);
}

/** A reporter in the stack, for an archive outside the stack. */
export function addReporter(
  stack: Stack,
  props: Omit<SessionReporterProps, 'archive'> = {},
  id = 'Reporter',
): SessionReporter {
  const archive = SessionArchive.fromSessionArchiveAttributes(stack, `ArchiveOf${id}`, { bucketName: 'my-bucket' });
  return new SessionReporter(stack, id, { archive, ...props });
}

/** One statement of a policy in a template. */
export type Statement = Readonly<Record<string, unknown>>;

/** The statements of the policies of one type whose logical id starts with `prefix`, in order. */
export function statementsOf(template: Template, type: string, prefix: string): Statement[] {
  const policies = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(prefix));
  return policies.flatMap(([, policy]) => {
    const { PolicyDocument: document } = (policy as { Properties: { PolicyDocument: { Statement: Statement[] } } })
      .Properties;
    return document.Statement;
  });
}
