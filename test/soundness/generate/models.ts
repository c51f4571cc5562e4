import * as fc from 'fast-check';
import { aName, boolean, either, gibibytes, listOf, maybe, mebibytes, memberOf, merged, object, oneOf, someGiven, someIn, text, usually, type Arbitrary } from './values';
import { call, get, given, id, make, method, scope, type Step, type Value } from '../app/plan';

export const DIGEST = `sha256:${'0'.repeat(64)}`;

export const bucket = someIn(['given', 'given', 'model'], 'bucket', 'encryptedBucket', 'importedBucket', 'importedEncryptedBucket');
/** What a configuration or an endpoint uses may be beside it. */
export const anyBucket = someIn(['given', 'model', 'endpoint'], 'bucket', 'encryptedBucket', 'importedBucket', 'importedEncryptedBucket');
export const key = someIn(['given', 'model', 'endpoint'], 'key', 'importedKey');
export const role = someIn(['given', 'given', 'model'], 'role', 'importedRole', 'immutableRole');
export const location = object({ bucket: anyBucket }, { prefix: text('in/', 'a/b', 'deep/er/') }, 2);
const variableName = usually(fc.constantFrom('MODE', 'LEVEL', 'SAGEMAKER_PROGRAM', 'A_1'), 30, fc.constantFrom('1A', 'a-b', '', 'A'.repeat(1025), 'é'), 1);
export const environment: Arbitrary = fc.dictionary(variableName, text('x', 'info', ''), { maxKeys: 3 });

const repositoryImage = fc.tuple(someGiven('importedRepository', 'repository'), maybe(text('1.0', 'latest', DIGEST), 2))
  .map(([repository, tag]) => call('sm.ContainerImage.fromEcrRepository', repository, tag));

const frameworkImage = fc.constantFrom<[string, string | undefined, { [key: string]: Value }]>(
  ['PYTORCH', '2.6', { pythonVersion: 'py312' }], ['HUGGINGFACE', '4.49.0', { baseFrameworkVersion: 'pytorch2.6.0', processor: get('sm.Processor.GPU') }],
  ['XGBOOST', undefined, {}], ['DJL_LMI', '0.36.0', { accountId: '763104351884' }], ['SKLEARN', undefined, {}],
).map(([framework, version, options]) => call('sm.ContainerImage.fromFramework', get(`sm.Framework.${framework}`), version, options));

/** An image of each kind. */
export const image: Arbitrary = either(
  repositoryImage,
  text('111122223333.dkr.ecr.us-east-1.amazonaws.com/team/serving:1.4.2', '123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1-cu130').map((uri) => call('sm.ContainerImage.fromUri', uri)),
  oneOf('1.4.2', '1.0-cu130', DIGEST).map((tag) => call('sm.ContainerImage.fromEcrRepositoryArn', 'arn:aws:ecr:us-east-1:111122223333:repository/team/serving', tag)),
  frameworkImage,
  oneOf(undefined, '763104351884').map((account) => call('sm.ContainerImage.fromDlc', 'pytorch-inference', '2.6.0-cpu-py312', account)),
  oneOf({}, { buildArgs: { LEVEL: 'info' } }).map((options) => call('sm.ContainerImage.fromAsset', { $: 'asset', path: 'image' }, options)),
);

const registryImage = maybe(fc.nat({ max: 1 }).map((n) => ({ credentialsProvider: given('function', n) })), 2)
  .map((options) => call('sm.ContainerImage.fromRegistry', 'registry.corp.example/team/model:1.2', options));

const hub = object({}, { acceptEula: boolean, hubContentArn: oneOf(given('hubContentArn')) }, 4);

const packed = object({}, {
  displayName: oneOf('churn'),
  exclude: oneOf(['*.json']),
  ignoreMode: memberOf('cdk.IgnoreMode', 'GIT', 'GLOB', 'DOCKER'),
  followSymlinks: memberOf('cdk.SymlinkFollowMode', 'NEVER', 'EXTERNAL'),
  readers: listOf(someGiven('clientRole', 'role'), 1, 1),
}, 3);

