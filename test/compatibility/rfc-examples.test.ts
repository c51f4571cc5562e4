import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Stack, aws_ecr as ecr, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import * as sagemaker from '../../src';
import { anImage } from '../helpers/given';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';

/*
 * The examples of RFC 431, as a user writes them. https://github.com/aws/aws-cdk-rfcs/blob/main/text/0431-sagemaker-l2-endpoint.md
 */

let directory: string;
let dockerDirectory: string;
let artifact: string;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'rfc-examples-'));
  dockerDirectory = path.join(directory, 'image');
  artifact = path.join(directory, 'file.tar.gz');
  fs.mkdirSync(dockerDirectory);
  fs.writeFileSync(path.join(dockerDirectory, 'Dockerfile'), 'FROM scratch\n');
  fs.writeFileSync(artifact, 'no archive, but nobody looks\n');
});

afterAll(() => {
  fs.rmSync(directory, { recursive: true });
});

const ASSET_IMAGE = {
  'Fn::Sub': expect.stringMatching(/^123456789012\.dkr\.ecr\.us-east-1\.\$\{AWS::URLSuffix\}\/cdk-hnb659fds-container-assets-.*:[0-9a-f]{64}$/),
};
const ASSET_DATA = {
  'Fn::Sub': expect.stringMatching(/^https:\/\/s3\.us-east-1\.\$\{AWS::URLSuffix\}\/cdk-hnb659fds-assets-.*\/[0-9a-f]{64}\.gz$/),
};

function imageOf(scope: Construct, name: string): unknown {
  return Stack.of(scope).resolve(ecr.Repository.fromRepositoryName(scope, `Expected-${name}`, name).repositoryUriForTag('1.0'));
}

function modelsAB(stack: Stack): { modelA: sagemaker.Model; modelB: sagemaker.Model } {
  return {
    modelA: new sagemaker.Model(stack, 'ModelA', { containers: [{ image: anImage(stack) }] }),
    modelB: new sagemaker.Model(stack, 'ModelB', { containers: [{ image: anImage(stack) }] }),
  };
}

function configOf(stack: Stack): sagemaker.EndpointConfig {
  return new sagemaker.EndpointConfig(stack, 'EndpointConfig', {
    instanceProductionVariants: [{ model: modelsAB(stack).modelA, variantName: 'variantName', instanceType: sagemaker.InstanceType.M5_LARGE }],
  });
}

test('single container model', () => {
  const stack = testStack();
  const image = sagemaker.ContainerImage.fromAsset(dockerDirectory);
  const modelData = sagemaker.ModelData.fromAsset(artifact);

  new sagemaker.Model(stack, 'PrimaryContainerModel', {
    containers: [
      {
        image: image,
        modelData: modelData,
      },
    ],
  });

  const { PrimaryContainer, Containers } = propertiesOf(stack, 'AWS::SageMaker::Model');
  expect(PrimaryContainer).toEqual({ Image: ASSET_IMAGE, ModelDataUrl: ASSET_DATA });
  expect(Containers).toBeUndefined();
});

test('inference pipeline model', () => {
  const stack = testStack();
  const [image1, image2, image3] = ['one', 'two', 'three'].map((name) => anImage(stack, name));
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket');
  const [modelData1, modelData2, modelData3] = ['one', 'two', 'three'].map((name) => sagemaker.ModelData.fromBucket(bucket, `${name}.tar.gz`));

  new sagemaker.Model(stack, 'InferencePipelineModel', {
    containers: [
      { image: image1, modelData: modelData1 },
      { image: image2, modelData: modelData2 },
      { image: image3, modelData: modelData3 },
    ],
  });

  const { PrimaryContainer, Containers } = propertiesOf(stack, 'AWS::SageMaker::Model');
  expect(PrimaryContainer).toBeUndefined();
  expect(Containers.map((container: any) => container.Image)).toEqual(['one', 'two', 'three'].map((name) => imageOf(stack, name)));
  expect(Containers.map((container: any) => JSON.stringify(container.ModelDataUrl))).toEqual([
    expect.stringContaining('/bucket/one.tar.gz'), expect.stringContaining('/bucket/two.tar.gz'), expect.stringContaining('/bucket/three.tar.gz'),
  ]);
});

