// tsx test/lib/synthesize.ts FOLDER: writes the template of every configuration, for a linter.
import { App, Stack } from 'aws-cdk-lib';
import { CONFIGURATIONS } from './configurations';

const [outdir] = process.argv.slice(2);
if (outdir === undefined) throw new Error('Name the folder that the templates go to.');
const app = new App({ outdir });
for (const [name, build] of Object.entries(CONFIGURATIONS)) build(new Stack(app, name));
app.synth();
