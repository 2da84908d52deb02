import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A running stand-in. */
export interface Loopback {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  readonly url: string;
  /** Closes the port and every open connection. */
  stop(): Promise<void>;
}

/**
 * Serves HTTP on 127.0.0.1. An error that `answer` throws becomes a 500 with its stack in plain text. Such an error is
 * a defect of the stand-in, not a fault that a test asked for.
 * @param port default 0: any free port. Rejects with EADDRINUSE when the port is taken.
 */
export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return; // the client disconnected in the middle of its request
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? error.stack : String(error));
    });
  });
  // With Node's default of 5 s, clients write into connections that are being closed. AWS keeps them open longer.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** `cut` breaks the connection in the middle of the body; `truncated` sends half a body, correctly framed. */
export type Breakage = 'cut' | 'truncated';

/** Sends the whole answer, or the part that the breakage leaves. */
export function sendAnswer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  breakage?: Breakage,
): void {
  const whole = Buffer.from(body);
  const half = whole.subarray(0, whole.length >> 1);
  const sent = breakage === 'truncated' ? half : whole;
  response.writeHead(status, { ...headers, 'content-length': sent.length });
  if (breakage === 'cut') response.write(half, () => response.destroy());
  else response.end(sent);
}

/** Reads the whole body. Rejects when the connection breaks before the end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
