import { join } from 'node:path';
import { freePort, start, type Running } from '../trino/process';

/** moto as a stand-in for all AWS services. */
export interface Moto extends Running {
  /** Turns the enforcement of policies on or off. */
  enforcePolicies(isOn: boolean): Promise<void>;
}

/** Starts moto. @param folder the folder for its log */
export async function startMoto(python: string, folder: string): Promise<Moto> {
  const port = await freePort();
  const url = `http://localhost:${port}`; // moto would read 127.0.0.1 as a bucket's host name
  const running = await start({
    command: python,
    args: [join(__dirname, 'moto_server.py'), '-H', '127.0.0.1', '-p', `${port}`],
    cwd: folder,
    url,
    log: join(folder, 'moto.log'),
    isReady: async () => (await fetch(`${url}/moto-api/`)).ok,
  });
  return {
    ...running,
    enforcePolicies: async (isOn) => {
      // The body is the number of calls that moto does not check.
      const body = isOn ? '0' : '1000000000';
      const headers = { 'content-type': 'text/plain' };
      const response = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`moto cannot switch its enforcement: ${response.status}`);
    },
  };
}
