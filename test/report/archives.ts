// Archives for the report's pages: one with only hostile texts, and helpers to copy and damage archives.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lambda/time';
import { HOSTILE_TEXTS } from '../../local/world/cast';
import { fixedSource, type WireSession } from '../../local/world/sessions';
import { Account, ACCOUNT } from '../e2e/account';

const NOON = Date.UTC(2026, 0, 31, 12);

/** Texts that try to break out of HTML, in addition to those that break naive files. Each tries to leave a trace. */
export const BREAKOUTS: readonly string[] = [
  '"><img src=x onerror="window.hacked=1">',
  "' onmouseover='window.hacked=1",
  '</td></tr></table><script>window.hacked=1</script>',
  '</title></style><svg onload=window.hacked=1>',
  '<iframe src="https://attacker.example/"></iframe>',
  '<link rel=stylesheet href="https://attacker.example/a.css">',
  '<a href="javascript:window.hacked=1">click</a>',
  '<!-- --><base href="https://attacker.example/">',
  '&#60;script&#62;window.hacked=1&#60;/script&#62;',
  '\u2066\u202e<details open ontoggle=window.hacked=1>',
];

export const HOSTILE: readonly string[] = [...HOSTILE_TEXTS, ...BREAKOUTS];

/** An archive with hostile texts in every field, written by the bundle: two snapshots, `days` days apart. */
export async function makeHostileArchive(days = 1): Promise<Account> {
  const account = await Account.open({ source: fixedSource({ History: HOSTILE.flatMap(sessionsOf) }) });
  account.now = NOON;
  await account.run();
  account.now = NOON + days * DAY_MS;
  await account.run();
  return account;
}

function sessionsOf(text: string, index: number): WireSession[] {
  const startMs = NOON - (index + 1) * 9 * HOUR_MS;
  const cut = (limit: number) => text.slice(0, limit);
  const session = {
    SessionId: `${cut(60)}-${index}`,
    Target: cut(200),
    Status: 'Failed',
    StartDate: startMs / SECOND_MS,
    EndDate: (startMs + (index % 3) * 5 * HOUR_MS) / SECOND_MS,
    Owner: `arn:aws:iam::${ACCOUNT}:user/${cut(200)}`,
    Reason: text,
    DocumentName: cut(128),
    Details: text,
    MaxSessionDuration: '60',
  };
  // One session with an owner of no known form, and one of a role.
  return [
    session,
    { ...session, SessionId: `b-${cut(60)}-${index}`, Owner: text },
    {
      ...session,
      SessionId: `c-${cut(60)}-${index}`,
      Owner: `arn:aws:sts::${ACCOUNT}:assumed-role/${cut(40)}/session`,
    },
  ];
}

/** A copy of an archive's folder. */
export function copyOf(folder: string, to: string): string {
  cpSync(folder, to, { recursive: true });
  return to;
}

/** Replaces the bytes of an object. */
export function change(folder: string, key: string, bytes: Buffer | string): void {
  writeFileSync(join(folder, key), bytes);
}
