import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** A reporter, as an archive's catalog has to know it. */
export interface Reported {
  readonly reporter: IConstruct;
  readonly archive: IConstruct & { readonly bucket: IBucket };
  /** Whose sessions it archives: a number of 12 or 16 digits, or a token. */
  readonly account: string;
  /** Names, tokens, or `ALL_REGIONS` alone. */
  readonly regions: readonly string[];
}

/** Who wants to hear of reporters: the catalog of an archive. */
interface Listener {
  /** Every reporter of the app, once, whether it was there before the catalog or came later. */
  expect(reported: Reported): void;
  /** Just before `place`, the catalog or the reporter, is synthesized: annotations of another Stage's constructs may come too late. */
  warnOfUnseen(reported: Reported, place: IConstruct): void;
}

interface Members {
  readonly reporters: Reported[];
  readonly listeners: Listener[];
}

/** By app, so that reporters and archives find each other whatever their stacks and the order in which they are made. */
const apps = new WeakMap<IConstruct, Members>();

function membersOf(construct: IConstruct): Members {
  const members = apps.get(construct.node.root) ?? { reporters: [], listeners: [] };
  apps.set(construct.node.root, members);
  return members;
}

/** Tells every catalog of the app of a reporter. */
export function announceReporter(reported: Reported): void {
  const { reporters, listeners } = membersOf(reported.reporter);
  reporters.push(reported);
  for (const listener of listeners) listener.expect(reported);
  warnBeforeSynthesis(reported.reporter, (place) => {
    for (const listener of listeners) listener.warnOfUnseen(reported, place);
  });
}

/** Tells a catalog of every reporter of the app. */
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
