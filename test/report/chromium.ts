// Starts Chromium, as installed from the packages of Debian.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';

/** @throws Error that says how to install Chromium */
function findChromium(): string {
  const named = process.env.CHROMIUM;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM is '${named}', which is not there. Give the path of Chromium, or leave it out.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  if (found === undefined)
    throw new Error(
      'There is no Chromium. On Debian: apt-get install chromium. Elsewhere set CHROMIUM to the path of one.',
    );
  return found;
}

export function startChromium(): Promise<Browser> {
  // Root cannot use Chromium's sandbox, and the checks open only their own files.
  return puppeteer.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
}
