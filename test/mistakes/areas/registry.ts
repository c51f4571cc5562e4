import { Size, Tags, aws_scheduler as scheduler, aws_scheduler_targets as schedulerTargets } from 'aws-cdk-lib';
import { CHURN_PACKAGE } from './packages';
import type { registry as packages } from '../../../src';
import type { Given } from '../given';
import { ARCHIVE, IMAGE, type L1 } from '../l1';
import { AWS, call, handled, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, IGNORES, HARMS, LATER, UNDOCUMENTED } = AWS;
const job = (g: Given, options: Partial<packages.TransformJobDefinition> = {}): packages.ModelPackageOptions => ({
  validationSpecification: {
    profile: {
      profileName: 'p',
      transformJobDefinition: {
        input: { data: g.sm.registry.TransformData.fromPrefix({ bucket: g.bucket, prefix: 'in/' }) },
        output: { location: { bucket: g.bucket, prefix: 'out/' } },
        resources: { instanceType: g.sm.InstanceType.M5_LARGE },
        ...options,
      },
    },
  },
});
const jobOf = (g: L1, options: object, instanceType = 'ml.m5.large', props = {}) => g.modelPackage({
  validationSpecification: {
    validationRole: 'arn:aws:iam::123456789012:role/validation',
    validationProfiles: [{
      profileName: 'p',
      transformJobDefinition: {
        transformInput: { dataSource: { s3DataSource: { s3DataType: 'S3Prefix', s3Uri: 's3://in/' } } },
        transformOutput: { s3OutputPath: 's3://out/' },
        transformResources: { instanceCount: 1, instanceType },
        ...options,
      },
    }],
  },
  ...props,
});
const standalone = (g: Given, props: packages.ModelPackageProps) => new g.sm.registry.ModelPackage(g.stack, 'Package', props);
const SERVED = { containers: [{ image: IMAGE, modelDataUrl: ARCHIVE }], supportedContentTypes: ['text/csv'], supportedResponseMimeTypes: ['text/csv'] };
const FAR_GROUP = 'arn:aws:sagemaker:eu-west-1:123456789012:model-package-group/churn';
const transformInstanceTypes = (g: Given, type: string) => ({
  inferenceSpecification: { ...g.served, supportedTransformInstanceTypes: [g.sm.InstanceType.of(type)] },
});
const realtimeInstanceTypes = (g: Given, type: string) => ({
  inferenceSpecification: { ...g.served, supportedRealtimeInferenceInstanceTypes: [g.sm.InstanceType.of(type)] },
});

