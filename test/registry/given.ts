import { Size, type Stack, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { InstanceType, ModelData } from '../../src';
import * as registry from '../../src/registry';
import { anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, testStack, warningsOf } from '../helpers/stack';

/** A bucket that needs nothing but a name. */
export function aBucket(scope: Construct, name = 'bucket'): s3.IBucket {
  return scope.node.tryFindChild(`Bucket-${name}`) as s3.IBucket | undefined ?? s3.Bucket.fromBucketName(scope, `Bucket-${name}`, name);
}

export function aKey(scope: Construct, id: string): kms.IKey {
  return kms.Key.fromKeyArn(scope, id, `arn:aws:kms:us-east-1:123456789012:key/${id}`);
}

/** Returns the minimal inference specification of a version. */
export function aSpecification(scope: Construct, container: Partial<registry.ModelPackageContainer> = {}): registry.InferenceSpecification {
  return {
    containers: [{ image: anImage(scope), ...container }],
    supportedContentTypes: ['text/csv'],
    supportedResponseMimeTypes: ['application/json'],
  };
}

/** Returns the minimal inference specification of a package that does not belong to a group. */
export function ownSpecification(scope: Construct, container: Partial<registry.ModelPackageContainer> = {}): registry.InferenceSpecification {
  return {
    ...aSpecification(scope, container),
    supportedRealtimeInferenceInstanceTypes: [InstanceType.M5_LARGE],
    supportedTransformInstanceTypes: [InstanceType.M5_XLARGE],
  };
}

export function aGroup(props: registry.ModelPackageGroupProps = {}, stack = testStack()): registry.ModelPackageGroup {
  return new registry.ModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'churn', ...props });
}

/** A version of a group. */
export function aVersion(scope: Construct, props: Partial<registry.ModelPackageProps> = {}, id = 'Version'): registry.ModelPackage {
  const group = scope.node.tryFindChild('Group') as registry.ModelPackageGroup | undefined
    ?? new registry.ModelPackageGroup(scope, 'Group', { modelPackageGroupName: 'churn' });
  return new registry.ModelPackage(scope, id, { modelPackageGroup: group, ...props });
}

/** A package outside of a group. */
export function aPackage(scope: Construct, props: Partial<registry.ModelPackageProps> = {}, id = 'Package'): registry.ModelPackage {
  return new registry.ModelPackage(scope, id, { modelPackageName: 'churn', ...props });
}

/** What the packages of these tests are warned of because they have a name or nothing in them. */
const OF_LITTLE = ['fixedModelPackageName', 'emptyModelPackage'];

/** The warnings in a stack, but for those that packages with little in them get. */
export function otherWarningsOf(scope: IConstruct, ignored: readonly string[] = OF_LITTLE): string[] {
  return warningsOf(scope).filter((warning) => !ignored.some((id) => warning.includes(`cdk-sagemaker-hosting:${id}`)));
}

/** A validation with a job that has nothing but what it must have. */
export function aValidation(
  scope: Construct, job: Partial<registry.TransformJobDefinition> = {}, validationRole?: iam.IRole,
): registry.ValidationSpecification {
  return {
    validationRole,
    profile: {
      profileName: 'profile',
      transformJobDefinition: {
        input: { data: registry.TransformData.fromPrefix({ bucket: aBucket(scope), prefix: 'in/' }) },
        output: { location: { bucket: aBucket(scope), prefix: 'out' } },
        resources: { instanceType: InstanceType.M5_LARGE },
        ...job,
      },
    },
  };
}

