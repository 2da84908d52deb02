import { type Duration, Token } from 'aws-cdk-lib';
import { REGION_NAME } from '../contract';
import { rateMinutes } from '../common/schedule-period';
import { SSM, type AskedService } from './asked-service';
import type { GivenProps } from './parts';
import type { ReporterProps } from './reporter-props';
import type { SessionReporterProps } from './session-reporter-props';
import { holdsListToken, listTokenProblems } from '../common/validation';

const NODE_RUNTIME = /^nodejs(\d+)\.x$/;
const CRON = /^cron\(\S+(?: \S+){5}\)$/;
const DAY_MINUTES = 1440;

/** One message for each problem with the props. Does not check values that are known only at deployment. */
export function reporterProblems(props: SessionReporterProps): string[] {
  const { regions } = props;
  return [
    ...(regions?.length === 0
      ? ['regions is empty: name at least one Region, or leave it out for the Region of the stack']
      : regionProblems(regions ?? [], REGION_NAME, 'eu-west-1')),
    ...allRegionsProblems(props),
    ...fullScanProblems(props.fullScanInterval),
    ...numberProblems('maxConcurrency', props.maxConcurrency, 1, 64, ''),
    ...commonProblems(props, SSM),
  ];
}

/** One message for each problem with the props that all reporters share. */
export function commonProblems(props: Omit<GivenProps, 'archive'>, asked: AskedService): string[] {
  return [
    ...conflictProblems(props),
    ...scheduleProblems(props.schedule?.expressionString, asked),
    ...numberProblems('memorySize', props.memorySize, 256, 10_240, ' of MB'),
    ...timeoutProblems(props.timeout),
    ...runtimeProblems(props.runtime?.name),
    ...vpcProblems(props),
  ];
}

/**
 * @param form the form of Regions' names
 * @param example a Region's name
 */
export function regionProblems(regions: string[], form: RegExp, example: string): string[] {
  if (holdsListToken(regions)) return listTokenProblems({ regions });
  return regions
    .filter((region) => !Token.isUnresolved(region) && !form.test(region))
    .map((region) => `regions contains "${region}", which is not the name of a Region such as ${example}`);
}

function allRegionsProblems({ regions, allRegions }: SessionReporterProps): string[] {
  if (regions === undefined || allRegions !== true) return [];
  const given = holdsListToken(regions) ? '' : ` "${regions.join(',')}"`;
  return [`allRegions is given together with regions${given}: leave one of them out`];
}

function conflictProblems(props: ReporterProps): string[] {
  const { logGroup, logRetention, alarms, alarmTopic } = props;
  return [
    ...(alarms === false && alarmTopic !== undefined
      ? ['alarmTopic is given, but alarms is false: nothing would notify the topic, leave one of them out']
      : []),
    ...(logGroup !== undefined && logRetention !== undefined
      ? [
          `logRetention is ${logRetention} days, but logGroup is given: set the retention of that log group, and leave logRetention out`,
        ]
      : []),
  ];
}

function scheduleProblems(expression: string | undefined, { name }: AskedService): string[] {
  if (expression === undefined || Token.isUnresolved(expression) || CRON.test(expression)) return [];
  const minutes = rateMinutes(expression);
  if (minutes === undefined) {
    return [
      `schedule is "${expression}": give a recurring schedule in one of these forms: rate(1 hour), rate(30 minutes), cron(0 * * * ? *)`,
    ];
  }
  return minutes <= DAY_MINUTES
    ? []
    : [
        `schedule is "${expression}": give at most one day, because ${name} forgets a session after 30 days and a failure must be noticed before`,
      ];
}

function fullScanProblems(interval: Duration | undefined): string[] {
  if (interval === undefined || interval.isUnresolved()) return [];
  const hours = interval.toHours({ integral: false });
  return Number.isInteger(hours) && hours >= 1 && hours <= 720
    ? []
    : [`fullScanInterval is ${hours} hours: give a whole number of hours from 1 hour to 30 days`];
}

function numberProblems(name: string, value: number | undefined, least: number, most: number, unit: string): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  return Number.isInteger(value) && value >= least && value <= most
    ? []
    : [`${name} is ${value}: give a whole number${unit} from ${least} to ${most}`];
}

function timeoutProblems(timeout: Duration | undefined): string[] {
  if (timeout === undefined || timeout.isUnresolved()) return [];
  const seconds = timeout.toSeconds({ integral: false });
  return seconds >= 60 && seconds <= 900 ? [] : [`timeout is ${seconds} seconds: give 1 to 15 minutes`];
}

function runtimeProblems(name: string | undefined): string[] {
  if (name === undefined) return [];
  return Number(NODE_RUNTIME.exec(name)?.[1] ?? 0) >= 20
    ? []
    : [`runtime is ${name}: the reporter needs nodejs20.x or a newer Node.js runtime`];
}

function vpcProblems({ vpc, vpcSubnets, securityGroups }: Omit<GivenProps, 'archive'>): string[] {
  if (vpc) return [];
  return Object.entries({ vpcSubnets, securityGroups })
    .filter(([, value]) => value !== undefined)
    .map(([prop]) => `${prop} is given without vpc: give the VPC, too`);
}
