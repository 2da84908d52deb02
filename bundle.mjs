// Bundles what the package ships besides the constructs, into assets/: the functions that SessionReporter and AlibabaSessionReporter
// deploy, and the command line. Each is one minified module, which holds all it needs. Beside them lie the licences of what is inside, and for each a bill
// of materials (CycloneDX).
import { cyclonedxEsbuildPlugin } from '@cyclonedx/cyclonedx-esbuild';
import { build as esbuild } from 'esbuild';
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const assets = path.join(root, 'assets');
const { version, devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

export async function build() {
  const reporter = await bundleFunction('lambda/index.ts', 'reporter/index.mjs');
  const alibabaReporter = await bundleFunction('lambda/alibaba/index.ts', 'alibaba-reporter/index.mjs');
  const cli = await bundle('cli/main.ts', 'cli/main.cjs', {
    format: 'cjs',
    banner: {},
    define: {
      PACKAGE_VERSION: JSON.stringify(version),
      DUCKDB_VERSION: JSON.stringify(devDependencies['@duckdb/node-api']),
    },
  });
  chmodSync(path.join(assets, 'cli/main.cjs'), 0o755);
  replace(path.join(assets, 'THIRD-PARTY-LICENSES.txt'), licences([...reporter, ...alibabaReporter, ...cli]));
}

function bundleFunction(entry, file) {
  return bundle(entry, file, {
    define: { REPORTER_VERSION: JSON.stringify(version) },
    // In Lambda credentials come from the environment. The SDK imports its other providers only when there are none there.
    external: ['sso', 'ini', 'process', 'web-identity'].map((name) => `@aws-sdk/credential-provider-${name}`),
  });
}

/** Returns what went into the file. Its source map goes to assets/: the function's zip is downloaded at every cold start. */
async function bundle(entry, file, options) {
  const outfile = path.join(assets, file);
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
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
    // Some of the dependencies are CommonJS and call require() for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [
      droppableShapes,
      // Without times and random ids, so that the same sources give the same bytes.
      cyclonedxEsbuildPlugin({
        outputFile: `../${path.dirname(file)}.cdx.json`,
        outputReproducible: true,
        logLevel: 'silent',
      }),
    ],
    ...options,
  });
  mkdirSync(path.dirname(outfile), { recursive: true });
  for (const { path: written, contents } of outputFiles) {
    // Called like the bundle's folder: functions are all called index.mjs.
    const map = path.join(assets, `${path.dirname(file)}${path.extname(file)}.map`);
    replace(written.endsWith('.map') ? map : written, contents);
  }
  return Object.keys(metafile.inputs);
}

/**
 * Lets esbuild leave out the shapes of the requests that nobody sends, a tenth of either bundle. They are plain arrays, but esbuild
 * cannot prove that `{ [_hH]: 1 }` in them has no effect: it might call a toString(). What is marked as pure goes if nothing uses it.
 */
const droppableShapes = {
  name: 'droppable-shapes',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path: file }) => {
      const shape = /^((?:export )?var \w+\$ = )(\[[^;]*\]);$/gm;
      return { contents: readFileSync(file, 'utf8').replace(shape, '$1/* @__PURE__ */ (() => $2)();') };
    });
  },
};

/** Renames the new file into place: whoever reads the bundle meanwhile sees the old one or the new one, whole. */
function replace(file, contents) {
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}

/**
 * Every package that a file of the bundles comes from, with its licence; a text that several carry is printed once. Of the Apache
 * License, which the package itself is under, only whose work it is.
 */
function licences(inputs) {
  const folders = new Set(
    inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean),
  );
  const packagesByText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const full = file ? readFileSync(path.join(root, folder, file), 'utf8').trim() : '';
    const text = license === 'Apache-2.0' ? apacheNotice(full) : full || '(no licence text in the package)';
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  return [...packagesByText]
    .map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
    .join(`\n${'='.repeat(80)}\n\n`);
}

function apacheNotice(licence) {
  const owners = licence.match(/(?<=^ *)Copyright (?:\(c\) )?\d.*$/gim) ?? [];
  return [...owners, 'Apache License, Version 2.0: the text stands in the LICENSE of this package.'].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
