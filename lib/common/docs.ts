/** Address of the docs folder. The package does not contain these pages. `package.json` names the same repository. */
const DOCS = 'https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs';

/** The address of a heading on a page. */
export function docsUrl(page: string, heading: string): string {
  return `${DOCS}/${page}#${heading}`;
}
