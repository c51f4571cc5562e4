import { aws_ecr as ecr, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerImage, EndpointConfig, InstanceType, Model, type EndpointConfigProps, type ModelProps } from '../../src';

/** An image that needs nothing but a name. */
export function anImage(scope: Construct, name = 'repository'): ContainerImage {
  const id = `Repository-${name}`;
  const repository = (scope.node.tryFindChild(id) as ecr.IRepository | undefined) ?? ecr.Repository.fromRepositoryName(scope, id, name);
  return ContainerImage.fromEcrRepository(repository, '1.0');
}

/** A model with one container. */
export function aModel(scope: Construct, id = 'Model', props: Partial<ModelProps> = {}): Model {
  return new Model(scope, id, { containers: [{ image: anImage(scope) }], ...props });
}

/** An endpoint configuration with one variant `main` on instances that may be autoscaled. */
export function aConfig(scope: Construct, id = 'Config', props: Partial<EndpointConfigProps> = {}): EndpointConfig {
  return new EndpointConfig(scope, id, {
    instanceProductionVariants: [{ model: aModel(scope, `${id}Model`), variantName: 'main', instanceType: InstanceType.M5_LARGE }],
    ...props,
  });
}

export function aVpc(scope: Construct, id = 'Vpc'): ec2.Vpc {
  return new ec2.Vpc(scope, id, { maxAzs: 2 });
}
