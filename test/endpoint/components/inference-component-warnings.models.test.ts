import { CfnParameter, Fn, Size, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { COMPUTE, aComponent, hosting, running, theirBucket, warning } from './given';
import { ContainerImage, ContainerMode, Endpoint, EndpointConfig, Framework, InferenceComponentSpecification, InstanceType, Model, ModelData, type ModelProps } from '../../../src';
import { aModel, aVpc, anImage } from '../../helpers/given';
import { like } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

const ours = (warnings: string[]) => warnings.filter((text) => text.includes('cdk-sagemaker-hosting:') && !text.includes('missingVpcEndpoints'));

describe('a model', () => {
  const config = (stack: Stack) => stack.node.findChild('Config') as EndpointConfig;
  /** What is warned of a component whose model has these properties. */
  function of(
    props: (stack: Stack) => Partial<ModelProps>, options: Parameters<typeof hosting>[2] | ((stack: Stack) => Parameters<typeof hosting>[2]) = {},
  ): string[] {
    const stack = testStack();
    hosting(stack, {}, typeof options === 'function' ? options(stack) : options);
    const model = aModel(stack, 'Model', props(stack));
    aComponent(stack, { specification: InferenceComponentSpecification.fromModel(model, { compute: COMPUTE }) });
    return ours(warningsOf(stack));
  }
  const same = (stack: Stack) => ({ role: config(stack).role });
  const differs = (what: string, remedy: string) => [warning('modelDiffersFromConfig', `the model of specification has another ${what} than the endpoint configuration, but AWS recommends `
    + `the same for both; ${remedy}`)];

  test('with another role is warned of', () => {
    expect(of(() => ({}))).toEqual(differs('role', 'set role of the model to config.role'));
    expect(of((stack) => ({ role: iam.Role.fromRoleArn(stack, 'A', 'arn:aws:iam::123456789012:role/a') }), (stack) => ({
      role: iam.Role.fromRoleArn(stack, 'B', 'arn:aws:iam::123456789012:role/b'),
    }))).toEqual(differs('role', 'set role of the model to config.role'));
  });

  test('with the same role is not', () => {
    expect(of(same)).toEqual([]);
    expect(of((stack) => ({ role: (config(stack).role as iam.Role).withoutPolicyUpdates() }))).toEqual([]);
    expect(of((stack) => ({ role: iam.Role.fromRoleArn(stack, 'A', 'arn:aws:iam::123456789012:role/a') }), (stack) => ({
      role: iam.Role.fromRoleArn(stack, 'B', 'arn:aws:iam::123456789012:role/a'),
    }))).toEqual([]);
  });

  test('whose role cannot be compared is not', () => {
    expect(of((stack) => ({ role: iam.Role.fromRoleArn(stack, 'A', 'arn:aws:iam::123456789012:role/a') }))).toEqual([]);
    expect(of((stack) => ({ role: iam.Role.fromRoleArn(stack, 'A', new CfnParameter(stack, 'Arn').valueAsString) }))).toEqual([]);
  });

  test('in another VPC, subnets or security groups is warned of', () => {
    const inVpc = (stack: Stack) => ({ vpc: aVpc(stack) });
    const vpcOf = (stack: Stack) => stack.node.findChild('Vpc') as ec2.Vpc;
    expect(of((stack) => ({ ...same(stack), vpc: aVpc(stack) }))).toEqual(differs('VPC', 'set vpc of the endpoint configuration too, or omit it from the model'));
    expect(of(same, inVpc)).toEqual(differs('VPC', 'set vpc of the model too'));
    expect(of((stack) => ({ ...same(stack), vpc: vpcOf(stack) }), inVpc))
      .toEqual(differs('list of security groups', 'set securityGroups of the model to config.connections.securityGroups'));
    expect(of((stack) => ({
      ...same(stack), vpc: vpcOf(stack), vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, securityGroups: config(stack).connections.securityGroups,
    }), inVpc)).toEqual(differs('selection of subnets', 'set the same vpcSubnets'));
    expect(of((stack) => ({ ...same(stack), vpc: vpcOf(stack), securityGroups: config(stack).connections.securityGroups }), inVpc)).toEqual([]);
  });

  test('in a VPC is not where the configuration is imported, whose VPC is not known', () => {
    const on = (name?: string) => {
      const stack = testStack();
      const [ofModel, ofConfig] = ['a', name].map((each, index) => each === undefined ? each : iam.Role.fromRoleArn(stack, `Role${index}`, `arn:aws:iam::123456789012:role/${each}`));
      const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'Config', { endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/a', role: ofConfig });
      const endpoint = Endpoint.fromEndpointAttributes(stack, 'Endpoint', { endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/a', endpointConfig });
      const model = aModel(stack, 'Model', { role: ofModel, vpc: aVpc(stack) });
      endpoint.addInferenceComponent('Llama', { variantName: 'main', specification: InferenceComponentSpecification.fromModel(model, { compute: COMPUTE }) });
      return ours(warningsOf(stack));
    };
    expect(on()).toEqual([]);
    expect(on('a')).toEqual([]);
    expect(on('b')).toEqual(differs('role', 'set role of the model to config.role'));
  });

  test('with several differences is warned of once', () => {
    expect(of((stack) => ({ vpc: aVpc(stack) }))).toEqual(differs('role and another VPC', 'set role of the model to config.role, and set vpc of the endpoint configuration too, or omit it from the model'));
  });

  test('that is imported is compared by its role', () => {
    const imported = (name: string) => {
      const stack = testStack();
      hosting(stack, {}, { role: iam.Role.fromRoleName(stack, 'Role', 'theirs') });
      const model = Model.fromModelAttributes(stack, 'Model', {
        modelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs', role: iam.Role.fromRoleName(stack, 'ModelRole', name),
      });
      aComponent(stack, { specification: InferenceComponentSpecification.fromModel(model, { compute: COMPUTE }) });
      return ours(warningsOf(stack)).length;
    };
    expect([imported('theirs'), imported('other')]).toEqual([0, 0]);
  });

  test('with several containers, or many models, is warned of', () => {
    const containers = (stack: Stack) => [{ image: anImage(stack) }, { image: anImage(stack, 'second') }];
    expect(of((stack) => ({ ...same(stack), containers: containers(stack) }))).toEqual([warning('componentContainers', 'AWS does not document inference components whose model has 2 '
      + 'containers; use a model with 1 container for specification')]);
    const modelData = (stack: Stack) => ModelData.fromBucketPrefix(theirBucket(stack), 'models/');
    expect(of((stack) => ({
      ...same(stack), containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData: modelData(stack) }],
    })))
      .toEqual([warning('componentContainers', 'AWS does not document inference components whose model has a multi-model container; use a model with 1 model for specification')]);
  });

  test('of another stack is warned of', () => {
    const stack = testStack();
    const other = testStack({ app: stack.node.root as any, id: 'Models' });
    hosting(stack);
    aComponent(stack, { specification: InferenceComponentSpecification.fromModel(aModel(other), { compute: COMPUTE }) });
    expect(ours(warningsOf(stack))).toEqual([
      like(warning('replacedInOtherStack', "model 'Models/Model' is in stack 'Models'...")), expect.stringContaining('modelDiffersFromConfig'),
    ]);
  });
});

describe('GPUs', () => {
  const wanting = (accelerators: number | undefined, count: string, instanceType = InstanceType.G5_12XLARGE) => {
    const stack = testStack();
    hosting(stack, { instanceType });
    aComponent(stack, {
      specification: running(stack, { compute: { minMemory: Size.gibibytes(1), accelerators }, environment: { SM_NUM_GPUS: count } }),
    });
    return warningsOf(stack);
  };

  test('above the reserved ones are warned of', () => {
    expect(wanting(1, '2')).toEqual([warning('moreGpusThanReserved', 'the environment of specification asks for 2 GPUs with SM_NUM_GPUS, but specification.compute.accelerators is 1; '
      + 'set both to the same number')]);
  });

  test.each<[number | undefined, string]>([[2, '2'], [4, '2'], [undefined, '4'], [1, 'all']])('are not: %s reserved, %s wanted', (accelerators, count) => {
    expect(wanting(accelerators, count)).toEqual([]);
  });

  test('above those of the instances are warned of once', () => {
    expect(wanting(4, '8')).toEqual([like(warning('moreGpusThanInstance', '... asks for 8 GPUs ... ml.g5.12xlarge has 4...', 'Config'))]);
  });
});

describe('an image for GPUs', () => {
  const CUDA = 'registry.example.com/server:1.0-cu124';
  const runs = (image: (stack: Stack) => ContainerImage, accelerators?: (stack: Stack) => number, instanceType = InstanceType.G5_12XLARGE) => {
    const stack = testStack();
    hosting(stack, { instanceType });
    const compute = { minMemory: Size.gibibytes(1), accelerators: accelerators?.(stack) };
    aComponent(stack, { specification: InferenceComponentSpecification.fromImage(image(stack), { compute, environment: { LEVEL: 'info' } }) });
    return warningsOf(stack);
  };
  const framework = () => ContainerImage.fromFramework(Framework.PYTORCH);
  const repository = (stack: Stack) => ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Repository', 'server'), CUDA.replace(/^.*:/, ''));
  const NO_GPU = [warning('noGpuReserved', 'the image of specification is built for GPUs, but specification.compute.accelerators is omitted, so SageMaker reserves no GPU for the '
    + 'copies; set it to the number of GPUs that a copy uses')];

  test('is warned of if its copies reserve none', () => {
    expect(runs(framework)).toEqual(NO_GPU);
    expect(runs(repository)).toEqual(NO_GPU);
  });

  test.each<[string, (stack: Stack) => number]>([['some', () => 1], ['a token', (stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber]])(
    'is not if they reserve %s', (_what, accelerators) => {
      expect(runs(framework, accelerators)).toEqual([]);
    },
  );

  test('is not on other instances, nor is an image that is not known to be for GPUs', () => {
    expect(runs(framework, undefined, InstanceType.M5_LARGE)).toEqual([]);
    expect(runs(repository, undefined, InstanceType.of(Fn.importValue('Type')))).toEqual([]);
    expect(runs(anImage)).toEqual([]);
  });
});

describe('pools', () => {
  const pooled = (types: readonly InstanceType[], specified: readonly InstanceType[]) => {
    const stack = testStack();
    hosting(stack, { instancePools: types.map((instanceType, index) => ({ instanceType, priority: index + 1 })) });
    aComponent(stack, { specifications: specified.map((instanceType) => ({ instanceType, specification: running(stack) })) });
    return warningsOf(stack);
  };
  const [first, second, third] = [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE, InstanceType.G6E_XLARGE];

  test('without a specification are warned of', () => {
    expect(pooled([first, second, third], [third, first])).toEqual([warning('poolWithoutSpecification', "specifications has no entry for ml.g6.xlarge of variant 'main', so no copies are "
      + 'specified for these instances; add an entry for each type, or remove the pool')]);
  });

  test('are not if each has one, or if a type is a token', () => {
    expect(pooled([first, second], [second, first])).toEqual([]);
    const token = InstanceType.of(Fn.importValue('Type'));
    expect(pooled([first, second, third], [first, token])).toEqual([]);
    expect(pooled([first, token, third], [first, third])).toEqual([]);
  });

  test('are not with one specification for all', () => {
    const stack = testStack();
    hosting(stack, { instancePools: [first, second].map((instanceType, index) => ({ instanceType, priority: index + 1 })) });
    aComponent(stack);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('cores', () => {
  const reserving = (cpuCores: number | undefined, variant: Parameters<typeof hosting>[1] = { instanceType: InstanceType.G6E_XLARGE }) => {
    const stack = testStack();
    hosting(stack, variant);
    aComponent(stack, { specification: running(stack, { compute: { minMemory: Size.gibibytes(1), cpuCores } }) });
    return warningsOf(stack);
  };

  test('of whole instances are warned of', () => {
    expect(reserving(4)).toEqual([warning('allCoresReserved', 'specification.compute.cpuCores reserves all 4 vCPUs of ml.g6e.xlarge, but SageMaker uses some of them, and may refuse the '
      + 'component for lack of hardware resources; reserve fewer')]);
  });

  test.each([3, 0.25, undefined])('are not if %s are reserved', (cpuCores) => {
    expect(reserving(cpuCores)).toEqual([]);
  });

  test('are not if a larger instance can run the copy, or the instances are not known', () => {
    const instancePools = [InstanceType.G6E_XLARGE, InstanceType.G6E_2XLARGE].map((instanceType, index) => ({ instanceType, priority: index + 1 }));
    expect(reserving(4, { instancePools })).toEqual([]);
    expect(reserving(4, { instanceType: InstanceType.of('ml.z9.xlarge') }).filter((each) => each.includes('allCoresReserved'))).toEqual([]);
  });
});
