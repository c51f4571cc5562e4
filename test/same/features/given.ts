import * as path from 'path';
import { Stack, Token, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerImage, EndpointConfig, InstanceType, Model, ModelData, type EndpointConfigProps, type ModelProps } from '../../../src';

/*
 * What the features are used with. This folder imports nothing but the library and the CDK, because `npm run same` copies it beside the
 * compiled library of another revision.
 */

const ASSETS = path.join(__dirname, 'assets');
export const IMAGE_DIRECTORY = path.join(ASSETS, 'image');
export const MODEL_DIRECTORY = path.join(ASSETS, 'model');
export const DIRECTORY_WITH_CREDENTIALS = path.join(ASSETS, 'with-credentials');
export const DIRECTORY_WITH_ADAPTER = path.join(ASSETS, 'adapter');
export const DIRECTORY_WITH_REQUIREMENTS = path.join(ASSETS, 'with-requirements');
export const ARCHIVE = path.join(ASSETS, 'model.tar.gz');

/** Makes a thing once for each scope. */
function once<T extends Construct>(scope: Construct, id: string, make: () => T): T {
  return scope.node.tryFindChild(id) as T | undefined ?? make();
}

export function aRepository(scope: Construct): ecr.IRepository {
  return once(scope, 'Serving', () => ecr.Repository.fromRepositoryName(scope, 'Serving', 'serving') as unknown as ecr.Repository);
}

export function anImage(scope: Construct): ContainerImage {
  return ContainerImage.fromEcrRepository(aRepository(scope), '1.0');
}

export function aBucket(scope: Construct): s3.Bucket {
  return once(scope, 'Bucket', () => new s3.Bucket(scope, 'Bucket', { encryptionKey: aKey(scope, 'BucketKey') }));
}

export function someData(scope: Construct): ModelData {
  return ModelData.fromBucket(aBucket(scope), 'churn/1/model.tar.gz');
}

export function aKey(scope: Construct, id: string): kms.Key {
  return once(scope, id, () => new kms.Key(scope, id));
}

export function aTopic(scope: Construct, id: string): sns.Topic {
  return once(scope, id, () => new sns.Topic(scope, id));
}

export function aRole(scope: Construct, id: string, service = 'sagemaker.amazonaws.com'): iam.Role {
  return once(scope, id, () => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal(service) }));
}

export function aVpc(scope: Construct): ec2.Vpc {
  return once(scope, 'Vpc', () => new ec2.Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: 1,
    subnetConfiguration: [
      { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  }));
}

export function aSecurityGroup(scope: Construct, id: string): ec2.SecurityGroup {
  return once(scope, id, () => new ec2.SecurityGroup(scope, id, { vpc: aVpc(scope) }));
}

/** A model with one container. */
export function aModel(scope: Construct, id: string, props: ModelProps = {}): Model {
  return new Model(scope, id, { containers: [{ image: anImage(scope), modelData: someData(scope) }], ...props });
}

/** A configuration with one variant `main` on instances, if not others are given. */
export function aConfig(scope: Construct, id: string, props: EndpointConfigProps = {}): EndpointConfig {
  return new EndpointConfig(scope, id, {
    ...props,
    instanceProductionVariants: props.instanceProductionVariants
      ?? [{ variantName: 'main', model: aModel(scope, `${id}Model`), instanceType: InstanceType.M5_LARGE }],
  });
}

/** Another stack of the same environment, for a second one of what has a fixed id. */
export function beside(stack: Stack, id: string): Stack {
  const { account, region } = stack;
  return new Stack(stack, id, { env: Token.isUnresolved(region) ? undefined : { account, region } });
}

/** The ARN of a resource of SageMaker that is defined elsewhere, in the environment of the stack. */
export function anArn(scope: Construct, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName });
}

/** One that the library can take apart even where the stack has no environment. */
export function aLiteralArn(resource: string, resourceName: string): string {
  return `arn:aws:sagemaker:us-east-1:123456789012:${resource}/${resourceName}`;
}
