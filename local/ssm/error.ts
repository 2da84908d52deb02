/** An error of the JSON 1.1 protocol: HTTP status, `__type`, and a message. */
export class SsmError extends Error {
  override readonly name = 'SsmError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
