// The report for programs: the verdict and every figure, in one JSON document.
import { firstDay, lastDay } from './period';
import type { Report } from './report';

/** The rows of the findings are in the CSV files: here they are counted. */
export function toDocument(report: Report, page: string) {
  const { outcome, verdict, ledger, witnesses, figures, unread, period } = report;
  return {
    page,
    archive: report.archive,
    from: firstDay(period),
    to: lastDay(period),
    madeTime: new Date(report.madeMs).toISOString(),
    packageVersion: report.packageVersion,
    verdict,
    verification: outcome,
    ledger,
    witnesses,
    unread,
    figures,
    findings: report.findings.map(({ name, title, parameters, count, part, partCount }) => ({
      name,
      title,
      parameters,
      count,
      ...(part && { part: { label: part.label, count: partCount } }),
    })),
  };
}