const unpacked = object({ destination: object({ bucket }, { prefix: oneOf('churn/') }, 2) }, {
  exclude: oneOf(['code']),
  ignoreMode: memberOf('cdk.IgnoreMode', 'GLOB', 'GIT'),
  followSymlinks: memberOf('cdk.SymlinkFollowMode', 'EXTERNAL', 'NEVER'),
  memoryLimit: mebibytes(512, 1024),
  ephemeralStorageSize: gibibytes(1, 4),
}, 4);

/** An artifact in an archive. */
export const archive: Arbitrary = either(
  fc.tuple(bucket, text('churn/1/model.tar.gz', 'it\'s/model.tar.gz')).map(([where, path]) => call('sm.ModelData.fromBucket', where, path)),
  text('s3://models/churn/1/model.tar.gz').map((uri) => call('sm.ModelData.fromS3Uri', uri)),
  oneOf({}, { readers: [given('clientRole')] }).map((options) => call('sm.ModelData.fromAsset', { $: 'asset', path: 'model.tar.gz' }, options)),
  packed.map((options) => call('sm.ModelData.fromDirectory', { $: 'asset', path: 'model' }, options)),
);

/** Artifacts that are files. */
export const files: Arbitrary = either(
  fc.tuple(bucket, text('llama/'), maybe(hub, 2)).map(([where, prefix, options]) => call('sm.ModelData.fromBucketPrefix', where, prefix, options)),
  fc.tuple(bucket, hub).map(([where, options]) => call('sm.ModelData.fromBucket', where, 'whisper/model.gguf', { compressed: false, ...options })),
  oneOf(call('sm.ModelData.fromS3Uri', 's3://models/llama/')),
  unpacked.map((options) => call('sm.ModelData.fromUncompressedDirectory', { $: 'asset', path: 'model' }, options)),
);

export const modelData = either(archive, files);

const plain = object({ image }, { modelData, environment, mode: oneOf(call('sm.ContainerMode.singleModel')) }, 3);
const multiModel = fc.tuple(image, bucket, maybe(boolean, 3)).map(([each, where, modelCaching]): Value => ({
  image: each,
  modelData: call('sm.ModelData.fromBucketPrefix', where, 'models/'),
  mode: call('sm.ContainerMode.multiModel', modelCaching === undefined ? undefined : { modelCaching }),
}));
const jumpStart = object({ instanceType: memberOf('sm.InstanceType', 'G5_12XLARGE', 'G5_2XLARGE') }, { environment, containerHostname: oneOf('llama') }, 3)
  .map((options) => method(call('sm.JumpStartModel.of', 'meta-textgeneration-llama-3-1-8b-instruct', { version: '2.2.4', acceptEula: true }), 'container', options));
const packaged = object({ modelPackage: someGiven('modelPackage', 'packageVersion') }, { environment, inferenceSpecificationName: oneOf('int8') }, 4);

export const container: Arbitrary = fc.oneof({ withCrossShrink: true },
  { weight: 8, arbitrary: plain }, { weight: 2, arbitrary: multiModel }, { weight: 1, arbitrary: packaged }, { weight: 1, arbitrary: jumpStart });

const containerNamed = (hostname: string): Arbitrary => either(plain, packaged).map((each) => ({ ...each as object, containerHostname: hostname }));
const HOSTNAMES = ['first', 'second', 'third', ...Array.from({ length: 12 }, (_, index) => `host-${index}`)];

/** Containers in a row, of which each has a name. */
const containers: fc.Arbitrary<{ [key: string]: Value }> = fc.tuple(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(2, 3) }, { weight: 1, arbitrary: fc.integer({ min: 4, max: 15 }) }), maybe(memberOf('sm.InferenceExecutionMode', 'SERIAL', 'DIRECT'), 2))
  .chain(([count, inferenceExecutionMode]) => fc.tuple(...HOSTNAMES.slice(0, count).map(containerNamed))
    .map((all) => ({ containers: all, inferenceExecutionMode })));

const SUBNETS: { readonly [vpc: string]: Value } = {
  vpc: { subnetType: get('cdk.aws_ec2.SubnetType.PRIVATE_WITH_EGRESS') }, isolatedVpc: { subnetType: get('cdk.aws_ec2.SubnetType.PRIVATE_ISOLATED') },
};

