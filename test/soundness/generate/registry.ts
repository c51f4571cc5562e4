import * as fc from 'fast-check';
import { archive, bucket, DIGEST, environment, image, modelData, role } from './models';
import { client } from './operations';
import { aName, boolean, either, integer, listOf, maybe, mebibytes, memberOf, object, oneOf, someGiven, someIn, someOf, text, type Arbitrary } from './values';
import { call, get, given, id, make, method, name, prop, scope, variable, type Step, type Value } from '../app/plan';

// Of the same part as the package, or an earlier one.
const key = someIn(['given', 'model'], 'key', 'importedKey');
const location = object({ bucket }, { prefix: text('in/', 'a/b') }, 2);

const types: Arbitrary = someOf([get('sm.InstanceType.M5_LARGE'), get('sm.InstanceType.M5_XLARGE')]);
const container = object({ image, modelData: fc.oneof({ weight: 5, arbitrary: archive }, { weight: 1, arbitrary: modelData }) }, {
  containerHostname: oneOf('host'),
  environment,
  framework: oneOf('PYTORCH', 'XGBOOST'),
  frameworkVersion: oneOf('2.6'),
  imageDigest: oneOf(DIGEST),
  dataInputConfig: oneOf('{"input": [1, 3]}'),
  nearestModelName: oneOf('resnet50'),
}, 5);
const specificationParts = {
  containers: listOf(container, 1, 2), supportedContentTypes: oneOf(['text/csv']), supportedResponseMimeTypes: oneOf(['application/json']),
};
const supported = { supportedRealtimeInferenceInstanceTypes: types, supportedTransformInstanceTypes: types };
const specification = object(specificationParts, supported, 3);
const additional = listOf(object({ name: oneOf('other'), ...specificationParts }, { description: text('in whole numbers'), ...supported }, 3), 1, 1);

const file: Arbitrary = object({ bucket, objectKey: text('report.json', 'a/b.json') }, { contentType: oneOf('application/json'), contentDigest: oneOf(DIGEST) }, 3);
const quality: Arbitrary = object({}, { constraints: file, statistics: file }, 2);
const modelMetrics: Arbitrary = object({}, {
  bias: object({}, { report: file, preTrainingReport: file, postTrainingReport: file }, 2),
  explainability: object({}, { report: file }, 2),
  modelDataQuality: quality,
  modelQuality: quality,
}, 2);
const driftCheckBaselines: Arbitrary = object({}, {
  bias: object({}, { configFile: file, preTrainingConstraints: file, postTrainingConstraints: file }, 2),
  explainability: object({}, { configFile: file, constraints: file }, 2),
  modelDataQuality: quality,
  modelQuality: quality,
}, 2);

const input: Arbitrary = object({ data: either(location.map((each) => call('sm.registry.TransformData.fromPrefix', each)), bucket.map((each) => call('sm.registry.TransformData.fromManifest', each, 'manifest.json'))) }, {
  compressionType: memberOf('sm.registry.TransformCompressionType', 'NONE', 'GZIP'), contentType: oneOf('text/csv'), splitType: memberOf('sm.registry.TransformSplitType', 'NONE', 'LINE', 'RECORD_IO', 'TF_RECORD'),
}, 3);
const transformJobDefinition = object({
  input,
  output: object({ location }, { accept: oneOf('text/csv'), assembleWith: memberOf('sm.registry.TransformAssembleWith', 'NONE', 'LINE'), encryptionKey: key }, 3),
  resources: object({ instanceType: oneOf(get('sm.InstanceType.M5_LARGE')) }, { instanceCount: integer(1, 4), volumeEncryptionKey: key }, 3),
}, { batchStrategy: memberOf('sm.registry.TransformBatchStrategy', 'MULTI_RECORD', 'SINGLE_RECORD'), environment, maxConcurrentTransforms: integer(1, 9), maxPayload: mebibytes(1, 6, 100) }, 3);
const validation: Arbitrary = object({ profile: object({ profileName: oneOf('profile'), transformJobDefinition }) }, { validationRole: role }, 2);

const options = {
  modelApprovalStatus: memberOf('sm.registry.ModelApprovalStatus', 'APPROVED', 'REJECTED', 'PENDING_MANUAL_APPROVAL'),
  description: text('tells who leaves'),
  approvalDescription: text('as good'),
  customerMetadataProperties: oneOf({ team: 'retention' }),
  domain: memberOf('sm.registry.ModelPackageDomain', 'MACHINE_LEARNING', 'COMPUTER_VISION'),
  task: memberOf('sm.registry.ModelPackageTask', 'CLASSIFICATION', 'OTHER'),
  samplePayload: object({ bucket, objectKey: oneOf('payload.tar.gz') }),
  sourceUri: text('https://example.com/churn'),
  skipModelValidation: boolean,
  encryptionKey: key,
  modelCard: object({ content: oneOf('{}'), status: memberOf('sm.registry.ModelCardStatus', 'DRAFT', 'APPROVED') }),
  metadataProperties: object({}, { commitId: oneOf('c'), generatedBy: oneOf('g'), projectId: oneOf('p'), repository: oneOf('r') }, 2),
  modelMetrics,
  driftCheckBaselines,
  additionalInferenceSpecifications: additional,
  additionalInferenceSpecificationsToAdd: additional,
  validationSpecification: validation,
  certifyForMarketplace: boolean,
  sourceAlgorithm: object({ algorithmName: oneOf('xgboost') }, { modelData: archive }, 2),
};
const packageProps = fc.tuple(object({ inferenceSpecification: specification }, options, 9), fc.oneof(
  { weight: 5, arbitrary: someGiven('packageGroup').map((modelPackageGroup): { [key: string]: Value } => ({ modelPackageGroup })) }, { weight: 1, arbitrary: oneOf(name('churn')).map((modelPackageName): { [key: string]: Value } => ({ modelPackageName })) },
)).map(([props, where]) => ({ ...props, ...where }));

