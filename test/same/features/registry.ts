import { CfnOutput, RemovalPolicy, Size, type Stack, aws_events_targets as targets, aws_iam as iam } from 'aws-cdk-lib';
import { aBucket, aKey, aLiteralArn, aRole, aTopic, anImage, someData } from './given';
import { InstanceType, Model, registry, type IModelPackage } from '../../../src';

export function registries(stack: Stack): void {
  const group = groups(stack);
  packages(stack, group);
  imports(stack);
}

function groups(stack: Stack): registry.ModelPackageGroup {
  const group = new registry.ModelPackageGroup(stack, 'Group', {
    modelPackageGroupName: 'churn',
    description: 'who leaves',
    sharedWith: ['111122223333'],
    sharedWithApprovers: ['444455556666'],
    removalPolicy: RemovalPolicy.RETAIN,
    policy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        actions: ['sagemaker:DescribeModelPackageGroup'], principals: [new iam.AccountPrincipal('444455556666')], resources: ['*'],
      })],
    }),
  });
  group.shareWith('777788889999');
  group.shareWithApprovers('888899990000');
  group.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['sagemaker:ListModelPackages'], principals: [new iam.AccountPrincipal('111122223333')], resources: ['*'],
  }));
  useGroup(stack, 'Own', group);
  new registry.ModelPackageGroup(stack, 'Unnamed');
  return group;
}

function useGroup(stack: Stack, id: string, group: registry.IModelPackageGroup): void {
  group.grant(aRole(stack, `${id}Lister`), 'sagemaker:ListTags');
  group.grantAccess(aRole(stack, `${id}Accessor`));
  group.grantApprove(aRole(stack, `${id}Approver`));
  group.grantRead(aRole(stack, `${id}Reader`));
  group.grantRegister(aRole(stack, `${id}Trainer`));
  group.onApproved(`${id}Approved`, { description: 'deploys' });
  group.onModelPackageStateChange(`${id}GroupChanged`, {
    approvalStatuses: [registry.ModelApprovalStatus.REJECTED], target: new targets.SnsTopic(aTopic(stack, 'Team')),
  });
  new CfnOutput(stack, `${id}Group`, { value: `${group.modelPackageGroupArn},${group.modelPackageGroupName}` });
}

function usePackage(stack: Stack, id: string, modelPackage: IModelPackage): void {
  modelPackage.grant(aRole(stack, `${id}Tagger`), 'sagemaker:AddTags');
  modelPackage.grantAccess(aRole(stack, `${id}PackageAccessor`));
  modelPackage.grantRead(aRole(stack, `${id}PackageReader`));
  modelPackage.grantUpdate(aRole(stack, `${id}Updater`));
  new Model(stack, `${id}Model`, { containers: [{ modelPackage }] });
  new CfnOutput(stack, `${id}Package`, { value: modelPackage.modelPackageArn });
}

function packages(stack: Stack, group: registry.ModelPackageGroup): void {
  const version = group.addModelPackage('Version', {
    modelApprovalStatus: registry.ModelApprovalStatus.APPROVED, inferenceSpecification: specification(stack),
  });
  usePackage(stack, 'Version', version);
  version.onStateChange('VersionChanged', { target: new targets.SnsTopic(aTopic(stack, 'Team')) });
  new CfnOutput(stack, 'Status', { value: version.modelPackageStatus });
  const whole = new registry.ModelPackage(stack, 'Whole', everything(stack));
  usePackage(stack, 'Whole', whole);
  for (const modelApprovalStatus of Object.values(registry.ModelApprovalStatus)) {
    new registry.ModelPackage(stack, modelApprovalStatus, {
      modelPackageGroup: group, modelApprovalStatus, inferenceSpecification: specification(stack),
    });
  }
  for (const status of Object.values(registry.ModelCardStatus)) {
    new registry.ModelPackage(stack, `Card-${status}`, {
      modelPackageGroup: group, modelCard: { content: '{}', status }, inferenceSpecification: specification(stack),
    });
  }
  const domains = [...Object.values(registry.ModelPackageDomain), registry.ModelPackageDomain.of('TABULAR')];
  const tasks = [...Object.values(registry.ModelPackageTask), registry.ModelPackageTask.of('RANKING')];
  new CfnOutput(stack, 'Domains', { value: domains.filter(isDomain).map((domain) => domain.toString()).join() });
  new CfnOutput(stack, 'Tasks', { value: tasks.filter(isTask).map((task) => task.toString()).join() });
  transforms(stack, group);
}

