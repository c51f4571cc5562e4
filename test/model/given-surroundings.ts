import { App, Stack, aws_iam as iam, type CfnResource } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { Endpoint, EndpointConfig, InstanceType, type Model } from '../../src';
import { resourcesOf } from '../helpers/stack';

export const READ = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::artifacts/*'] };

export function statement(...resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement(resources.length > 0 ? { actions: ['sagemaker:InvokeEndpoint'], resources } : READ);
}

export function broken(): never {
  throw new Error('broken');
}

export function policyFor(scope: Construct, role: iam.IRole, id = 'Outside', ...resources: string[]): iam.Policy {
  return new iam.Policy(scope, id, { roles: [role], statements: [statement(...resources)] });
}

export function endpointOf(model: Model, id = 'Endpoint'): Endpoint {
  const scope = model.node.scope as Construct;
  const endpointConfig = new EndpointConfig(scope, `${id}Config`, {
    instanceProductionVariants: [{ model, variantName: 'main', instanceType: InstanceType.M5_LARGE }],
  });
  return new Endpoint(scope, id, { endpointConfig });
}

/** The logical IDs of the resources below a construct. */
export function idsOf(...constructs: IConstruct[]): string[] {
  return constructs.flatMap((construct) => construct.node.findAll())
    .filter((each): each is CfnResource => 'cfnResourceType' in each)
    .map((each) => each.stack.resolve(each.logicalId) as string);
}

/** What the model waits for, but for its role. */
export function awaitedBy(model: Model): string[] {
  const { [Stack.of(model).resolve((model.node.defaultChild as CfnResource).logicalId) as string]: resource } = resourcesOf(model, 'AWS::SageMaker::Model');
  const own = idsOf(model, ...model.role!.node.scope === model ? [] : [model.role!]);
  return ((resource.DependsOn ?? []) as string[]).filter((id) => !own.includes(id));
}

export function stackDependencies(stack: Stack): string[] {
  return (stack.node.root as App).synth().getStackByName(stack.stackName).dependencies.map(({ id }) => id).filter((id) => !id.endsWith('.assets'));
}
