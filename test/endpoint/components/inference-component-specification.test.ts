import { CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib';
import { COMPUTE, aComponent, anArchive, hosting, refused, refusedFor, rendered, running, specified } from './given';
import {
  ContainerImage, InferenceComponentSpecification, Model, ModelData, PlacementStrategy, RepositoryAccessMode,
  type ContainerImageConfig, type InferenceComponentSpecificationOptions, type ModelDataConfig,
} from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';
import { UserImage } from '../../model/given';
import { aNumber } from '../deployment/given';

const WHERE = 'Test/Endpoint/Llama: specification';

/** The specification of a component that is made of these arguments. */
const ofModel = (options: (stack: Stack) => Partial<Parameters<typeof InferenceComponentSpecification.fromModel>[1]>) => rendered((stack) => ({
  specification: InferenceComponentSpecification.fromModel(aModel(stack), { compute: COMPUTE, ...options(stack) }),
})).Specification;

describe('what runs', () => {
  test('is a model', () => {
    expect(ofModel(() => ({}))).toEqual({ ModelName: { 'Fn::GetAtt': [expect.any(String), 'ModelName'] }, ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 } });
  });

  test('is a model with another image, artifacts and environment', () => {
    const { Container, ModelName } = ofModel((stack) => ({ image: anImage(stack, 'other'), modelData: anArchive(stack), environment: { A: 'b' } }));
    expect(ModelName).toBeDefined();
    expect(Container).toEqual({ Image: expect.objectContaining({ 'Fn::Join': expect.anything() }), ArtifactUrl: 's3://models/llama/model.tar.gz', Environment: { A: 'b' } });
  });

  test('is an image, with artifacts or without', () => {
    expect(Object.keys(specified(() => ({})).Container)).toEqual(['Image']);
    expect(specified((stack) => ({ modelData: anArchive(stack) }))).not.toHaveProperty('ModelName');
  });

  test.each<[string, () => InferenceComponentSpecification, string]>([
    ['no model', () => InferenceComponentSpecification.fromModel(undefined as any, { compute: COMPUTE }),
      'the model of specification is required; use Model, or Model.fromModelName'],
    ['no image', () => InferenceComponentSpecification.fromImage(null as any, { compute: COMPUTE }), 'the image of specification is required; use a method of ContainerImage'],
    ['the name of an image', () => InferenceComponentSpecification.fromImage('vllm:1' as any, { compute: COMPUTE }),
      "the image of specification must be a container image, got 'vllm:1'; use a method of ContainerImage"],
    ['no options', () => InferenceComponentSpecification.fromImage(new UserImage(), undefined as any),
      'specification.compute is required; specify at least minMemory, such as { minMemory: Size.gibibytes(8) }'],
    ['no options of a model', () => InferenceComponentSpecification.fromModel({} as any, { compute: COMPUTE }),
      'the model of specification must be a model, got an object; use Model, or Model.fromModelName'],
  ])('is refused: %s', (_what, make, message) => {
    expect(refused(() => ({ specification: make() }))).toBe(`Test/Endpoint/Llama: ${message}`);
  });

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['a configuration', (stack) => stack, "the model of specification must be a model, got Stack 'Test'; use Model, or Model.fromModelName"],
    ['a model of another region', (stack) => Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:123456789012:model/theirs'),
      `the model of specification ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`],
  ])('is refused as a model: %s', (_what, model, message) => {
    expect(refused((stack) => ({ specification: InferenceComponentSpecification.fromModel(model(stack) as Model, { compute: COMPUTE }) })))
      .toBe(`Test/Endpoint/Llama: ${message}`);
  });

  test.each<[string, Partial<ContainerImageConfig>]>([
    ['in a VPC', { repositoryAccessMode: RepositoryAccessMode.VPC }],
    ['with credentials', { repositoryCredentialsProvider: {} as any }],
  ])('is refused as an image of a private registry: %s', (_what, config) => {
    class Private extends ContainerImage {
      public bind(): ContainerImageConfig {
        return { imageName: 'registry.corp.example/llama:1', ...config };
      }
    }
    expect(refused(() => ({ specification: InferenceComponentSpecification.fromImage(new Private(), { compute: COMPUTE }) }))).toBe('Test/Endpoint/Llama: the image of specification is in '
      + 'a private registry, which inference components support only with a model; use InferenceComponentSpecification.fromModel');
  });

  test('is refused as an image without a name', () => {
    class Nameless extends ContainerImage {
      public bind(): ContainerImageConfig {
        return { imageName: 'has space' };
      }
    }
    expect(refused(() => ({ specification: InferenceComponentSpecification.fromImage(new Nameless(), { compute: COMPUTE }) })))
      .toBe(`Test/Endpoint/Llama: the image of specification ${must.beImageName('has space')}`);
  });

  test('is refused as artifacts that are no archive', () => {
    class Prefix extends ModelData {
      public bind(): ModelDataConfig {
        return { uri: 's3://models/llama/', acceptEula: true };
      }
    }
    expect(refusedFor(() => ({ modelData: new Prefix() }))).toBe(`${WHERE}.modelData must be a gzip-compressed tar archive without acceptEula and hubContentArn; use such an archive, or `
      + 'InferenceComponentSpecification.fromModel with a Model');
    expect(refusedFor(() => ({ modelData: 's3://a/b.tar.gz' as any }))).toBe("InferenceComponentSpecification.fromImage: modelData must be model data, got 's3://a/b.tar.gz'; use a method of ModelData");
  });
});

