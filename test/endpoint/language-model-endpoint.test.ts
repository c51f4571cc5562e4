import { CfnParameter, Duration, SecretValue, Size, Token, aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import {
  Capacity, ContainerImage, Framework, InferenceComponentSpecification, InstanceType, LanguageModelEndpoint, ModelData, ModelEndpoint,
  ModelServer, ModelWeights, RoutingStrategy, type InferenceComponent, type VllmServerOptions,
} from '../../src';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';
import { HUB, inS3, llama, MODEL_ID, TOKEN } from './language-models/given';

const variantOf = (stack: Stack) => propertiesOf(stack, 'AWS::SageMaker::EndpointConfig').ProductionVariants[0];
const copyOf = (stack: Stack) => propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').Specification;
const vllm = (options: Partial<VllmServerOptions> = {}) => ModelServer.vllm({ weights: HUB, ...options });

describe('a language model on', () => {
  test('instances has what its server needs', () => {
    const stack = testStack();
    llama(stack, vllm());

    expect(variantOf(stack)).toEqual({
      VariantName: 'AllTraffic',
      InstanceType: 'ml.g6e.12xlarge',
      InitialInstanceCount: 1,
      InitialVariantWeight: 1,
      ModelName: expect.anything(),
      ContainerStartupHealthCheckTimeoutInSeconds: 1800,
      RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
      InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
    });
    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Image['Fn::Join'][1].at(-1)).toMatch(/^\/vllm:0\.30\.0-gpu-/);
    expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'))).toEqual(['LlamaEndpoint948D71DD']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('components has copies that each use the GPUs of its server', () => {
    const stack = testStack();
    const endpoint = llama(stack, vllm({ weights: ModelWeights.huggingFace(MODEL_ID, { revision: '0e9e39f', token: TOKEN }), maxModelLength: 8192 }), {
      capacity: Capacity.components(InstanceType.G6E_12XLARGE, { minCapacity: 0, maxCapacity: 4, targetConcurrentRequests: 8 }),
    });

    expect(copyOf(stack)).toEqual({
      ModelName: expect.anything(),
      ComputeResourceRequirements: { MinMemoryRequiredInMb: 8192, NumberOfAcceleratorDevicesRequired: 4 },
      StartupParameters: { ContainerStartupHealthCheckTimeoutInSeconds: 1800 },
    });
    expect(variantOf(stack)).toEqual({
      VariantName: 'AllTraffic',
      InstanceType: 'ml.g6e.12xlarge',
      InitialInstanceCount: 1,
      RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
      InferenceAmiVersion: 'al2023-ami-sagemaker-inference-gpu-4-1',
      ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 4 },
    });
    expect(endpoint.component!.node.path).toBe('Test/Llama/Component');
    expect(endpoint.scalableCopyCount).toBeDefined();
    expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Endpoint'))).toEqual(['LlamaEndpoint948D71DDComponents']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('asynchronous instances has no routing, because requests wait in a queue', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
    llama(stack, vllm(), { capacity: Capacity.asynchronous(InstanceType.G6E_12XLARGE, { output: { bucket }, input: { bucket } }) });

    expect(variantOf(stack).RoutingConfig).toBeUndefined();
    expect(variantOf(stack).ContainerStartupHealthCheckTimeoutInSeconds).toBe(1800);
  });
});

test('the options of the capacity have precedence', () => {
  const stack = testStack();
  llama(stack, vllm(), {
    capacity: Capacity.instances(InstanceType.G6E_12XLARGE, {
      initialInstanceCount: 2,
      containerStartupHealthCheckTimeout: Duration.minutes(20),
      routingStrategy: RoutingStrategy.prefixAware({ prefixLength: 2048, concurrencyThreshold: 16 }),
    }),
  });

  expect(variantOf(stack)).toMatchObject({
    ContainerStartupHealthCheckTimeoutInSeconds: 1200,
    RoutingConfig: { RoutingStrategy: 'PREFIX_AWARE', PrefixAwareRoutingConfig: { PrefixLength: 2048, ConcurrencyThreshold: 16 } },
  });
});

test('the copies of an adapter can be added to', () => {
  const stack = testStack();
  const { component } = llama(stack, vllm({ lora: { maxLoras: 4 } }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });
  component!.addAdapter('Legal', { artifact: ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'legal.tar.gz') });

  expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment).toMatchObject({ SM_VLLM_ENABLE_LORA: '', VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'true' });
  expect(Object.values(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent'))).toHaveLength(2);
});

