// Bundles the reporter into assets/reporter/, the asset that SessionReporter deploys: one minified ES module and the licences of
// what is inside it. The source map goes to assets/ and not into the function's zip, which is downloaded at every cold start.
import { build as esbuild } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function build() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: ['lambda/index.ts'],
    outfile: 'assets/reporter/index.mjs',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    mainFields: ['module', 'main'],
    legalComments: 'none',
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'warning',
    // In Lambda credentials come from the environment. The SDK imports its other providers only when there are none there.
    external: ['sso', 'ini', 'process', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
    define: { REPORTER_VERSION: JSON.stringify(version) },
    // Some of the SDK's dependencies are CommonJS and call require() for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  mkdirSync(path.join(root, 'assets/reporter'), { recursive: true });
  for (const { path: file, contents } of outputFiles) {
    replace(file.endsWith('.map') ? path.join(root, 'assets/index.mjs.map') : file, contents);
  }
  replace(path.join(root, 'assets/reporter/THIRD-PARTY-LICENSES.txt'), licences(Object.keys(metafile.inputs)));
}

/** Renames the new file into place: whoever reads the bundle meanwhile sees the old one or the new one, whole. */
function replace(file, contents) {
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}

/** Every package that a file of the bundle comes from, with its licence; a text that several carry is printed once. */
function licences(inputs) {
  const folders = new Set(
    inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean),
  );
  const packagesByText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(path.join(root, folder, file), 'utf8').trim() : '(no licence text in the package)';
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...packagesByText]
    .map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
    .join(`\n${'='.repeat(80)}\n\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
