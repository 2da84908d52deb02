import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from './acknowledge';

interface StateMachineProps {
  readonly comment: string;
  readonly definition: object;
  readonly role: iam.IRole;
  readonly timeoutSeconds: number;
}

/** Creates a state machine without logging, and acknowledges for cdk-nag why. */
export function createStateMachine(scope: Construct, props: StateMachineProps): sfn.StateMachine {
  const stateMachine = new sfn.StateMachine(scope, 'StateMachine', {
    comment: props.comment,
    definitionBody: sfn.DefinitionBody.fromString(Stack.of(scope).toJsonString(props.definition)),
    role: props.role,
    timeout: Duration.seconds(props.timeoutSeconds),
  });
  const reason =
    'Step Functions keeps the history of an execution for 90 days, and Athena keeps every query for 45 days. Logs would need rights on all log groups and their policies.';
  Validations.of(stateMachine).acknowledge(
    { id: 'AwsSolutions-SF1', reason },
    {
      id: 'AwsSolutions-SF2',
      reason: 'The state machine has one caller and calls few services, so a trace would add nothing.',
    },
  );
  acknowledgeInPacks(stateMachine, 'StepFunctionStateMachineAllLogsToCloudWatch', reason);
  return stateMachine;
}