describe.each<['containerStartupHealthCheckTimeout' | 'modelDataDownloadTimeout', string]>([
  ['containerStartupHealthCheckTimeout', 'ContainerStartupHealthCheckTimeoutInSeconds'],
  ['modelDataDownloadTimeout', 'ModelDataDownloadTimeoutInSeconds'],
])('%s', (property, rendering) => {
  test.each([60, 3600])('may be %d seconds', (seconds) => {
    expect(specified(() => ({ [property]: Duration.seconds(seconds) })).StartupParameters).toEqual({ [rendering]: seconds });
  });

  test('may be a token', () => {
    expect(specified((stack) => ({ [property]: Duration.seconds(aNumber(stack)) })).StartupParameters).toEqual({ [rendering]: { Ref: 'Number' } });
  });

  test.each([59, 3601, 60.5])('must not be %d seconds', (seconds) => {
    expect(refusedFor(() => ({ [property]: Duration.millis(seconds * 1000) }))).toBe(`${WHERE}.${property} ${must.beSeconds(60, 3600, seconds)}`);
  });

  test('is a duration', () => {
    expect(refusedFor(() => ({ [property]: 600 as any }))).toBe(`InferenceComponentSpecification.fromImage: ${property} must be a duration, got number 600; use a method of Duration`);
  });
});

describe('placement', () => {
  const ZONES = { EnforcementMode: 'PERMISSIVE' };

  test.each([PlacementStrategy.SPREAD, PlacementStrategy.BINPACK])('%s is rendered with the balance that CloudFormation requires', (placementStrategy) => {
    expect(specified(() => ({ placementStrategy })).SchedulingConfig)
      .toEqual({ PlacementStrategy: placementStrategy, AvailabilityZoneBalance: ZONES });
  });

  test.each([0, 100])('is balanced up to %d, with the strategy that CloudFormation requires', (availabilityZoneMaxImbalance) => {
    expect(specified(() => ({ availabilityZoneMaxImbalance })).SchedulingConfig)
      .toEqual({ PlacementStrategy: 'SPREAD', AvailabilityZoneBalance: { ...ZONES, MaxImbalance: availabilityZoneMaxImbalance } });
  });

  test('may be balanced by a token', () => {
    expect(specified((stack) => ({ availabilityZoneMaxImbalance: aNumber(stack) })).SchedulingConfig.AvailabilityZoneBalance).toEqual({ ...ZONES, MaxImbalance: { Ref: 'Number' } });
  });

  test.each<[Partial<InferenceComponentSpecificationOptions>, string]>([
    [{ availabilityZoneMaxImbalance: -1 }, `.availabilityZoneMaxImbalance ${must.beBetween(0, 100, -1)}`],
    [{ availabilityZoneMaxImbalance: 101 }, `.availabilityZoneMaxImbalance ${must.beBetween(0, 100, 101)}`],
    [{ availabilityZoneMaxImbalance: 0.5 }, `.availabilityZoneMaxImbalance ${must.beWhole(0.5)}`],
    [{ placementStrategy: 'RANDOM' as any }, `.placementStrategy ${must.beOneOf(['SPREAD', 'BINPACK'], 'RANDOM')}`],
  ])('is refused with %p', (options, message) => {
    expect(refusedFor(() => options)).toBe(`${WHERE}${message}`);
  });

  test('is left to SageMaker by default', () => {
    expect(specified(() => ({ placementStrategy: undefined, availabilityZoneMaxImbalance: null as any }))).not.toHaveProperty('SchedulingConfig');
  });
});

test.each([true, false])('the data cache can be set to %s, and is left to SageMaker by default', (dataCaching) => {
  expect(specified(() => ({ dataCaching })).DataCacheConfig).toEqual({ EnableCaching: dataCaching });
  expect(specified(() => ({ dataCaching: null as any }))).not.toHaveProperty('DataCacheConfig');
});

