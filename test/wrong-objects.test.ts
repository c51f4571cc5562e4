import {
  Duration, Size, type Stack, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3,
  aws_sagemaker as sagemaker,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  Capacity, CapacitySize, ContainerImage, DeploymentStrategy, Endpoint, EndpointAlarms, EndpointConfig, EndpointDashboard, Explainer,
  HostingVpcEndpoints, InferenceComponent, InferenceComponentAdapter, InferenceComponentSpecification, InstanceType, LanguageModelEndpoint, Model,
  ModelData, ModelEndpoint, ModelServer, ModelWeights, Pipeline, RecommendedAlarm, RuntimeVpcEndpoint, ScalableCopyCount, ShapBaseline, registry,
  type ContainerImageConfig, type IEndpoint, type IModel, type IModelPackage,
} from '../src';
import { ownTypes, PACKAGE, typeOf, type TypeReference } from './compatibility/assembly';
import { aComponent, aHost, anArchive, aSpecification } from './endpoint/components/hosts';
import { aConfig, aModel, anImage, aVpc } from './helpers/given';
import { like, messageOf } from './helpers/problems';
import { testStack } from './helpers/stack';
import { IMAGE_DIRECTORY } from './model/given';

/*
 * jsii does not check values of interface types, so that Python and JavaScript may pass any object. Each property and each argument of an
 * interface type is given an object of another kind here.
 */

/** An object that is none of those that are expected. */
type Wrong = any;

