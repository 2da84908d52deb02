import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Trino 476 is compiled for this release. */
export const OLDEST_JAVA = 24;

/** Folders with one folder for each installed Java, and the path of the Java home inside that folder. */
const JVM_FOLDERS = [
  ['/usr/lib/jvm', ''],
  ['/usr/java', ''],
  ['/opt/java', ''],
  ['/Library/Java/JavaVirtualMachines', 'Contents/Home'],
  [join(homedir(), '.sdkman/candidates/java'), ''],
  [join(homedir(), '.jdks'), ''],
] as const;

/**
 * The home of the first Java that is new enough, from JAVA_HOME, PATH and the usual folders. Undefined if there is
 * none.
 */
export async function findJavaHome(): Promise<string | undefined> {
  const candidates = [
    process.env.JAVA_HOME,
    await javaHome('java'),
    ...JVM_FOLDERS.flatMap(([folder, inner]) =>
      existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, inner)) : [],
    ),
  ];
  for (const home of candidates) {
    if (!home) continue;
    const found = await javaHome(join(home, 'bin/java'));
    if (found) return found;
  }
  return undefined;
}

/** The home that a java command reports. Undefined if the command fails or is too old. */
async function javaHome(java: string): Promise<string | undefined> {
  try {
    const { stderr } = await promisify(execFile)(java, ['-XshowSettings:properties', '-version']);
    const home = /java\.home = (.+)/.exec(stderr)?.[1];
    const release = Number(/java\.specification\.version = (\d+)/.exec(stderr)?.[1]);
    return release >= OLDEST_JAVA ? home : undefined;
  } catch {
    return undefined; // missing or broken: try the next candidate
  }
}