describe('the accelerators of a copy', () => {
  const environmentOf = (stack: Stack) => propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment;

  test('that the user reserves are those that the server uses', () => {
    const stack = testStack();
    const compute = { minMemory: Size.gibibytes(32), accelerators: 1 };
    llama(stack, vllm(), { capacity: Capacity.components(InstanceType.G6E_12XLARGE, { compute }) });

    expect(environmentOf(stack).SM_VLLM_TENSOR_PARALLEL_SIZE).toBe('1');
    expect(copyOf(stack).ComputeResourceRequirements).toEqual({ MinMemoryRequiredInMb: 32768, NumberOfAcceleratorDevicesRequired: 1 });
  });

  test('are those of all sizes', () => {
    const stack = testStack();
    llama(stack, vllm({ tensorParallelSize: 1, pipelineParallelSize: 2 }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });

    expect(copyOf(stack).ComputeResourceRequirements.NumberOfAcceleratorDevicesRequired).toBe(2);
  });

  test('are those of the server if only memory is reserved', () => {
    const stack = testStack();
    llama(stack, vllm(), { capacity: Capacity.components(InstanceType.G6E_12XLARGE, { compute: { minMemory: Size.gibibytes(32) } }) });

    expect(copyOf(stack).ComputeResourceRequirements).toEqual({ MinMemoryRequiredInMb: 32768, NumberOfAcceleratorDevicesRequired: 4 });
  });

  test('are at least those that the server uses', () => {
    const capacity = Capacity.components(InstanceType.G6E_12XLARGE, { compute: { minMemory: Size.gibibytes(32), accelerators: 2 } });

    expect(messageOf(() => llama(testStack(), vllm({ tensorParallelSize: 4 }), { capacity }))).toBe('Test/Llama: server.tensorParallelSize must be at most '
      + 'compute.accelerators of the capacity (2), got 4; reduce it, or choose more accelerators');
  });
});

