import type { Call, Outcome } from './calls';

/** How the services say that no policy allows a call. HeadObject has no body to say it in. */
const DENIAL = /\b(AccessDenied|AccessDeniedException|UnauthorizedOperation)\b|HeadObject operation.*: Forbidden/;

export function isDenied(outcome: Outcome): boolean {
  return 'error' in outcome && DENIAL.test(outcome.message);
}

/** The calls whose outcome `isWrong`, each with what became of it. */
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
