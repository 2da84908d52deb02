import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { reporterCode } from '../../../lib/reporter/code';

test('the error about a missing bundle names the command that builds it', () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'no-bundle-'));
  try {
    expect(() => reporterCode(empty)).toThrow(
      `The reporter's bundle is missing: no index.mjs in ${empty}. In a checkout, run "npm run build".`,
    );
  } finally {
    rmSync(empty, { recursive: true });
  }
});
