import { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch, aws_sagemaker as sagemaker, Stack } from 'aws-cdk-lib';

export const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1.0';
export const ARCHIVE = 's3://models/churn/model.tar.gz';
export const trustOf = (service: string): object => ({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});
export const READS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
export const ROLE = 'arn:aws:iam::123456789012:role/hosting';

type Container = sagemaker.CfnModel.ContainerDefinitionProperty;
type Variant = Partial<sagemaker.CfnEndpointConfig.ProductionVariantProperty>;

/** L1 constructs, with what most programs need. All values are literal, as they are in a template written by hand. */
export class L1 {
  constructor(readonly stack: Stack) {}

  /** Another stack of the same app. */
  beside(id: string): L1 {
    const { account, region } = this.stack;
    return new L1(new Stack(this.stack.node.scope!, id, { env: { account, region } }));
  }

  model(props: Partial<sagemaker.CfnModelProps> = {}, id = 'Model'): sagemaker.CfnModel {
    const container = 'containers' in props ? {} : { primaryContainer: { image: IMAGE, modelDataUrl: ARCHIVE } };
    return this.stack.node.tryFindChild(id) as sagemaker.CfnModel | undefined
      ?? new sagemaker.CfnModel(this.stack, id, { executionRoleArn: ROLE, ...container, ...props });
  }

  container(container: Container, props: Partial<sagemaker.CfnModelProps> = {}): sagemaker.CfnModel {
    return this.model({ primaryContainer: container, ...props });
  }

  /** The variables of the container of a model. */
  environment(environment: { [name: string]: string }, props: Partial<sagemaker.CfnModelProps> = {}): sagemaker.CfnModel {
    return this.container({ image: IMAGE, environment }, props);
  }

  pipeline(one: Container = {}, other: Container = {}, props: Partial<sagemaker.CfnModelProps> = {}): sagemaker.CfnModel {
    return this.model({ containers: [{ image: IMAGE, ...one }, { image: IMAGE, ...other }], ...props });
  }

