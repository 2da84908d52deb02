// npm run release: checks that a release can be made of this checkout, and leaves in dist/ what belongs to it. Publishes nothing.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = path.join(root, 'dist');
const run = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const problems = [
  run('git', 'status', '--porcelain') === '' || 'There are changes that are not committed.',
  run('git', 'tag', '--list', `v${version}`) === '' || `The tag v${version} exists: raise the version in package.json.`,
  new RegExp(`^## ${version.replaceAll('.', '\\.')}$`, 'm').test(
    readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'),
  ) || `CHANGELOG.md has no heading "## ${version}": say there what is new, and nothing of "not released yet".`,
].filter((problem) => typeof problem === 'string');
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

run('npm', 'run', 'test:package');
run('npm', 'run', 'test:python');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
run('npm', 'pack', '--silent', '--pack-destination', dist);
run('npm', 'run', 'wheel');
for (const part of ['reporter', 'alibaba-reporter', 'cli'])
  copyFileSync(path.join(root, `assets/${part}.cdx.json`), path.join(dist, `${part}.cdx.json`));
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name)));
const sums = files.sort().map((file) => {
  const sha256 = createHash('sha256')
    .update(readFileSync(path.join(dist, file)))
    .digest('hex');
  return `${sha256}  ${file}\n`;
});
writeFileSync(path.join(dist, 'SHA256SUMS'), sums.join(''));

console.log(`dist/ holds ${name} ${version}:\n${sums.join('')}
Nothing is published. To do it, where npm can attest to the origin:
  git tag v${version} && git push origin v${version}
  npm publish dist/${files.find((file) => file.endsWith('.tgz'))}
  twine upload dist/python/*`);
