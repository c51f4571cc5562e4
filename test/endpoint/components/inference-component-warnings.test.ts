import { CfnParameter, Duration, type Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { COMPUTE, aComponent, anArchive, hosting, running, theirBucket, warned, warnedFor, warning } from './given';
import {
  CapacitySize, DeploymentStrategy, Endpoint, EndpointConfig, InferenceComponent, InferenceComponentSpecification, InstanceType, ModelData,
  type EndpointAttributes, type InferenceComponentOptions,
} from '../../../src';
import { like, messageOf } from '../../helpers/problems';
import { resourcesOf, testStack, warningsOf } from '../../helpers/stack';
import { UserImage } from '../../model/given';
import { aNumber, otherAlarm, theirAlarm } from '../deployment/given';

const ours = (warnings: string[]) => warnings.filter((text) => text.includes('cdk-sagemaker-hosting:') && !text.includes('missingVpcEndpoints'));

test('an ordinary component and its adapter are not warned of', () => {
  const stack = testStack();
  hosting(stack, { managedInstanceScaling: { minInstanceCount: 0, maxInstanceCount: 2 } });
  const component = aComponent(stack, { specification: running(stack, { modelData: anArchive(stack) }) });
  component.addAdapter('Legal', { artifact: anArchive(stack, 'legal.tar.gz') });
  component.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 2 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });

  expect(warningsOf(stack)).toEqual([]);
});

describe('a fixed name', () => {
  const text = (place: string) => `inferenceComponentName is fixed, so the component cannot move to ${place}, because CloudFormation creates a new component with the same name before it `
    + 'deletes the old one; omit inferenceComponentName, or acknowledge the warning if a deployed component has this name';

  test('is warned of', () => {
    expect(warned(() => ({ inferenceComponentName: 'llama' }))).toEqual([warning('fixedInferenceComponentName', text('another endpoint or variant'))]);
  });

  test('is warned of for an adapter', () => {
    expect(warned(() => ({}), (component, stack) => component.addAdapter('Legal', { artifact: anArchive(stack), inferenceComponentName: 'legal' })))
      .toEqual([warning('fixedInferenceComponentName', text('another endpoint or base component'), 'Endpoint/Llama/Legal')]);
  });
});

describe('no copies', () => {
  const NO_COPIES = warning('noCopies', 'copyCount is 0, but SageMaker does not create a component without copies; create it with at least 1 copy and then set 0, or use '
    + 'autoScaleCopyCount with minCapacity 0');

  test('are warned of', () => {
    expect(warned(() => ({ copyCount: 0 }))).toEqual([NO_COPIES]);
  });

  test.each<[string, (stack: Stack) => number | undefined]>([
    ['one', () => 1], ['the default', () => undefined], ['a token', (stack) => aNumber(stack)],
  ])('are not, if there are %s', (_what, count) => {
    expect(warned((stack) => ({ copyCount: count(stack) }))).toEqual([]);
  });
});

describe('a number of copies outside of what it is scaled between', () => {
  const scaled = (copyCount: (stack: Stack) => number | undefined, limits: (stack: Stack) => { minCapacity?: number; maxCapacity: number }) =>
    warned((stack) => ({ copyCount: copyCount(stack) }), (component, stack) => component.autoScaleCopyCount(limits(stack))
      .scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 }));

  test.each([[1, 2, 4], [5, 2, 4]])('is warned of: %d', (count, minCapacity, maxCapacity) => {
    expect(scaled(() => count, () => ({ minCapacity, maxCapacity }))).toEqual([warning('copyCountOutsideOfScaling', `copyCount ${count} is outside the limits of autoScaleCopyCount, `
      + 'which changes it; omit copyCount, or choose a value within the limits')]);
  });

  test.each([[2, 2, 4], [4, 2, 4]])('is not, at a limit: %d', (count, minCapacity, maxCapacity) => {
    expect(scaled(() => count, () => ({ minCapacity, maxCapacity }))).toEqual([]);
  });

  test('is not, if it is omitted, a token, or compared with one', () => {
    expect(scaled(() => undefined, () => ({ minCapacity: 3, maxCapacity: 4 }))).toEqual([]);
    expect(scaled((stack) => aNumber(stack), () => ({ minCapacity: 3, maxCapacity: 4 }))).toEqual([]);
    expect(scaled(() => 9, (stack) => ({ minCapacity: 1, maxCapacity: aNumber(stack) }))).toEqual([]);
  });
});

