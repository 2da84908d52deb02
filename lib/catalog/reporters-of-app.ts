import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** What an archive's catalog must know about a reporter. */
export interface Reported {
  readonly reporter: IConstruct;
  readonly archive: IConstruct & { readonly bucket: IBucket };
  /** The account whose sessions it collects: 12 or 16 digits, or a token. */
  readonly account: string;
  /** Names, tokens, or only `ALL_REGIONS`. */
  readonly regions: readonly string[];
}

/** The catalog of an archive, which is notified about reporters. */
interface Listener {
  /** Called once for every reporter of the app, whether it was created before or after the catalog. */
  expect(reported: Reported): void;
  /**
   * Called just before `place`, the catalog or the reporter, is synthesized. Annotations on constructs of another Stage
   * may come too late, because that Stage may already be synthesized.
   */
  warnOfUnseen(reported: Reported, place: IConstruct): void;
}

interface Members {
  readonly reporters: Reported[];
  readonly listeners: Listener[];
}

/**
 * Members of each app. Reporters and archives find each other here, whatever their stacks and the order of their
 * creation.
 */
const apps = new WeakMap<IConstruct, Members>();

function membersOf(construct: IConstruct): Members {
  const members = apps.get(construct.node.root) ?? { reporters: [], listeners: [] };
  apps.set(construct.node.root, members);
  return members;
}

/** Announces a reporter to every catalog of the app. */
export function announceReporter(reported: Reported): void {
  const { reporters, listeners } = membersOf(reported.reporter);
  reporters.push(reported);
  for (const listener of listeners) listener.expect(reported);
  warnBeforeSynthesis(reported.reporter, (place) => {
    for (const listener of listeners) listener.warnOfUnseen(reported, place);
  });
}

/** Announces every reporter of the app to a catalog. */
export function hearOfReporters(catalog: IConstruct, listener: Listener): void {
  const { reporters, listeners } = membersOf(catalog);
  listeners.push(listener);
  for (const reported of reporters) listener.expect(reported);
  warnBeforeSynthesis(catalog, (place) => {
    for (const reported of reporters) listener.warnOfUnseen(reported, place);
  });
}

function warnBeforeSynthesis(construct: IConstruct, warn: (place: IConstruct) => void): void {
  construct.node.addValidation({
    validate: () => {
      warn(construct);
      return [];
    },
  });
}
