// Reads the AWS CLI's settings for the output format.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface OutputSettings {
  readonly output: string | undefined;
  readonly timestampFormat: string | undefined;
}

/** Reads the environment's profile from the environment's file; empty if there is none. */
export function outputSettings(env: Environment): OutputSettings {
  const profile = env.AWS_PROFILE ?? env.AWS_DEFAULT_PROFILE ?? 'default';
  const settings = readProfile(readConfig(env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config')), profile);
  return {
    output: env.AWS_DEFAULT_OUTPUT ?? settings.get('output'),
    timestampFormat: settings.get('cli_timestamp_format'),
  };
}

/** The settings of one profile, without the indented ones, which belong to another setting. */
export function readProfile(text: string, profile: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let isProfile = false;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(.*?)\s*\]/
      .exec(line)?.[1]
      ?.replace(/^profile\s+/, '')
      .replace(/^(["'])(.*)\1$/, '$2');
    if (section !== undefined) isProfile = section === profile;
    const [, name, value = ''] = /^([^\s#;=][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (isProfile && name !== undefined) settings.set(name, value);
  }
  return settings;
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