describe('GPUs', () => {
  test('whose number is not known are 1', () => {
    const stack = testStack();
    const capacity = Capacity.instances(InstanceType.of(new CfnParameter(stack, 'Type').valueAsString));
    llama(stack, vllm(), { capacity });

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment.SM_VLLM_TENSOR_PARALLEL_SIZE).toBeUndefined();
    expect(warningsOf(stack).filter((warning) => /unknownGpuCount/.test(warning))).toEqual(['Test/Llama: the number of GPUs of <token> is not known, so vLLM uses 1 GPU '
      + 'for each layer; set server.tensorParallelSize [ack: cdk-sagemaker-hosting:unknownGpuCount]']);
  });

  test('whose number is not known can be specified', () => {
    const stack = testStack();
    llama(stack, vllm({ tensorParallelSize: 8 }), { capacity: Capacity.instances(InstanceType.of('ml.g9.96xlarge')) });

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment.SM_VLLM_TENSOR_PARALLEL_SIZE).toBe('8');
    expect(warningsOf(stack).filter((warning) => /Gpu/.test(warning))).toEqual([]);
  });

  test('that a server leaves unused are warned of on instances, but not on components', () => {
    const [stack, other] = [testStack(), testStack()];
    llama(stack, vllm({ tensorParallelSize: 1 }));
    llama(other, vllm({ tensorParallelSize: 1 }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });

    expect(warningsOf(stack)).toEqual(['Test/Llama: vLLM uses 1 of the 4 GPUs of ml.g6e.12xlarge; choose an instance type with 1, or use Capacity.components for a copy '
      + 'on each, or increase server.tensorParallelSize [ack: cdk-sagemaker-hosting:unusedGpus]']);
    expect(warningsOf(other)).toEqual([]);
  });

  test.each<[Partial<VllmServerOptions>, string]>([
    [{ tensorParallelSize: 3 }, '3 of the 4 GPUs of ml.g6e.12xlarge; increase server.tensorParallelSize'],
    [{ tensorParallelSize: 2 }, '2 of the 4 GPUs of ml.g6e.12xlarge; choose an instance type with 2, or use Capacity.components for a copy on each 2, or increase server.tensorParallelSize'],
    [{ dataParallelSize: 3 }, '3 of the 4 GPUs of ml.g6e.12xlarge; increase server.dataParallelSize'],
  ])('that a server with %p leaves unused have ways out that exist', (options, text) => {
    const stack = testStack();
    llama(stack, vllm(options));
    expect(warningsOf(stack)).toEqual([`Test/Llama: vLLM uses ${text} [ack: cdk-sagemaker-hosting:unusedGpus]`]);
  });

  test('of 16 whose sizes cannot grow by 1 are used by other sizes', () => {
    const stack = testStack();
    llama(stack, vllm({ tensorParallelSize: 5, pipelineParallelSize: 3 }), { capacity: Capacity.instances(InstanceType.P2_16XLARGE) });
    expect(warningsOf(stack).filter((text) => text.includes('unusedGpus'))).toEqual(['Test/Llama: vLLM uses 15 of the 16 GPUs of ml.p2.16xlarge; choose sizes of the server whose '
      + 'product is 16 [ack: cdk-sagemaker-hosting:unusedGpus]']);
  });

  test('that a copy reserves but its server leaves unused are warned of', () => {
    const compute = (accelerators: number) => ({ minMemory: Size.gibibytes(8), accelerators });
    const [stack, other] = [testStack(), testStack()];
    llama(stack, vllm({ tensorParallelSize: 1 }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE, { compute: compute(2) }) });
    llama(other, vllm({ tensorParallelSize: 2 }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE, { compute: compute(2) }) });

    expect(warningsOf(stack)).toEqual(['Test/Llama: vLLM uses 1 of the 2 GPUs that compute.accelerators of the capacity reserves; reserve 1, or increase '
      + 'server.tensorParallelSize [ack: cdk-sagemaker-hosting:unusedGpus]']);
    expect(warningsOf(other)).toEqual([]);
  });

  test.each<[string, Partial<VllmServerOptions>, number | undefined]>([
    ['a size of server is a token', { pipelineParallelSize: Token.asNumber({ Ref: 'Size' }) }, undefined],
    ['compute.accelerators of the capacity is a token', {}, Token.asNumber({ Ref: 'Size' })],
  ])('are 1 for each layer if %s', (reason, options, accelerators) => {
    const stack = testStack();
    const compute = accelerators === undefined ? undefined : { minMemory: Size.gibibytes(8), accelerators };
    llama(stack, vllm(options), { capacity: Capacity.components(InstanceType.G6E_12XLARGE, { compute }) });

    expect(warningsOf(stack)).toEqual([`Test/Llama: ${reason}, so vLLM uses 1 GPU for each layer; set server.tensorParallelSize [ack: cdk-sagemaker-hosting:unknownGpuCount]`]);
  });

  test('whose number is a token are not checked', () => {
    const stack = testStack();
    const size = new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber;
    llama(stack, vllm({ tensorParallelSize: size }));

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment.SM_VLLM_TENSOR_PARALLEL_SIZE).toEqual({ Ref: 'Size' });
  });
});

describe('prefix-aware routing', () => {
  const routingStrategy = RoutingStrategy.prefixAware({ prefixLength: 2048, concurrencyThreshold: 16 });
  const capacity = Capacity.instances(InstanceType.G6E_12XLARGE, { initialInstanceCount: 2, routingStrategy });
  const warningsWith = (server: ModelServer, on = capacity) => {
    const stack = testStack();
    llama(stack, server, { capacity: on });
    return warningsOf(stack).filter((warning) => /prefix/i.test(warning));
  };
  const STRATEGY = 'Test/Llama: the routing strategy of the capacity sends requests with the same prefix to the same instance, but';
  const REST = 'or use RoutingStrategy.LEAST_OUTSTANDING_REQUESTS [ack: cdk-sagemaker-hosting:prefixRoutingWithoutCache]';

  test.each([
    ['instances', capacity],
    ['components', Capacity.components(InstanceType.G6E_12XLARGE, { maxInstanceCount: 2, copyCount: 2, routingStrategy })],
  ])('without a cache of prefixes is warned of on %s', (_kind, on) => {
    expect(warningsWith(vllm({ prefixCaching: false }), on)).toEqual([`${STRATEGY} vLLM has no cache of prefixes with prefixCaching false; omit it, ${REST}`]);
    expect(warningsWith(ModelServer.tei({ weights: HUB }), on)).toEqual([`${STRATEGY} TEI has no cache of prefixes, ${REST}`]);
  });

  test('with the cache, and the cache without the routing, are not', () => {
    expect(warningsWith(vllm())).toEqual([]);
    expect(warningsWith(vllm({ prefixCaching: true }))).toEqual([]);
    expect(warningsWith(vllm({ prefixCaching: false }), Capacity.instances(InstanceType.G6E_12XLARGE))).toEqual([]);
  });
});

