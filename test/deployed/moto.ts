import { join } from 'node:path';
import { freePort, start, type Running } from '../trino/process';

/** moto as all of AWS, for one check. */
export interface Moto extends Running {
  /** From now on every call needs a policy that allows it, or no longer. */
  enforcePolicies(isOn: boolean): Promise<void>;
}

/** Starts moto. @param folder for its log */
export async function startMoto(python: string, folder: string): Promise<Moto> {
  const port = await freePort();
  const url = `http://localhost:${port}`; // moto takes 127.0.0.1 for a bucket's host name
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
      // moto takes the number of calls that go unchecked.
      const body = isOn ? '0' : '1000000000';
      const headers = { 'content-type': 'text/plain' };
      const response = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', headers, body });
      if (!response.ok) throw new Error(`moto cannot switch its enforcement: ${response.status}`);
    },
  };
}