const inVpc = fc.tuple(fc.constantFrom('vpc', 'isolatedVpc', 'importedVpc'), maybe(boolean, 3), object({}, { networkInterfacesOfVpcOnly: boolean }, 3), either(object({}, { allowAllOutbound: boolean }, 3), object({ securityGroups: oneOf([given('securityGroup')]) })))
  .map(([kind, withSubnets, roleRestrictions, others]): { [key: string]: Value } => ({
    vpc: given(kind), vpcSubnets: withSubnets ? SUBNETS[kind] : undefined, roleRestrictions, ...others as object,
  }));

/** Where a model runs, and as whom. */
export const network = fc.oneof({ withCrossShrink: true },
  { weight: 5, arbitrary: object({}, {}) },
  { weight: 2, arbitrary: inVpc },
  { weight: 1, arbitrary: object({ networkIsolation: boolean }) },
);
export const identity = object({}, {
  role, roleRestrictions: object({}, { metricNamespaces: oneOf(['churn'], ['churn', '/aws/sagemaker/x']) }, 2),
}, 4);

export const modelProps = fc.tuple(
  usually(container.map((each): { [key: string]: Value } => ({ containers: [each] })), 5, containers, 1),
  network, identity, maybe(aName('churn-model'), 6),
).map(([what, where, who, modelName]): Value => merged(what, where, who, { modelName }));

const registryModel = fc.tuple(registryImage, identity).map(([each, who]): Value => ({ containers: [{ image: each }], vpc: given('vpc'), ...who }));

const aModel = fc.oneof({ withCrossShrink: true }, { weight: 10, arbitrary: modelProps }, { weight: 1, arbitrary: registryModel });

/** The steps that make a model, and its name as a variable. */
export function modelSteps(as: string): fc.Arbitrary<Step[]> {
  return aModel.map((props) => [{ as, do: make('sm.Model', scope('model'), id('Model'), props) }]);
}

const statement = make('cdk.aws_iam.PolicyStatement', { actions: ['translate:TranslateText'], resources: ['*'] });

/** A model has connections in a VPC only, and if its containers have names, all of them do. */
function makesSense(step: Step, model: string): boolean {
  const use = JSON.stringify(step);
  return (!use.includes('connections') || model.includes('"vpc":')) && (!use.includes('addContainer') || model.includes('"first"'));
}

/** A model alone, and what can be done with it. */
export const modelUnit: fc.Arbitrary<Step[]> = fc.tuple(modelSteps('model'), fc.subarray<Step>([
  { do: method({ $: 'var', name: 'model' }, 'addToRolePolicy', statement) },
  { do: method(given('bucket'), 'grantRead', { $: 'var', name: 'model' }) },
  { do: method({ $: 'prop', on: { $: 'var', name: 'model' }, name: 'connections' }, 'allowToAnyIpv4', call('cdk.aws_ec2.Port.tcp', 443)) },
  { do: method({ $: 'var', name: 'model' }, 'addContainer', { image: call('sm.ContainerImage.fromUri', '111122223333.dkr.ecr.us-east-1.amazonaws.com/other:1'), containerHostname: 'other' }) },
  { do: make('cdk.CfnOutput', scope('endpoint'), id('ModelName'), { value: { $: 'prop', on: { $: 'var', name: 'model' }, name: 'modelName' } }) },
])).map(([steps, more]) => [...steps, ...more.filter((step) => makesSense(step, JSON.stringify(steps)))]);

/** Interface endpoints for hosting. */
export const endpointsOfVpc: fc.Arbitrary<Step[]> = object({ vpc: someGiven('vpc', 'isolatedVpc') }, {
  s3: boolean, interfaceServices: listOf(memberOf('cdk.aws_ec2.InterfaceVpcEndpointAwsService', 'ECR', 'STS'), 1, 1), securityGroups: oneOf([given('securityGroup')]), subnets: oneOf({ availabilityZones: undefined, onePerAz: true }),
}, 3).map((props) => [{ do: make('sm.HostingVpcEndpoints', scope('model'), id('HostingEndpoints'), props) }]);
