import { aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  ContainerMode, Endpoint, EndpointConfig, InstanceType, ModelData, VariantPropertyRetention,
  type EndpointConfigProps, type IEndpoint, type InstanceProductionVariantAttributes, type InstanceProductionVariantProps,
} from '../../src';
import { aModel, anImage } from '../helpers/given';

type Variant = Partial<InstanceProductionVariantProps>;

/** An endpoint `Endpoint` with variants `main`, `v1`, and so on, that host a model unless they say otherwise. */
export function onInstances(stack: Stack, variants: readonly Variant[] = [{}], config: Partial<EndpointConfigProps> = {}): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: variants.map((variant, index) => ({
      variantName: index === 0 ? 'main' : `v${index}`,
      instanceType: variant.instancePools ? undefined : InstanceType.M5_LARGE,
      ...variant,
      model: 'model' in variant ? variant.model : aModel(stack, `Model${index}`),
    })),
    ...config,
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig, variantPropertyRetention: VariantPropertyRetention.all() });
}

/** One that queues its requests. */
export function queued(stack: Stack, variant: Variant = {}): Endpoint {
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
  return onInstances(stack, [variant], { asyncInference: { output: { bucket }, input: { bucket } } });
}

/** One with a variant `less`. */
export function serverless(stack: Stack, provisionedConcurrency?: number): Endpoint {
  const endpointConfig = new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 20, memorySizeInMB: 2048, provisionedConcurrency },
  });
  return new Endpoint(stack, 'Endpoint', { endpointConfig });
}

/** One that loads each of many models when it is asked for. */
export function multiModel(stack: Stack): Endpoint {
  const modelData = ModelData.fromBucketPrefix(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'models/');
  const model = aModel(stack, 'Model', { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData }] });
  return onInstances(stack, [{ model }]);
}

/** One with a variant `main`, and another one, `shadow`, that gets copies of its requests. */
export function withShadow(stack: Stack): Endpoint {
  return onInstances(stack, [{}], {
    shadowProductionVariants: [{ variantName: 'shadow', model: aModel(stack, 'ShadowModel'), instanceType: InstanceType.M5_LARGE }],
  });
}

/** One that is defined elsewhere, of which some variants are known. */
export function imported(
  stack: Stack, variants: InstanceProductionVariantAttributes[] = [{ variantName: 'main' }], at = 'us-east-1:123456789012', asyncInference?: boolean,
): IEndpoint {
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
    endpointConfigArn: `arn:aws:sagemaker:${at}:endpoint-config/theirs`,
    instanceProductionVariants: variants,
    asyncInference,
  });
  return Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn: `arn:aws:sagemaker:${at}:endpoint/theirs`, endpointConfig });
}

/** Pools of instances with 2 and 4 vCPUs. */
export const UNLIKE_POOLS = [
  { instanceType: InstanceType.M5_LARGE, priority: 1 },
  { instanceType: InstanceType.M5_XLARGE, priority: 2 },
];

/** Pools of instances with 4 vCPUs and a GPU each. */
export const LIKE_POOLS = [
  { instanceType: InstanceType.G5_XLARGE, priority: 1 },
  { instanceType: InstanceType.G6_XLARGE, priority: 2 },
];
