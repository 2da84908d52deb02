import type { Stack } from 'aws-cdk-lib';

/** The outermost stack around a stack: nested ones are deployed where it is. */
export function topOf(stack: Stack): Stack {
  return stack.nestedStackParent ? topOf(stack.nestedStackParent) : stack;
}
