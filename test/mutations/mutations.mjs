// For each of the ten hazards of DescribeSessions, how to remove the reporter's defence: a text that occurs once in a
// file of lambda/, and its replacement.
export const MUTATIONS = [
  {
    hazard: 'an empty page with a token ends the scan',
    file: 'ssm/pages.ts',
    find: 'const { sessions, nextToken } = parsePage(body, where);',
    replace:
      'const parsed = parsePage(body, where);\n  const { sessions } = parsed;\n  const nextToken = sessions.length === 0 ? null : parsed.nextToken;',
  },
  {
    hazard: 'a repeated token ends the scan in silence',
    file: 'ssm/pages.ts',
    find: 'if (nextToken !== null && tokens.has(nextToken)) {',
    replace:
      'if (nextToken !== null && tokens.has(nextToken)) {\n    await takePage({ sessions, hasNext: false, observedMs });\n    return null;',
  },
  {
    hazard: 'sessions that never end are not archived',
    file: 'ssm/scans.ts',
    find: 'if (object.records > 0) await sink.writeActive(object);',
    replace: '',
  },
  {
    hazard: 'the end of a long session lies below the cursor',
    file: 'ssm/ssm-source.ts',
    find: 'isFull ? 0 : await lookUp(',
    replace: 'isFull || whole.fromMs !== null ? 0 : await lookUp(',
  },
  {
    hazard: 'History is read before Active',
    file: 'ssm/ssm-source.ts',
    find: 'const active = (await adoptActive(run, objects)) ? 0 : await scanActive(scan, objects);\n  const earlier = await adoptHistory(run, objects, whole);\n  const { pages: history, windows } = await scanHistory(scan, objects, earlier.gaps, isFull ? run.maxConcurrency : 1);',
    replace:
      'const earlier = await adoptHistory(run, objects, whole);\n  const { pages: history, windows } = await scanHistory(scan, objects, earlier.gaps, isFull ? run.maxConcurrency : 1);\n  const active = (await adoptActive(run, objects)) ? 0 : await scanActive(scan, objects);',
  },
  {
    hazard: 'fields without a column are dropped',
    file: 'ssm/ssm-columns.ts',
    find: 'if (rest !== undefined) columns.extra = toJsonText(rest);',
    replace: '',
  },
  {
    hazard: 'a scan that gave up counts as complete',
    file: 'ssm/pages.ts',
    find: 'if (error instanceof TimeLimitReached) throw error;',
    replace:
      "if (error instanceof TimeLimitReached) throw error;\n      if (!request.nextToken || (error as Error).name !== 'InvalidNextToken') return '{\"Sessions\":[]}';",
  },
  {
    hazard: 'the watermark follows the clock, not the archive',
    file: 'plan.ts',
    find: 'watermarkOf(previous.max_start_time)',
    replace: 'snapshotMs - HISTORY_DELAY_MS',
  },
  {
    hazard: 'a run that is delivered twice believes in what it did not write',
    file: 'store/snapshot-objects.ts',
    find: "if (await this.archive.create({ key, body, sha256, contentType: 'application/gzip', metadata })) {",
    replace:
      "await this.archive.create({ key, body, sha256, contentType: 'application/gzip', metadata });\n    if (sha256 !== '') {",
  },
  {
    hazard: 'text that a person typed breaks the line',
    file: 'records/record.ts',
    find: 'if (!OTHER_LINE_ENDS.some((end) => json.includes(end))) return json;',
    replace: 'if (json !== String(OTHER_LINE_ENDS)) return json;',
  },
];
