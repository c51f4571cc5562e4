import { CfnOutput, Duration, Size, type Stack, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { aBucket, aConfig, aKey, aLiteralArn, aModel, aRole, aSecurityGroup, aTopic, aVpc } from './given';
import {
  AsyncNotificationTopic, CaptureMode, ClarifyFeatureType, ClarifyTextGranularity, EndpointConfig, Explainer, InstanceType, Model, ShapBaseline,
  type ClarifyExplainerOptions, type IEndpointConfig, type InstanceProductionVariant, type ServerlessProductionVariant,
} from '../../../src';

export function configs(stack: Stack): void {
  whole(stack);
  added(stack);
  asynchronous(stack);
  captured(stack);
  explained(stack);
  withoutModels(stack);
  imports(stack);
}

function whole(stack: Stack): void {
  const config = aConfig(stack, 'Whole', {
    endpointConfigName: 'churn',
    encryptionKey: aKey(stack, 'VolumeKey'),
    metrics: { enhancedMetrics: true, detailedObservability: false, publishFrequency: Duration.seconds(10) },
    shadowProductionVariants: [{ variantName: 'next', model: aModel(stack, 'NextModel'), instanceType: InstanceType.M5_LARGE }],
  });
  new CfnOutput(stack, 'Config', { value: [config.endpointConfigArn, config.endpointConfigName].join() });
  aConfig(stack, 'OfTheirModel', {
    encryptionKey: aKey(stack, 'VolumeKey'),
    instanceProductionVariants: [{ variantName: 'main', model: Model.fromModelName(stack, 'TheirModel', 'theirs') }],
  });
}

function added(stack: Stack): void {
  const config = new EndpointConfig(stack, 'Added');
  const instances = { model: aModel(stack, 'AddedModel'), instanceType: InstanceType.M5_LARGE };
  config.addInstanceProductionVariant({ ...instances, variantName: 'main', initialInstanceCount: 2 });
  config.addShadowProductionVariant({ ...instances, variantName: 'shadow', containerStartupHealthCheckTimeout: Duration.minutes(10) });
  const serverless = new EndpointConfig(stack, 'AddedServerless');
  serverless.addServerlessProductionVariant({ model: aModel(stack, 'ServerlessModel'), variantName: 'less', maxConcurrency: 20, memorySizeInMB: 2048 });
  const variants = [
    ...config.instanceProductionVariants, ...config.shadowProductionVariants, config.findInstanceProductionVariant('main'),
    serverless.serverlessProductionVariant!, serverless.findServerlessProductionVariant('less'),
  ];
  new CfnOutput(stack, 'Variants', { value: variants.map(described).join(';') });
}

function described(variant: InstanceProductionVariant | ServerlessProductionVariant): string {
  const common = [variant.variantName, variant.initialVariantWeight, variant.modelName];
  return ('maxConcurrency' in variant
    ? [...common, variant.maxConcurrency, variant.memorySizeInMB, variant.provisionedConcurrency]
    : [
      ...common, variant.initialInstanceCount, variant.instanceType.toString(), variant.acceleratorType?.toString(),
      variant.containerStartupHealthCheckTimeout?.toString(),
    ]).join();
}

function asynchronous(stack: Stack): void {
  const bucket = aBucket(stack);
  aConfig(stack, 'Async', {
    asyncInference: {
      input: { bucket, prefix: 'requests' },
      output: { bucket, prefix: 'responses' },
      failure: { bucket, prefix: 'failures' },
      encryptionKey: aKey(stack, 'ResponseKey'),
      successTopic: aTopic(stack, 'Answered'),
      errorTopic: aTopic(stack, 'Failed'),
      includeInferenceResponseIn: Object.values(AsyncNotificationTopic),
      maxConcurrentInvocationsPerInstance: 4,
    },
  });
  aConfig(stack, 'AsyncOutput', { asyncInference: { output: { bucket } } });
}

function captured(stack: Stack): void {
  aConfig(stack, 'Captured', {
    dataCapture: {
      destination: { bucket: aBucket(stack), prefix: 'captured' },
      enabled: false,
      encryptionKey: aKey(stack, 'CaptureKey'),
      samplingPercentage: 20,
      captureModes: Object.values(CaptureMode),
      csvContentTypes: ['text/csv'],
      jsonContentTypes: ['application/json'],
    },
  });
  aConfig(stack, 'AllCaptured', { dataCapture: { destination: { bucket: aBucket(stack) } } });
}

function explained(stack: Stack): void {
  const options: ClarifyExplainerOptions = {
    baseline: ShapBaseline.inline('1,a', { mimeType: 'text/csv' }),
    enableExplanations: '`true`',
    numberOfSamples: 100,
    seed: 7,
    useLogit: true,
    text: { granularity: ClarifyTextGranularity.TOKEN, language: 'en' },
    inference: {
      featuresAttribute: 'features',
      contentTemplate: '{"features":$features}',
      featureHeaders: ['age', 'plan', 'review'],
      featureTypes: Object.values(ClarifyFeatureType),
      maxRecordCount: 10,
      maxPayload: Size.mebibytes(6),
      probabilityIndex: 1,
      labelIndex: 0,
      probabilityAttribute: 'probability',
      labelAttribute: 'label',
      labelHeaders: ['stays', 'leaves'],
    },
  };
  aConfig(stack, 'Explained', { explainer: Explainer.clarify(options) });
  for (const granularity of Object.values(ClarifyTextGranularity)) {
    const baseline = ShapBaseline.fromBucket(aBucket(stack), 'baseline.csv', { mimeType: 'text/csv' });
    aConfig(stack, `Text-${granularity}`, { explainer: Explainer.clarify({ baseline, text: { granularity, language: 'en' } }) });
  }
}

function withoutModels(stack: Stack): void {
  const vpc = aVpc(stack);
  const instanceProductionVariants = [{ variantName: 'gpu', instanceType: InstanceType.G5_12XLARGE, managedInstanceScaling: { maxInstanceCount: 4 } }];
  const closed = new EndpointConfig(stack, 'Closed', {
    instanceProductionVariants, vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, allowAllOutbound: false,
  });
  closed.connections.allowToAnyIpv4(ec2.Port.tcp(443));
  new CfnOutput(stack, 'RoleOfComponents', { value: closed.role?.roleName ?? 'none' });
  new EndpointConfig(stack, 'Restricted', { instanceProductionVariants, roleRestrictions: { metricNamespaces: ['churn'] } });
  new EndpointConfig(stack, 'Isolated', { instanceProductionVariants, networkIsolation: true, role: aRole(stack, 'OfComponents') });
  new EndpointConfig(stack, 'Grouped', { instanceProductionVariants, vpc, securityGroups: [aSecurityGroup(stack, 'OfConfig')] });
}

function imports(stack: Stack): void {
  const theirs: IEndpointConfig[] = [
    EndpointConfig.fromEndpointConfigArn(stack, 'ByArn', aLiteralArn('endpoint-config', 'theirs')),
    EndpointConfig.fromEndpointConfigName(stack, 'ByName', 'theirs'),
  ];
  for (const config of theirs) {
    new CfnOutput(stack, `Of${config.node.id}`, { value: `${config.endpointConfigArn},${config.endpointConfigName}` });
  }
}