describe('code in the weights is warned of', () => {
  const warningsWith = (server: ModelServer, stack = testStack()) => { llama(stack, server); return warningsOf(stack); };

  test('without a revision', () => {
    expect(warningsWith(vllm({ trustRemoteCode: true }))).toEqual(['Test/Llama: server.trustRemoteCode runs the code on the default branch of the weights, which can '
      + 'change at any time; set the revision of ModelWeights.huggingFace to a commit that you have reviewed [ack: cdk-sagemaker-hosting:remoteCodeWithoutRevision]']);
  });

  test('but not with a revision, and not in Amazon S3', () => {
    const stack = testStack();
    expect(warningsWith(vllm({ trustRemoteCode: true, weights: ModelWeights.huggingFace(MODEL_ID, { revision: '0e9e39f' }) }))).toEqual([]);
    expect(warningsWith(vllm({ trustRemoteCode: true, weights: inS3(stack) }), stack)).toEqual([]);
  });
});

test('values that are tokens are rendered', () => {
  const stack = testStack();
  const name = new CfnParameter(stack, 'Name').valueAsString;
  const tokens = new CfnParameter(stack, 'Tokens', { type: 'Number' }).valueAsNumber;
  llama(stack, vllm({ servedModelName: name, maxModelLength: tokens, speculativeConfig: { model: name, num_speculative_tokens: tokens } }));

  const environment = propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment;
  expect(environment).toMatchObject({ SM_VLLM_SERVED_MODEL_NAME: { Ref: 'Name' }, SM_VLLM_MAX_MODEL_LEN: { Ref: 'Tokens' } });
  expect(environment.SM_VLLM_SPECULATIVE_CONFIG).toEqual({
    'Fn::Join': ['', ['{"model":"', { Ref: 'Name' }, '","num_speculative_tokens":', { Ref: 'Tokens' }, '}']],
  });
});