/** Attempts to use a wrong object, by the member that it is given to. */
const ATTEMPTS: { [member: string]: (stack: Stack, wrong: Wrong) => unknown } = {
  'AsyncInferenceOptions.encryptionKey': (stack, wrong) => aConfig(stack, 'Config', { asyncInference: { output: { bucket: aBucket(stack) }, encryptionKey: wrong } }),
  'AsyncInferenceOptions.errorTopic': (stack, wrong) => aConfig(stack, 'Config', { asyncInference: { output: { bucket: aBucket(stack) }, errorTopic: wrong } }),
  'AsyncInferenceOptions.successTopic': (stack, wrong) => aConfig(stack, 'Config', { asyncInference: { output: { bucket: aBucket(stack) }, successTopic: wrong } }),
  'BucketLocation.bucket': (stack, wrong) => aConfig(stack, 'Config', { dataCapture: { destination: { bucket: wrong } } }),
  'ContainerDefinition.modelPackage': (stack, wrong) => new Model(stack, 'Model', { containers: [{ modelPackage: wrong }] }),
  'ContainerImage.fromEcrRepository.repository': (stack, wrong) => new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepository(wrong) }] }),
  'ContainerImageConfig.repositoryCredentialsProvider': (stack, wrong) =>
    new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: new ImageOf({ imageName: 'image', repositoryCredentialsProvider: wrong }) }] }),
  'CoreDumpOptions.encryptionKey': (stack, wrong) => aConfig(stack, 'Config', {
    instanceProductionVariants: [{ variantName: 'main', model: aModel(stack), coreDump: { destination: { bucket: aBucket(stack) }, encryptionKey: wrong } }],
  }),
  'CustomMetricScalingProps.metric': (stack, wrong) => anEndpoint(stack).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 })
    .scaleToTrackCustomMetric('Metric', { metric: wrong, targetValue: 1 }),
  'DataCaptureOptions.encryptionKey': (stack, wrong) => aConfig(stack, 'Config', { dataCapture: { destination: { bucket: aBucket(stack) }, encryptionKey: wrong } }),
  'DirectoryOptions.readers': (stack, wrong) =>
    new Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData: ModelData.fromDirectory(IMAGE_DIRECTORY, { readers: [wrong] }) }] }),
  'Endpoint.addAutoRollbackAlarms.alarms': (stack, wrong) => anEndpoint(stack).addAutoRollbackAlarms(wrong),
  ...grantsOf('Endpoint', (stack) => anEndpoint(stack)),
  'Endpoint.grantInvokeTargets.grantee': (stack, wrong) => anEndpoint(stack).grantInvokeTargets(wrong, { targetModels: ['*'] }),
  'OnEndpointStateChangeOptions.target': (stack, wrong) => anEndpoint(stack).onStateChange('Changed', { target: wrong }),
  'EndpointAlarmsOptions.actions': (stack, wrong) => anEndpoint(stack).addRecommendedAlarms({ actions: [wrong] }),
  'EndpointAlarmsOptions.criticalActions': (stack, wrong) => anEndpoint(stack).addRecommendedAlarms({ criticalActions: [wrong] }),
  'EndpointAlarmsOptions.okActions': (stack, wrong) => anEndpoint(stack).addRecommendedAlarms({ okActions: [wrong] }),
  'EndpointAlarms.findOfInferenceComponent.inferenceComponent': (stack, wrong) =>
    anEndpoint(stack).addRecommendedAlarms().findOfInferenceComponent(RecommendedAlarm.NO_CAPACITY, wrong),
  'EndpointAlarmsProps.inferenceComponent': (stack, wrong) => new EndpointAlarms(stack, 'Alarms', { endpoint: anEndpoint(stack), inferenceComponent: wrong }),
  'EndpointAlarmsProps.endpoint': (stack, wrong) => new EndpointAlarms(stack, 'Alarms', { endpoint: wrong }),
  'EndpointAttributes.endpointConfig': (stack, wrong) =>
    Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs', endpointConfig: wrong }),
  'EndpointConfigAttributes.role': (stack, wrong) => EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', {
    endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', role: wrong,
  }),
  'EndpointConfigOptions.encryptionKey': (stack, wrong) => aConfig(stack, 'Config', { encryptionKey: wrong }),
  'EndpointConfigProps.role': (stack, wrong) => new EndpointConfig(stack, 'Config', { role: wrong }),
  'EndpointConfigProps.securityGroups': (stack, wrong) => new EndpointConfig(stack, 'Config', { vpc: aVpc(stack), securityGroups: [wrong] }),
  'EndpointConfigProps.vpc': (stack, wrong) => new EndpointConfig(stack, 'Config', { vpc: wrong }),
  'EndpointDashboardProps.endpoint': (stack, wrong) => new EndpointDashboard(stack, 'Dashboard', { endpoint: wrong }),
  'EndpointLogGroupOptions.encryptionKey': (stack, wrong) => anEndpoint(stack).addLogGroup({ encryptionKey: wrong }),
  'EndpointOptions.autoRollbackAlarms': (stack, wrong) => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), autoRollbackAlarms: [wrong] }),
  'EndpointProps.endpointConfig': (stack, wrong) => new Endpoint(stack, 'Endpoint', { endpointConfig: wrong }),
  'EndpointWidgetsOptions.alarms': (stack, wrong) => anEndpoint(stack).dashboardWidgets({ alarms: [wrong] }),
  'HostingVpcEndpointsProps.interfaceServices': (stack, wrong) => new HostingVpcEndpoints(stack, 'Endpoints', { vpc: aVpc(stack), interfaceServices: [wrong] }),
  'HostingVpcEndpointsProps.securityGroups': (stack, wrong) => new HostingVpcEndpoints(stack, 'Endpoints', { vpc: aVpc(stack), securityGroups: [wrong] }),
  'HostingVpcEndpointsProps.vpc': (stack, wrong) => new HostingVpcEndpoints(stack, 'Endpoints', { vpc: wrong }),
  'IEndpointInferenceComponent.grantInvoke.grantee': (stack, wrong) => anEndpoint(stack).inferenceComponent('c').grantInvoke(wrong),
  'IEndpointInferenceComponent.grantInvokeOpenAi.grantee': (stack, wrong) => anEndpoint(stack).inferenceComponent('c').grantInvokeOpenAi(wrong),
  'IEndpointInferenceComponent.grantInvokeWithResponseStream.grantee': (stack, wrong) => anEndpoint(stack).inferenceComponent('c').grantInvokeWithResponseStream(wrong),
  'InferenceComponent.addAutoRollbackAlarms.alarms': (stack, wrong) => aComponent(aHost(stack), 'Component', { deploymentStrategy }).addAutoRollbackAlarms(wrong),
  ...grantsOf('InferenceComponent', (stack) => aComponent(aHost(stack), 'Component')),
  ...grantsOf('InferenceComponentAdapter', (stack) => aComponent(aHost(stack), 'Component').addAdapter('Adapter', { artifact: anArchive(stack) })),
  'InferenceComponentAdapterProps.baseInferenceComponent': (stack, wrong) =>
    new InferenceComponentAdapter(stack, 'Adapter', { baseInferenceComponent: wrong, artifact: anArchive(stack) }),
  'InferenceComponentAttributes.endpoint': (stack, wrong) =>
    InferenceComponent.fromInferenceComponentAttributes(stack, 'Theirs', { inferenceComponentName: 'theirs', endpoint: wrong }),
  'InferenceComponentOptions.autoRollbackAlarms': (stack, wrong) => aComponent(aHost(stack), 'Component', { deploymentStrategy, autoRollbackAlarms: [wrong] }),
  'InferenceComponentProps.endpoint': (stack, wrong) => new InferenceComponent(stack, 'Component', { endpoint: wrong, specification: aSpecification(stack) }),
  'InferenceComponentSpecification.fromModel.model': (stack, wrong) =>
    aComponent(aHost(stack), 'Component', { specification: InferenceComponentSpecification.fromModel(wrong, { compute }) }),
  'InstancePool.model': (stack, wrong) => aConfig(stack, 'Config', {
    instanceProductionVariants: [{ variantName: 'main', model: aModel(stack), instancePools: [{ instanceType: InstanceType.M5_LARGE, priority: 1, model: wrong }] }],
  }),
  'LanguageModelEndpoint.addAutoRollbackAlarms.alarms': (stack, wrong) => aLanguageModel(stack).addAutoRollbackAlarms(wrong),
  ...grantsOf('LanguageModelEndpoint', (stack) => aLanguageModel(stack)),
  'LanguageModelEndpoint.grantInvokeTargets.grantee': (stack, wrong) => aLanguageModel(stack).grantInvokeTargets(wrong, { targetModels: ['*'] }),
  'ModelEndpoint.addAutoRollbackAlarms.alarms': (stack, wrong) => aModelEndpoint(stack).addAutoRollbackAlarms(wrong),
  ...grantsOf('ModelEndpoint', (stack) => aModelEndpoint(stack)),
  'ModelEndpoint.grantInvokeTargets.grantee': (stack, wrong) => aModelEndpoint(stack).grantInvokeTargets(wrong, { targetModels: ['*'] }),
  'ModelEndpointProps.model': (stack, wrong) => new ModelEndpoint(stack, 'Churn', { model: wrong, capacity: Capacity.instances(InstanceType.M5_LARGE) }),
  'ModelAttributes.role': (stack, wrong) => Model.fromModelAttributes(stack, 'Theirs', { modelArn: MODEL_ARN, role: wrong }),
  'ModelAttributes.securityGroups': (stack, wrong) => Model.fromModelAttributes(stack, 'Theirs', { modelArn: MODEL_ARN, securityGroups: [wrong] }),
  'ModelData.fromBucket.bucket': (stack, wrong) => new Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData: ModelData.fromBucket(wrong, 'm.tar.gz') }] }),
  'ModelData.fromBucketPrefix.bucket': (stack, wrong) => new Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData: ModelData.fromBucketPrefix(wrong, 'm/') }] }),
  'ModelOptions.role': (stack, wrong) => aModel(stack, 'Model', { role: wrong }),
  'ModelOptions.securityGroups': (stack, wrong) => aModel(stack, 'Model', { vpc: aVpc(stack), securityGroups: [wrong] }),
  'ModelOptions.vpc': (stack, wrong) => aModel(stack, 'Model', { vpc: wrong }),
  'Pipeline.grantStartPipelineExecution.grantee': (stack, wrong) => (Pipeline.fromPipelineName(stack, 'Pipeline', 'theirs') as Pipeline).grantStartPipelineExecution(wrong),
  'ProductionVariantProps.model': (stack, wrong) => aConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: wrong }] }),
  'RegistryImageOptions.credentialsProvider': (stack, wrong) =>
    new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry('image', { credentialsProvider: wrong }) }] }),
  'RuntimeVpcEndpoint.allowInvoke.endpoint': (stack, wrong) => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: aVpc(stack) }).allowInvoke(wrong),
  'RuntimeVpcEndpointProps.endpoints': (stack, wrong) => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: aVpc(stack), endpoints: [wrong] }),
  'RuntimeVpcEndpointProps.securityGroups': (stack, wrong) => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: aVpc(stack), securityGroups: [wrong] }),
  'RuntimeVpcEndpointProps.vpc': (stack, wrong) => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: wrong }),
  'ScalableCopyCountProps.inferenceComponent': (stack, wrong) =>
    new ScalableCopyCount(stack, 'Copies', { inferenceComponent: wrong, role: iam.Role.fromRoleName(stack, 'Role', 'role'), maxCapacity: 2 }),
  'ScalableCopyCountProps.role': (stack, wrong) =>
    new ScalableCopyCount(stack, 'Copies', { inferenceComponent: anEndpoint(stack).inferenceComponent('c'), role: wrong, maxCapacity: 2 }),
  'ShapBaseline.fromBucket.bucket': (stack, wrong) => aConfig(stack, 'Config', { explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(wrong, 'baseline.csv') }) }),
  ...grantsOf('registry.ModelPackage', (stack) => registry.ModelPackage.fromModelPackageName(stack, 'Package', 'package')),
  ...grantsOf('registry.ModelPackageGroup', (stack) => new registry.ModelPackageGroup(stack, 'Group')),
  'registry.ModelPackage.fromModelPackageVersion.group': (stack, wrong) => registry.ModelPackage.fromModelPackageVersion(stack, 'Version', wrong, 1),
  'registry.ModelPackageAttributes.encryptionKey': (stack, wrong) => registry.ModelPackage.fromModelPackageAttributes(stack, 'Theirs', {
    modelPackageArn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/theirs/1', encryptionKey: wrong,
  }),
  'registry.ModelPackageOptions.encryptionKey': (stack, wrong) => aVersion(stack, { encryptionKey: wrong }),
  'registry.ModelPackageProps.modelPackageGroup': (stack, wrong) => new registry.ModelPackage(stack, 'Version', { modelPackageGroup: wrong }),
  'registry.S3File.bucket': (stack, wrong) => aVersion(stack, { samplePayload: { bucket: wrong, objectKey: 'payload.tar.gz' } }),
  'registry.TransformData.fromManifest.bucket': (stack, wrong) => aValidation(stack, { input: { data: registry.TransformData.fromManifest(wrong, 'manifest') } }),
  'registry.TransformOutput.encryptionKey': (stack, wrong) => aValidation(stack, { output: { location: { bucket: aBucket(stack) }, encryptionKey: wrong } }),
  'registry.TransformResources.volumeEncryptionKey': (stack, wrong) => aValidation(stack, { resources: { instanceType: InstanceType.M5_LARGE, volumeEncryptionKey: wrong } }),
  'registry.ValidationSpecification.validationRole': (stack, wrong) => aValidation(stack, {}, wrong),
};

