import { App, Duration, Size, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { COMPONENT, COMPUTE, aComponent, anArchive, hosting, running, theirBucket, warning } from './given';
import {
  CapacitySize, ContainerImage, DeploymentStrategy, Endpoint, EndpointConfig, Framework, InferenceComponent,
  InferenceComponentSpecification, InstanceType, Model, ModelData,
  PlacementStrategy, type ContainerImageConfig, type IModel, type InferenceComponentOptions, type ModelDataConfig,
} from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { like, messageOf, problemsAtSynth } from '../../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { aRole } from '../../model/given';
import { alarmOf, otherAlarm } from '../deployment/given';

const CONFIG = 'AWS::SageMaker::EndpointConfig';
const fromImage = (image: ContainerImage, options = {}) => InferenceComponentSpecification.fromImage(image, { compute: COMPUTE, ...options });
/** What an image of a framework without artifacts can read its model by. */
const ENVIRONMENT = { SAGEMAKER_SUBMIT_DIRECTORY: '/opt/code' };
const WITH_GPU = { compute: { ...COMPUTE, accelerators: 1 } };
const FOUR_GPUS = { instanceType: InstanceType.G5_12XLARGE };

const pools = (...types: InstanceType[]) => ({ instancePools: types.map((instanceType, index) => ({ instanceType, priority: index + 1 })) });
const BOTH_POOLS = pools(InstanceType.G5_XLARGE, InstanceType.G6_XLARGE);
const onBoth = (specification: () => InferenceComponentSpecification) => ({
  specifications: [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE].map((instanceType) => ({ instanceType, specification: specification() })),
});

/** The only component, with what it waits for. */
function only(stack: Stack): { Properties: any; DependsOn: string[] } {
  const [component, ...others] = Object.values(resourcesOf(stack, COMPONENT));
  expect(others).toEqual([]);
  return component as any;
}

describe('is rendered', () => {
  test('with one copy, on its variant, and deleted before its endpoint', () => {
    const stack = testStack();
    aComponent(stack);
    const { Properties, DependsOn } = only(stack);
    const [endpointId] = Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'));
    expect(Properties).toEqual({
      InferenceComponentName: expect.stringMatching(/^test-endpoint-llama-/),
      EndpointName: { 'Fn::GetAtt': [endpointId, 'EndpointName'] },
      VariantName: 'main',
      Specification: { Container: { Image: expect.anything() }, ComputeResourceRequirements: { MinMemoryRequiredInMb: 1024 } },
      RuntimeConfig: { CopyCount: 1 },
    });
    expect(DependsOn).toContain(endpointId);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('with all properties', () => {
    const stack = testStack();
    aComponent(stack, {
      inferenceComponentName: 'llama',
      copyCount: 2,
      specification: running(stack, {
        placementStrategy: PlacementStrategy.BINPACK, dataCaching: true, containerStartupHealthCheckTimeout: Duration.hours(1),
      }),
      deploymentStrategy: DeploymentStrategy.rolling({
        maximumBatchSize: CapacitySize.copies(2),
        bakeTime: Duration.minutes(1),
        rollbackMaximumBatchSize: CapacitySize.percent(100),
        maximumExecutionTimeout: Duration.hours(1),
      }),
      autoRollbackAlarms: [otherAlarm(stack)],
    });
    const [alarmId] = Object.keys(resourcesOf(stack, 'AWS::CloudWatch::Alarm'));
    expect(only(stack).Properties).toMatchObject({
      InferenceComponentName: 'llama',
      RuntimeConfig: { CopyCount: 2 },
      DeploymentConfig: {
        RollingUpdatePolicy: {
          MaximumBatchSize: { Type: 'COPY_COUNT', Value: 2 },
          WaitIntervalInSeconds: 60,
          RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 100 },
          MaximumExecutionTimeoutInSeconds: 3600,
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: { Ref: alarmId } }] },
      },
      Specification: {
        StartupParameters: { ContainerStartupHealthCheckTimeoutInSeconds: 3600 },
        DataCacheConfig: { EnableCaching: true },
        SchedulingConfig: { PlacementStrategy: 'BINPACK', AvailabilityZoneBalance: { EnforcementMode: 'PERMISSIVE' } },
      },
    });
  });

  test('with a specification for each type of instances, and no other', () => {
    const stack = testStack();
    hosting(stack, BOTH_POOLS);
    aComponent(stack, onBoth(() => running(stack)));
    const { Properties } = only(stack);
    expect(Properties).not.toHaveProperty('Specification');
    expect(Properties.Specifications.map((each: any) => [each.InstanceType, Object.keys(each).sort()])).toEqual([
      ['ml.g5.xlarge', ['ComputeResourceRequirements', 'Container', 'InstanceType']], ['ml.g6.xlarge', ['ComputeResourceRequirements', 'Container', 'InstanceType']],
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each<[number | undefined, number | undefined, number]>([[undefined, 0, 1], [undefined, 3, 3], [undefined, undefined, 1], [4, 3, 4]])(
    'with %s copies and a minimum of %s as %d copies', (copyCount, minCapacity, rendered) => {
      const stack = testStack();
      aComponent(stack, { copyCount }).autoScaleCopyCount({ minCapacity, maxCapacity: 8 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
      expect(only(stack).Properties.RuntimeConfig).toEqual({ CopyCount: rendered });
    });

  test('on a variant that is added later', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config');
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig });
    endpointConfig.addInstanceProductionVariant({ variantName: 'late', instanceType: InstanceType.G5_XLARGE });
    aComponent(stack, {}, endpoint);
    expect(only(stack).Properties.VariantName).toBe('late');
  });
});

test('its own alarms can roll it back', () => {
  const stack = testStack();
  const component = aComponent(stack, {
    deploymentStrategy: DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(50), bakeTime: Duration.minutes(5) }),
  });
  component.addAutoRollbackAlarms(alarmOf(stack, component.metricInvocationModelErrors()));
  const [[alarmId, alarm]] = Object.entries(resourcesOf(stack, 'AWS::CloudWatch::Alarm'));
  expect(alarm.Properties.Dimensions).toEqual([{ Name: 'InferenceComponentName', Value: only(stack).Properties.InferenceComponentName }]);
  expect(problemsAtSynth(component)).toEqual([]);
  expect(statementsOf(stack)).toContainEqual({ Action: 'cloudwatch:DescribeAlarms', Effect: 'Allow', Resource: { 'Fn::GetAtt': [alarmId, 'Arn'] } });
});

describe('images and artifacts of user-defined classes', () => {
  const seen: IModel[] = [];

  class OwnImage extends ContainerImage {
    public bind(_scope: unknown, model: IModel): ContainerImageConfig {
      seen.push(model);
      return { imageName: '123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1' };
    }
  }

  class OwnData extends ModelData {
    public bind(scope: any, model: IModel): ModelDataConfig {
      seen.push(model);
      theirBucket(Stack.of(scope)).grantRead(model, 'own/*');
      return { uri: 's3://models/own/model.tar.gz' };
    }
  }

  beforeEach(() => seen.splice(0));

  test('get the role of the configuration, which is allowed what they need before the component is created', () => {
    const stack = testStack();
    hosting(stack);
    aComponent(stack, { specification: fromImage(new OwnImage(), { modelData: new OwnData() }) });
    expect(seen.map(({ role }) => role)).toEqual([0, 1].map(() => (stack.node.findChild('Config') as EndpointConfig).role));
    expect(seen[0]).toBe(seen[1]);
    expect(only(stack).Properties.Specification.Container).toEqual({ Image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1', ArtifactUrl: 's3://models/own/model.tar.gz' });
    const [policyId] = Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'));
    expect(JSON.stringify(statementsOf(stack))).toContain('repository/own');
    expect(JSON.stringify(statementsOf(stack))).toContain('models/own/*');
    expect(only(stack).DependsOn).toContain(policyId);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('can add statements to the policy of the role', () => {
    const stack = testStack();
    aComponent(stack, { specification: fromImage(new OwnImage()) });
    seen[0].addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
    expect(statementsOf(stack)).toContainEqual({ Action: 's3:ListAllMyBuckets', Effect: 'Allow', Resource: '*' });
  });

  test('get no name and no ARN of a model, because there is none', () => {
    const stack = testStack();
    aComponent(stack, { specification: fromImage(new OwnImage()) });
    for (const name of ['modelName', 'modelArn'] as const) {
      expect(messageOf(() => seen[0][name])).toBe(`Test/Endpoint/Llama: ${name} is not available, because the inference component has an image or artifacts instead of a model; use `
        + 'InferenceComponentSpecification.fromModel with a Model');
    }
    expect(messageOf(() => seen[0].connections)).toEqual(like('Test/Endpoint/Llama/Container: the network connections of this model cannot be managed...'));
  });

  test('of each specification get an object of its own', () => {
    const stack = testStack();
    aComponent(stack, onBoth(() => fromImage(new OwnImage())));
    expect(seen.map(({ node }) => node.path)).toEqual(['Test/Endpoint/Llama/Container1', 'Test/Endpoint/Llama/Container2']);
  });

  test('that return nothing are refused', () => {
    class Nothing extends ContainerImage {
      public bind(): ContainerImageConfig {
        return undefined as any;
      }
    }
    class NoData extends ModelData {
      public bind(): ModelDataConfig {
        return undefined as any;
      }
    }
    const stack = testStack();
    hosting(stack);
    expect(messageOf(() => aComponent(stack, { specification: fromImage(new Nothing()) })))
      .toBe('Test/Endpoint/Llama: the image of specification is required; the bind method of the image must return it');
    expect(messageOf(() => aComponent(testStack(), { specification: fromImage(new OwnImage(), { modelData: new NoData() }) })))
      .toBe('Test/Endpoint/Llama: specification.modelData is required; the bind method of the model data must return its location');
    const third = testStack();
    expect(messageOf(() => aComponent(third).addAdapter('Legal', { artifact: new NoData() })))
      .toBe('Test/Endpoint/Llama/Legal: artifact is required; the bind method of the model data must return its location');
    expect(messageOf(() => new Model(third, 'Model', { containers: [{ image: new Nothing() }] }))).toEqual(like('Test/Model: containers[0].image is required...'));
    expect(messageOf(() => new Model(third, 'Other', { containers: [{ image: anImage(third), modelData: new NoData() }] })))
      .toEqual(like('Test/Other: containers[0].modelData is required...'));
  });
});

describe('an image', () => {
  const imageOf = (
    variant: Parameters<typeof hosting>[1], options: (stack: Stack) => Partial<InferenceComponentOptions>,
  ): { images: string[]; warnings: string[]; ami?: string } => {
    const stack = testStack();
    hosting(stack, variant);
    aComponent(stack, options(stack));
    const { Specification, Specifications } = only(stack).Properties;
    const images = [...Specification ? [Specification] : [], ...Specifications ?? []].map(({ Container }: any) => JSON.stringify(Container?.Image));
    return { images, warnings: warningsOf(stack), ami: propertiesOf(stack, CONFIG).ProductionVariants[0].InferenceAmiVersion };
  };
  const PYTORCH = ContainerImage.fromFramework(Framework.PYTORCH, '2.6');
  const CUDA_13 = ContainerImage.fromFramework(Framework.of('vllm'), '0.30.0');
  const MIXED = pools(InstanceType.G5_XLARGE, InstanceType.M5_LARGE);

  test.each([[InstanceType.G5_XLARGE, /-gpu-/], [InstanceType.M5_LARGE, /-cpu-/]])('of a framework follows the instances: %s', (instanceType, expected) => {
    const options = instanceType === InstanceType.G5_XLARGE ? WITH_GPU : {};
    const { images, warnings } = imageOf({ instanceType }, () => ({ specification: fromImage(PYTORCH, { environment: ENVIRONMENT, ...options }) }));
    expect(images[0]).toMatch(expected);
    expect(warnings).toEqual([]);
  });

  test('of a framework follows the instances of each specification', () => {
    const { images, warnings } = imageOf(MIXED, () => ({
      specifications: [
        { instanceType: InstanceType.G5_XLARGE, specification: fromImage(PYTORCH, { environment: ENVIRONMENT, ...WITH_GPU }) },
        { instanceType: InstanceType.M5_LARGE, specification: fromImage(PYTORCH, { environment: ENVIRONMENT }) },
      ],
    }));
    expect(images).toEqual([expect.stringContaining('-gpu-'), expect.stringContaining('-cpu-')]);
    expect(warnings).toEqual([]);
  });

  test('of a framework in a model follows the instances of its component', () => {
    const stack = testStack();
    hosting(stack);
    aComponent(stack, { specification: InferenceComponentSpecification.fromModel(new Model(stack, 'Model', { containers: [{ image: PYTORCH }] }), { compute: COMPUTE }) });
    expect(JSON.stringify(propertiesOf(stack, 'AWS::SageMaker::Model'))).toContain('-gpu-');
  });

  test('that does not fit the instances is warned of', () => {
    expect(imageOf({ instanceType: InstanceType.M5_LARGE }, () => ({ specification: fromImage(ContainerImage.fromDlc('pytorch-inference', '2.6.0-gpu-py312-cu124'), { environment: ENVIRONMENT }) })).warnings)
      .toEqual([warning('imageProcessor', "variant 'main': an image of its model is built for gpu, but instanceType ml.m5.large has cpu; choose an image and instances that match", 'Config')]);
  });

  test('of a model that does not fit is not warned of where the component has another one', () => {
    const stack = testStack();
    hosting(stack, { instanceType: InstanceType.M5_LARGE });
    const model = new Model(stack, 'Model', { role: (stack.node.findChild('Config') as EndpointConfig).role, containers: [{ image: ContainerImage.fromDlc('pytorch-inference', '2.6.0-gpu-py312-cu124'), environment: ENVIRONMENT }] });
    aComponent(stack, { specification: InferenceComponentSpecification.fromModel(model, { compute: COMPUTE, image: anImage(stack) }) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('with CUDA 13 chooses the machine image of its variant, once for all components', () => {
    expect(imageOf({}, () => ({ specification: fromImage(CUDA_13, WITH_GPU) }))).toMatchObject({ ami: 'al2023-ami-sagemaker-inference-gpu-4-1', warnings: [] });
    expect(imageOf({}, (stack) => ({ specification: running(stack) }))).toMatchObject({ ami: undefined });
    const stack = testStack();
    const endpoint = hosting(stack, FOUR_GPUS);
    ['A', 'B'].forEach((id) => endpoint.addInferenceComponent(id, { specification: fromImage(CUDA_13, WITH_GPU) }));
    expect(propertiesOf(stack, CONFIG).ProductionVariants.map((variant: any) => variant.InferenceAmiVersion)).toEqual(['al2023-ami-sagemaker-inference-gpu-4-1']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('with CUDA 13 beside one with CUDA 12 is warned of, because a variant has one machine image', () => {
    const stack = testStack();
    const endpoint = hosting(stack, FOUR_GPUS);
    endpoint.addInferenceComponent('A', { specification: fromImage(CUDA_13, WITH_GPU) });
    endpoint.addInferenceComponent('B', { specification: fromImage(ContainerImage.fromDlc('pytorch-inference', '2.6.0-gpu-py312-cu124'), { environment: ENVIRONMENT, ...WITH_GPU }) });
    expect(propertiesOf(stack, CONFIG).ProductionVariants[0]).not.toHaveProperty('InferenceAmiVersion');
    expect(warningsOf(stack)).toEqual([like(warning('inferenceAmiTooOld', "an image of variant 'main' has CUDA 13...define a variant for each CUDA version...", 'Config'))]);
  });

  test('that asks for more GPUs than there are is warned of', () => {
    expect(imageOf({}, (stack) => ({ specification: running(stack, { environment: { SM_NUM_GPUS: '4' } }) })).warnings)
      .toEqual([like(warning('moreGpusThanInstance', "variant 'main': ... asks for 4 GPUs ... ml.g5.xlarge has 1...", 'Config'))]);
  });
});

describe('an imported component', () => {
  test('has its name, its ARN and its metrics', () => {
    const stack = testStack();
    const byArn = InferenceComponent.fromInferenceComponentArn(stack, 'A', 'arn:aws:sagemaker:eu-west-1:999999999999:inference-component/llama');
    expect([byArn.inferenceComponentName, byArn.env]).toEqual(['llama', { account: '999999999999', region: 'eu-west-1' }]);
    expect(byArn.metricInvocations()).toMatchObject({ dimensions: { InferenceComponentName: 'llama' }, region: 'eu-west-1', account: '999999999999' });
    const byName = InferenceComponent.fromInferenceComponentName(stack, 'B', 'llama');
    expect(stack.resolve(byName.inferenceComponentArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:inference-component/llama']],
    });
  });

  test('can be invoked through its endpoint only', () => {
    const stack = testStack();
    const byName = InferenceComponent.fromInferenceComponentName(stack, 'B', 'llama');
    const caller = aRole(stack, 'Caller');
    expect(messageOf(() => byName.grantInvoke(caller))).toBe('Test/B: grantInvoke requires the endpoint of the inference component; import the component with '
      + 'InferenceComponent.fromInferenceComponentAttributes and its endpoint');
    expect(messageOf(() => byName.openAiBaseUrl)).toEqual(like('Test/B: openAiBaseUrl requires the endpoint...'));
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    InferenceComponent.fromInferenceComponentAttributes(stack, 'C', { inferenceComponentName: 'llama', endpoint }).grantInvoke(caller);
    expect(JSON.stringify(statementsOf(stack))).toContain('inference-component/llama');
  });
});

test('several components and adapters of one endpoint, also in another stack, can be synthesized', () => {
  const app = new App();
  const stack = testStack({ app });
  const endpoint = hosting(stack, { instanceType: InstanceType.G5_12XLARGE });
  const other = testStack({ app, id: 'Components' });
  ['A', 'B'].forEach((id) => {
    [endpoint.addInferenceComponent(id, { specification: running(stack, { modelData: anArchive(stack) }) }),
      new InferenceComponent(other, id, { endpoint, specification: running(other, { compute: { minMemory: Size.gibibytes(1), accelerators: 1 } }) })]
      .forEach((component) => ['X', 'Y'].forEach((name) => component.addAdapter(name, { artifact: anArchive(Stack.of(component), `${name}.tar.gz`) })));
  });
  expect(() => app.synth()).not.toThrow();
  expect(Object.keys(resourcesOf(stack, COMPONENT))).toHaveLength(6);
  expect(Object.keys(resourcesOf(other, COMPONENT))).toHaveLength(6);
  expect(stack.dependencies).toEqual([]);
});

test('the model of a component keeps its own policy', () => {
  const stack = testStack();
  aComponent(stack, { specification: InferenceComponentSpecification.fromModel(aModel(stack), { compute: COMPUTE }) });
  expect(only(stack).DependsOn).not.toContain(undefined);
  expect(only(stack).Properties.Specification).not.toHaveProperty('Container');
});
