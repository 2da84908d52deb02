// Reads JSON that may be anything: a gateway's error page, a secret that somebody typed.

/** The members of a JSON object; none if the text is not JSON. */
export function membersOf(json: string): Partial<Record<string, unknown>> {
  try {
    return (JSON.parse(json) ?? {}) as Partial<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** The members of a JSON object that are texts. */
export function textsOf(json: string): Partial<Record<string, string>> {
  const members = Object.entries(membersOf(json));
  return Object.fromEntries(members.filter((member): member is [string, string] => typeof member[1] === 'string'));
}