const compute = { minMemory: Size.gibibytes(1) };
const deploymentStrategy = DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.copies(1), bakeTime: Duration.minutes(1) });

/** Members that only the library itself passes an object to, and one that takes any construct. */
const NOT_ATTEMPTED = ['ContainerImage.bind.model', 'Framework.imageUri.scope', 'ModelData.bind.model'];

const MODEL_ARN = 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs';

class ImageOf extends ContainerImage {
  constructor(private readonly config: ContainerImageConfig) {
    super();
  }

  public bind(): ContainerImageConfig {
    return this.config;
  }
}

function aBucket(scope: Construct): s3.IBucket {
  return (scope.node.tryFindChild('Bucket') as s3.IBucket | undefined) ?? s3.Bucket.fromBucketName(scope, 'Bucket', 'bucket');
}

function anEndpoint(stack: Stack): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
}

function aLanguageModel(stack: Stack): LanguageModelEndpoint {
  const server = ModelServer.vllm({ weights: ModelWeights.huggingFace('org/name') });
  return new LanguageModelEndpoint(stack, 'Llama', { server, capacity: Capacity.instances(InstanceType.G6E_XLARGE) });
}

function aModelEndpoint(stack: Stack): ModelEndpoint {
  return new ModelEndpoint(stack, 'Churn', { container: { image: anImage(stack) }, capacity: Capacity.instances(InstanceType.M5_LARGE) });
}

