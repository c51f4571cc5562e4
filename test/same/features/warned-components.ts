import { Size, type CfnResource, type Stack } from 'aws-cdk-lib';
import { aBucket, aModel, anArn, anImage, DIRECTORY_WITH_ADAPTER, someData } from './given';
import { ofComponents, onInstances } from './kinds';
import {
  ContainerImage, Endpoint, EndpointConfig, Framework, InferenceComponent, InferenceComponentSpecification, InstanceType, ModelData,
  type ComputeRequirements, type InferenceComponentOptions, type InferenceComponentSpecificationOptions,
} from '../../../src';

/** Inference components that are warned of. Each is called by the id of its warning. */
export function warnedComponents(stack: Stack): void {
  const endpoint = ofComponents(stack);
  for (const [id, options] of Object.entries(components(stack))) {
    endpoint.addInferenceComponent(id, options);
  }
  endpoint.addInferenceComponent('copyCountOutsideOfScaling', { specification: running(stack), copyCount: 3 })
    .autoScaleCopyCount({ maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
  rename(endpoint.addInferenceComponent('overriddenComponentName', { specification: running(stack), inferenceComponentName: 'given' }));
  const vllm = InferenceComponentSpecification.fromImage(ContainerImage.fromFramework(Framework.of('vllm'), '0.30.0'), { compute });
  endpoint.addInferenceComponent('Base', { specification: vllm }).addAdapter('adaptersNotEnabled', { artifact: someData(stack) });
  endpoint.addInferenceComponent('OfFolder', { specification: running(stack) }).addAdapter('adapterInFolder', { artifact: ModelData.fromDirectory(DIRECTORY_WITH_ADAPTER) });
  onInstances(stack, 'Unobserved', { metrics: { detailedObservability: false }, instanceProductionVariants: [{ variantName: 'main', instanceType: InstanceType.G5_XLARGE }] })
    .addInferenceComponent('metricsWithoutObservability', { specification: running(stack, { metricsEndpoint: {} }) });
  const pools = [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE, InstanceType.G6E_XLARGE];
  onInstances(stack, 'Pooled', { instanceProductionVariants: [{ variantName: 'main', instancePools: pools.map((instanceType, index) => ({ instanceType, priority: index + 1 })) }] })
    .addInferenceComponent('poolWithoutSpecification', { specifications: pools.slice(1).map((instanceType) => ({ instanceType, specification: running(stack) })) });
  theirs(stack);
}

function rename({ node: { defaultChild } }: InferenceComponent): void {
  (defaultChild as CfnResource).addPropertyOverride('InferenceComponentName', 'overridden');
}

const compute: ComputeRequirements = { minMemory: Size.gibibytes(1), accelerators: 1 };

function running(stack: Stack, options: Partial<InferenceComponentSpecificationOptions> = {}): InferenceComponentSpecification {
  return InferenceComponentSpecification.fromImage(anImage(stack), { compute, ...options });
}

function components(stack: Stack): { [id: string]: InferenceComponentOptions } {
  const model = aModel(stack, 'ComponentModel');
  const pipeline = aModel(stack, 'PipelineModel', { containers: [{ image: anImage(stack) }, { image: anImage(stack) }] });
  const variables = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`VARIABLE_${index}`, 'x']));
  return {
    fixedInferenceComponentName: { specification: running(stack), inferenceComponentName: 'llama' },
    moreGpusThanVariant: { specification: running(stack), copyCount: 17 },
    noCopies: { specification: running(stack), copyCount: 0 },
    manyComponentVariables: { specification: running(stack, { environment: variables }) },
    modelDiffersFromConfig: { specification: InferenceComponentSpecification.fromModel(model, { compute }) },
    componentContainers: { specification: InferenceComponentSpecification.fromModel(pipeline, { compute }) },
    allCoresReserved: { specification: running(stack, { compute: { minMemory: Size.gibibytes(2), cpuCores: 48 } }) },
    moreGpusThanReserved: { specification: running(stack, { environment: { SM_NUM_GPUS: '4' } }) },
    noGpuReserved: { specification: InferenceComponentSpecification.fromImage(ContainerImage.fromFramework(Framework.of('vllm')), { compute: { minMemory: Size.gibibytes(1) } }) },
    specificationOfOtherInstances: {
      specifications: [InstanceType.G5_12XLARGE, InstanceType.G6_12XLARGE].map((instanceType) => ({ instanceType, specification: running(stack) })),
    },
  };
}

/** Components of endpoints that are defined elsewhere. */
function theirs(stack: Stack): void {
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirComponentsConfig', {
    endpointConfigArn: anArn(stack, 'endpoint-config', 'their-components'), serverlessProductionVariant: { variantName: 'less', maxConcurrency: 20 },
  });
  const endpoint = Endpoint.fromEndpointAttributes(stack, 'TheirComponents', { endpointArn: anArn(stack, 'endpoint', 'their-components'), endpointConfig });
  const specification = running(stack, { modelData: ModelData.fromBucket(aBucket(stack), 'llama/model.tar.gz') });
  // Warns of componentOfUnknownRole, too.
  new InferenceComponent(stack, 'serverlessComponents', { endpoint, variantName: 'less', specification });
}
