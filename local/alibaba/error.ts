/** An error answer of Alibaba Cloud's gateway: HTTP status, `Code` and `Message`. */
export class AlibabaError extends Error {
  override readonly name = 'AlibabaError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The gateway's error for a missing required parameter or header. */
export function missing(name: string): AlibabaError {
  return new AlibabaError(`Missing${name}`, `${name} is mandatory for this action.`);
}