function aVersion(stack: Stack, props: Partial<registry.ModelPackageOptions>): registry.ModelPackage {
  return new registry.ModelPackageGroup(stack, 'Group').addModelPackage('Version', props);
}

function aValidation(stack: Stack, job: Partial<registry.TransformJobDefinition>, validationRole?: Wrong): registry.ModelPackage {
  return aVersion(stack, {
    validationSpecification: {
      validationRole,
      profile: {
        profileName: 'profile',
        transformJobDefinition: {
          input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack) }) },
          output: { location: { bucket: aBucket(stack) } },
          resources: { instanceType: InstanceType.M5_LARGE },
          ...job,
        },
      },
    },
  });
}

/** The methods of a type whose first argument is a grantee. */
function grantsOf(type: string, make: (stack: Stack) => object): typeof ATTEMPTS {
  const methods = (typeOf(`${PACKAGE}.${type}`)!.methods ?? []).filter(({ name, parameters }) => name.startsWith('grant') && parameters?.[0]?.name === 'grantee');
  return Object.fromEntries(methods.map(({ name }) => [`${type}.${name}.grantee`, (stack: Stack, wrong: Wrong) => (make(stack) as any)[name](wrong, 'sagemaker:Describe*')]));
}

/** The members of the public API that take an object of an interface, in structs and in methods. Interfaces repeat those of the classes. */
function membersOfInterfaceTypes(): string[] {
  const isInterface = (fqn: string) => {
    const own = fqn.startsWith(`${PACKAGE}.`) ? typeOf(fqn) : undefined;
    return own ? own.kind === 'interface' && !own.datatype : /\.I[A-Z]\w+$/.test(fqn);
  };
  const mentioned = ({ fqn, collection, union }: TypeReference): string[] =>
    fqn ? [fqn] : collection ? mentioned(collection.elementtype) : (union?.types ?? []).flatMap(mentioned);
  const takes = ({ type }: { readonly type: TypeReference }) => mentioned(type).some(isInterface);
  return ownTypes().flatMap(({ fqn, kind, datatype, properties = [], methods = [] }) => {
    const name = fqn.replace(`${PACKAGE}.`, '');
    return [
      ...datatype ? properties.filter(takes).map((property) => `${name}.${property.name}`) : [],
      ...kind === 'class' || name === 'IEndpointInferenceComponent'
        ? methods.flatMap((method) => (method.parameters ?? []).filter(takes).map((parameter) => `${name}.${method.name}.${parameter.name}`))
        : [],
    ];
  });
}