/** An endpoint whose configuration is defined elsewhere. */
function theirs(
  stack: Stack, variants: Partial<Parameters<typeof EndpointConfig.fromEndpointConfigAttributes>[2]> = {},
): ReturnType<typeof Endpoint.fromEndpointAttributes> {
  const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
    endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'main' }], ...variants,
  });
  const attrs: EndpointAttributes = { endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs', endpointConfig };
  return Endpoint.fromEndpointAttributes(stack, 'Theirs', attrs);
}

/** What is warned of a component with an image that requires no permission. */
function onTheirs(variants: Parameters<typeof theirs>[1], options: Partial<InferenceComponentOptions> = {}): string[] {
  const stack = testStack();
  const specification = InferenceComponentSpecification.fromImage(new UserImage(), { compute: COMPUTE });
  new InferenceComponent(stack, 'Llama', { endpoint: theirs(stack, variants), specification, ...options });
  return warningsOf(stack);
}

describe('another kind of endpoint', () => {
  test('is warned of once by the configuration, where that is of this app', () => {
    const stack = testStack();
    const bucket = theirBucket(stack);
    hosting(stack, {}, { asyncInference: { output: { bucket }, input: { bucket } } });
    aComponent(stack);
    expect(warningsOf(stack)).toEqual([like(warning('asyncComponents', '...', 'Config'))]);
  });

  test('is warned of once where data is captured', () => {
    const stack = testStack();
    hosting(stack, {}, { dataCapture: { destination: { bucket: theirBucket(stack) }, samplingPercentage: 1 } });
    aComponent(stack);
    expect(warningsOf(stack)).toEqual([like(warning('observedComponents', '...', 'Config'))]);
  });

  test('is warned of where an imported one is asynchronous', () => {
    expect(onTheirs({ asyncInference: true })).toEqual([warning('asyncComponents', 'asynchronous requests cannot specify an inference component; use an endpoint without '
      + 'asyncInference', 'Llama')]);
    expect(onTheirs({ asyncInference: false })).toEqual([]);
  });

  test('is warned of where the variant of an imported one is serverless', () => {
    const serverlessProductionVariant = { variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 };
    expect(onTheirs({ instanceProductionVariants: undefined, serverlessProductionVariant }, { variantName: 'less' })).toEqual([
      warning('serverlessComponents', "AWS does not document inference components on serverless variant 'less'; use an instance variant without a model", 'Llama'),
    ]);
    expect(onTheirs({}, { variantName: 'main' })).toEqual([]);
  });
});

describe('a role that is not known', () => {
  const text = (actions: string, path: string) => [warning('componentOfUnknownRole', 'the role of the endpoint configuration is not known, so it cannot be granted '
    + `${actions}; import the configuration with its role, or grant the permissions where the role is defined`, path)];
  const PULL = 'ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetAuthorizationToken, ecr:GetDownloadUrlForLayer';

  test('is warned of once for an image and artifacts', () => {
    const stack = testStack();
    new InferenceComponent(stack, 'Llama', { endpoint: theirs(stack), specification: running(stack, { modelData: anArchive(stack) }) });
    expect(warningsOf(stack)).toEqual(text(`${PULL}, s3:GetObject`, 'Llama'));
  });

  test('is warned of for an adapter, and for an endpoint without a configuration', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointName(stack, 'Theirs', 'theirs');
    const base = InferenceComponent.fromInferenceComponentAttributes(stack, 'Base', { inferenceComponentName: 'base', endpoint });
    base.addAdapter('Legal', { artifact: anArchive(stack) });
    expect(warningsOf(stack)).toEqual(text('s3:GetObject', 'Base/Legal'));
  });

  test('is warned of where a user-defined class adds a statement', () => {
    const stack = testStack();
    class Greedy extends UserImage {
      public bind(scope: any, model: any) {
        model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
        return super.bind(scope, model);
      }
    }
    new InferenceComponent(stack, 'Llama', { endpoint: theirs(stack), specification: InferenceComponentSpecification.fromImage(new Greedy(), { compute: COMPUTE }) });
    expect(warningsOf(stack)).toEqual(text('s3:ListAllMyBuckets', 'Llama'));
  });

  test('is warned of for a bucket and a key of the app, whose policies stay as they are', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    const specification = InferenceComponentSpecification.fromImage(new UserImage(), { compute: COMPUTE, modelData: ModelData.fromBucket(bucket, 'llama.tar.gz') });
    new InferenceComponent(stack, 'Llama', { endpoint: theirs(stack), specification });
    expect(warningsOf(stack)).toEqual(text('kms:Decrypt, s3:GetObject', 'Llama'));
    expect(resourcesOf(stack, 'AWS::S3::BucketPolicy')).toEqual({});
  });

  test('cannot be allowed by a resource of another account', () => {
    const stack = testStack();
    const bucket = s3.Bucket.fromBucketAttributes(stack, 'Foreign', { bucketName: 'foreign', account: '999999999999' });
    expect(messageOf(() => new InferenceComponent(stack, 'Llama', { endpoint: theirs(stack), specification: running(stack, { modelData: ModelData.fromBucket(bucket, 'a.tar.gz') }) })))
      .toBe('Test/Llama: the role of the endpoint configuration is not known, so a resource of another account cannot allow it in its policy; use an image and artifacts of this '
        + 'account, or define the endpoint configuration in this app');
  });

  test('is not, where nothing needs a permission', () => {
    expect(onTheirs({})).toEqual([]);
  });

  test('is warned of where alarms roll an update back', () => {
    const deploymentStrategy = DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.copies(1), bakeTime: Duration.minutes(5) });
    const stack = testStack();
    new InferenceComponent(stack, 'Llama', {
      endpoint: theirs(stack),
      specification: InferenceComponentSpecification.fromImage(new UserImage(), { compute: COMPUTE }),
      copyCount: 2,
      deploymentStrategy,
      autoRollbackAlarms: [theirAlarm(stack)],
    });
    expect(warningsOf(stack)).toEqual([warning('rollbackOfUnknownRole', 'the role of the endpoint configuration is not known, so it cannot be granted cloudwatch:DescribeAlarms on the '
      + 'alarms that roll an update back; import the configuration with its role, or grant the permission where the role is defined', 'Llama')]);
  });
});