const each = (on: Value, names: string[]): fc.Arbitrary<Step[]> => fc.array(fc.tuple(fc.constantFrom(...names), client), { maxLength: 2 })
  .map((all) => all.map(([grant, grantee]) => ({ do: method(on, grant, grantee) })));

const modelPackage = variable('package');

/** A version of a model, and the model of it. */
export const packageUnit: fc.Arbitrary<Step[]> = fc.tuple(packageProps, each(modelPackage, ['grantAccess', 'grantRead', 'grantUpdate']), fc.boolean(), fc.boolean(), someGiven('ruleTarget')).map(([props, more, hosted, watched, target]) => [
  { as: 'package', do: make('sm.registry.ModelPackage', scope('model'), id('Package'), props) },
  ...more,
  ...hosted ? [{ do: make('sm.Model', scope('endpoint'), id('ModelOfPackage'), { containers: [{ modelPackage }] }) }] : [],
  ...watched ? [{ do: method(modelPackage, 'onStateChange', id('Changed'), { target }) }] : [],
  { do: make('cdk.CfnOutput', scope('endpoint'), id('PackageArn'), { value: prop(modelPackage, 'modelPackageArn') }) },
]);

const importedPackage = fc.constantFrom<Value>(
  call('sm.registry.ModelPackage.fromModelPackageName', scope('model'), id('Imported'), 'ranking'),
  call('sm.registry.ModelPackage.fromModelPackageArn', scope('model'), id('Imported'), 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/4'),
  call('sm.registry.ModelPackage.fromModelPackageVersion', scope('model'), id('Imported'), given('packageGroup'), 3),
);
const byAttributes = fc.tuple(image, archive, maybe(key, 2)).map(([anImage, data, encryptionKey]) => call('sm.registry.ModelPackage.fromModelPackageAttributes', scope('model'), id('Imported'), {
  modelPackageArn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/5', containers: [{ image: anImage, modelData: data }], encryptionKey,
}));

/** A version of a model of others. */
export const importedPackageUnit: fc.Arbitrary<Step[]> = fc.tuple(fc.oneof(importedPackage, byAttributes), each(modelPackage, ['grantAccess', 'grantRead', 'grantUpdate'])).map(([imported, more]) => [
  { as: 'package', do: imported }, ...more, { do: make('sm.Model', scope('endpoint'), id('ModelOfPackage'), { containers: [{ modelPackage }] }) },
]);

const group = variable('group');

/** A group, its own or of others. */
export const groupUnit: fc.Arbitrary<Step[]> = fc.tuple(
  fc.oneof(
    object({}, { modelPackageGroupName: aName('churn'), description: text('who leaves'), sharedWith: oneOf(['111122223333']), sharedWithApprovers: oneOf(['444455556666']), removalPolicy: memberOf('cdk.RemovalPolicy', 'RETAIN', 'DESTROY') }, 2)
      .map((props) => make('sm.registry.ModelPackageGroup', scope('model'), id('Group'), props)),
    fc.constant(call('sm.registry.ModelPackageGroup.fromModelPackageGroupName', scope('model'), id('TheirGroup'), 'theirs')),
  ),
  each(group, ['grantAccess', 'grantApprove', 'grantRead', 'grantRegister']), someGiven('ruleTarget', 'functionTarget'), fc.boolean(),
).map(([own, more, target, watched]) => [
  { as: 'group', do: own }, ...more,
  ...watched ? [{ do: method(group, 'onApproved', id('Approved'), { target }) }, { do: method(group, 'onModelPackageStateChange', id('Changed'), { target, approvalStatuses: [get('sm.registry.ModelApprovalStatus.REJECTED')] }) }] : [],
]);

/** A pipeline of others that may be started. */
export const pipelineUnit: fc.Arbitrary<Step[]> = fc.tuple(fc.constantFrom<Value>(
  call('sm.Pipeline.fromPipelineName', scope('model'), id('Pipeline'), 'training'), call('sm.Pipeline.fromPipelineArn', scope('model'), id('Pipeline'), given('pipelineArn')),
  call('sm.Pipeline.fromPipelineAttributes', scope('model'), id('Pipeline'), { pipelineName: 'training', account: '111122223333', region: 'eu-west-1' }),
  call('sm.Pipeline.fromPipelineAttributes', scope('model'), id('Pipeline'), { pipelineArn: given('pipelineArn') }),
), client).map(([pipeline, grantee]) => [{ as: 'pipeline', do: pipeline }, { do: method(variable('pipeline'), 'grantStartPipelineExecution', grantee) }]);