describe('an endpoint with a language model is refused', () => {
  const define = (props: any, stack = testStack()) => messageOf(() => new LanguageModelEndpoint(stack, 'Llama', props));
  const capacity = Capacity.instances(InstanceType.G6E_12XLARGE);

  test.each([[undefined], [null], [{}], [{ server: null, capacity: null }]])('with the properties %j', (props) => {
    expect(define(props)).toBe('Test/Llama: 2 problems:\n  - server is required; use a method of ModelServer, such as ModelServer.vllm\n'
      + '  - capacity is required; use a method of Capacity, such as Capacity.instances');
  });

  test.each([[undefined], [null], [{}], [{ weights: null }]])('with the options %j of its server', (options: any) => {
    expect(define({ server: ModelServer.vllm(options), capacity }))
      .toBe('Test/Llama: server.weights is required; use ModelWeights.huggingFace or ModelWeights.fromModelData');
  });

  test.each<[string, any, string]>([
    ['a string as the weights', { weights: MODEL_ID }, "server.weights must be the weights of a model, got 'org/llama-8b-instruct'; use ModelWeights.huggingFace or ModelWeights.fromModelData"],
    ['an empty text', { dtype: '' }, 'server.dtype must not be empty; omit it'],
    ['a switch as an argument', { additionalArguments: { 'enforce-eager': true } },
      "server.additionalArguments['enforce-eager'] must be a string, got boolean true; specify the value as text, or 'true' for a switch"],
    ['no value of an argument', { additionalArguments: { 'enforce-eager': null } },
      "server.additionalArguments['enforce-eager'] is required; specify the value as text, or 'true' for a switch"],
    ['a number as a variable', { environment: { LEVEL: 7 } }, "server.environment['LEVEL'] must be a string, got number 7; specify the value as text"],
    ['weights of nothing', { weightsSize: Size.gibibytes(0) }, 'server.weightsSize must be above 0, got 0 gibibytes'],
    ['weights of unknown size', { weightsSize: Size.gibibytes(Token.asNumber({ Ref: 'Size' })) }, 'server.weightsSize must be a size that is known at synthesis, got a token'],
  ])('with %s', (_case, options, message) => {
    expect(define({ server: ModelServer.vllm({ weights: HUB, ...options }), capacity })).toBe(`Test/Llama: ${message}`);
  });

  test.each<[string, any, string]>([
    ['a string as a number', { maxModelLength: '8192' }, "maxModelLength must be a number, got '8192'"],
    ['a number as text', { dtype: 16 }, 'dtype must be a string, got number 16'],
    ['a string as a switch', { prefixCaching: 'false' }, "prefixCaching must be a boolean, got 'false'"],
    ['a string as JSON', { speculativeConfig: '{}' }, "speculativeConfig must be an object, got '{}'; enclose its properties in braces"],
    ['a list as JSON', { speculativeConfig: [] }, 'speculativeConfig must be an object, got a list; enclose its properties in braces'],
    ['a switch instead of a group', { lora: true }, 'lora must be an object, got boolean true; enclose its properties in braces'],
    ['a number as a version', { version: 0.3 }, 'version must be a string, got number 0.3'],
    ['a string as an image', { image: 'vllm' }, "image must be a container image, got 'vllm'; use a method of ContainerImage"],
    ['a list of arguments', { additionalArguments: ['enforce-eager'] }, 'additionalArguments must be an object, got a list; enclose its properties in braces'],
    ['a list of variables', { environment: ['LEVEL'] }, 'environment must be an object, got a list; enclose its properties in braces'],
    ['a number as a size', { weightsSize: 16 }, 'weightsSize must be a size, got number 16; use a method of Size'],
    ['a number as a duration', { statefulSessions: true, sessionsExpiration: 300 },
      'sessionsExpiration must be a duration, got number 300; use a method of Duration'],
  ])('with %s, which is of another kind', (_case, options, message) => {
    expect(messageOf(() => ModelServer.vllm({ weights: HUB, ...options }))).toBe(`ModelServer.vllm: ${message}`);
  });

  test('with a string as the options of its server', () => {
    expect(messageOf(() => ModelServer.vllm('vllm' as any))).toBe("ModelServer.vllm: options must be an object, got 'vllm'; enclose its properties in braces");
  });

  test('with null for all options, they have their defaults', () => {
    const stack = testStack();
    const nothing = Object.fromEntries(['weightsSize', 'version', 'image', 'dtype', 'lora', 'prefixCaching', 'maxModelLength', 'tensorParallelSize', 'toolCallParser',
      'speculativeConfig', 'additionalArguments', 'environment', 'autoToolChoice', 'sessionsExpiration'].map((option) => [option, null]));
    llama(stack, ModelServer.vllm({ weights: HUB, ...nothing }));

    expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment)
      .toEqual({ SM_VLLM_MODEL: MODEL_ID, SM_VLLM_TENSOR_PARALLEL_SIZE: '4', HF_HOME: '/tmp' });
  });

  test('on a serverless capacity', () => {
    expect(define({ server: vllm(), capacity: Capacity.serverless({ memorySize: Size.gibibytes(4), maxConcurrency: 2 }) }))
      .toBe('Test/Llama: vLLM requires GPUs, which a serverless capacity does not have; use Capacity.instances, Capacity.asynchronous or Capacity.components');
  });

  test('with the problems of the server and of the capacity in one message', () => {
    expect(define({ server: vllm({ seed: 0.5 }), capacity: Capacity.instances(undefined as any) })).toBe('Test/Llama: 2 problems:\n'
      + '  - server.seed must be an integer, got 0.5\n  - instanceType of the capacity is required; use a member of InstanceType');
  });
});

test('two language models share a stack, and an endpoint has the options of its parts', () => {
  const stack = testStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  const one = llama(stack, vllm(), { role, vpc, endpointName: 'llama', variantName: 'main' });
  new LanguageModelEndpoint(stack, 'Other', { server: vllm({ image: ContainerImage.fromDlc('vllm', '0.31.0-gpu') }), capacity: Capacity.instances(InstanceType.G6_XLARGE) });

  expect(one.findInstanceProductionVariant('main').variantName).toBe('main');
  expect(one.model.role).toBe(role);
  expect(Object.values(resourcesOf(stack, 'AWS::SageMaker::Endpoint')).map(({ Properties }) => Properties.EndpointName)).toEqual(['llama', undefined]);
});

test('an endpoint from plain JavaScript may have the instance type as a string', () => {
  const stack = testStack();
  llama(stack, vllm(), { capacity: Capacity.instances('ml.g6e.12xlarge' as any) });

  expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.Environment.SM_VLLM_TENSOR_PARALLEL_SIZE).toBe('4');
});

