// npm run test:report: opens the report's pages in a browser: light, dark, at the width of a phone, and for print. No
// script may run, no request may be sent, and axe must find no problem.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { makeArchive } from '../cli/verify/archive';
import { onDuckDb, startAthena } from '../cli/engines/athena-stand-in';
import { runCli } from '../cli/run-cli';
import { openTrailArchive } from '../trail/trail-archive';
import { allEvents } from '../trail/trail-world';
import { Progress, runChecks } from '../trino/progress';
import { BREAKOUTS, change, copyOf, HOSTILE, makeHostileArchive } from './archives';
import { startChromium } from './chromium';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
/** The width of A4 within the page's margins, in CSS pixels. */
const A4_WIDTH = 688;

const WAYS = [
  { name: 'light', width: 1200, scheme: 'light', media: 'screen' },
  { name: 'dark', width: 1200, scheme: 'dark', media: 'screen' },
  { name: '400 px', width: 400, scheme: 'light', media: 'screen' },
  { name: 'print', width: A4_WIDTH, scheme: 'dark', media: 'print' },
] as const;
type Way = (typeof WAYS)[number];

async function main(): Promise<boolean> {
  const progress = new Progress();
  const folder = mkdtempSync(join(tmpdir(), 'report-checks-'));
  const browser = await progress.step('Chromium started', startChromium);
  try {
    const pages = await progress.step('archives and their pages made', () => makePages(folder));
    for (const [name, file] of Object.entries(pages))
      for (const way of WAYS) await progress.check(`${name}, ${way.name}`, () => look(browser, file, way));
    await progress.check('hostile text is shown as text', () => readHostile(browser, pages.hostile));
    await progress.check('a keyboard reaches everything that scrolls or unfolds', () => walk(browser, pages.whole));
    await progress.check('prints to PDF', () => print(browser, pages.whole));
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
  return progress.close();
}

async function makePages(folder: string) {
  const [account, hostile] = [await makeArchive(), await makeHostileArchive()];
  const [whole, other] = [account, hostile].map((each) => join(each.folder, 'session-archive')) as [string, string];
  const key = (await account.manifests())[0]?.objects[0]?.key ?? '';
  const damaged = copyOf(whole, join(folder, 'damaged'));
  change(damaged, key, 'not what it was');
  const period = ['--from', '2026-01-05', '--to', '2026-02-01'];
  const pages = {
    whole: await report(folder, 'whole', whole, ...period),
    hostile: await report(folder, 'hostile', other, ...period, '--rows', '60'),
    gap: await report(folder, 'gap', whole, '--from', '2025-12-10', '--to', '2026-02-20'),
    damaged: await report(folder, 'damaged', damaged, ...period),
    empty: await report(folder, 'empty', whole, '--from', '2030-01-01', '--to', '2030-01-31'),
    witness: await witnessReport(folder),
  };
  await Promise.all([account.close(), hostile.close()]);
  return pages;
}

/** The report of an archive with CloudTrail events, which only Athena can answer. */
async function witnessReport(folder: string): Promise<string> {
  const archive = await openTrailArchive(join(folder, 'witness'), allEvents(0));
  const athena = await startAthena(onDuckDb(archive));
  const env = { AWS_ENDPOINT_URL_ATHENA: athena.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  const period = ['--from', '2026-02-01', '--to', '2026-02-10'];
  const options = [...period, '--athena', 'session_archive', '--region', 'eu-west-1'];
  try {
    return await reportIn(env, folder, 'witness', join(folder, 'witness', 'archive'), ...options);
  } finally {
    await athena.stop();
    archive.closeSync();
  }
}

const report = (folder: string, name: string, archive: string, ...options: string[]) =>
  reportIn({}, folder, name, archive, ...options);

async function reportIn(
  env: Readonly<Record<string, string>>,
  folder: string,
  name: string,
  archive: string,
  ...options: string[]
): Promise<string> {
  const file = join(folder, `${name}.html`);
  const { status, err } = await runCli(['report', archive, ...options, '-o', file], { env });
  if (status !== 0) throw new Error(`report of ${name} ended with ${String(status)}: ${err}`);
  return file;
}

interface Opened {
  readonly page: Page;
  /** Messages, errors, dialogs and requests of the page. There must be none. */
  readonly noise: string[];
}

async function open(browser: Browser, file: string, { width, scheme, media }: Way): Promise<Opened> {
  const page = await browser.newPage();
  const url = pathToFileURL(file).href;
  const noise: string[] = [];
  page.on('console', (message) => noise.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noise.push(`error: ${String(error)}`));
  page.on('dialog', (dialog) => noise.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== url) noise.push(`request: ${request.url()}`);
  });
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.emulateMediaType(media);
  await page.goto(url);
  return { page, noise };
}