export const registry: readonly Mistake[] = [
  {
    title: 'a model package without a name and a group', rules: ['a model package has a name or a group'], aws: REFUSES, ours: call('a model package must have either a group or a name, got neither; set', (g) => standalone(g, { inferenceSpecification: g.served })), l1: (g) => g.modelPackage({ modelPackageGroupName: undefined }), right: (g) => g.version(),
  },
  {
    title: 'tags of a version',
    rules: ['a version has no tags'],
    aws: REFUSES,
    ours: warned('modelPackageTags', (g) => Tags.of(g.version()).add('team', 'retention')),
    l1: (g) => g.modelPackage({ tags: [{ key: 'team', value: 'retention' }] }),
    right: (g) => { g.version(); Tags.of(g.group).add('team', 'retention', { includeResourceTypes: ['AWS::SageMaker::ModelPackageGroup'] }); },
  },
  {
    title: 'tags of a stack that has a version', rules: ['a version has no stack tags'], aws: REFUSES, ours: warned('modelPackageStackTags', (g) => g.beside('Tagged', {}, { tags: { team: 'retention' } }).version()), l1: (g) => { g.stack.tags.setTag('team', 'retention'); g.modelPackage(); },
  },
  {
    title: 'a group of another region',
    rules: ['a group is in the region of its versions'],
    aws: REFUSES,
    ours: warned('modelPackageGroupOfOtherRegion', (g) => standalone(g, { modelPackageGroup: g.sm.registry.ModelPackageGroup.fromModelPackageGroupArn(g.stack, 'Far', FAR_GROUP), inferenceSpecification: g.served })),
    l1: (g) => g.modelPackage({ modelPackageGroupName: FAR_GROUP }),
    right: (g) => standalone(g, { modelPackageGroup: g.sm.registry.ModelPackageGroup.fromModelPackageGroupArn(g.stack, 'Near', FAR_GROUP.replace('eu-west-1', 'us-east-1')), inferenceSpecification: g.served }),
  },
  {
    title: 'a group of the same stack by its name',
    rules: ['a group that is imported by its name is not defined in the same stack'],
    aws: FAILS,
    ours: warned('definedInSameStack', (g) => {
      new g.sm.registry.ModelPackageGroup(g.stack, 'Churn', { modelPackageGroupName: 'churn' });
      standalone(g, { modelPackageGroup: g.sm.registry.ModelPackageGroup.fromModelPackageGroupName(g.stack, 'ByName', 'churn'), inferenceSpecification: g.served });
    }),
    l1: (g) => g.modelPackage(),
  },
  {
    title: 'versions that are numbered by chance', rules: ['versions are created in the order of their numbers'], aws: HARMS, ours: handled('"DependsOn"', (g) => { g.version(); g.group.addModelPackage('Second', { inferenceSpecification: g.served }); }), l1: (g) => g.modelPackage(),
  },
  {
    title: 'a named package outside of a group, which changes', rules: ['a package can be replaced'], aws: LATER, ours: warned('fixedModelPackageName', (g) => standalone(g, { modelPackageName: 'churn', inferenceSpecification: { ...transformInstanceTypes(g, 'ml.m5.large').inferenceSpecification, supportedRealtimeInferenceInstanceTypes: [g.sm.InstanceType.M5_LARGE] } })), l1: (g) => g.modelPackage({ modelPackageGroupName: undefined, modelPackageName: 'churn' }),
  },
  {
    title: 'a package without a container', rules: ['a package has containers'], aws: REFUSES, ours: warned('emptyModelPackage', (g) => g.version({ inferenceSpecification: undefined })), l1: (g) => g.modelPackage({ inferenceSpecification: undefined }),
  },
  {
    title: 'an inference specification beside a source algorithm',
    rules: ['one of them specifies the containers'],
    aws: UNDOCUMENTED,
    ours: warned('severalModelPackageSources', (g) => g.version({ sourceAlgorithm: { algorithmName: 'xgboost' } })),
    l1: (g) => g.modelPackage({ sourceAlgorithmSpecification: { sourceAlgorithms: [{ algorithmName: 'xgboost' }] } }),
    right: (g) => g.version({ inferenceSpecification: undefined, sourceAlgorithm: { algorithmName: 'xgboost' } }),
  },
  {
    title: 'a supported instance type that SageMaker does not know',
    rules: ['Model registry > the SageMaker API of this version lists the instance types |'],
    aws: REFUSES,
    ours: warned('unknownInstanceType', (g) => g.version(realtimeInstanceTypes(g, 'ml.m99.large'))),
    l1: (g) => g.modelPackage({ inferenceSpecification: { ...SERVED, supportedRealtimeInferenceInstanceTypes: ['ml.m99.large'] } }),
    right: (g) => g.version(realtimeInstanceTypes(g, 'ml.m5.large')),
  },
  {
    title: 'a transform job on an instance type that batch transform does not take',
    rules: ['the SageMaker API of this version lists the instance types for batch transform jobs'],
    aws: REFUSES,
    ours: warned('transformInstanceType', (g) => g.version(job(g, { resources: { instanceType: g.sm.InstanceType.T2_MEDIUM } }))),
    l1: (g) => jobOf(g, {}, 'ml.t2.medium'),
    right: (g) => g.version(job(g)),
  },
  {
    title: 'a supported instance type that batch transform does not take',
    rules: ['the SageMaker API of this version lists the instance types for batch transform jobs'],
    aws: REFUSES,
    ours: warned('transformInstanceType', (g) => g.version(transformInstanceTypes(g, 'ml.t2.medium'))),
    l1: (g) => g.modelPackage({ inferenceSpecification: { ...SERVED, supportedTransformInstanceTypes: ['ml.t2.medium'] } }),
    right: (g) => g.version(transformInstanceTypes(g, 'ml.m5.large')),
  },
  {
    title: 'a validation that is skipped', rules: ['a validation is not skipped'], aws: IGNORES, ours: warned('skippedValidation', (g) => g.version({ ...job(g), skipModelValidation: true })), l1: (g) => jobOf(g, {}, undefined, { skipModelValidation: 'All' }),
  },
  {
    title: 'requests of 60 MB, 2 at a time',
    rules: ['their product is at most 100 MiB'],
    aws: REFUSES,
    ours: call('validationSpecification.profile.transformJobDefinition.maxPayload', (g) => g.version(job(g, { maxPayload: Size.mebibytes(60), maxConcurrentTransforms: 2 }))),
    l1: (g) => jobOf(g, { maxPayloadInMb: 60, maxConcurrentTransforms: 2 }),
    right: (g) => g.version(job(g, { maxPayload: Size.mebibytes(50), maxConcurrentTransforms: 2 })),
  },
  {
    title: 'a version that is not approved',
    rules: ['a version is approved before it is deployed'],
    aws: FAILS,
    ours: warned('unapprovedModelPackage', (g) => g.container({ modelPackage: g.version({ modelApprovalStatus: undefined }) })),
    l1: (g) => g.container({ modelPackageName: g.modelPackage().ref }),
    right: (g) => g.container({ modelPackage: g.version() }),
  },
  {
    title: 'access of another account by a resource policy of a version', rules: ['a version has no resource policy'], aws: IGNORES, ours: handled('"sagemaker:DescribeModelPackage"', (g) => g.group.shareWith('222222222222')), l1: (g) => g.modelPackage(), right: (g) => g.group.shareWith('222222222222'),
  },
  {
    title: 'the version 0 of a group',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackage.html',
    ours: call('version must be at least 1, got 0', (g) => g.sm.registry.ModelPackage.fromModelPackageVersion(g.stack, 'V', g.group, 0)),
    l1: (g) => g.container({ modelPackageName: CHURN_PACKAGE.replace('/4', '/0') }),
    right: (g) => g.sm.registry.ModelPackage.fromModelPackageVersion(g.stack, 'V', g.group, 1),
  },
  {
    title: 'a version whose number is undefined, from JavaScript',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackage.html',
    ours: call('version is required; specify the number of the version, at least 1', (g) => g.sm.registry.ModelPackage.fromModelPackageVersion(g.stack, 'V', g.group, undefined as any)),
    l1: (g) => g.container({ modelPackageName: CHURN_PACKAGE.replace('/4', '/undefined') }),
  },
  {
    title: 'a bucket as the group of a version, from Python', aws: HARMS, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html', ours: call('modelPackageGroup must be a model package group, got Bucket', (g) => standalone(g, { modelPackageGroup: g.bucket as any, inferenceSpecification: g.served })), l1: (g) => g.modelPackage({ modelPackageGroupName: 'a-bucket' }),
  },
  {
    title: 'the ARN of a group as that of a version', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html', ours: call('modelPackageArn must be an ARN such as', (g) => g.sm.registry.ModelPackage.fromModelPackageArn(g.stack, 'V', FAR_GROUP)), l1: (g) => g.container({ modelPackageName: FAR_GROUP }),
  },
  {
    title: 'a pipeline as the target of a rule for approvals',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events_targets-readme.html',
    ours: types,
    right: (g) => new scheduler.Schedule(g.stack, 'Nightly', {
      schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '0' }),
      target: new schedulerTargets.SageMakerStartPipelineExecution(g.sm.Pipeline.fromPipelineName(g.stack, 'Training', 'training'), { pipelineParameterList: [{ name: 'Epochs', value: '10' }] }),
    }),
  },
];
