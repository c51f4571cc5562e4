import { Stack, type CfnElement, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Returns a stack and the stacks that it is nested in, from the inside. */
export function withParents(stack: Stack): Stack[] {
  return stack.nestedStackParent ? [stack, ...withParents(stack.nestedStackParent)] : [stack];
}

/** Returns the stack that is deployed by itself: the stack of a construct, or the one that this is nested in. */
export function outermostStack(construct: IConstruct): Stack {
  return withParents(Stack.of(construct)).at(-1)!;
}

/** Returns what stands for a resource in the template of a stack: the resource itself, or the nested stack that contains it. */
export function inTemplateOf(stack: Stack, element: CfnElement): CfnElement | undefined {
  let current: CfnElement | undefined = element;
  while (current && current.stack !== stack) {
    current = current.stack.nestedStackResource as CfnResource | undefined;
  }
  return current;
}

/**
 * Returns what a resource of a stack depends on, if it refers to an element: the element, or the outermost nested stack that contains it and not
 * the resource. Returns undefined for an element that is not deployed with the stack.
 */
export function enteredFrom(stack: Stack, element: CfnElement): CfnElement | undefined {
  if (element.stack === stack) {
    return element;
  }
  const own = new Set(withParents(stack));
  let current: CfnElement | undefined = element;
  while (current && !own.has(current.stack)) {
    current = current.stack.nestedStackResource as CfnResource | undefined;
  }
  return current;
}
