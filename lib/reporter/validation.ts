import { type Duration, Token } from 'aws-cdk-lib';
import { REGION_NAME } from '../contract';
import { rateMinutes } from '../schedule-period';
import type { SessionReporterProps } from './session-reporter-props';
import { holdsListToken, listTokenProblems } from '../validation';

const NODE_RUNTIME = /^nodejs(\d+)\.x$/;
const CRON = /^cron\(\S+(?: \S+){5}\)$/;
const DAY_MINUTES = 1440;

/** What is wrong with the props, one text each; values known only at deployment are not looked at. */
export function reporterProblems(props: SessionReporterProps): string[] {
  return [
    ...regionProblems(props.regions),
    ...conflictProblems(props),
    ...scheduleProblems(props.schedule?.expressionString),
    ...fullScanProblems(props.fullScanInterval),
    ...numberProblems('maxConcurrency', props.maxConcurrency, 1, 64, ''),
    ...numberProblems('memorySize', props.memorySize, 256, 10_240, ' of MB'),
    ...timeoutProblems(props.timeout),
    ...runtimeProblems(props.runtime?.name),
    ...vpcProblems(props),
  ];
}

function regionProblems(regions: string[] | undefined): string[] {
  if (regions === undefined) return [];
  if (holdsListToken(regions)) return listTokenProblems({ regions });
  if (regions.length === 0)
    return ['regions is empty: name at least one Region, or leave it out for the Region of the stack'];
  return regions
    .filter((region) => !Token.isUnresolved(region) && !REGION_NAME.test(region))
    .map((region) => `regions contains "${region}", which is not the name of a Region such as eu-west-1`);
}

function conflictProblems(props: SessionReporterProps): string[] {
  const { regions, allRegions, logGroup, logRetention, alarms, alarmTopic } = props;
  return [
    ...(alarms === false && alarmTopic !== undefined
      ? ['alarmTopic is given, but alarms is false: it would be told nothing, leave one of them out']
      : []),
    ...(regions !== undefined && allRegions === true
      ? [
          `allRegions is given beside regions${holdsListToken(regions) ? '' : ` "${regions.join(',')}"`}: leave one of them out`,
        ]
      : []),
    ...(logGroup !== undefined && logRetention !== undefined
      ? [
          `logRetention is ${logRetention} days beside logGroup: set the retention of that log group, and leave this out`,
        ]
      : []),
  ];
}

function scheduleProblems(expression: string | undefined): string[] {
  if (expression === undefined || Token.isUnresolved(expression) || CRON.test(expression)) return [];
  const minutes = rateMinutes(expression);
  if (minutes === undefined) {
    return [
      `schedule is "${expression}": give a recurring one, such as rate(1 hour), rate(30 minutes) or cron(0 * * * ? *), spelt like these`,
    ];
  }
  return minutes <= DAY_MINUTES
    ? []
    : [
        `schedule is "${expression}": one day is the most, because SSM forgets a session after 30 days and a failure must be noticed before`,
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

function vpcProblems({ vpc, vpcSubnets, securityGroups }: SessionReporterProps): string[] {
  if (vpc) return [];
  return Object.entries({ vpcSubnets, securityGroups })
    .filter(([, value]) => value !== undefined)
    .map(([prop]) => `${prop} is given without vpc: name the VPC too`);
}
