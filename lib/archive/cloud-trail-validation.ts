import { Token } from 'aws-cdk-lib';
import { REGION_NAME } from '../contract';
import { isDay } from '../common/day';
import { holdsListToken, listTokenProblems } from '../common/validation';
import { cutoffProblems } from './bucket-validation';
import type { CloudTrailProps } from './cloud-trail-props';

/** One message for each problem with `cloudTrail`. Does not check values that are known only at deployment. */
export function cloudTrailProblems(trail: CloudTrailProps | undefined): string[] {
  if (!trail) return [];
  const { keyPrefix, organizationId, start, accounts, regions, bytesScannedCutoff } = trail;
  return [
    ...textProblems('keyPrefix', keyPrefix, /^[^/'$*?](?:[^'$*?]*[^/'$*?])?$/, [
      'the part of a key before AWSLogs/, without a slash at either end',
      'leave it out if there is no such part',
    ]),
    ...textProblems('organizationId', organizationId, /^o-[a-z0-9]{10,32}$/, [
      'the id of an organization such as o-a1b2c3d4e5',
      'leave it out if it is not an organization trail',
    ]),
    ...(start === undefined || isDay(start) ? [] : [`cloudTrail.start is "${start}": give a day as yyyy-MM-dd`]),
    ...listProblems('cloudTrail.accounts', accounts, /^\d{12}$/, 'the number of an account, twelve digits'),
    ...listProblems('cloudTrail.regions', regions, REGION_NAME, 'the name of a Region such as eu-west-1'),
    ...cutoffProblems('cloudTrail.bytesScannedCutoff', bytesScannedCutoff),
  ];
}

function textProblems(name: string, value: string | undefined, form: RegExp, advice: readonly [string, string]) {
  if (value === undefined || Token.isUnresolved(value) || form.test(value)) return [];
  return [`cloudTrail.${name} is "${value}": give ${advice[0]}, or ${advice[1]}`];
}

function listProblems(name: string, values: string[] | undefined, form: RegExp, expected: string): string[] {
  if (values === undefined || holdsListToken(values)) return listTokenProblems({ [name]: values });
  if (values.length === 0) return [`${name} is empty: list at least one, or leave it out`];
  return [
    ...values
      .filter((value) => !Token.isUnresolved(value) && !form.test(value))
      .map((value) => `${name} contains "${value}", which is not ${expected}`),
    ...values
      .filter((value, index) => values.indexOf(value) !== index)
      .map((value) => `${name} contains "${value}" twice: list it once`),
  ];
}
