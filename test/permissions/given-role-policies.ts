import { App, Stack, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Endpoint, EndpointConfig, Model, ModelData, type EndpointConfigProps } from '../../src';
import { resourcesOf, testStack } from '../helpers/stack';
import { UserImage, aRole } from '../model/given';

export const POLICY = 'AWS::IAM::Policy';
export const MODEL = 'AWS::SageMaker::Model';

export function modelOf(scope: Construct, id: string, role?: iam.IRole, bucket?: s3.IBucket): Model {
  const modelData = bucket && ModelData.fromBucket(bucket, `${id}.tar.gz`);
  return new Model(scope, id, { role, containers: [{ image: new UserImage(), modelData }] });
}

export function endpointOf(scope: Construct, id: string, model: Model, props: Partial<EndpointConfigProps> = {}): Endpoint {
  const endpointConfig = new EndpointConfig(scope, `${id}Config`, { instanceProductionVariants: [{ model, variantName: 'main' }], ...props });
  return new Endpoint(scope, id, { endpointConfig });
}

/** A function that invokes an endpoint. */
export function clientOf(scope: Construct, id: string, endpoint: Endpoint): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromInline('//'), environment: { ENDPOINT: endpoint.endpointName },
  });
}

/** The policies of a stack for roles of other stacks: the logical ID, and the actions with the number of resources. */
export function policiesIn(stack: Stack, prefix = ''): Record<string, string[]> {
  return Object.fromEntries(Object.entries(resourcesOf(stack, POLICY)).filter(([id]) => id.startsWith(prefix)).map(([id, { Properties }]) => [
    id.replace(/[0-9a-f]{8}[0-9A-F]{8}$/, ''),
    Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => `${[Action].flat().join(' ')} x${[Resource].flat().length}`),
  ]));
}

export const namesOf = (stack: Stack): string[] => Object.values(resourcesOf(stack, POLICY)).map(({ Properties }) => Properties.PolicyName);
export const awaitedIn = (stack: Stack, type = MODEL): string[][] => Object.values(resourcesOf(stack, type))
  .map(({ DependsOn = [] }) => DependsOn.map((id: string) => id.replace(/[0-9a-f]{8}[0-9A-F]{8}$/, '')));

export function twoStacks(): { app: App; home: Stack; away: Stack; role: iam.Role } {
  const app = new App();
  const home = testStack({ app, id: 'Home' });
  return { app, home, away: testStack({ app, id: 'Away' }), role: aRole(home) };
}
