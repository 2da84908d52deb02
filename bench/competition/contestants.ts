// The contestants: the built bundle, and common alternatives. Each is a program that archives all sessions of both
// states.
import { join } from 'node:path';
import { preparePython } from '../../test/clients/tools';
import { works } from '../../test/trino/command';

/** The bundle with different numbers of workers, and its peers. */
export const CONTESTANTS = [
  'reporter, 1 worker',
  'reporter, 8 workers',
  'reporter, 16 workers',
  'aws | jq | gzip',
  'boto3 paginator',
  'JS SDK into an array',
  'JS SDK streamed',
] as const;
export type Contestant = (typeof CONTESTANTS)[number];

/** The number of workers of the reporter. Undefined for a peer. */
export function workersOf(contestant: Contestant): number | undefined {
  const workers = /^reporter, (\d+)/.exec(contestant)?.[1];
  return workers === undefined ? undefined : Number(workers);
}

export interface Peers {
  /** A Python with boto3 and the AWS CLI, or undefined if it could not be installed. */
  readonly python: string | undefined;
  /** The peers that cannot run on this machine, and the command that helps. */
  readonly missing: ReadonlyMap<Contestant, string>;
}

/** Finds the programs of the peers. Installs the Python ones into a cache, once. */
export async function findPeers(): Promise<Peers> {
  const missing = new Map<Contestant, string>();
  let python: string | undefined;
  try {
    python = await preparePython();
  } catch (error) {
    const why = `pip install boto3 awscli: ${(error as Error).message}`;
    missing.set('aws | jq | gzip', why);
    missing.set('boto3 paginator', why);
  }
  if (!(await works('jq', ['--version']))) missing.set('aws | jq | gzip', 'apt-get install jq');
  return { python, missing };
}

/** The command with which a peer writes all sessions to the folder. */
export function commandOf(peer: Contestant, { python = '' }: Peers, folder: string): string[] {
  const file = join(folder, 'sessions.ndjson.gz');
  switch (peer) {
    case 'aws | jq | gzip':
      return ['bash', join(PROGRAMS, 'aws-jq-gzip.sh'), python, file];
    case 'boto3 paginator':
      return [python, join(PROGRAMS, 'boto3_paginator.py'), file];
    case 'JS SDK into an array':
      return [process.execPath, require.resolve('./contestants/sdk-into-array.mjs'), file];
    case 'JS SDK streamed':
      return [process.execPath, require.resolve('./contestants/sdk-streamed.mjs'), file];
    default:
      throw new Error(`${peer} is no peer`);
  }
}

const PROGRAMS = join(__dirname, 'contestants');