test('asset image', () => {
  const stack = testStack();
  const image = sagemaker.ContainerImage.fromAsset(dockerDirectory);

  new sagemaker.Model(stack, 'Model', { containers: [{ image }] });
  expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer).toEqual({ Image: ASSET_IMAGE });
});

test('ECR image', () => {
  const stack = testStack();
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'repo');
  const image = sagemaker.ContainerImage.fromEcrRepository(repository, 'tag');

  new sagemaker.Model(stack, 'Model', { containers: [{ image }] });
  expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer)
    .toEqual({ Image: { 'Fn::Join': ['', ['123456789012.dkr.ecr.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/repo:tag']] } });
});

test('asset model data', () => {
  const stack = testStack();
  const modelData = sagemaker.ModelData.fromAsset(artifact);

  new sagemaker.Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData }] });
  expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.ModelDataUrl).toEqual(ASSET_DATA);
});

test('S3 model data', () => {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'MyBucket');
  const modelData = sagemaker.ModelData.fromBucket(bucket, 'path/to/artifact/file.tar.gz');

  new sagemaker.Model(stack, 'Model', { containers: [{ image: anImage(stack), modelData }] });
  expect(propertiesOf(stack, 'AWS::SageMaker::Model').PrimaryContainer.ModelDataUrl)
    .toEqual(stack.resolve(bucket.urlForObject('path/to/artifact/file.tar.gz')));
  expect(statementsOf(stack)).toContainEqual({
    Action: 's3:GetObject', Effect: 'Allow', Resource: stack.resolve(bucket.arnForObjects('path/to/artifact/file.tar.gz')),
  });
});

test('endpoint configuration: two thirds of the requests for model A, one third for model B', () => {
  const stack = testStack();
  const { modelA, modelB } = modelsAB(stack);

  new sagemaker.EndpointConfig(stack, 'EndpointConfig', {
    instanceProductionVariants: [
      {
        model: modelA,
        variantName: 'modelA',
        initialVariantWeight: 2.0,
      },
      {
        model: modelB,
        variantName: 'variantB',
        initialVariantWeight: 1.0,
      },
    ],
  });

  const variant = (model: sagemaker.Model, name: string, weight: number) => ({
    InitialInstanceCount: 1,
    InitialVariantWeight: weight,
    InstanceType: 'ml.t2.medium',
    ModelName: stack.resolve(model.modelName),
    VariantName: name,
  });
  expect(propertiesOf(stack, 'AWS::SageMaker::EndpointConfig'))
    .toEqual({ ProductionVariants: [variant(modelA, 'modelA', 2), variant(modelB, 'variantB', 1)] });
});

test('endpoint', () => {
  const stack = testStack();
  const endpointConfig = configOf(stack);

  new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig });
  expect(propertiesOf(stack, 'AWS::SageMaker::Endpoint')).toEqual({ EndpointConfigName: stack.resolve(endpointConfig.endpointConfigName) });
});

test('autoscaling: at most 3 instances, which take 30 requests a second each, with half of it to spare', () => {
  const stack = testStack();
  const endpointConfig = configOf(stack);

  const endpoint = new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig });
  const productionVariant = endpoint.findInstanceProductionVariant('variantName');
  const instanceCount = productionVariant.autoScaleInstanceCount({
    maxCapacity: 3,
  });
  instanceCount.scaleOnInvocations('LimitRPS', {
    maxRequestsPerSecond: 30,
  });

  expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'))
    .toMatchObject({ MaxCapacity: 3, MinCapacity: 1, ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' });
  expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalingPolicy')).toMatchObject({
    ScalingTargetId: { Ref: Object.keys(resourcesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget'))[0] },
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 900 },
  });
});

test('metrics: an alarm on the latency of the model', () => {
  const stack = testStack();
  const endpointConfig = configOf(stack);

  const endpoint = new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig });
  const productionVariant = endpoint.findInstanceProductionVariant('variantName');
  productionVariant.metricModelLatency().createAlarm(stack, 'ModelLatencyAlarm', {
    threshold: 100000,
    evaluationPeriods: 3,
  });

  expect(propertiesOf(stack, 'AWS::CloudWatch::Alarm')).toMatchObject({
    EvaluationPeriods: 3, MetricName: 'ModelLatency', Namespace: 'AWS/SageMaker', Statistic: 'Average', Threshold: 100000,
  });
});
