// Draws the page: one HTML file without scripts or requests.
import { createHash } from 'node:crypto';
import { firstDay, lastDay } from '../period';
import type { Report } from '../report';
import { completenessSection, examinedSection } from './examined-section';
import { findingsOverview, findingsSection } from './findings-section';
import { Html, html } from './html';
import { populationSection } from './population-section';
import { STYLE } from './style';
import { verdictSection } from './verdict-section';
import { witnessSection } from './witness-section';

/** Whatever a record holds, the browser loads nothing and runs nothing. The hash allows the page's own style. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

export function drawPage(report: Report): string {
  const { period, archive, figures, verdict } = report;
  const days = `${firstDay(period)} to ${lastDay(period)}`;
  return html`${new Html('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>Session Manager sessions, ${days}</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header>
          <h1>
            Session Manager sessions
            <span class="period"
              ><span class="nobr">${firstDay(period)}</span> to <span class="nobr">${lastDay(period)}</span></span
            >
          </h1>
        </header>
        <main>
          ${verdictSection(verdict)} ${report.findings.length > 0 ? findingsOverview(report) : null}
          ${completenessSection(report)} ${examinedSection(report)}
          ${figures ? populationSection(figures, period) : null}
          ${report.findings.length > 0 ? findingsSection(report) : null} ${witnessSection(report)}
          <section aria-labelledby="reading">
            <h2 id="reading">How to read this page</h2>
            <ul class="notes">
              <li>
                A session belongs to the UTC day on which it started. Times are UTC unless a column says otherwise.
              </li>
              <li>
                The page identifies people by name, through whatever role they came: two people with one name count as
                one. Where the owner names nobody, CloudTrail's StartSession event has the person.
              </li>
              <li>Port forwarding and SSH leave no transcript.</li>
              ${
                report.witnesses === null
                  ? html`<li>
                      This page has no second witness. SSM reports no source address, forwarded port or use of MFA;
                      CloudTrail does. For an archive with <code>cloudTrail</code>,
                      <code>report --athena</code> compares both.
                    </li>`
                  : null
              }
              <li>
                The page shows text as people typed it, with escapes for invisible characters and for those that change
                the direction of writing: \\n, \\u{202e}.
              </li>
              <li>
                Every figure is the answer to a question about the archive. cdk-ssm-session-archive includes the SQL.
                This command made the page:
                <code class="command"
                  >cdk-ssm-session-archive report <bdi>${archive}</bdi> --from ${firstDay(period)} --to
                  ${lastDay(period)}</code
                >
              </li>
            </ul>
          </section>
        </main>
      </body>
    </html> `.text;
}