const isDomain = (value: unknown): value is registry.ModelPackageDomain => value instanceof registry.ModelPackageDomain;
const isTask = (value: unknown): value is registry.ModelPackageTask => value instanceof registry.ModelPackageTask;

/** Validations by each kind of transform job. */
function transforms(stack: Stack, group: registry.ModelPackageGroup): void {
  const bucket = aBucket(stack);
  const jobs: Partial<registry.TransformJobDefinition>[] = [
    ...Object.values(registry.TransformAssembleWith).map((assembleWith) => ({ output: { location: { bucket }, assembleWith } })),
    ...Object.values(registry.TransformBatchStrategy).map((batchStrategy) => ({ batchStrategy })),
    ...Object.values(registry.TransformCompressionType).map((compressionType) => (
      { input: { data: registry.TransformData.fromManifest(bucket, 'manifest.json'), compressionType } }
    )),
    ...Object.values(registry.TransformSplitType).map((splitType) => (
      { input: { data: registry.TransformData.fromPrefix({ bucket, prefix: 'in/' }), splitType } }
    )),
  ];
  jobs.forEach((job, index) => new registry.ModelPackage(stack, `Validated-${index}`, {
    modelPackageGroup: group,
    inferenceSpecification: { ...specification(stack), supportedTransformInstanceTypes: [InstanceType.M5_LARGE] },
    validationSpecification: { profile: { profileName: 'profile', transformJobDefinition: { ...aJob(stack), ...job } } },
  }));
}

function aJob(stack: Stack): registry.TransformJobDefinition {
  return {
    input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(stack), prefix: 'in/' }) },
    output: { location: { bucket: aBucket(stack) } },
    resources: { instanceType: InstanceType.M5_LARGE },
  };
}

function specification(stack: Stack): registry.InferenceSpecification {
  return {
    containers: [{ image: anImage(stack), modelData: someData(stack) }],
    supportedContentTypes: ['text/csv'],
    supportedResponseMimeTypes: ['application/json'],
  };
}

/** A package outside of a group, with all that such a package may have. */
function everything(stack: Stack): registry.ModelPackageProps {
  const bucket = aBucket(stack);
  const types: Partial<registry.InferenceSpecification> = {
    supportedRealtimeInferenceInstanceTypes: [InstanceType.M5_LARGE], supportedTransformInstanceTypes: [InstanceType.M5_XLARGE],
  };
  const container: registry.ModelPackageContainer = {
    image: anImage(stack),
    modelData: someData(stack),
    containerHostname: 'host',
    environment: { LEVEL: 'info' },
    framework: 'PYTORCH',
    frameworkVersion: '2.6',
    imageDigest: `sha256:${'0'.repeat(64)}`,
    dataInputConfig: '{"input": [1, 3]}',
    nearestModelName: 'resnet50',
  };
  const other: registry.AdditionalInferenceSpecification = {
    name: 'other',
    description: 'in whole numbers',
    containers: [container],
    supportedContentTypes: ['text/csv'],
    supportedResponseMimeTypes: ['text/csv'],
    supportedRealtimeInferenceInstanceTypes: [InstanceType.M5_LARGE],
    supportedTransformInstanceTypes: [InstanceType.M5_XLARGE],
  };
  return {
    modelPackageName: 'churn',
    description: 'tells who leaves',
    inferenceSpecification: { ...specification(stack), ...types, containers: [container] },
    additionalInferenceSpecifications: [other],
    additionalInferenceSpecificationsToAdd: [{ ...other, name: 'another' }],
    modelApprovalStatus: registry.ModelApprovalStatus.APPROVED,
    approvalDescription: 'as good as the last',
    customerMetadataProperties: { team: 'retention' },
    domain: registry.ModelPackageDomain.MACHINE_LEARNING,
    task: registry.ModelPackageTask.CLASSIFICATION,
    samplePayload: { bucket, objectKey: 'payload.tar.gz' },
    sourceUri: 'https://example.com/churn',
    skipModelValidation: false,
    certifyForMarketplace: true,
    encryptionKey: aKey(stack, 'PackageKey'),
    modelCard: { content: '{}', status: registry.ModelCardStatus.DRAFT },
    metadataProperties: { commitId: 'c', generatedBy: 'g', projectId: 'p', repository: 'r' },
    ...reports(stack),
    sourceAlgorithm: { algorithmName: 'xgboost', modelData: someData(stack) },
    validationSpecification: validation(stack),
  };
}