/** A package with all that there is, but for what excludes other things. */
export function everything(scope: Construct): registry.ModelPackage {
  const bucket = aBucket(scope);
  const file = (objectKey: string): registry.S3File =>
    ({ bucket, objectKey, contentType: 'application/json', contentDigest: `sha256:${'0'.repeat(64)}` });
  const container: registry.ModelPackageContainer = {
    image: anImage(scope),
    modelData: ModelData.fromBucket(bucket, 'model.tar.gz'),
    containerHostname: 'host',
    environment: { KEY: 'value' },
    framework: 'PYTORCH',
    frameworkVersion: '2.6',
    imageDigest: `sha256:${'0'.repeat(64)}`,
    dataInputConfig: '{"input": [1, 3]}',
    nearestModelName: 'resnet50',
  };
  const specification = { ...ownSpecification(scope), containers: [container] };
  const quality: registry.QualityMetrics = { constraints: file('constraints.json'), statistics: file('statistics.json') };
  return aPackage(scope, {
    description: 'tells who leaves',
    inferenceSpecification: specification,
    additionalInferenceSpecifications: [{ ...specification, name: 'first', description: 'the first' }],
    additionalInferenceSpecificationsToAdd: [{ ...specification, name: 'second', description: 'the second' }],
    modelApprovalStatus: registry.ModelApprovalStatus.APPROVED,
    approvalDescription: 'as good as the last',
    customerMetadataProperties: { team: 'retention' },
    domain: registry.ModelPackageDomain.MACHINE_LEARNING,
    task: registry.ModelPackageTask.CLASSIFICATION,
    samplePayload: { bucket, objectKey: 'payload.tar.gz' },
    sourceUri: 'https://example.com/churn',
    skipModelValidation: false,
    certifyForMarketplace: true,
    encryptionKey: aKey(scope, 'package'),
    modelCard: { content: '{}', status: registry.ModelCardStatus.DRAFT },
    metadataProperties: { commitId: 'c', generatedBy: 'g', projectId: 'p', repository: 'r' },
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
    sourceAlgorithm: { algorithmName: 'xgboost', modelData: ModelData.fromBucket(bucket, 'algorithm.tar.gz') },
    validationSpecification: aValidation(scope, {
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
        encryptionKey: aKey(scope, 'output'),
      },
      resources: { instanceType: InstanceType.M5_LARGE, instanceCount: 2, volumeEncryptionKey: aKey(scope, 'volume') },
      batchStrategy: registry.TransformBatchStrategy.MULTI_RECORD,
      environment: { KEY: 'value' },
      maxConcurrentTransforms: 4,
      maxPayload: Size.mebibytes(6),
    }),
  });
}

/** The properties of the only model package in a stack. */
export function packageIn(scope: IConstruct): any {
  return propertiesOf(scope, 'AWS::SageMaker::ModelPackage');
}

/** The properties of the only group in a stack. */
export function groupIn(scope: IConstruct): any {
  return propertiesOf(scope, 'AWS::SageMaker::ModelPackageGroup');
}

/** The model package in a stack, as the template defines it. */
export function packageResourceIn(scope: IConstruct): any {
  const [resource] = Object.values(resourcesOf(scope, 'AWS::SageMaker::ModelPackage'));
  return resource;
}

/** Returns the properties of a version, in its stack. */
export type PropsIn = (stack: Stack) => Partial<registry.ModelPackageProps>;

/** Returns the properties of a version that has one container. */
export function withContainer(container: Partial<registry.ModelPackageContainer>): PropsIn {
  return (stack) => ({ inferenceSpecification: aSpecification(stack, container) });
}

/** The template's properties of a version that has these properties. */
export function versionWith(props: PropsIn): any {
  const stack = testStack();
  aVersion(stack, props(stack));
  return packageIn(stack);
}

/** What is wrong with a version that has these properties. */
export function problemWith(props: PropsIn): string {
  const stack = testStack();
  return messageOf(() => aVersion(stack, props(stack))).replace('Test/Version: ', '');
}

type JobIn = (stack: Stack) => Partial<registry.TransformJobDefinition>;

/** The template's properties of a job that a version is validated with. */
export function jobWith(job: JobIn): any {
  return versionWith((stack) => ({ validationSpecification: aValidation(stack, job(stack)) }))
    .ValidationSpecification.ValidationProfiles[0].TransformJobDefinition;
}

/** What is wrong with a version that is validated with a job. */
export function jobProblemWith(job: JobIn): string {
  return problemWith((stack) => ({ validationSpecification: aValidation(stack, job(stack)) }));
}
