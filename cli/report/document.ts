// The report for programs: one JSON document with the verdict and every figure.
import { firstDay, lastDay } from './period';
import type { Report } from './report';

/** Counts the findings' rows; the CSV files have them. */
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
