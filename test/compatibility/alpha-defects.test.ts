import { CfnParameter, aws_ecr as ecr, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { EndpointConfig, Endpoint, AcceleratorType, ContainerImage, InstanceType, Model, type RepositoryAccessMode } from '../../src';
import { aConfig, aModel, anImage, aVpc } from '../helpers/given';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

/*
 * What is wrong in @aws-cdk/aws-sagemaker-alpha 2.275, one test each. Each test has been seen to fail with the alpha in place of this
 * package; the comment says what the alpha does.
 */

const CONFIG = 'AWS::SageMaker::EndpointConfig';
const MODEL = 'AWS::SageMaker::Model';
const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function serverlessConfig(stack: Stack, props: object = {}): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 5, memorySizeInMB: 2048, ...props },
  });
}

// Alpha: throws "There is already a Construct with name 'ScalingRole' in Endpoint [Endpoint]".
test('1: two variants of one endpoint can be autoscaled', () => {
  const stack = testStack();
  const config = aConfig(stack);
  config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'also', instanceType: InstanceType.M5_LARGE });
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
  endpoint.instanceProductionVariants.forEach((variant) => variant.autoScaleInstanceCount({ maxCapacity: 2 }));
  expect(Object.keys(resourcesOf(stack, TARGET))).toHaveLength(2);
});

// Alpha: renders 1.
test('2: a weight of 0 stays 0', () => {
  const stack = testStack();
  new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', initialVariantWeight: 0 }] });
  expect(propertiesOf(stack, CONFIG).ProductionVariants[0].InitialVariantWeight).toBe(0);
});

// Alpha: renders the initial count.
test('3: a minimum capacity of 0 stays 0', () => {
  const stack = testStack();
  const output = { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket') };
  new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack, 'Config', { asyncInference: { output } }) })
    .findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 });
  expect(propertiesOf(stack, TARGET).MinCapacity).toBe(0);
});

// Alpha: throws "There is already a Construct with name 'DlcRepository' in Model [Model]".
test('4: a model may have two AWS Deep Learning Containers', () => {
  const stack = testStack();
  const image = ContainerImage.fromDlc('pytorch-inference', '2.0');
  new Model(stack, 'Model', { containers: [{ image }, { image }] });
  expect(propertiesOf(stack, MODEL).Containers).toHaveLength(2);
});

// Alpha: throws, because region-info has no fact for the region.
test('5: AWS Deep Learning Containers work in newer regions', () => {
  const stack = testStack({ env: { account: '123456789012', region: 'il-central-1' } });
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromDlc('pytorch-inference', '2.0') }] });
  expect(JSON.stringify(propertiesOf(stack, MODEL).PrimaryContainer.Image)).toContain('780543022126.dkr.ecr.il-central-1.');
});

// Alpha: throws "AutoScaling not supported for burstable instance types like ml.t2.medium", which nobody chose.
test('6: a variant with the default instance type can be autoscaled', () => {
  const stack = testStack();
  const endpointConfig = new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName: 'main' }] });
  new Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
  expect(propertiesOf(stack, CONFIG).ProductionVariants[0].InstanceType).toBe('ml.m5.large');
});

// Alpha: accepts it; SageMaker refuses it at deployment.
test('7: fails with a model that serverless inference can not host', () => {
  const stack = testStack();
  const config = serverlessConfig(stack, { model: aModel(stack, 'Closed', { vpc: aVpc(stack), networkIsolation: true }) });
  expect(problemsAtSynth(config)).toHaveLength(2);
});

// Alpha: throws "maxConcurrency must be between 1 and 200".
test('8: a concurrency that is a token is taken', () => {
  const stack = testStack();
  serverlessConfig(stack, { maxConcurrency: new CfnParameter(stack, 'Max', { type: 'Number' }).valueAsNumber });
  expect(propertiesOf(stack, CONFIG).ProductionVariants[0].ServerlessConfig.MaxConcurrency).toEqual({ Ref: 'Max' });
});

// Alpha: renders AcceleratorType, which CloudFormation no longer knows.
test('9: an Elastic Inference accelerator is warned of, and not rendered', () => {
  const stack = testStack();
  new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: aModel(stack), variantName: 'main', acceleratorType: AcceleratorType.EIA2_MEDIUM }],
  });
  expect(propertiesOf(stack, CONFIG).ProductionVariants[0]).not.toHaveProperty('AcceleratorType');
  expect(warningsOf(stack)).toHaveLength(1);
});