  variant(variant: Variant = {}): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
    const modelName = 'modelName' in variant ? {} : { modelName: this.model().attrModelName };
    const instances = 'serverlessConfig' in variant || 'instancePools' in variant ? {} : { instanceType: 'ml.m5.large', initialInstanceCount: 1 };
    return { variantName: 'main', initialVariantWeight: 1, ...modelName, ...instances, ...variant };
  }

  config(variant: Variant = {}, props: Partial<sagemaker.CfnEndpointConfigProps> = {}): sagemaker.CfnEndpointConfig {
    return new sagemaker.CfnEndpointConfig(this.stack, 'Config', { productionVariants: [this.variant(variant)], ...props });
  }

  variants(...variants: Variant[]): sagemaker.CfnEndpointConfig {
    return this.config({}, { productionVariants: variants.map((variant) => this.variant(variant)) });
  }

  less(config: Partial<sagemaker.CfnEndpointConfig.ServerlessConfigProperty> = {}): Variant {
    return { serverlessConfig: { maxConcurrency: 5, memorySizeInMb: 2048, ...config } };
  }

  endpoint(props: Partial<sagemaker.CfnEndpointProps> = {}, config = this.config()): sagemaker.CfnEndpoint {
    return new sagemaker.CfnEndpoint(this.stack, 'Endpoint', { endpointConfigName: config.attrEndpointConfigName, ...props });
  }

  /** An endpoint that is updated with a deployment configuration. */
  deployed(deploymentConfig: sagemaker.CfnEndpoint.DeploymentConfigProperty, variant: Variant = {},
    props: Partial<sagemaker.CfnEndpointProps> = {}): sagemaker.CfnEndpoint {
    return this.endpoint({ deploymentConfig, ...props }, this.config(variant));
  }

  blueGreen(
    trafficRoutingConfiguration: sagemaker.CfnEndpoint.TrafficRoutingConfigProperty,
    more: Partial<sagemaker.CfnEndpoint.BlueGreenUpdatePolicyProperty> = {},
    variant: Variant = {},
  ): sagemaker.CfnEndpoint {
    return this.deployed({ blueGreenUpdatePolicy: { trafficRoutingConfiguration, ...more } }, variant);
  }

  rolling(policy: Partial<sagemaker.CfnEndpoint.RollingUpdatePolicyProperty>, variant: Variant = {}): sagemaker.CfnEndpoint {
    return this.deployed({
      rollingUpdatePolicy: { maximumBatchSize: { type: 'CAPACITY_PERCENT', value: 20 }, waitIntervalInSeconds: 60, ...policy },
    }, variant);
  }

  component(
    specification: Partial<sagemaker.CfnInferenceComponent.InferenceComponentSpecificationProperty> = {},
    props: Partial<sagemaker.CfnInferenceComponentProps> = {},
    variant: Variant = {},
  ): sagemaker.CfnInferenceComponent {
    const config = { modelName: undefined, initialVariantWeight: undefined, instanceType: 'ml.g5.12xlarge', ...variant };
    const { attrEndpointName } = this.endpoint({}, this.config(config as unknown as Variant, { executionRoleArn: ROLE }));
    return new sagemaker.CfnInferenceComponent(this.stack, 'Component', {
      endpointName: attrEndpointName,
      variantName: 'main',
      runtimeConfig: { copyCount: 1 },
      specification: {
        container: { image: IMAGE, artifactUrl: ARCHIVE },
        computeResourceRequirements: { minMemoryRequiredInMb: 4096, numberOfAcceleratorDevicesRequired: 1 },
        ...specification,
      },
      ...props,
    });
  }

  /** A component with a specification for each of several instance types. */
  several(...instanceTypes: string[]): sagemaker.CfnInferenceComponent {
    const container = { image: IMAGE, artifactUrl: ARCHIVE };
    const computeResourceRequirements = { minMemoryRequiredInMb: 4096, numberOfAcceleratorDevicesRequired: 1 };
    const specifications = instanceTypes.map((instanceType) => ({ instanceType, container, computeResourceRequirements }));
    return this.component({}, { specification: undefined, specifications });
  }

  /** A scaling target of a variant, by the name of its endpoint. */
  scaled(props: Partial<appscaling.CfnScalableTargetProps> = {}, id = 'Target'): appscaling.CfnScalableTarget {
    return new appscaling.CfnScalableTarget(this.stack, id, {
      serviceNamespace: 'sagemaker',
      resourceId: 'endpoint/churn/variant/main',
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      minCapacity: 1,
      maxCapacity: 4,
      ...props,
    });
  }

  /** Scales a target on a predefined metric. */
  tracked(
    policy: Partial<appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty> = {},
    target: Partial<appscaling.CfnScalableTargetProps> = {},
    id = 'Policy',
  ): appscaling.CfnScalingPolicy {
    const scalingTargetId = (this.stack.node.tryFindChild('Target') as appscaling.CfnScalableTarget | undefined ?? this.scaled(target)).ref;
    return new appscaling.CfnScalingPolicy(this.stack, id, {
      policyName: id,
      policyType: 'TargetTrackingScaling',
      scalingTargetId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: 70, predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' }, ...policy,
      },
    });
  }

  stepped(policy: appscaling.CfnScalingPolicy.StepScalingPolicyConfigurationProperty): appscaling.CfnScalingPolicy {
    return new appscaling.CfnScalingPolicy(this.stack, 'Steps', {
      policyName: 'Steps', policyType: 'StepScaling', scalingTargetId: this.scaled().ref, stepScalingPolicyConfiguration: policy,
    });
  }

  alarm(props: Partial<cloudwatch.CfnAlarmProps> = {}, id = 'Alarm'): cloudwatch.CfnAlarm {
    return new cloudwatch.CfnAlarm(this.stack, id, {
      alarmName: id,
      namespace: '/aws/sagemaker/Endpoints',
      metricName: 'CPUUtilization',
      dimensions: [{ name: 'EndpointName', value: 'churn' }, { name: 'VariantName', value: 'main' }],
      statistic: 'Average',
      period: 60,
      evaluationPeriods: 1,
      threshold: 80,
      comparisonOperator: 'GreaterThanThreshold',
      ...props,
    });
  }

  modelPackage(props: Partial<sagemaker.CfnModelPackageProps> = {}): sagemaker.CfnModelPackage {
    return new sagemaker.CfnModelPackage(this.stack, 'Package', {
      modelPackageGroupName: 'churn',
      inferenceSpecification: { containers: [{ image: IMAGE, modelDataUrl: ARCHIVE }], supportedContentTypes: ['text/csv'], supportedResponseMimeTypes: ['text/csv'] },
      ...props,
    });
  }
}
