import { Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { atSynth } from './at-synth';
import { isBeforeLookup } from './before-lookup';

/** Returns a text as a string: a token also for one that contains a value that the CDK has not looked up yet, so that no part of it is read. */
export function deployedText(text: string): string {
  return typeof text === 'string' && isBeforeLookup(text) ? Lazy.string({ produce: () => text }) : Token.asString(text);
}

/** Returns a part of a text that is known only at deployment, when CloudFormation splits it. */
export function partAtDeployment(text: string, separator: string, index: number): string {
  return Fn.select(index, Fn.split(separator, text));
}

/** Checks at synthesis that a text can be split. CloudFormation replaces a dynamic reference later, so that it would split the reference. */
export function assertSplittable(scope: IConstruct, name: string, text: string): void {
  const isReference = () => JSON.stringify(Stack.of(scope).resolve(text) ?? '').includes('{{resolve:');
  atSynth(scope, () => isReference()
    ? [`${name} is a dynamic reference, from which CloudFormation cannot derive the permissions of the role; use the value of a parameter, such as `
      + 'StringParameter.valueForStringParameter']
    : []);
}