test('each member of an interface type is given a wrong object', () => {
  const members = membersOfInterfaceTypes();
  expect(members.length).toBeGreaterThan(60);
  expect(members.filter((member) => !(member in ATTEMPTS) && !NOT_ATTEMPTED.includes(member))).toEqual([]);
});

const WRONG: [string, (stack: Stack) => Wrong][] = [
  ['a construct of another kind', (stack) => new ec2.CfnEIP(stack, 'Wrong')],
  ['an empty object', () => ({})],
  ['a string', () => 'arn:aws:iam::123456789012:role/role'],
  ['a number', () => 3],
  ['a function', () => () => undefined],
];

describe.each(Object.entries(ATTEMPTS))('%s', (member, attempt) => {
  const name = member.split('.').at(-1);

  test.each(WRONG)('refuses %s by its name, and says what to use', (_what, make) => {
    const stack = testStack();

    expect(messageOf(() => attempt(stack, make(stack)))).toMatch(new RegExp(`\\b${name}\\b.* must be (a|an) .*(; (use|specify|pass) |$)`, 'm'));
  });
});

describe('the message', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    [
      'names the L1 construct of a model',
      (stack) => aConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: new sagemaker.CfnModel(stack, 'Raw', {}) as Wrong }] }),
      "Test/Config: variant 'main': model must be a model, got CfnModel 'Test/Raw'; use Model, or Model.fromModelName",
    ],
    [
      'names the model of a serverless variant',
      (stack) => new EndpointConfig(stack, 'Config', { serverlessProductionVariant: { variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024, model: aBucket(stack) as Wrong } }),
      "Test/Config: variant 'less': model must be a model, got BucketBase 'Test/Bucket'; use Model, or Model.fromModelName",
    ],
    [
      'names the L1 construct of a configuration',
      (stack) => new Endpoint(stack, 'Endpoint', { endpointConfig: new sagemaker.CfnEndpointConfig(stack, 'Raw', { productionVariants: [] }) as Wrong }),
      "Test/Endpoint: endpointConfig must be an endpoint configuration, got CfnEndpointConfig 'Test/Raw'; use EndpointConfig, or EndpointConfig.fromEndpointConfigName",
    ],
    [
      'names each of a list',
      (stack) => aModel(stack, 'Model', { vpc: aVpc(stack), securityGroups: ['sg-1', undefined] as Wrong }),
      'Test/Model: 2 problems:\n'
        + "  - securityGroups[0] must be a security group, got 'sg-1'; use ec2.SecurityGroup, or ec2.SecurityGroup.fromSecurityGroupId\n"
        + '  - securityGroups[1] is required; use ec2.SecurityGroup, or ec2.SecurityGroup.fromSecurityGroupId',
    ],
    [
      'says that a list is expected',
      (stack) => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: aVpc(stack), endpoints: anEndpoint(stack) as Wrong }),
      "Test/Runtime: endpoints must be a list, got Resource 'Test/Endpoint'; enclose it in brackets",
    ],
  ])('%s', (_what, attempt, message) => {
    const stack = testStack();

    expect(messageOf(() => attempt(stack))).toBe(message);
  });

  test('lists all problems of a call', () => {
    const stack = testStack();

    expect(messageOf(() => aModel(stack, 'Model', { modelName: 'no blanks', role: aBucket(stack) as Wrong, vpc: {} as Wrong })))
      .toEqual(like("Test/Model: 3 problems:\n  - modelName ...\n  - role must be an IAM role, got BucketBase 'Test/Bucket'; use ...\n  - vpc must be a VPC, got an object; use ..."));
  });
});

