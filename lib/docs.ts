/** Where the pages are that the package leaves out. `package.json` names the same repository. */
const DOCS = 'https://github.com/cdk-ssm-session-archive/cdk-ssm-session-archive/blob/main/docs';

/** The address of what a page says under a heading. */
export function docsUrl(page: string, heading: string): string {
  return `${DOCS}/${page}#${heading}`;
}
