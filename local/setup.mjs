// Prepares a checkout for the demo and the tests: installs the locked packages once, then builds the function's bundle.
// It needs only Node, because no package is installed when it first runs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Node.js ${process.versions.node} is too old: this project needs 20 or newer.`);
  process.exit(1);
}

// The stamp is in node_modules. If somebody deletes or replaces that folder, the packages are installed again.
const stamp = `${root}node_modules/.installed-lock`;
const lock = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.log('Installing the locked packages (once, about a minute) ...');
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  } catch {
    console.error('npm ci failed; its message stands above. Nothing else was done.');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
const { build } = await import('../bundle.mjs');
await build();