describe('an object that has what is needed is accepted, whoever made it', () => {
  test('a model, a package and an endpoint of the user', () => {
    const stack = testStack();
    const env = { account: '123456789012', region: 'us-east-1' };
    const model = Object.create({ get modelName() { return 'mine'; }, get modelArn() { throw new Error('not read'); }, env, node: stack.node }) as IModel;
    const modelPackage = { modelPackageArn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/mine/1', env, grantAccess: () => iam.Grant.drop(stack.node.root as any, '') } as any as IModelPackage;
    const endpoint = { endpointName: 'mine', endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine', env } as IEndpoint;

    expect(() => aConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main', model }] })).not.toThrow();
    expect(() => new Model(stack, 'Model', { containers: [{ modelPackage }] })).not.toThrow();
    expect(() => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: aVpc(stack), endpoints: [endpoint] })).not.toThrow();
  });

  test('an alias of a key whose attributes throw, an L1 key, and a lazy role', () => {
    const stack = testStack();
    const alias = kms.Alias.fromAliasName(stack, 'Alias', 'alias/theirs');

    expect(() => aConfig(stack, 'One', { encryptionKey: alias, dataCapture: { destination: { bucket: aBucket(stack) }, encryptionKey: alias } })).not.toThrow();
    expect(() => aConfig(stack, 'Two', { encryptionKey: new kms.CfnKey(stack, 'Key') })).not.toThrow();
    expect(() => aModel(stack, 'Lazy', { role: new iam.LazyRole(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }) })).not.toThrow();
  });

  test('a model without connections, an imported VPC, and an alarm that is imported', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Theirs', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['s-1', 's-2'] });

    expect(() => aModel(stack, 'Model', { vpc, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')] })).not.toThrow();
    expect(() => anEndpoint(stack).addAutoRollbackAlarms(cloudwatch.Alarm.fromAlarmName(stack, 'Alarm', 'theirs'))).not.toThrow();
  });
});

describe('a grantee whose principal is none', () => {
  const grantees = Object.entries(ATTEMPTS).filter(([member]) => /\.(grantee|readers)$/.test(member));

  test('is refused with the name of its member', () => {
    const grantTo = (grantPrincipal: Wrong) => () => anEndpoint(testStack()).grantInvoke({ grantPrincipal });
    expect(messageOf(grantTo('arn:aws:iam::111122223333:role/role'))).toBe('Test/Endpoint: grantee.grantPrincipal must be a principal, '
      + "got 'arn:aws:iam::111122223333:role/role'; specify for example a role or a Lambda function");
    expect(messageOf(grantTo(undefined))).toBe('Test/Endpoint: grantee.grantPrincipal is required; specify for example a role or a Lambda function');
  });

  test.each(grantees)('is refused by %s', (_member, attempt) => {
    expect(messageOf(() => attempt(testStack(), { grantPrincipal: 3 }))).toEqual(like('...grantPrincipal must be a principal, got number 3; ...'));
  });

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['a principal that no policy can be added to', (stack) => new iam.UnknownPrincipal({ resource: stack })],
    ['an ARN', () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/role')],
    ['a role that is created late', (stack) => new iam.LazyRole(stack, 'Late', { assumedBy: new iam.AccountRootPrincipal() })],
    ['a model', aModel],
    ['a function of another app', (stack) => lambda.Function.fromFunctionArn(stack, 'Theirs', 'arn:aws:lambda:us-east-1:111122223333:function:theirs')],
  ])('but %s is one', (_what, grantee) => {
    const stack = testStack();
    expect(() => Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs').grantInvoke(grantee(stack))).not.toThrow();
  });
});
