import { App, Stack, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IConstruct } from 'constructs';
import { WARNINGS_PAGE } from '../../src/private/warnings';

export const ENV: Environment = { account: '123456789012', region: 'us-east-1' };

/** A stack in a known account and region, at path `Test`. Its app leaves out the tree of its constructs, which no test reads. */
export function testStack(options: { readonly env?: Environment; readonly id?: string; readonly app?: App } = {}): Stack {
  return new Stack(options.app ?? new App({ treeMetadata: false }), options.id ?? 'Test', { env: 'env' in options ? options.env : ENV });
}

/** The resources of a type, by logical id. */
export function resourcesOf(scope: IConstruct, type: string): { [logicalId: string]: any } {
  return Template.fromStack(Stack.of(scope)).findResources(type);
}

/** The properties of the only resource of a type. */
export function propertiesOf(scope: IConstruct, type: string): any {
  const resources = Object.values(resourcesOf(scope, type));
  expect(resources).toHaveLength(1);
  return resources[0].Properties;
}

/** All statements of the policies in a stack, in the order of the template. */
export function statementsOf(scope: IConstruct): any[] {
  return Object.values(resourcesOf(scope, 'AWS::IAM::Policy')).flatMap((policy) => policy.Properties.PolicyDocument.Statement);
}

const REFERENCE = ` (see ${WARNINGS_PAGE})`;

/** The warnings of the finished stack but those of some rules. */
export function otherWarningsOf(scope: IConstruct, ...rules: readonly string[]): string[] {
  return warningsOf(scope).filter((warning) => !rules.some((rule) => warning.endsWith(`[ack: cdk-sagemaker-hosting:${rule}]`)));
}

/** The warnings of the finished stack, each as `path: text [ack: rule]`, without the reference to the page of warnings that each has. */
export function warningsOf(scope: IConstruct): string[] {
  const stack = Stack.of(scope);
  Template.fromStack(stack);
  return stack.node.findAll().flatMap((construct) => construct.node.metadata
    .filter((entry) => entry.type === 'aws:cdk:warning')
    .map((entry) => `${construct.node.path}: ${entry.data.replace(REFERENCE, '')}`));
}

/** The warnings of the finished stack that the CDK itself adds, such as about a call that it ignores. */
export function cdkWarningsOf(scope: IConstruct): string[] {
  return warningsOf(scope).filter((warning) => !warning.includes('[ack: cdk-sagemaker-hosting:'));
}
