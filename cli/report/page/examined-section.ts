// The section "What was examined": accounts and Regions, the times of their snapshots, and the heads of their chains.
import { parseTimestamp } from '../../../lambda/time';
import type { Row } from '../../engines/engine';
import type { ScopeSummary } from '../../verify/verify-scope';
import { endOf, firstDay, lastDay, snapshotsOf } from '../period';
import type { Report } from '../report';
import { LOST, scopeOf } from '../completeness';
import { HATCH, strip, type Span } from './charts';
import { html, type Html } from './html';
import { cell, figure, number, table } from './parts';

export function examinedSection(report: Report): Html {
  const { outcome, period, figures, packageVersion, madeMs } = report;
  const looked = snapshotsOf(period);
  return html`<section aria-labelledby="examined">
    <h2 id="examined">What was examined</h2>
    <dl class="facts">
      <div>
        <dt>Archive</dt>
        <dd><bdi>${report.archive}</bdi></dd>
      </div>
      <div>
        <dt>Sessions that started</dt>
        <dd>${firstDay(period)} to ${lastDay(period)}, both included, UTC</dd>
      </div>
      <div>
        <dt>Snapshots verified</dt>
        <dd>${firstDay(looked)} to ${lastDay(looked)}, if there are any</dd>
      </div>
      <div>
        <dt>Page made</dt>
        <dd>${new Date(madeMs).toISOString().replace('T', ' ').slice(0, 19)} UTC, version ${packageVersion}</dd>
      </div>
    </dl>
    ${table<ScopeSummary>(
      'Accounts and Regions, and the heads of their hash chains',
      [
        {
          head: 'Account, Region',
          kind: 'key',
          of: ({ accountId, region }) =>
            html`<span class="nobr">${accountId}</span> <span class="nobr">${region}</span>`,
        },
        {
          head: 'Snapshots',
          kind: 'number',
          of: (scope) => figure(`examined.${scope.accountId}.${scope.region}.snapshots`, scope.snapshots),
        },
        {
          head: 'Records',
          kind: 'number',
          of: (scope) => figure(`examined.${scope.accountId}.${scope.region}.records`, scope.records),
        },
        {
          head: 'Objects',
          kind: 'number',
          of: (scope) => figure(`examined.${scope.accountId}.${scope.region}.objects`, scope.objects),
        },
        { head: 'Written by version', of: (scope) => versions(scope, figures?.versions ?? []) },
        { head: 'Head of the chain: newest snapshot and its SHA-256', of: ({ head }) => hash(head) },
      ],
      outcome.scopes,
    )}
    <p class="hint">
      Keep the heads where nobody who can write to the archive can change them. Later, <code>verify --head</code> uses
      them to prove that nobody rewrote anything before them.
    </p>
  </section>`;
}

function hash(head: ScopeSummary['head']): Html {
  if (head === null) return cell(null);
  return html`<bdi>${head.snapshotId}</bdi><code class="hash">${head.sha256}</code>`;
}

function versions({ accountId, region }: ScopeSummary, rows: readonly Row[]): Html {
  const own = rows.filter((row) => row.account_id === accountId && row.region === region);
  if (own.length === 0) return cell(null);
  return html`${own.map((row, index) => [index > 0 ? ', ' : '', cell(row.reporter_version ?? 'unknown')])}`;
}

/** Draws a strip of time for each account and Region. */
export function completenessSection({ ledger, period }: Report): Html | null {
  if (ledger === null) return null;
  const scopes = [...new Set(ledger.map(scopeOf))];
  const [fromMs, toMs] = [period.fromMs, endOf(period)];
  return html`<section aria-labelledby="completeness">
    <h2 id="completeness">Completeness</h2>
    <p class="hint">
      When snapshots read the period, for each account and Region. SSM forgets a session 30 days after its end, so a
      snapshot covers the 30 days before it.
    </p>
    ${HATCH}
    <div class="strips">
      ${scopes.map((scope) => {
        const spans = spansOf(
          ledger.filter((row) => scopeOf(row) === scope),
          fromMs,
          toMs,
        );
        return html`<p><bdi>${scope}</bdi></p>
          ${strip(`${scope}: ${wordsOf(spans)}`, fromMs, toMs, spans)}`;
      })}
      <p class="ends"></p>
      <p class="ends"><span>${firstDay(period)}</span><span>${lastDay(period)}</span></p>
    </div>
    <ul class="legend">
      <li>
        <svg aria-hidden="true"><rect class="seen" width="100%" height="100%" /></svg> read in time
      </li>
      <li>
        <svg aria-hidden="true"><rect class="late" width="100%" height="100%" /></svg> more than 24 hours between
        snapshots, read later
      </li>
      <li>
        <svg aria-hidden="true">
          <rect class="lost" width="100%" height="100%" />
          <rect fill="url(#hatch)" width="100%" height="100%" />
        </svg>
        sessions may be missing
      </li>
    </ul>
    ${ledgerTable(ledger)}
  </section>`;
}

function spansOf(rows: readonly Row[], fromMs: number, toMs: number): Span[] {
  const isKnown = rows.some(({ finding }) => finding === 'snapshots');
  if (!isKnown) return [{ kind: 'lost', fromMs, toMs }];
  const among = (kind: Span['kind'], findings: readonly string[]): Span[] =>
    rows
      .filter(({ finding }) => findings.includes(String(finding)))
      .map((row) => ({
        kind,
        fromMs: parseTimestamp(String(row.from_time)),
        toMs: parseTimestamp(String(row.to_time)),
      }));
  return [{ kind: 'seen', fromMs, toMs }, ...among('late', ['gap']), ...among('lost', LOST)];
}

function wordsOf(spans: readonly Span[]): string {
  const text = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  const words = { seen: '', late: 'no snapshot', lost: 'sessions may be missing' };
  const told = spans.filter(({ kind }) => kind !== 'seen');
  if (told.length === 0) return 'read in time throughout';
  return told.map(({ kind, fromMs, toMs }) => `${words[kind]} from ${text(fromMs)} to ${text(toMs)}`).join('; ');
}

/** The number of the ledger's rows that the page shows. */
const SHOWN = 60;

function ledgerTable(ledger: readonly Row[]): Html {
  const rows = ledger.slice(0, SHOWN);
  const more = ledger.length - rows.length;
  return html`<details class="figures">
    <summary>What the ledger says</summary>
    ${table<Row>(
      'The ledger: snapshots, gaps, and sessions whose end is not known',
      [
        { head: 'Account, Region', kind: 'key', of: (row) => html`<bdi>${scopeOf(row)}</bdi>` },
        { head: 'Finding', of: ({ finding }) => cell(finding) },
        { head: 'From (UTC)', kind: 'time', of: ({ from_time: from }) => cell(from) },
        { head: 'To (UTC)', kind: 'time', of: ({ to_time: to }) => cell(to) },
        { head: 'Snapshots', kind: 'number', of: ({ snapshots }) => cell(snapshots) },
        { head: 'Session', kind: 'id', of: ({ session_id: id }) => cell(id) },
      ],
      rows,
    )}${more > 0 ? html`<p class="hint">${number(more)} more rows: the CSV has them all.</p>` : null}
  </details>`;
}
