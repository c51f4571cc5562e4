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
