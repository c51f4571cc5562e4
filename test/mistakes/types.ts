import type { Stack, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as sm from '../../src';

/*
 * The mistakes that types prevent. Each is below a comment with its title, as in areas/. The type check of the tests fails if a program has no error of
 * types. Nothing here is run.
 */

export interface Objects {
  readonly stack: Stack;
  readonly image: sm.ContainerImage;
  readonly data: sm.ModelData;
  readonly bucket: s3.IBucket;
  readonly repository: any;
  readonly credentialsProvider: lambda.IFunction;
  readonly model: sm.Model;
  readonly cfnModel: sagemaker.CfnModel;
  readonly cfnConfig: sagemaker.CfnEndpointConfig;
  readonly role: iam.IRole;
  readonly compute: any;
  readonly size: any;
  readonly bakeTime: any;
  readonly copies: any;
}

export function inModels({ stack, image, data, bucket, repository, credentialsProvider }: Objects): void {
  // @ts-expect-error artifacts as a `ModelDataUrl` and a `ModelDataSource`
  new sm.Model(stack, 'Two', { containers: [{ image, modelData: [data, data] }] });
  // @ts-expect-error a prefix with the compression type `Gzip`
  sm.ModelData.fromBucketPrefix(bucket, 'models/', { compressed: true });
  // @ts-expect-error a cache setting of a container with a single model
  sm.ContainerMode.singleModel({ modelCaching: false });
  // @ts-expect-error an image as text
  new sm.Model(stack, 'Text', { containers: [{ image: 'serving:1.0' }] });
  // @ts-expect-error credentials of a registry with `fromEcrRepository`
  sm.ContainerImage.fromEcrRepository(repository, '1.0', { credentialsProvider });
}

export function inConfigs(scope: Construct, { stack, model, cfnModel, cfnConfig, bucket }: Objects): void {
  // @ts-expect-error a serverless variant with an instance type
  const less: sm.ServerlessProductionVariantProps = { model, variantName: 'less', maxConcurrency: 5, memorySizeInMB: 2048, instanceType: 'ml.m5.large' };
  new sm.EndpointConfig(scope, 'Serverless', { serverlessProductionVariant: less });
  // @ts-expect-error a `CfnModel` as the model of a variant
  new sm.EndpointConfig(scope, 'Config', { instanceProductionVariants: [{ variantName: 'main', model: cfnModel }] });
  // @ts-expect-error a `CfnEndpointConfig` as the configuration of an endpoint
  new sm.Endpoint(stack, 'Endpoint', { endpointConfig: cfnConfig });
  // @ts-expect-error a baseline both inline and in a bucket
  sm.ShapBaseline.inline('1,2', { bucket, objectKey: 'baseline.csv' });
  // @ts-expect-error a prefix length with random routing
  sm.RoutingStrategy.RANDOM.prefixLength = 1024;
}

export function inEndpoints({ size, bakeTime, copies }: Objects): void {
  const rolling = { maximumBatchSize: size, bakeTime };
  // @ts-expect-error blue/green and rolling deployment together
  sm.DeploymentStrategy.blueGreen({ rolling });
  // @ts-expect-error a canary with the step size of linear traffic routing
  sm.TrafficRouting.canary({ size, bakeTime, stepSize: size });
  // @ts-expect-error excluded properties without the retention of the others
  sm.VariantPropertyRetention.none(sm.VariantPropertyType.DESIRED_WEIGHT);
  const count: sm.ScalableCopyCount = copies;
  // @ts-expect-error the CPU utilization of the copies of a component
  count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
  const concurrency: sm.ScalableProvisionedConcurrency = copies;
  // @ts-expect-error scaling a provisioned concurrency on invocations
  concurrency.scaleOnInvocations('Load', { maxRequestsPerSecond: 10 });
}

export function inRegistry(group: sm.registry.ModelPackageGroup, pipeline: sagemaker.IPipeline): void {
  // @ts-expect-error a pipeline as the target of a rule for approvals
  group.onApproved('Retrain', { target: pipeline });
}

export function inComponents(component: sm.InferenceComponent, { model, image, data, compute }: Objects): void {
  // @ts-expect-error a component with a model and an image
  sm.InferenceComponentSpecification.fromModel(model, { compute }, { image });
  // @ts-expect-error an adapter with compute requirements
  component.addAdapter('Legal', { artifact: data, compute });
  // @ts-expect-error a misspelled option of a server
  sm.ModelServer.vllm({ weights: sm.ModelWeights.huggingFace('org/model'), maxModelLenght: 8192 });
  void image;
}
