import * as path from 'path';
import {
  Size, Stack, aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_kms as kms,
  aws_s3 as s3, aws_sns as sns, type Environment, type StackProps,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type * as hosting from '../../src';

const ASSETS = path.join(__dirname, '..', 'same', 'features', 'assets');

/** What programs are written with: a library, a stack in a known account and region, and what most programs need. */
export class Given {
  readonly directories = {
    image: path.join(ASSETS, 'image'),
    model: path.join(ASSETS, 'model'),
    credentials: path.join(ASSETS, 'with-credentials'),
    adapter: path.join(ASSETS, 'adapter'),
  };

  readonly compute: hosting.ComputeRequirements = { minMemory: Size.gibibytes(4), accelerators: 1 };

  constructor(readonly sm: typeof hosting, readonly stack: Stack) {}

  private once<T extends Construct>(id: string, make: (scope: Stack) => T): T {
    return this.stack.node.tryFindChild(id) as T | undefined ?? make(this.stack);
  }

  get image(): hosting.ContainerImage {
    const repository = this.once('Serving', (scope) => ecr.Repository.fromRepositoryName(scope, 'Serving', 'serving') as unknown as Construct);
    return this.sm.ContainerImage.fromEcrRepository(repository as unknown as ecr.IRepository, '1.0');
  }

  get bucket(): s3.Bucket {
    return this.once('Bucket', (scope) => new s3.Bucket(scope, 'Bucket'));
  }

  get data(): hosting.ModelData {
    return this.sm.ModelData.fromBucket(this.bucket, 'churn/model.tar.gz');
  }

  get models(): hosting.ModelData {
    return this.sm.ModelData.fromBucketPrefix(this.bucket, 'models/');
  }

  get vpc(): ec2.Vpc {
    return this.once('Vpc', (scope) => new ec2.Vpc(scope, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
      subnetConfiguration: [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PRIVATE_ISOLATED]
        .map((subnetType) => ({ name: subnetType, subnetType })),
    }));
  }

  role(id: string, service = 'sagemaker.amazonaws.com'): iam.Role {
    return this.once(id, (scope) => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal(service) }));
  }

  key(region?: string): kms.IKey {
    return region === undefined
      ? this.once('Key', (scope) => new kms.Key(scope, 'Key'))
      : kms.Key.fromKeyArn(this.stack, `Key-${region}`, `arn:aws:kms:${region}:123456789012:key/12345678-1234-1234-1234-123456789012`);
  }

  topic(region: string): sns.ITopic {
    return sns.Topic.fromTopicArn(this.stack, `Topic-${region}`, `arn:aws:sns:${region}:123456789012:topic`);
  }

  alarm(id = 'Alarm', minutes = 1): cloudwatch.Alarm {
    const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
    return this.once(id, (scope) => new cloudwatch.Alarm(scope, id, {
      metric: metric.with({ period: undefined }),
      threshold: 1,
      evaluationPeriods: minutes,
    }));
  }

  /** Another stack of the same app, and a `Given` for it. */
  beside(id = 'Other', env: Environment = {}, props: StackProps = {}): Given {
    const { account, region } = this.stack;
    return new Given(this.sm, new Stack(this.stack.node.scope!, id, { env: { account, region, ...env }, ...props }));
  }

  model(props: hosting.ModelProps = {}, id = 'Model'): hosting.Model {
    return this.once(id, (scope) => new this.sm.Model(scope, id, { containers: [{ image: this.image, modelData: this.data }], ...props }));
  }

  /** A model with one container. */
  container(container: hosting.ContainerDefinition = {}, props: hosting.ModelProps = {}, id = 'Model'): hosting.Model {
    return this.model({ ...props, containers: [{ ...('modelPackage' in container ? {} : { image: this.image }), ...container }] }, id);
  }

  /** A model with two containers. */
  pipeline(one: hosting.ContainerDefinition = {}, other: hosting.ContainerDefinition = {}, props: hosting.ModelProps = {}): hosting.Model {
    const [image, modelData] = [this.image, this.data];
    return this.model({ ...props, containers: [{ image, modelData, ...one }, { image, modelData, ...other }] }, 'Pipeline');
  }

  direct(): hosting.Model {
    return this.pipeline({ containerHostname: 'one' }, { containerHostname: 'two' }, { inferenceExecutionMode: this.sm.InferenceExecutionMode.DIRECT });
  }

  multiModel(options?: hosting.MultiModelOptions): hosting.Model {
    return this.container({ mode: this.sm.ContainerMode.multiModel(options), modelData: this.models }, {}, 'MultiModel');
  }

  variant(variant: Partial<hosting.InstanceProductionVariantProps> = {}): hosting.InstanceProductionVariantProps {
    const model = 'model' in variant ? {} : { model: this.model() };
    const instanceType = 'instancePools' in variant ? {} : { instanceType: this.sm.InstanceType.M5_LARGE };
    return { variantName: 'main', ...model, ...instanceType, ...variant };
  }

  /** A configuration with one variant. */
  config(variant: Partial<hosting.InstanceProductionVariantProps> = {}, props: hosting.EndpointConfigProps = {}, id = 'Config'): hosting.EndpointConfig {
    return this.once(id, (scope) => new this.sm.EndpointConfig(scope, id, { instanceProductionVariants: [this.variant(variant)], ...props }));
  }

  variants(...variants: Partial<hosting.InstanceProductionVariantProps>[]): hosting.EndpointConfig {
    return this.config({}, { instanceProductionVariants: variants.map((variant) => this.variant(variant)) });
  }

  endpoint(
    variant: Partial<hosting.InstanceProductionVariantProps> = {}, config: hosting.EndpointConfigProps = {}, props: hosting.EndpointOptions = {}, id = 'Endpoint',
  ): hosting.Endpoint {
    return new this.sm.Endpoint(this.stack, id, { endpointConfig: this.config(variant, config, `${id}Config`), ...props });
  }

  less(variant: Partial<hosting.ServerlessProductionVariantProps> = {}): hosting.ServerlessProductionVariantProps {
    const memory = 'memorySize' in variant || 'memorySizeInMB' in variant ? {} : { memorySizeInMB: 2048 };
    return { variantName: 'less', maxConcurrency: 5, ...('model' in variant ? {} : { model: this.model() }), ...memory, ...variant } as hosting.ServerlessProductionVariantProps;
  }

  serverless(variant: Partial<hosting.ServerlessProductionVariantProps> = {}, props: hosting.EndpointConfigProps = {}): hosting.EndpointConfig {
    return new this.sm.EndpointConfig(this.stack, 'Config', { serverlessProductionVariant: this.less(variant), ...props });
  }

  serverlessEndpoint(variant: Partial<hosting.ServerlessProductionVariantProps> = {}, props: hosting.EndpointOptions = {}): hosting.Endpoint {
    return new this.sm.Endpoint(this.stack, 'Endpoint', { endpointConfig: this.serverless(variant), ...props });
  }

  get queue(): hosting.AsyncInferenceOptions {
    return { output: { bucket: this.bucket, prefix: 'responses' }, input: { bucket: this.bucket, prefix: 'requests' } };
  }

  asynchronous(variant: Partial<hosting.InstanceProductionVariantProps> = {},
    options: Partial<hosting.AsyncInferenceOptions> = {}): hosting.Endpoint {
    return this.endpoint(variant, { asyncInference: { ...this.queue, ...options } });
  }

  /** An endpoint for inference components, on instances with 4 GPUs. */
  components(variant: Partial<hosting.InstanceProductionVariantProps> = {}, config: hosting.EndpointConfigProps = {}): hosting.Endpoint {
    const pools = 'instancePools' in variant ? {} : { instanceType: this.sm.InstanceType.G5_12XLARGE };
    return this.endpoint({ model: undefined, ...pools, managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 4 }, ...variant }, config);
  }

  specification(options: Partial<hosting.InferenceComponentSpecificationOptions> = {}, image = this.image): hosting.InferenceComponentSpecification {
    return this.sm.InferenceComponentSpecification.fromImage(image, { compute: this.compute, modelData: this.data, ...options });
  }

  component(
    options: Partial<hosting.InferenceComponentOptions> = {}, specification: Partial<hosting.InferenceComponentSpecificationOptions> = {},
    endpoint?: hosting.Endpoint,
  ): hosting.InferenceComponent {
    const run = 'specification' in options || 'specifications' in options ? {} : { specification: this.specification(specification) };
    return (endpoint ?? this.components()).addInferenceComponent('Component', { ...run, ...options });
  }

  scaled(
    limits: appscaling.EnableScalingProps = { maxCapacity: 4 }, variant: Partial<hosting.InstanceProductionVariantProps> = {},
  ): hosting.ScalableInstanceCount {
    return this.endpoint(variant).findInstanceProductionVariant('main').autoScaleInstanceCount(limits);
  }

  /** A language model, with vLLM on an instance with 4 GPUs. */
  vllm(options: Partial<hosting.VllmServerOptions> = {}, capacity?: hosting.Capacity): hosting.LanguageModelEndpoint {
    return this.llm(this.sm.ModelServer.vllm({ weights: this.weights, ...options }), capacity);
  }

  get weights(): hosting.ModelWeights {
    return this.sm.ModelWeights.huggingFace('org/model-8b', { revision: '0e9e39f' });
  }

  llm(server: hosting.ModelServer, capacity = this.sm.Capacity.instances(this.sm.InstanceType.G5_12XLARGE)): hosting.LanguageModelEndpoint {
    return new this.sm.LanguageModelEndpoint(this.stack, 'Llm', { server, capacity });
  }

  get group(): hosting.registry.ModelPackageGroup {
    return this.once('Group', (scope) => new this.sm.registry.ModelPackageGroup(scope, 'Group'));
  }

  get served(): hosting.registry.InferenceSpecification {
    return { containers: [{ image: this.image, modelData: this.data }], supportedContentTypes: ['text/csv'], supportedResponseMimeTypes: ['text/csv'] };
  }

  version(options: hosting.registry.ModelPackageOptions = {}): hosting.registry.ModelPackage {
    return this.group.addModelPackage('Version', {
      inferenceSpecification: this.served, modelApprovalStatus: this.sm.registry.ModelApprovalStatus.APPROVED, ...options,
    });
  }
}
