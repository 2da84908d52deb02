import type { Stack } from 'aws-cdk-lib';

/** The outermost stack around a stack. Nested stacks are deployed into the account and Region of that stack. */
export function topOf(stack: Stack): Stack {
  return stack.nestedStackParent ? topOf(stack.nestedStackParent) : stack;
}