// Alpha: accepts both; SageMaker refuses them at deployment.
test('10: fails with host names of containers that are the same, or not on each container', () => {
  const stack = testStack();
  const image = anImage(stack);
  const model = new Model(stack, 'Model', { containers: [{ image, containerHostname: 'first' }] });
  expect(messageOf(() => model.addContainer({ image, containerHostname: 'first' })))
    .toEqual(like("Test/Model: containers[1].containerHostname ... got 'first' again"));
  model.addContainer({ image });
  expect(problemsAtSynth(model)).toEqual(['containerHostname must be set for all containers or for none, got 1 of 2']);
});

// Alpha: grants nothing.
test('11: the role of the model may use the key of the volumes', () => {
  const stack = testStack();
  aConfig(stack, 'Config', { encryptionKey: new kms.Key(stack, 'Key') });
  expect(statementsOf(stack).flatMap((statement) => statement.Action)).toContain('kms:CreateGrant');
});

// Alpha: attaches AmazonSageMakerFullAccess.
test('12: the role that is made has no managed policy', () => {
  const stack = testStack();
  aModel(stack);
  expect(propertiesOf(stack, 'AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
});

// Alpha: has no such method.
test('13: the serverless variant of an endpoint has metrics and can be scaled', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: serverlessConfig(stack, { provisionedConcurrency: 1 }) });
  const variant = endpoint.findServerlessProductionVariant('less');
  expect(variant.metricModelSetupTime().metricName).toBe('ModelSetupTime');
  variant.autoScaleProvisionedConcurrency({ maxCapacity: 5 }).scaleOnUtilization('Use', { targetUtilizationPercent: 70 });
  expect(propertiesOf(stack, TARGET).ScalableDimension).toBe('sagemaker:variant:DesiredProvisionedConcurrency');
});

// Alpha: throws for an imported configuration, and an imported endpoint has no such method.
test('14: variants of imported configurations and endpoints have metrics', () => {
  const stack = testStack();
  const endpointConfig = EndpointConfig.fromEndpointConfigName(stack, 'TheirConfig', 'theirs');
  const endpoints = [new Endpoint(stack, 'Endpoint', { endpointConfig }), Endpoint.fromEndpointName(stack, 'TheirEndpoint', 'theirs')];
  expect(endpoints.map((endpoint) => endpoint.findInstanceProductionVariant('main').metricInvocations().metricName))
    .toEqual(['Invocations', 'Invocations']);
});

// Alpha: returns a new object each time, so the second call gets past its own check and fails on a construct id.
test('15: a variant is one object, which knows that it is autoscaled', () => {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
  const autoscale = () => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
  expect(endpoint.findInstanceProductionVariant('main') === endpoint.findInstanceProductionVariant('main')).toBe(true);
  autoscale();
  expect(messageOf(autoscale)).toEqual(
    like("Test/Endpoint: ... 'main' ... autoscaled; ... autoScaleInstanceCount ..."));
});

// Alpha: drops all but the image name.
test('16: an image of a private registry can be expressed', () => {
  const stack = testStack();
  const provider = lambda.Function.fromFunctionArn(stack, 'Credentials', 'arn:aws:lambda:us-east-1:123456789012:function:credentials');
  class PrivateImage extends ContainerImage {
    public bind() {
      return { imageName: 'registry.example.com/image:1', repositoryAccessMode: 'Vpc' as RepositoryAccessMode, repositoryCredentialsProvider: provider };
    }
  }
  new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: new PrivateImage() }] });
  expect(propertiesOf(stack, MODEL).PrimaryContainer.ImageConfig).toEqual({
    RepositoryAccessMode: 'Vpc',
    RepositoryAuthConfig: { RepositoryCredentialsProviderArn: provider.functionArn },
  });
});

// Alpha: says nothing.
test('17: an image without a tag is warned of', () => {
  const stack = testStack();
  const image = ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Repository', 'repository'));
  new Model(stack, 'Model', { containers: [{ image }] });
  expect(warningsOf(stack)).toHaveLength(1);
});

// Alpha: has 96.
test('18: each instance type of the SageMaker API has a name', () => {
  const types = Object.values(InstanceType).filter((value) => value instanceof InstanceType).map((type) => type.toString());
  expect(new Set(types).size).toBeGreaterThanOrEqual(277);
  expect(types).toEqual(expect.arrayContaining(['ml.c8g.large', 'ml.g6e.xlarge', 'ml.p5.48xlarge', 'ml.trn1.2xlarge']));
});

// Alpha: throws "minCapacity cannot be greater than initial instance count: 1".
test('19: the initial count may lie outside the limits', () => {
  const stack = testStack();
  new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) })
    .findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 2, maxCapacity: 4 });
  expect(propertiesOf(stack, TARGET)).toMatchObject({ MinCapacity: 2, MaxCapacity: 4 });
});
