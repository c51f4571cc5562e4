import { App } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The whole message of what is thrown. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect((error as Error).name).toBe('ValidationError');
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

/** A message with any wording where `...` stands, for a test besides the one that asserts the whole of it. */
export function like(pattern: string): any {
  const fixed = pattern.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return expect.stringMatching(new RegExp(`^${fixed.join('.+')}$`));
}

/** The problems that the finished tree has, each as the construct reports it. */
export function problemsAtSynth(construct: IConstruct): string[] {
  return construct.node.validate();
}

/** The whole message of the synthesis of the app that a construct belongs to. */
export function synthMessageOf(construct: IConstruct): string {
  try {
    (construct.node.root as App).synth();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