describe('a role that is known, although the configuration is imported', () => {
  const withRole = (stack: Stack) => theirs(stack, { role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/hosting') });

  test('is granted what components and adapters read, and the alarms, without a warning', () => {
    const stack = testStack();
    const component = new InferenceComponent(stack, 'Llama', {
      endpoint: withRole(stack),
      specification: running(stack, { modelData: anArchive(stack) }),
      copyCount: 2,
      autoRollbackAlarms: [theirAlarm(stack)],
      deploymentStrategy: DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.copies(1), bakeTime: Duration.minutes(5) }),
    });
    component.addAdapter('Legal', { artifact: anArchive(stack, 'legal.tar.gz') });
    expect(warningsOf(stack)).toEqual([]);
    const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy'));
    expect(new Set(policies.flatMap(({ Properties: { Roles } }) => Roles))).toEqual(new Set(['hosting']));
    const text = JSON.stringify(policies);
    ['ecr:BatchGetImage', 's3:::models/llama/model.tar.gz', 's3:::models/legal.tar.gz', 'cloudwatch:DescribeAlarms'].forEach((part) => expect(text).toContain(part));
    Object.values(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent')).forEach(({ DependsOn }) => expect(JSON.stringify(DependsOn)).toContain('Policy'));
  });

  test('may be one of this app, which can also invoke the endpoint', () => {
    const stack = testStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    const component = new InferenceComponent(stack, 'Llama', { endpoint: theirs(stack, { role }), specification: running(stack, { modelData: anArchive(stack) }) });
    component.grantInvoke(role);
    expect(warningsOf(stack)).toEqual([]);
    expect(JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy'))).toContain('s3:::models/llama/model.tar.gz');
  });

  test('must be a role', () => {
    const stack = testStack();
    expect(messageOf(() => theirs(stack, { role: theirBucket(stack) as any }))).toBe("Test: role must be an IAM role, got BucketBase 'Test/Bucket'; use iam.Role, or iam.Role.fromRoleArn");
  });
});

describe('a batch in copies', () => {
  const sized = (
    amount: (stack: Stack) => number, copyCount: (stack: Stack) => number | undefined, use?: (component: InferenceComponent) => void,
  ) => warned((stack) => ({
    copyCount: copyCount(stack),
    deploymentStrategy: DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.copies(amount(stack)), bakeTime: Duration.minutes(5) }),
  }), use);
  const SIZE = (batch: string, count: number) => warning('deploymentSize', `deploymentStrategy updates ${batch} at a time, more than half of the ${count} of the component; reduce the `
    + 'size, use CapacitySize.percent, or increase copyCount');

  test.each<[number, string, number | undefined, number]>([[3, '3 copies', 5, 5], [2, '2 copies', 3, 3], [1, '1 copy', undefined, 1]])(
    'is warned of if it is more than half of the copies: %d', (amount, batch, copyCount, count) => {
      expect(sized(() => amount, () => copyCount)).toEqual([SIZE(batch, count)]);
    },
  );

  test.each([[1, 2], [2, 4], [2, 5]])('is not if it is half of them, or less: %d of %d', (amount, copyCount) => {
    expect(sized(() => amount, () => copyCount)).toEqual([]);
  });

  test('is not where a number is a token, or where the number of copies is scaled', () => {
    expect(sized(aNumber, () => 2)).toEqual([]);
    expect(sized(() => 9, aNumber)).toEqual([]);
    expect(sized(() => 2, () => 2, (component) => component.autoScaleCopyCount({ maxCapacity: 9 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 }))).toEqual([]);
  });
});

