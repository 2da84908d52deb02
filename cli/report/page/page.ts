// The page: one file, without scripts, that asks nobody for anything.
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

/** Nothing is loaded and nothing runs, whatever a record holds; the one style is known by its hash. */
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
                A session counts for the UTC day on which it started. Times are UTC unless a column says otherwise.
              </li>
              <li>
                A person is known by name, whatever role they came through: two people of one name count as one. Where
                the owner names nobody, CloudTrail's StartSession event has who it was.
              </li>
              <li>Port forwarding and SSH leave no transcript.</li>
              ${
                report.witnesses === null
                  ? html`<li>
                      No second witness was asked. SSM tells no source address, no forwarded port and no use of MFA:
                      CloudTrail has those. An archive with <code>cloudTrail</code> compares itself with it on a page
                      made with <code>--athena</code>.
                    </li>`
                  : null
              }
              <li>
                Text that people typed is shown as it was typed. What is invisible in it, or would change the direction
                of writing, is spelled out: \\n, \\u{202e}.
              </li>
              <li>
                Every figure is the answer of a question to the archive, whose SQL comes with cdk-ssm-session-archive.
                This page was made by:
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
