import { listen, readBody, type Loopback } from './loopback';

/** The states of a Region in AWS Account Management. */
export type RegionStatus = 'ENABLED' | 'ENABLED_BY_DEFAULT' | 'ENABLING' | 'DISABLING' | 'DISABLED';

/** Options of `startAccountManagement`. */
export interface AccountManagementOptions {
  /** Called for each request. Returns the account's Regions and states; undefined answers AccessDeniedException. */
  readonly regions: () => Readonly<Record<string, RegionStatus>> | undefined;
  /** Maximum number of Regions in a page; the request cannot change it. @default 50 */
  readonly pageSize?: number;
}

/** AWS Account Management on loopback: only ListRegions without a filter. A token is the number of Regions seen. */
export function startAccountManagement({ regions, pageSize = 50 }: AccountManagementOptions): Promise<Loopback> {
  return listen(async (message, response) => {
    const { NextToken: token } = JSON.parse((await readBody(message)).toString()) as { NextToken?: string };
    if (message.url !== '/listRegions')
      throw new Error(`The local Account Management knows no ${String(message.url)}.`);
    const known = regions();
    const end = Number(token ?? 0) + pageSize;
    const page = Object.entries(known ?? {}).slice(end - pageSize, end);
    const answer = {
      Regions: page.map(([RegionName, RegionOptStatus]) => ({ RegionName, RegionOptStatus })),
      ...(end < Object.keys(known ?? {}).length && { NextToken: String(end) }),
    };
    response.writeHead(known ? 200 : 403, {
      'content-type': 'application/json',
      ...(known ? {} : { 'x-amzn-errortype': 'AccessDeniedException' }),
    });
    response.end(JSON.stringify(known ? answer : { message: 'not authorized to perform: account:ListRegions' }));
  });
}