describe('the times of an update', () => {
  const rolling = (bakeTime: Duration) => DeploymentStrategy.rolling({
    maximumBatchSize: CapacitySize.percent(5), bakeTime, maximumExecutionTimeout: Duration.seconds(1200),
  });

  test('are warned of where alarms are too slow, and where they exceed the timeout', () => {
    expect(warned((stack) => ({ deploymentStrategy: rolling(Duration.minutes(1)), autoRollbackAlarms: [otherAlarm(stack)] }))).toEqual([
      like(warning('bakeTimeTooShort', "alarms cannot roll ... 60 seconds: 'Test/Other' (300 seconds)...")),
      like(warning('deploymentTimeout', 'maximumExecutionTimeout is 1200 seconds, but 20 times bakeTime is 1200 seconds...')),
    ]);
  });

  test('are not, where they suffice', () => {
    expect(warned((stack) => ({ deploymentStrategy: rolling(Duration.seconds(59)), autoRollbackAlarms: [theirAlarm(stack)] }))).toEqual([]);
  });
});

describe('environment variables', () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, 'x']));

  test('above 16 are warned of', () => {
    expect(warnedFor(() => ({ environment: many(17) }))).toEqual([warning('manyComponentVariables', 'specification.environment has 17 variables, but AWS documents at most 16 for an '
      + 'inference component; reduce the number of variables')]);
    expect(warnedFor(() => ({ environment: many(16) }))).toEqual([]);
  });

  test('with a secret are warned of', () => {
    expect(warnedFor(() => ({ environment: { HF_TOKEN: 'hf_abc' } }))).toEqual([like(warning('secretInEnvironment', "specification.environment contains 'HF_TOKEN' as text..."))]);
  });

  test('with a URI that the role of the configuration cannot read are warned of, until that is granted', () => {
    const environment = { SM_VLLM_MODEL: 's3://models/llama/' };
    expect(warnedFor(() => ({ environment }))).toEqual([warning('s3UriInEnvironment', "specification.environment has Amazon S3 URIs in 'SM_VLLM_MODEL', but the role of the endpoint "
      + "configuration has no permission to read them; grant it with bucket.grantRead(config.role, 'prefix/*'), or use modelData")]);
    const stack = testStack();
    hosting(stack);
    theirBucket(stack).grantRead((stack.node.findChild('Config') as EndpointConfig).role!, 'llama/*');
    aComponent(stack, { specification: running(stack, { environment }) });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('with a model of the hub are warned of without network', () => {
    const stack = testStack();
    hosting(stack, {}, { networkIsolation: true });
    aComponent(stack, { specification: running(stack, { environment: { HF_MODEL_ID: 'org/llama' } }) });
    expect(warningsOf(stack)).toEqual([warning('hubModelWithoutNetwork', "specification.environment has HF_MODEL_ID 'org/llama', which the container downloads from the Hugging Face Hub, "
      + 'but the endpoint configuration has networkIsolation; store the model in a bucket and use modelData, or allow access to the hub')]);
    expect(warnedFor(() => ({ environment: { HF_MODEL_ID: 'org/llama' } }))).toEqual([]);
  });

  test('with a model of the hub are warned of in subnets without a route to the internet', () => {
    const stack = testStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    hosting(stack, {}, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    aComponent(stack, { specification: running(stack, { environment: { HF_MODEL_ID: 'org/llama' } }) });
    expect(ours(warningsOf(stack))).toEqual([like(warning('hubModelWithoutNetwork', '...the endpoint configuration has subnets without a route to the internet...'))]);
  });
});

describe('artifacts', () => {
  test('without the extension of an archive are warned of', () => {
    expect(warnedFor((stack) => ({ modelData: anArchive(stack, 'llama/weights.bin') }))).toEqual([warning('modelDataNotArchive', 'specification.modelData is expected to be a '
      + "gzip-compressed tar archive, but its name does not end with '.tar.gz'; specify an archive")]);
  });

  test('of an adapter are warned of, too', () => {
    expect(warned(() => ({}), (component, stack) => component.addAdapter('Legal', { artifact: anArchive(stack, 'legal/') })))
      .toEqual([like(warning('modelDataNotArchive', 'artifact is expected ...', 'Endpoint/Llama/Legal'))]);
  });

  const gated = (stack: Stack) => ModelData.fromBucket(s3.Bucket.fromBucketName(stack, 'Gated', 'jumpstart-private-cache-prod-us-east-1'), 'llama/model.tar.gz');
  const eula = (name: string, remedy: string, path?: string) => [warning('eulaNotAccepted', `${name} is in a bucket of models with an end-user license agreement, which an inference `
    + `component cannot accept; read it, and ${remedy}`, path)];

  test('with a license agreement are warned of', () => {
    expect(warnedFor((stack) => ({ modelData: gated(stack) })))
      .toEqual(eula('specification.modelData', 'use InferenceComponentSpecification.fromModel with a model whose modelData has acceptEula'));
    expect(warned(() => ({}), (component, stack) => component.addAdapter('Legal', { artifact: gated(stack) })))
      .toEqual(eula('artifact', 'copy the artifact to a bucket of your own', 'Endpoint/Llama/Legal'));
  });
});

describe('metrics of the container', () => {
  const observed = (detailedObservability: boolean | undefined, metricsEndpoint: {} | undefined = {}) => {
    const stack = testStack();
    hosting(stack, {}, { metrics: { detailedObservability } });
    aComponent(stack, { specification: running(stack, { metricsEndpoint }) });
    return warningsOf(stack);
  };

  test('are warned of without detailed observability', () => {
    expect(observed(false)).toEqual([warning('metricsWithoutObservability', 'specification.metricsEndpoint requires detailed observability, but metrics.detailedObservability of the '
      + 'endpoint configuration is false; omit one of them')]);
  });

  test('are not with it, nor if there are none', () => {
    expect(observed(true)).toEqual([]);
    expect(observed(undefined)).toEqual([]);
    expect(observed(false, null as any)).toEqual([]);
  });
});

describe('a specification of instances', () => {
  const POOLS = { instancePools: [{ instanceType: InstanceType.G5_XLARGE, priority: 1 }, { instanceType: InstanceType.G6_XLARGE, priority: 2 }] };
  const on = (variant: Parameters<typeof hosting>[1], ...types: string[]) => {
    const stack = testStack();
    hosting(stack, variant);
    aComponent(stack, { specifications: types.map((type) => ({ instanceType: InstanceType.of(type), specification: running(stack) })) });
    return warningsOf(stack);
  };
  const other = (index: number, type: string, have: string) => warning('specificationOfOtherInstances', `specifications[${index}].instanceType ${type} is not an instance type of variant `
    + `'main', which has ${have}; use one of these, or add a pool`);

  test('is warned of that the variant does not have', () => {
    expect(on(POOLS, 'ml.g5.xlarge', 'ml.g6.2xlarge')).toEqual([other(1, 'ml.g6.2xlarge', 'ml.g5.xlarge, ml.g6.xlarge')]);
    expect(on({}, 'ml.g5.2xlarge', 'ml.g5.xlarge')).toEqual([other(0, 'ml.g5.2xlarge', 'ml.g5.xlarge')]);
  });

  test('is not that it has, or that is a token', () => {
    expect(on(POOLS, 'ml.g5.xlarge', 'ml.g6.xlarge')).toEqual([]);
    const stack = testStack();
    hosting(stack, POOLS);
    aComponent(stack, {
      specifications: [InstanceType.of(new CfnParameter(stack, 'Type').valueAsString), InstanceType.G5_XLARGE].map((instanceType) => ({ instanceType, specification: running(stack) })),
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not where the variant is not known', () => {
    const stack = testStack();
    new InferenceComponent(stack, 'Llama', {
      endpoint: theirs(stack),
      specifications: [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE].map((instanceType) => (
        { instanceType, specification: InferenceComponentSpecification.fromImage(new UserImage(), { compute: COMPUTE }) })),
    });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of an unknown type is warned of', () => {
    expect(on({}, 'ml.g5.xlarge', 'ml.g99.xlarge')).toEqual([
      warning('unknownInstanceType', 'specifications[1].instanceType ml.g99.xlarge is not in the list of instance types of this version of cdk-sagemaker-hosting; check its spelling'),
      other(1, 'ml.g99.xlarge', 'ml.g5.xlarge'),
    ]);
  });
});
