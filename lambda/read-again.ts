import { TokenExpired } from './errors';

/** Runs a read, and runs it once more if the service refused one of its own tokens. */
export async function readAgainIfExpired(read: (again: boolean) => Promise<void>): Promise<void> {
  try {
    await read(false);
  } catch (error) {
    if (!(error instanceof TokenExpired)) throw error;
    await read(true);
  }
}
