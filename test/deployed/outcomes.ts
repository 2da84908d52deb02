import type { Call, Outcome } from './calls';

/** The services' messages for a call that no policy allows. HeadObject has no body for an error code. */
const DENIAL = /\b(AccessDenied|AccessDeniedException|UnauthorizedOperation)\b|HeadObject operation.*: Forbidden/;

export function isDenied(outcome: Outcome): boolean {
  return 'error' in outcome && DENIAL.test(outcome.message);
}

/** The calls with a wrong outcome, each with its outcome. */
export function wrongOnes(
  calls: readonly Call[],
  outcomes: readonly Outcome[],
  isWrong: (outcome: Outcome, call: Call) => boolean,
): string[] {
  return calls.flatMap((call, index) => {
    const outcome = outcomes[index] ?? { error: 'none', message: 'no outcome' };
    const became = 'error' in outcome ? outcome.message : 'succeeded';
    const { service, operation, params } = call;
    return isWrong(outcome, call) ? [`${service} ${operation} ${JSON.stringify(params)}: ${became}`] : [];
  });
}