test('a token as plain text does not reach the template by another option without a warning', () => {
  const stack = testStack();
  llama(stack, vllm({ environment: { HF_TOKEN: SecretValue.unsafePlainText('hf_AbC').unsafeUnwrap() } }));

  expect(warningsOf(stack)).toEqual(["Test/Llama/Model: the environment of server contains 'HF_TOKEN' as text, which is visible to all who can read the template; store it "
    + 'in AWS Secrets Manager, and use SecretValue.secretsManager(name).unsafeUnwrap() as the value [ack: cdk-sagemaker-hosting:secretInEnvironment]']);
});

describe('a warning about a part names the property of the endpoint', () => {
  const onComponents = { capacity: Capacity.components(InstanceType.G6E_12XLARGE) };
  const addTo = (stack: Stack, base: InferenceComponent) => base.addAdapter('Legal', { artifact: ModelData.fromBucket(bucketOf(stack), 'legal.tar.gz') });
  const bucketOf = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
  const noAdapters = (server: string, base: string, wayOut: string) => [`Test/${base}/Legal: requests to the adapter fail, because the ${server} container of base component `
    + `'Test/${base}' loads no adapters; set ${wayOut} [ack: cdk-sagemaker-hosting:adaptersNotEnabled]`];
  const adapterWarningsOf = (stack: Stack) => warningsOf(stack).filter((text) => text.includes('adaptersNotEnabled'));

  test('for adapters on a server that does not load them', () => {
    const stack = testStack();
    addTo(stack, llama(stack, vllm(), onComponents).component!);
    expect(adapterWarningsOf(stack)).toEqual(noAdapters('vLLM', 'Llama/Component', 'server.lora, such as to {}'));
  });

  test('but not about adapters on a server that loads them', () => {
    const stack = testStack();
    addTo(stack, llama(stack, vllm({ lora: {} }), onComponents).component!);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('for adapters of a ModelEndpoint', () => {
    const stack = testStack();
    const capacity = Capacity.components(InstanceType.G6E_XLARGE, { compute: { minMemory: Size.gibibytes(8), accelerators: 1 } });
    addTo(stack, new ModelEndpoint(stack, 'Model', { container: { image: ContainerImage.fromFramework(Framework.VLLM) }, capacity }).component!);
    expect(adapterWarningsOf(stack)).toEqual(noAdapters('vLLM', 'Model/Component', "VLLM_ALLOW_RUNTIME_LORA_UPDATING to 'true' and SM_VLLM_ENABLE_LORA to 'true' in the environment of its container"));
  });

  test('but not about another component of the endpoint', () => {
    const stack = testStack();
    const compute = { minMemory: Size.gibibytes(8), accelerators: 1 };
    const specification = InferenceComponentSpecification.fromImage(ContainerImage.fromFramework(Framework.VLLM), { compute });
    addTo(stack, llama(stack, vllm({ lora: {} }), onComponents).addInferenceComponent('Other', { specification }));
    expect(adapterWarningsOf(stack)).toEqual(noAdapters('vLLM', 'Llama/Other', "VLLM_ALLOW_RUNTIME_LORA_UPDATING to 'true' and SM_VLLM_ENABLE_LORA to 'true' in the environment of its specification"));
  });

  test.each([[undefined, ['Test/Llama/EndpointConfig: input of Capacity.asynchronous is omitted, so the roles of the models are not granted permission to read request '
    + 'payloads; set input of Capacity.asynchronous to the bucket and prefix that clients upload payloads to [ack: cdk-sagemaker-hosting:asyncInputUnknown]']], ['in', []]])('for asynchronous requests whose input is %s', (prefix, expected) => {
    const stack = testStack();
    const bucket = bucketOf(stack);
    const input = prefix === undefined ? undefined : { bucket, prefix };
    llama(stack, vllm(), { capacity: Capacity.asynchronous(InstanceType.G6E_12XLARGE, { output: { bucket }, input }) });
    expect(warningsOf(stack)).toEqual(expected);
  });
});

test('an adapter is added to the component, and refused without one', () => {
  const stack = testStack();
  const artifact = ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'legal.tar.gz');
  const endpoint = llama(stack, vllm({ lora: {} }), { capacity: Capacity.components(InstanceType.G6E_12XLARGE) });
  expect(endpoint.addAdapter('Legal', { artifact }).node.path).toBe('Test/Llama/Component/Legal');
  expect(warningsOf(stack)).toEqual([]);
  expect(messageOf(() => llama(testStack(), vllm({ lora: {} })).addAdapter('Legal', { artifact })))
    .toBe('Test/Llama: an adapter requires an inference component, which other capacities do not have; use Capacity.components');
});
