import { Duration, Size, Tags, type Stack } from 'aws-cdk-lib';
import { COMPONENT, aComponent, anArchive, hosting } from './given';
import {
  CapacitySize, DeploymentStrategy, InferenceComponentSpecification, InstanceType, PlacementStrategy, type InferenceComponentOptions,
  type InferenceComponentSpecificationOptions,
} from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { pathsIn, propertyPathsOf } from '../../helpers/property-paths';
import { resourcesOf, testStack } from '../../helpers/stack';
import { theirAlarm } from '../deployment/given';

const READ_ONLY = 'only returned by SageMaker: the schema of CloudFormation has it as a read-only property';

/** What our constructs don't set, each with the reason. */
const NOT_SET: { [path: string]: string } = {
  'endpointArn': 'the endpoint is rendered by its name, which the API has; its ARN is a property of CloudFormation only',
  'runtimeConfig.currentCopyCount': READ_ONLY,
  'runtimeConfig.desiredCopyCount': READ_ONLY,
  'runtimeConfig.placementStatus[]': READ_ONLY,
  'runtimeConfig.placementStatus[].currentCopyCount': READ_ONLY,
  'runtimeConfig.placementStatus[].instanceType': READ_ONLY,
  'specification.container.deployedImage': READ_ONLY,
  'specification.container.deployedImage.resolutionTime': READ_ONLY,
  'specification.container.deployedImage.resolvedImage': READ_ONLY,
  'specification.container.deployedImage.specifiedImage': READ_ONLY,
  'specification.currentDataCacheConfig': READ_ONLY,
  'specification.currentDataCacheConfig.enableCaching': READ_ONLY,
  'specifications[].currentDataCacheConfig': READ_ONLY,
  'specifications[].currentDataCacheConfig.enableCaching': READ_ONLY,
};


const everything = (stack: Stack): InferenceComponentSpecificationOptions => ({
  compute: { minMemory: Size.mebibytes(1024), maxMemory: Size.mebibytes(2048), cpuCores: 1, accelerators: 1 },
  modelData: anArchive(stack),
  environment: { LEVEL: 'info' },
  containerStartupHealthCheckTimeout: Duration.minutes(10),
  modelDataDownloadTimeout: Duration.minutes(20),
  dataCaching: true,
  placementStrategy: PlacementStrategy.BINPACK,
  availabilityZoneMaxImbalance: 1,
  metricsEndpoint: { path: '/server/metrics', publishFrequency: Duration.seconds(30) },
});

/** Components that have each property, as far as properties don't exclude each other. */
const EVERYTHING: readonly ((stack: Stack) => Partial<InferenceComponentOptions>)[] = [
  (stack) => ({
    inferenceComponentName: 'llama',
    copyCount: 2,
    variantName: 'main',
    specification: InferenceComponentSpecification.fromModel(aModel(stack), { ...everything(stack), image: anImage(stack) }),
    deploymentStrategy: DeploymentStrategy.rolling({
      maximumBatchSize: CapacitySize.percent(50),
      bakeTime: Duration.minutes(1),
      rollbackMaximumBatchSize: CapacitySize.copies(1),
      maximumExecutionTimeout: Duration.hours(1),
    }),
    autoRollbackAlarms: [theirAlarm(stack)],
  }),
  (stack) => ({
    specifications: [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE].map((instanceType) => ({
      instanceType, specification: InferenceComponentSpecification.fromModel(aModel(stack, `Model${instanceType}`), { ...everything(stack), image: anImage(stack) }),
    })),
  }),
];

/** The properties of each component and its adapter. */
function synthesized(build: (typeof EVERYTHING)[0]): any[] {
  const stack = testStack();
  hosting(stack);
  const component = aComponent(stack, build(stack));
  component.addAdapter('Adapter', { artifact: anArchive(stack, 'adapter.tar.gz') });
  Tags.of(component).add('team', 'retention');
  return Object.values(resourcesOf(stack, COMPONENT)).map(({ Properties }) => Properties);
}

test('each property of an inference component that CloudFormation has can be set, or there is a reason', () => {
  const declared = propertyPathsOf('CfnInferenceComponentProps');
  const set = new Set(EVERYTHING.flatMap(synthesized).flatMap((properties) => pathsIn(properties, declared)));
  const missing = declared.filter((path) => !set.has(path));
  expect(missing.sort()).toEqual(Object.keys(NOT_SET).sort());
  expect(declared.length).toBeGreaterThanOrEqual(85);
});