function reports(stack: Stack): Pick<registry.ModelPackageProps, 'modelMetrics' | 'driftCheckBaselines'> {
  const file = (objectKey: string): registry.S3File =>
    ({ bucket: aBucket(stack), objectKey, contentType: 'application/json', contentDigest: `sha256:${'0'.repeat(64)}` });
  const quality: registry.QualityMetrics = { constraints: file('constraints.json'), statistics: file('statistics.json') };
  return {
    modelMetrics: {
      bias: { report: file('bias.json'), preTrainingReport: file('before.json'), postTrainingReport: file('after.json') },
      explainability: { report: file('shap.json') },
      modelDataQuality: quality,
      modelQuality: quality,
    },
    driftCheckBaselines: {
      bias: { configFile: file('config.json'), preTrainingConstraints: file('before.json'), postTrainingConstraints: file('after.json') },
      explainability: { configFile: file('config.json'), constraints: file('shap.json') },
      modelDataQuality: quality,
      modelQuality: quality,
    },
  };
}

function validation(stack: Stack): registry.ValidationSpecification {
  const bucket = aBucket(stack);
  return {
    validationRole: aRole(stack, 'Validation'),
    profile: {
      profileName: 'profile',
      transformJobDefinition: {
        input: {
          data: registry.TransformData.fromPrefix({ bucket, prefix: 'in/' }),
          compressionType: registry.TransformCompressionType.GZIP,
          contentType: 'text/csv',
          splitType: registry.TransformSplitType.LINE,
        },
        output: {
          location: { bucket, prefix: 'out' },
          accept: 'text/csv',
          assembleWith: registry.TransformAssembleWith.LINE,
          encryptionKey: aKey(stack, 'OutputKey'),
        },
        resources: { instanceType: InstanceType.M5_LARGE, instanceCount: 2, volumeEncryptionKey: aKey(stack, 'TransformKey') },
        batchStrategy: registry.TransformBatchStrategy.MULTI_RECORD,
        environment: { LEVEL: 'info' },
        maxConcurrentTransforms: 4,
        maxPayload: Size.mebibytes(6),
      },
    },
  };
}

function imports(stack: Stack): void {
  const theirGroup = registry.ModelPackageGroup.fromModelPackageGroupArn(stack, 'GroupByArn', aLiteralArn('model-package-group', 'theirs'));
  useGroup(stack, 'Their', theirGroup);
  useGroup(stack, 'Named', registry.ModelPackageGroup.fromModelPackageGroupName(stack, 'GroupByName', 'theirs'));
  usePackage(stack, 'ByVersion', registry.ModelPackage.fromModelPackageVersion(stack, 'VersionOfTheirs', theirGroup, 3));
  usePackage(stack, 'ByName', registry.ModelPackage.fromModelPackageName(stack, 'PackageByName', 'ranking'));
  usePackage(stack, 'ByArn', registry.ModelPackage.fromModelPackageArn(stack, 'PackageByArn', aLiteralArn('model-package', 'churn/4')));
  usePackage(stack, 'ByAttributes', registry.ModelPackage.fromModelPackageAttributes(stack, 'PackageByAttributes', {
    modelPackageArn: aLiteralArn('model-package', 'churn/5'),
    containers: [{ image: anImage(stack), modelData: someData(stack) }],
    encryptionKey: aKey(stack, 'ImportedPackageKey'),
  }));
}
