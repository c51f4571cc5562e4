import { Size, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  Endpoint, EndpointConfig, InferenceComponentSpecification, InstanceType, ModelData,
  type EndpointConfigProps, type InferenceComponent, type InferenceComponentOptions, type InferenceComponentSpecificationOptions,
  type InstanceProductionVariantProps,
} from '../../../src';
import { anImage } from '../../helpers/given';

/** An endpoint `Endpoint` with a variant `gpu` for inference components. */
export function hostingEndpoint(
  stack: Stack, variant: Partial<InstanceProductionVariantProps> = {}, config: Partial<EndpointConfigProps> = {},
): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ variantName: 'gpu', instanceType: variant.instancePools ? undefined : InstanceType.G6E_12XLARGE, ...variant }],
    ...config,
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
}

export const COMPUTE = { minMemory: Size.gibibytes(24), accelerators: 1 };

/** A specification with an image. */
export function aSpecification(stack: Stack, options: Partial<InferenceComponentSpecificationOptions> = {}): InferenceComponentSpecification {
  return InferenceComponentSpecification.fromImage(anImage(stack), { compute: COMPUTE, ...options });
}

/** A component of the endpoint, with an image. */
export function aComponent(
  stack: Stack, id = 'Llama', options: Partial<InferenceComponentOptions> = {}, endpoint: Endpoint = hostingEndpoint(stack),
): InferenceComponent {
  return endpoint.addInferenceComponent(id, { specification: options.specifications ? undefined : aSpecification(stack), ...options });
}

/** An archive in a bucket that is defined elsewhere. */
export function archive(stack: Stack, key = 'adapters/legal.tar.gz'): ModelData {
  const bucket = stack.node.tryFindChild('Archives') as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(stack, 'Archives', 'archives');
  return ModelData.fromBucket(bucket, key);
}
