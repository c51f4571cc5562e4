import { Aws, Duration, Size, Tags, type CfnResource, type Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import {
  DIRECTORY_WITH_CREDENTIALS, DIRECTORY_WITH_REQUIREMENTS, IMAGE_DIRECTORY, aBucket, aConfig, aLiteralArn, aKey,
  aModel, aRole, aVpc, anImage, beside, someData,
} from './given';
import {
  AsyncNotificationTopic, CaptureMode, ClarifyFeatureType, ClarifyTextGranularity, ContainerImage, ContainerMode, EndpointConfig, Explainer,
  Framework, InferenceAmiVersion, InferenceExecutionMode, InstanceType, JumpStartModel, Model, ModelData, ShapBaseline, registry,
  type EndpointConfigProps, type InstanceProductionVariantProps, type ModelProps,
} from '../../../src';

/** Models and configurations that are warned of. Each is called by the id of its warning. */
export function warnedModels(stack: Stack): void {
  for (const [id, props] of Object.entries(warnedContainers(stack))) {
    aModel(stack, id, props);
  }
  versions(stack);
  warnedPackages(stack);
  for (const [id, props] of Object.entries(warnedConfigs(stack))) {
    aConfig(stack, id, props);
  }
  for (const [id, variants] of Object.entries(warnedVariants(stack))) {
    aConfig(stack, id, { instanceProductionVariants: variants.map((variant, index) => ({ variantName: `v${index}`, ...variant })) });
  }
  shadows(stack);
  for (const importing of ['OneImport', 'OtherImport'].map((id) => beside(stack, id))) {
    aModel(importing, 'sharedPolicyName', { role: iam.Role.fromRoleName(importing, 'Role', 'serving') });
  }
}

const inf1 = InstanceType.of('ml.inf1.xlarge');

function warnedContainers(stack: Stack): { [id: string]: ModelProps } {
  const image = anImage(stack);
  const modelPackage = registry.ModelPackage.fromModelPackageArn(
    stack, 'Detector', 'arn:aws:sagemaker:us-east-1:985815980388:model-package/detector-1234',
  );
  const jumpstart = s3.Bucket.fromBucketName(stack, 'JumpStart', 'jumpstart-private-cache-prod-us-east-1');
  const models = ModelData.fromBucketPrefix(aBucket(stack), 'models/');
  return {
    credentialsInDirectory: { containers: [{ image, modelData: ModelData.fromDirectory(DIRECTORY_WITH_CREDENTIALS) }] },
    containerHostnameIgnored: { containers: [{ image, containerHostname: 'only' }] },
    directMultiModel: {
      inferenceExecutionMode: InferenceExecutionMode.DIRECT,
      containers: [{ image, containerHostname: 'one' }, { image, containerHostname: 'many', mode: ContainerMode.multiModel(), modelData: models }],
    },
    environmentWithModelPackage: { containers: [{ modelPackage, environment: { LEVEL: 'info' } }] },
    ecrImageInRegistry: {
      vpc: aVpc(stack), containers: [{ image: ContainerImage.fromRegistry('123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1.0') }],
    },
    eulaNotAccepted: { containers: [{ image, modelData: ModelData.fromBucketPrefix(jumpstart, 'llama/') }] },
    hubModelWithoutNetwork: { networkIsolation: true, containers: [{ image, environment: { HF_MODEL_ID: 'org/name' } }] },
    requirementsWithoutNetwork: {
      networkIsolation: true,
      containers: [{ image: ContainerImage.fromDlc('mxnet-inference', '1.9.0-cpu-py38'), modelData: ModelData.fromDirectory(DIRECTORY_WITH_REQUIREMENTS) }],
    },
    roleNotAssumable: { role: aRole(stack, 'OfLambda', 'lambda.amazonaws.com'), containers: [{ image }] },
    s3UriInEnvironment: { containers: [{ image, environment: { HF_MODEL_ID: 's3://weights/name/' } }] },
    secretInEnvironment: { containers: [{ image, environment: { HF_TOKEN: 'hf_secret' } }] },
    imageAndModelPackage: { containers: [{ modelPackage, image }] },
    imageLabel: { containers: [{ image: ContainerImage.fromFramework(Framework.TEI), mode: ContainerMode.multiModel(), modelData: models }] },
    missingScript: {
      containers: [{
        image: ContainerImage.fromDlc('mxnet-inference', '1.9.0-cpu-py38'),
        modelData: ModelData.fromDirectory(DIRECTORY_WITH_REQUIREMENTS),
        environment: { SAGEMAKER_PROGRAM: 'serve.py' },
      }],
    },
    modelPathWithoutData: { containers: [{ image: ContainerImage.fromFramework(Framework.TEI), environment: { HF_MODEL_ID: '/opt/ml/model' } }] },
    scriptNotNamed: { containers: [{ image: ContainerImage.fromDlc('sagemaker-scikit-learn', '1.4-2-cpu-py3'), modelData: someData(stack) }] },
    tokenLimits: {
      containers: [{
        image: ContainerImage.fromDlc('huggingface-pytorch-tgi-inference', '2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04'),
        environment: { HF_MODEL_ID: 'org/model', MAX_INPUT_TOKENS: '4096', MAX_TOTAL_TOKENS: '2048' },
      }],
    },
    imageNetworkIsolation: {
      networkIsolation: true, containers: [{ image: ContainerImage.fromFramework(Framework.CHAINER, '5.0.0', { pythonVersion: 'py3' }) }],
    },
    imageNotForHosting: { containers: [{ image: ContainerImage.fromFramework(Framework.CLARIFY) }] },
    imageWithoutModel: { containers: [{ image: ContainerImage.fromFramework(Framework.KNN) }] },
    inferenceSpecificationWithoutModelPackage: { containers: [{ image, inferenceSpecificationName: 'int8' }] },
    marketplaceNetworkIsolation: { containers: [{ modelPackage }] },
    modelDataExpires: { containers: [{ image, modelData: ModelData.fromBucket(expiring(stack), 'model.tar.gz') }] },
    modelDataNotArchive: { containers: [{ image, modelData: ModelData.fromBucket(aBucket(stack), 'model.zip') }] },
    otherRegion: { containers: [{ image: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:eu-west-1:123456789012:repository/serving', '1.0') }] },
    singleAvailabilityZone: { vpc: aVpc(stack), vpcSubnets: { subnets: [aVpc(stack).privateSubnets[0]] }, containers: [{ image }] },
    missingVpcEndpoints: { vpc: aVpc(stack), vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, containers: [{ image }] },
    noOutboundTraffic: { vpc: aVpc(stack), allowAllOutbound: false, containers: [{ image, modelData: someData(stack) }] },
    unknownModelPackageContents: {
      containers: [{ modelPackage: registry.ModelPackage.fromModelPackageArn(stack, 'Unknown', aLiteralArn('model-package', 'churn/4')) }],
    },
    urlAsKey: { containers: [{ image, modelData: ModelData.fromBucket(aBucket(stack), 's3://bucket/model.tar.gz') }] },
  };
}

function expiring(stack: Stack): s3.Bucket {
  return new s3.Bucket(stack, 'Expiring', { lifecycleRules: [{ expiration: Duration.days(7) }] });
}

function versions(stack: Stack): void {
  const tagged = beside(stack, 'Tagged');
  Tags.of(tagged).add('team', 'retention');
  const versionIn = (scope: Stack) => new registry.ModelPackageGroup(scope, 'Group').addModelPackage('Version', {
    modelApprovalStatus: registry.ModelApprovalStatus.REJECTED,
    inferenceSpecification: {
      containers: [{ image: anImage(scope), modelData: someData(scope) }], supportedContentTypes: ['a/b'], supportedResponseMimeTypes: ['a/b'],
    },
  });
  versionIn(tagged);
  const version = versionIn(stack);
  Tags.of(version).add('team', 'retention');
  new Model(stack, 'unapprovedModelPackage', { containers: [{ modelPackage: version }] });
  new Model(stack, 'unknownInferenceSpecification', { containers: [{ modelPackage: version, inferenceSpecificationName: 'int8' }] });
  new Model(beside(stack, 'Models'), 'replacedInOtherStack', { containers: [{ modelPackage: version }] });
}

function warnedPackages(stack: Stack): void {
  const image = anImage(stack);
  const supported = { supportedContentTypes: ['a/b'], supportedResponseMimeTypes: ['a/b'] };
  const inferenceSpecification = { containers: [{ image }], ...supported };
  const bucket = aBucket(stack);
  const transformJobDefinition = {
    input: { data: registry.TransformData.fromPrefix({ bucket, prefix: 'in/' }) },
    output: { location: { bucket } },
    resources: { instanceType: InstanceType.of('ml.t2.medium') },
  };
  const group = registry.ModelPackageGroup.fromModelPackageGroupArn(stack, 'Abroad', 'arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/churn');
  new registry.ModelPackage(stack, 'modelPackageGroupOfOtherRegion', { modelPackageGroup: group, inferenceSpecification });
  const warned: { [id: string]: registry.ModelPackageOptions } = {
    emptyModelPackage: {},
    fixedModelPackageName: { sourceUri: 'https://example.com/churn' },
    severalModelPackageSources: { sourceUri: 'https://example.com/churn', sourceAlgorithm: { algorithmName: 'xgboost' } },
    skippedValidation: {
      sourceUri: 'https://example.com/churn', skipModelValidation: true, validationSpecification: { profile: { profileName: 'p', transformJobDefinition } },
    },
    transformInstanceType: {
      sourceUri: 'https://example.com/churn', validationSpecification: { profile: { profileName: 'p', transformJobDefinition } },
    },
  };
  for (const [id, props] of Object.entries(warned)) {
    new registry.ModelPackage(stack, id, { modelPackageName: id, ...props });
  }
}

function warnedConfigs(stack: Stack): { [id: string]: EndpointConfigProps } {
  const bucket = aBucket(stack);
  const destination = { bucket };
  const asyncInference = { output: destination };
  const on = (model: Model, instanceType = InstanceType.M5_LARGE) => [{ variantName: 'main', model, instanceType }];
  const containers = ['first', 'second'].map((containerHostname) => ({ containerHostname, image: anImage(stack) }));
  const pipeline = aModel(stack, 'Pipeline', { containers });
  const direct = aModel(stack, 'Direct', { containers, inferenceExecutionMode: InferenceExecutionMode.DIRECT });
  const baseline = ShapBaseline.inline('1,a');
  const text = { granularity: ClarifyTextGranularity.TOKEN, language: 'en' };
  const less = { variantName: 'less', model: aModel(stack, 'ServerlessModel'), maxConcurrency: 2, memorySizeInMB: 1024 };
  return {
    asyncComponents: { asyncInference, instanceProductionVariants: [{ variantName: 'main' }] },
    asyncDataCapture: { asyncInference, dataCapture: { destination } },
    asyncInferentia1: { asyncInference, instanceProductionVariants: on(aModel(stack, 'OnInf1'), inf1) },
    asyncPipeline: { asyncInference, instanceProductionVariants: on(pipeline) },
    captureModeTwice: { dataCapture: { destination, captureModes: [CaptureMode.INPUT, CaptureMode.INPUT] } },
    captureOfManyModels: { dataCapture: { destination }, instanceProductionVariants: on(direct) },
    encryptionKeyBehindAlias: { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/volumes') },
    encryptionKeyOfLocalDisk: { encryptionKey: aKey(stack, 'Key'), instanceProductionVariants: on(aModel(stack, 'OnDisk'), InstanceType.G5_XLARGE) },
    explainerTextFeature: {
      explainer: Explainer.clarify({ baseline, text, inference: { featureTypes: [ClarifyFeatureType.NUMERICAL, ClarifyFeatureType.CATEGORICAL] } }),
    },
    keyOfOtherRegion: {
      dataCapture: { destination: { bucket: s3.Bucket.fromBucketName(stack, 'ByName', 'by-name') }, encryptionKey: kms.Key.fromKeyArn(stack, 'FarKey', 'arn:aws:kms:ap-south-1:123456789012:key/1') },
    },
    resourceOfOtherRegion: { asyncInference: { ...asyncInference, errorTopic: sns.Topic.fromTopicArn(stack, 'FarTopic', 'arn:aws:sns:ap-south-1:123456789012:errors') } },
    observedComponents: { dataCapture: { destination }, instanceProductionVariants: [{ variantName: 'main' }] },
    responseWithoutTopic: { asyncInference: { ...asyncInference, includeInferenceResponseIn: [AsyncNotificationTopic.ERROR] } },
    roleBesideModel: { role: aRole(stack, 'Beside') },
    serverlessExplainer: { explainer: Explainer.clarify({ baseline }), instanceProductionVariants: [], serverlessProductionVariant: less },
    unknownModelRole: { dataCapture: { destination }, instanceProductionVariants: [{ variantName: 'main', model: theirModel(stack) }] },
  };
}

const theirModel = (stack: Stack) => Model.fromModelName(stack, 'TheirModel', 'theirs');

type Variants = readonly Partial<InstanceProductionVariantProps>[];

function warnedVariants(stack: Stack): { [id: string]: Variants } {
  const model = aModel(stack, 'Hosted');
  const of = (id: string, image: ContainerImage) => aModel(stack, id, { containers: [{ image }] });
  const pools = [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE].map((instanceType) => ({ instanceType, priority: 1 }));
  const mlReservationArn = 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/plan';
  const asset = of('OfAsset', ContainerImage.fromAsset(IMAGE_DIRECTORY));
  const framework = of('OfFramework', ContainerImage.fromFramework(Framework.PYTORCH, '2.6', { pythonVersion: 'py312' }));
  const falcon = (id: string) => aModel(stack, id, { containers: [JumpStartModel.of('huggingface-llm-amazon-falconlite', { version: '2.1.0' }).container()] });
  return {
    allWeightsZero: [{ model, initialVariantWeight: 0 }],
    flashAttentionOnTuring: [{ model: of('OfTei', ContainerImage.fromFramework(Framework.TEI)), instanceType: InstanceType.G4DN_XLARGE }],
    ignoredWithoutModel: [{ initialVariantWeight: 2, ssmAccess: true }],
    // One of the two is not what an image is built for here.
    imageAssetPlatform: [InstanceType.M5_LARGE, InstanceType.C7G_LARGE].map((instanceType) => ({ model: asset, instanceType })),
    imageProcessor: [{ model: of('ForGpus', ContainerImage.fromDlc('pytorch-inference', '2.6.0-gpu-py312-cu124')), instanceType: InstanceType.M5_LARGE }],
    inferenceAmiTooNew: [{
      model: of('Older', ContainerImage.fromDlc('vllm', '0.19.1-gpu-py312-cu129-ubuntu22.04-sagemaker')),
      instanceType: InstanceType.G5_XLARGE,
      inferenceAmiVersion: InferenceAmiVersion.AL2023_GPU_4_1,
    }],
    inferenceAmiTooOld: [{
      model: of('Newer', ContainerImage.fromDlc('vllm', '0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker')), instanceType: InstanceType.G5_XLARGE,
    }],
    inferenceAmiOfOtherProcessor: [{ model, instanceType: InstanceType.G5_XLARGE, inferenceAmiVersion: InferenceAmiVersion.AL2_NEURON_2 }],
    initialCountOutsideOfScaling: [{ initialInstanceCount: 9, managedInstanceScaling: { maxInstanceCount: 4 } }],
    instancePoolTwice: [{ model, instancePools: pools }],
    moreGpusThanInstance: [{
      model: aModel(stack, 'OnFourGpus', { containers: [{ image: anImage(stack), environment: { SM_NUM_GPUS: '4' } }] }), instanceType: InstanceType.G5_XLARGE,
    }],
    moreNeuronCoresThanInstance: [{
      model: aModel(stack, 'OnFourCores', { containers: [{ image: anImage(stack), environment: { OPTION_TENSOR_PARALLEL_DEGREE: '4' } }] }),
      instanceType: InstanceType.INF2_XLARGE,
    }],
    multiModelAccelerator: [{
      model: aModel(stack, 'Many', { containers: [{ image: anImage(stack), mode: ContainerMode.multiModel(), modelData: ModelData.fromBucketPrefix(aBucket(stack), 'all/') }] }),
      instanceType: InstanceType.INF2_XLARGE,
    }],
    jumpStartInstanceType: [{ model: falcon('FalconOnOne'), instanceType: InstanceType.G5_XLARGE }],
    jumpStartOtherInstanceType: [{ model: falcon('FalconOnEight'), instanceType: InstanceType.G5_48XLARGE }],
    mixedProcessors: [{ model: framework, instanceType: InstanceType.M5_LARGE }, { model: framework, instanceType: InstanceType.G5_XLARGE }],
    mixedVariants: [{ model }, {}],
    olderVersionForProcessor: [{ model: of('Newest', ContainerImage.fromFramework(Framework.XGBOOST)), instanceType: InstanceType.C7G_LARGE }],
    poolModelOfComponents: [{ instancePools: [{ ...pools[0], model }] }],
    reservationOfPools: [{ model, instancePools: [pools[0], { ...pools[1], priority: 2 }], capacityReservation: { mlReservationArn } }],
    ssmAccessIsolated: [{ model: aModel(stack, 'Isolated', { networkIsolation: true }), ssmAccess: true }],
    unknownProcessor: [{ model: of('OnAny', ContainerImage.fromFramework(Framework.PYTORCH, '2.6')), instanceType: InstanceType.of(Aws.STACK_NAME) }],
    unknownInstanceType: [{ model, instanceType: InstanceType.of('ml.m99.large') }],
    volumeSizeOfLocalDisk: [{ model, instanceType: InstanceType.G5_XLARGE, volumeSize: Size.gibibytes(64) }],
  };
}

function shadows(stack: Stack): void {
  const model = aModel(stack, 'Shadowing');
  const shadow = (id: string, live: Variants[number], next: Variants[number]) => new EndpointConfig(stack, id, {
    instanceProductionVariants: [{ variantName: 'live', model, ...live }],
    shadowProductionVariants: [{ variantName: 'next', model, ...next }],
  });
  const capturing = aConfig(stack, 'overriddenDestination').node.defaultChild as CfnResource;
  capturing.addPropertyOverride('DataCaptureConfig', { InitialSamplingPercentage: 100, DestinationS3Uri: 's3://bucket/captured' });
  shadow('shadowOfSameName', {}, { variantName: 'live' });
  shadow('shadowWithoutModel', {}, { model: undefined });
}