describe('the environment', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, 'x']));

  test('has at most 100 variables', () => {
    expect(Object.keys(specified(() => ({ environment: many(100) })).Container.Environment)).toHaveLength(100);
    expect(refusedFor(() => ({ environment: many(101) }))).toBe(`${WHERE}.environment ${must.haveAtMost(100, 101)}`);
  });

  test('has names and values of at most 1024 characters', () => {
    const environment = { ['N'.repeat(1024)]: 'v'.repeat(1024) };
    expect(specified(() => ({ environment })).Container.Environment).toEqual(environment);
    expect(refusedFor(() => ({ environment: { V: 'v'.repeat(1025) } }))).toBe(`${WHERE}.environment['V'] ${must.haveCharacters(1024, 1025)}`);
    expect(refusedFor(() => ({ environment: { ['N'.repeat(1025)]: 'v' } })))
      .toBe(`the name of specification.environment['${'N'.repeat(40)}...'] ${must.haveCharacters(1024, 1025)}`.replace(/^/, 'Test/Endpoint/Llama: '));
  });

  test('may be null, as is every property that can be omitted', () => {
    expect(specified((stack) => ({
      modelData: anArchive(stack),
      environment: null,
      containerStartupHealthCheckTimeout: null,
      modelDataDownloadTimeout: null,
      metricsEndpoint: null,
      placementStrategy: PlacementStrategy.SPREAD,
      availabilityZoneMaxImbalance: null,
    } as any))).toEqual({
      Container: { Image: expect.anything(), ArtifactUrl: 's3://models/llama/model.tar.gz' },
      ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 },
      SchedulingConfig: { PlacementStrategy: 'SPREAD', AvailabilityZoneBalance: { EnforcementMode: 'PERMISSIVE' } },
    });
  });

  test('may have tokens as values', () => {
    expect(specified((stack) => ({ environment: { V: new CfnParameter(stack, 'Value').valueAsString } })).Container.Environment).toEqual({ V: { Ref: 'Value' } });
  });
});

test('all problems are in one message', () => {
  expect(refusedFor(() => ({ compute: { minMemory: Size.mebibytes(1) }, availabilityZoneMaxImbalance: 101 }))).toBe('Test/Endpoint/Llama: 2 problems:\n'
    + `  - specification.compute.minMemory ${must.beMebibytes(128, 2 ** 31 - 1, 1)}\n  - specification.availabilityZoneMaxImbalance ${must.beBetween(0, 100, 101)}`);
});

describe('network isolation', () => {
  const isolated = (config: boolean | undefined, model: boolean | undefined) => {
    const stack = testStack();
    hosting(stack, {}, { networkIsolation: config });
    aComponent(stack, { specification: InferenceComponentSpecification.fromModel(aModel(stack, 'Model', { networkIsolation: model }), { compute: COMPUTE }) });
  };
  const message = (config: boolean, model: boolean) => 'Test/Endpoint/Llama: the model of specification must have the same networkIsolation as the endpoint configuration '
    + `(${config}), got ${model}; set it on both or on neither`;

  test('of the model differs from that of the configuration', () => {
    expect(messageOf(() => isolated(true, false))).toBe(message(true, false));
    expect(messageOf(() => isolated(undefined, true))).toBe(message(false, true));
  });

  test.each([[true, true], [false, false], [undefined, false]])('is the same: %s and %s', (config, model) => {
    expect(() => isolated(config, model)).not.toThrow();
  });

  test('is not compared where it is a token, or the model is not known', () => {
    const stack = testStack();
    const token = new CfnParameter(stack, 'Isolated').value as unknown as boolean;
    hosting(stack, {}, { networkIsolation: token });
    expect(() => aComponent(stack, { specification: InferenceComponentSpecification.fromModel(aModel(stack, 'Model', { networkIsolation: true }), { compute: COMPUTE }) })).not.toThrow();
    const other = testStack();
    hosting(other, {}, { networkIsolation: true });
    expect(() => aComponent(other, { specification: InferenceComponentSpecification.fromModel(Model.fromModelName(other, 'Theirs', 'theirs'), { compute: COMPUTE }) })).not.toThrow();
  });
});

test('one specification can be used by several components', () => {
  const stack = testStack();
  const endpoint = hosting(stack);
  const specification = running(stack, { modelData: anArchive(stack) });
  ['A', 'B'].forEach((id) => endpoint.addInferenceComponent(id, { specification }));
  expect(() => propertiesOf(stack, 'AWS::SageMaker::Endpoint')).not.toThrow();
});