async function look(browser: Browser, file: string, way: Way): Promise<string> {
  const { page, noise } = await open(browser, file, way);
  const wide = (await page.evaluate('document.documentElement.scrollWidth')) as number;
  if (wide > way.width) throw new Error(`It is ${wide} px wide, in a window of ${way.width}.`);
  const cut = (await page.evaluate(CUT_OFF)) as string[];
  if (way.media === 'print' && cut.length > 0) throw new Error(`On paper this is cut off: ${cut.join('; ')}`);
  // Unfolds everything, so that axe sees it.
  await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
  await page.evaluate(AXE);
  const { violations, passes } = (await page.evaluate('axe.run(document)')) as AxeResults;
  await page.close();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.length}): ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`,
  );
  if (found.length + noise.length > 0) throw new Error([...noise, ...found].join('\n'));
  return `${passes.length} rules of axe passed`;
}

/** Tables that are wider than their parents. */
const CUT_OFF = `[...document.querySelectorAll('table')].filter((table) => table.offsetWidth > table.parentElement.clientWidth + 1)
  .map((table) => table.caption.textContent.trim())`;

/** Elements that the page does not create, attributes that run code, and links to other pages. */
const INTRUDERS = `[
  ...[...document.querySelectorAll('script, img, iframe, link, base, object, embed, form, input, [src], [srcdoc], [style]')].map((each) => each.tagName),
  ...[...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames().filter((name) => name.startsWith('on'))),
  ...[...document.querySelectorAll('[href]')].map((each) => each.getAttribute('href')).filter((href) => !href.startsWith('#')),
  ...(window.hacked === undefined ? [] : ['hacked']),
]`;

async function readHostile(browser: Browser, file: string): Promise<string> {
  const { page, noise } = await open(browser, file, WAYS[0]);
  const intruders = (await page.evaluate(INTRUDERS)) as string[];
  const texts = (await page.evaluate(
    "[...document.querySelectorAll('td')].map((cell) => cell.textContent)",
  )) as string[];
  await page.close();
  if (intruders.length + noise.length > 0) throw new Error([...intruders, ...noise].join('\n'));
  const shown = texts.join('\n');
  const missing = BREAKOUTS.filter((text) => !/\p{C}/u.test(text) && !shown.includes(text));
  if (missing.length > 0) throw new Error(`Not shown as it was typed: ${missing.join('\n')}`);
  if (/[\p{Cf}\u2028\u2029]/u.test(shown)) throw new Error('Something invisible is in a cell.');
  return `${HOSTILE.length} texts in every field`;
}

async function walk(browser: Browser, file: string): Promise<string> {
  const { page } = await open(browser, file, WAYS[2]);
  const wanted = (await page.evaluate(
    "[...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth && each.checkVisibility()).length + [...document.querySelectorAll('summary, a')].filter((each) => each.checkVisibility()).length",
  )) as number;
  const reached = new Set<string>();
  for (let tab = 0; tab < 120; tab += 1) {
    await page.keyboard.press('Tab');
    const where = (await page.evaluate(
      "(() => { const at = document.activeElement; return at.matches('a, summary') || at.scrollWidth > at.clientWidth ? [...document.querySelectorAll('*')].indexOf(at) : '' })()",
    )) as string | number;
    if (where !== '' && where !== 0) reached.add(String(where));
  }
  await page.close();
  if (reached.size < wanted) throw new Error(`${reached.size} of ${wanted} places were reached.`);
  return `${wanted} places`;
}

async function print(browser: Browser, file: string): Promise<string> {
  const { page } = await open(browser, file, WAYS[3]);
  const repeats = await page.evaluate(
    "[...document.querySelectorAll('thead')].every((head) => getComputedStyle(head).display === 'table-header-group')",
  );
  const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true }));
  await page.close();
  const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (repeats !== true) throw new Error('The head of a table is not repeated on the next sheet.');
  if (sheets < 3) throw new Error(`It has ${sheets} sheets.`);
  return `${sheets} sheets of A4`;
}

runChecks(main);
