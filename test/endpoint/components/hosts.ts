import { Size, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  Endpoint, EndpointConfig, InferenceComponentSpecification, InstanceType, ModelData,
  type EndpointConfigProps, type IEndpoint, type InferenceComponent, type InferenceComponentOptions,
} from '../../../src';
import { anImage } from '../../helpers/given';

/** An endpoint that hosts inference components on its variant `main`. */
export function aHost(stack: Stack, id = 'Endpoint', config: Partial<EndpointConfigProps> = {}): Endpoint {
  const endpointConfig = new EndpointConfig(stack, `${id}Config`, {
    instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.G5_XLARGE }], ...config,
  });
  return new Endpoint(stack, id, { endpointConfig });
}

/** The specification of a component with an image. */
export function aSpecification(scope: Construct): InferenceComponentSpecification {
  return InferenceComponentSpecification.fromImage(anImage(scope), { compute: { minMemory: Size.gibibytes(1) } });
}

/** A component of an endpoint. */
export function aComponent(endpoint: IEndpoint, id: string, options: InferenceComponentOptions = {}): InferenceComponent {
  return endpoint.addInferenceComponent(id, { specification: aSpecification(endpoint), ...options });
}

/** The archive of an adapter. */
export function anArchive(scope: Construct): ModelData {
  const bucket = scope.node.tryFindChild('Bucket') as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(scope, 'Bucket', 'bucket');
  return ModelData.fromBucket(bucket, 'adapters/legal.tar.gz');
}
