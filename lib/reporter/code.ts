import { existsSync } from 'node:fs';
import path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The folder is next to `lib/` in a checkout, and next to `build/` in the published package. */
const ASSETS = path.join(__dirname, '..', '..', 'assets');

/** The folder of a function's prebuilt bundle. */
export function bundleFolder(bundle: 'reporter' | 'alibaba-reporter'): string {
  return path.join(ASSETS, bundle);
}

/** The code of a function, from the folder of its bundle. Throws if the bundle is missing. */
export function reporterCode(folder: string = bundleFolder('reporter')): lambda.Code {
  if (!existsSync(path.join(folder, 'index.mjs'))) {
    throw new Error(`The reporter's bundle is missing: no index.mjs in ${folder}. In a checkout, run "npm run build".`);
  }
  return lambda.Code.fromAsset(folder);
}
