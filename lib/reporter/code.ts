import { existsSync } from 'node:fs';
import path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Lies beside `lib/` in a checkout and beside `build/` in the published package. */
const ASSET = path.join(__dirname, '..', '..', 'assets', 'reporter');

/** The prebuilt bundle of the function. */
export function reporterCode(folder: string = ASSET): lambda.Code {
  if (!existsSync(path.join(folder, 'index.mjs'))) {
    throw new Error(`The reporter's bundle is missing: no index.mjs in ${folder}. In a checkout, run "npm run build".`);
  }
  return lambda.Code.fromAsset(folder);
}
