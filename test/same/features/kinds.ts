import type { Stack } from 'aws-cdk-lib';
import { aBucket, aConfig, aModel, anArn, anImage } from './given';
import {
  ContainerMode, Endpoint, EndpointConfig, InferenceExecutionMode, InstanceType, ModelData, VariantPropertyRetention,
  type EndpointConfigProps, type EndpointProps, type IEndpoint, type InstanceProductionVariantProps,
} from '../../../src';

/** Endpoints of each kind, for what can be done with any of them. Each has a variant `main` on instances, except where it says so. */

export function onInstances(stack: Stack, id: string, config: EndpointConfigProps = {}, props: Partial<EndpointProps> = {}): Endpoint {
  const endpointConfig = aConfig(stack, `${id}Config`, config);
  return new Endpoint(stack, id, { endpointConfig, variantPropertyRetention: VariantPropertyRetention.all(), ...props });
}

function hosting(stack: Stack, id: string, ...variants: InstanceProductionVariantProps[]): Endpoint {
  return onInstances(stack, id, { instanceProductionVariants: variants });
}

/** One with a second variant, on GPUs. */
export function onGpus(stack: Stack): Endpoint {
  const model = aModel(stack, 'GpuModel');
  return hosting(stack, 'Gpu', { variantName: 'main', model, instanceType: InstanceType.M5_XLARGE }, {
    variantName: 'gpu', model, instanceType: InstanceType.G5_XLARGE,
  });
}

/** One with pools of instances. */
export function inPools(stack: Stack): Endpoint {
  return hosting(stack, 'Pooled', {
    variantName: 'main',
    model: aModel(stack, 'PooledModel'),
    instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.G6_XLARGE, priority: 2 }],
  });
}

/** One whose requests wait in a queue. */
export function asynchronous(stack: Stack): Endpoint {
  return onInstances(stack, 'Async', { asyncInference: { output: { bucket: aBucket(stack), prefix: 'responses' } } });
}

/** One with a variant `shadow` beside. */
export function withShadow(stack: Stack): Endpoint {
  const shadow = { variantName: 'shadow', model: aModel(stack, 'ShadowModel'), instanceType: InstanceType.M5_XLARGE };
  return onInstances(stack, 'Shadowed', { shadowProductionVariants: [shadow] });
}

/** One whose containers `first` and `second` are invoked directly. */
export function ofContainers(stack: Stack): Endpoint {
  const model = aModel(stack, 'ContainersModel', {
    inferenceExecutionMode: InferenceExecutionMode.DIRECT,
    containers: ['first', 'second'].map((containerHostname) => ({ containerHostname, image: anImage(stack) })),
  });
  return hosting(stack, 'Containers', { variantName: 'main', model, instanceType: InstanceType.M5_XLARGE });
}

/** One that hosts many models in a container. */
export function ofManyModels(stack: Stack): Endpoint {
  const modelData = ModelData.fromBucketPrefix(aBucket(stack), 'models/');
  const model = aModel(stack, 'ManyModel', { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData }] });
  return hosting(stack, 'Many', { variantName: 'main', model, instanceType: InstanceType.M5_XLARGE });
}

/** One that hosts inference components. */
export function ofComponents(stack: Stack): Endpoint {
  return hosting(stack, 'Components', {
    variantName: 'main', instanceType: InstanceType.G5_12XLARGE, managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 4 },
  });
}

/** One with a variant `less` without instances. */
export function serverless(stack: Stack): Endpoint {
  return onInstances(stack, 'Serverless', {
    instanceProductionVariants: [],
    serverlessProductionVariant: {
      variantName: 'less', model: aModel(stack, 'ServerlessModel'), maxConcurrency: 20, memorySizeInMB: 2048, provisionedConcurrency: 2,
    },
  }, { variantPropertyRetention: undefined });
}

/** Two that are defined elsewhere, but whose variants are known: `main` on instances, and `less` without. */
export function imported(stack: Stack): { readonly instances: IEndpoint; readonly serverless: IEndpoint } {
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
    endpointConfigArn: anArn(stack, 'endpoint-config', 'theirs'),
    instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.M5_XLARGE, initialInstanceCount: 2 }],
    asyncInference: false,
  });
  const serverlessConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirServerlessConfig', {
    endpointConfigArn: anArn(stack, 'endpoint-config', 'their-serverless'),
    serverlessProductionVariant: { variantName: 'less', maxConcurrency: 20, provisionedConcurrency: 2 },
  });
  return {
    instances: Endpoint.fromEndpointAttributes(stack, 'Theirs', {
      endpointArn: anArn(stack, 'endpoint', 'theirs'), endpointName: 'Theirs', endpointConfig,
    }),
    serverless: Endpoint.fromEndpointAttributes(stack, 'TheirServerless', {
      endpointArn: anArn(stack, 'endpoint', 'their-serverless'), endpointConfig: serverlessConfig,
    }),
  };
}

/** One of each, by what it is called. */
export function every(stack: Stack): { [name: string]: IEndpoint } {
  const theirs = imported(stack);
  return {
    Gpu: onGpus(stack),
    Pooled: inPools(stack),
    Async: asynchronous(stack),
    Shadowed: withShadow(stack),
    Containers: ofContainers(stack),
    Many: ofManyModels(stack),
    Components: ofComponents(stack),
    Serverless: serverless(stack),
    Theirs: theirs.instances,
    TheirServerless: theirs.serverless,
  };
}
