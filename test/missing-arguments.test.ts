import * as fs from 'fs';
import * as path from 'path';
import { Size, aws_ecr as ecr, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  Capacity, ContainerImage, Endpoint, EndpointConfig, Explainer, Framework, InferenceComponent, InferenceComponentSpecification, InstanceType,
  JumpStartModel, LanguageModelEndpoint, Model, ModelData, ModelEndpoint, ModelServer, ModelWeights, Pipeline, RecommendedAlarm,
  RuntimeVpcEndpoint, ShapBaseline, registry, type ContainerDefinition,
} from '../src';
import { ownTypes, PACKAGE } from './compatibility/assembly';
import { aComponent, aHost, anArchive } from './endpoint/components/hosts';
import { aConfig, aModel, anImage } from './helpers/given';
import { messageOf } from './helpers/problems';
import { testStack } from './helpers/stack';

/*
 * JavaScript and Python may omit an argument that the types require, or pass None or a value of another type. Each argument of the methods that
 * import, add and find something is omitted here.
 */

/** A value that a caller without types may pass. */
type Any = any;

const { ModelPackage, ModelPackageGroup, TransformData } = registry;

/** Calls with a value, by method and argument. */
const CALLS: { [argument: string]: (stack: Stack, value: Any) => unknown } = {
  'ContainerImage.fromAsset.directory': (stack, value) => bound(stack, { image: ContainerImage.fromAsset(value) }),
  'ContainerImage.fromDlc.repositoryName': (stack, value) => bound(stack, { image: ContainerImage.fromDlc(value, '1.0') }),
  'ContainerImage.fromDlc.tag': (stack, value) => bound(stack, { image: ContainerImage.fromDlc('pytorch-inference', value) }),
  'ContainerImage.fromEcrRepository.repository': (stack, value) => bound(stack, { image: ContainerImage.fromEcrRepository(value) }),
  'ContainerImage.fromEcrRepositoryArn.repositoryArn': (stack, value) => bound(stack, { image: ContainerImage.fromEcrRepositoryArn(value, '1.0') }),
  'ContainerImage.fromEcrRepositoryArn.tagOrDigest': (stack, value) =>
    bound(stack, { image: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:123456789012:repository/images', value) }),
  'ContainerImage.fromFramework.framework': (stack, value) => bound(stack, { image: ContainerImage.fromFramework(value) }),
  'ContainerImage.fromRegistry.imageName': (stack, value) => bound(stack, { image: ContainerImage.fromRegistry(value) }),
  'ContainerImage.fromUri.uri': (stack, value) => bound(stack, { image: ContainerImage.fromUri(value) }),
  'Endpoint.addAutoRollbackAlarms.alarms': (stack, value) => anEndpoint(stack).addAutoRollbackAlarms(value),
  'Endpoint.addInferenceComponent.options': (stack, value) => aHost(stack).addInferenceComponent('Component', value),
  'Endpoint.findInstanceProductionVariant.name': (stack, value) => anEndpoint(stack).findInstanceProductionVariant(value),
  'Endpoint.findServerlessProductionVariant.name': (stack, value) => anEndpoint(stack).findServerlessProductionVariant(value),
  'Endpoint.findShadowProductionVariant.name': (stack, value) => anEndpoint(stack).findShadowProductionVariant(value),
  'Endpoint.fromEndpointArn.endpointArn': (stack, value) => Endpoint.fromEndpointArn(stack, 'Theirs', value),
  'Endpoint.fromEndpointAttributes.attrs': (stack, value) => Endpoint.fromEndpointAttributes(stack, 'Theirs', value),
  'Endpoint.fromEndpointName.endpointName': (stack, value) => Endpoint.fromEndpointName(stack, 'Theirs', value),
  'Endpoint.inferenceComponent.name': (stack, value) => anEndpoint(stack).inferenceComponent(value),
  'EndpointAlarms.findOfInferenceComponent.alarm': (stack, value) =>
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).addRecommendedAlarms().findOfInferenceComponent(value, aComponent(aHost(stack, 'Host'), 'Component')),
  'EndpointAlarms.findOfInferenceComponent.inferenceComponent': (stack, value) =>
    new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).addRecommendedAlarms().findOfInferenceComponent(RecommendedAlarm.NO_CAPACITY, value),
  'EndpointAlarms.find.alarm': (stack, value) => new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) }).addRecommendedAlarms().find(value),
  'EndpointConfig.addServerlessProductionVariant.props': (stack, value) => new EndpointConfig(stack, 'Config').addServerlessProductionVariant(value),
  'EndpointConfig.addShadowProductionVariant.props': (stack, value) => new EndpointConfig(stack, 'Config').addShadowProductionVariant(value),
  'EndpointConfig.findInstanceProductionVariant.name': (stack, value) => {
    const config = aConfig(stack);
    config.addInstanceProductionVariant({ variantName: 'other', model: aModel(stack, 'Other') });
    return config.findInstanceProductionVariant(value);
  },
  'EndpointConfig.fromEndpointConfigArn.endpointConfigArn': (stack, value) => EndpointConfig.fromEndpointConfigArn(stack, 'Theirs', value),
  'EndpointConfig.fromEndpointConfigAttributes.attrs': (stack, value) => EndpointConfig.fromEndpointConfigAttributes(stack, 'Theirs', value),
  'EndpointConfig.fromEndpointConfigName.endpointConfigName': (stack, value) => EndpointConfig.fromEndpointConfigName(stack, 'Theirs', value),
  'LanguageModelEndpoint.addAdapter.options': (stack, value) => new LanguageModelEndpoint(stack, 'Llama', {
    server: ModelServer.vllm({ weights: ModelWeights.huggingFace('org/name') }), capacity: Capacity.components(InstanceType.G6E_XLARGE),
  }).addAdapter('Adapter', value),
  'InferenceComponent.addAdapter.options': (stack, value) => aComponent(aHost(stack), 'Component').addAdapter('Adapter', value),
  'InferenceComponent.addAutoRollbackAlarms.alarms': (stack, value) => aComponent(aHost(stack), 'Component').addAutoRollbackAlarms(value),
  'InferenceComponent.fromInferenceComponentArn.inferenceComponentArn': (stack, value) => InferenceComponent.fromInferenceComponentArn(stack, 'Theirs', value),
  'InferenceComponent.fromInferenceComponentAttributes.attrs': (stack, value) => InferenceComponent.fromInferenceComponentAttributes(stack, 'Theirs', value),
  'InferenceComponent.fromInferenceComponentName.inferenceComponentName': (stack, value) => InferenceComponent.fromInferenceComponentName(stack, 'Theirs', value),
  'InferenceComponentAdapter.addAdapter.options': (stack, value) =>
    aComponent(aHost(stack), 'Component').addAdapter('Adapter', { artifact: anArchive(stack) }).addAdapter('Other', value),
  'InferenceComponentSpecification.fromImage.image': (stack, value) =>
    aComponent(aHost(stack), 'Component', { specification: InferenceComponentSpecification.fromImage(value, { compute }) }),
  'InferenceComponentSpecification.fromImage.options': (stack, value) =>
    aComponent(aHost(stack), 'Component', { specification: InferenceComponentSpecification.fromImage(anImage(stack), value) }),
  'InferenceComponentSpecification.fromModel.model': (stack, value) =>
    aComponent(aHost(stack), 'Component', { specification: InferenceComponentSpecification.fromModel(value, { compute }) }),
  'InferenceComponentSpecification.fromModel.options': (stack, value) =>
    aComponent(aHost(stack), 'Component', { specification: InferenceComponentSpecification.fromModel(aModel(stack), value) }),
  'JumpStartModel.of.modelId': (_stack, value) => JumpStartModel.of(value),
  ...ofKind('LanguageModelEndpoint', (stack) => aLanguageModel(stack)),
  'Model.addContainer.container': (stack, value) => aModel(stack).addContainer(value),
  'Model.fromModelArn.modelArn': (stack, value) => Model.fromModelArn(stack, 'Theirs', value),
  'Model.fromModelAttributes.attrs': (stack, value) => Model.fromModelAttributes(stack, 'Theirs', value),
  'Model.fromModelName.modelName': (stack, value) => Model.fromModelName(stack, 'Theirs', value),
  'ModelData.fromAsset.path': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromAsset(value) }),
  'ModelData.fromBucket.bucket': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromBucket(value, 'm.tar.gz') }),
  'ModelData.fromBucket.objectKey': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromBucket(aBucket(stack), value) }),
  'ModelData.fromBucketPrefix.bucket': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromBucketPrefix(value, 'm/') }),
  'ModelData.fromBucketPrefix.prefix': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromBucketPrefix(aBucket(stack), value) }),
  'ModelData.fromDirectory.path': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromDirectory(value) }),
  'ModelData.fromS3Uri.uri': (stack, value) => bound(stack, { image: anImage(stack), modelData: ModelData.fromS3Uri(value) }),
  'ModelData.fromUncompressedDirectory.options': (stack, value) =>
    bound(stack, { image: anImage(stack), modelData: ModelData.fromUncompressedDirectory(__dirname, { destination: value }) }),
  'ModelData.fromUncompressedDirectory.path': (stack, value) =>
    bound(stack, { image: anImage(stack), modelData: ModelData.fromUncompressedDirectory(value, { destination: { bucket: aBucket(stack) } }) }),
  ...ofKind('ModelEndpoint', aModelEndpoint),
  'ModelWeights.fromModelData.modelData': (stack, value) => aLanguageModel(stack, ModelWeights.fromModelData(value)),
  'Pipeline.fromPipelineArn.pipelineArn': (stack, value) => Pipeline.fromPipelineArn(stack, 'Theirs', value),
  'Pipeline.fromPipelineAttributes.attrs': (stack, value) => Pipeline.fromPipelineAttributes(stack, 'Theirs', value),
  'Pipeline.fromPipelineName.pipelineName': (stack, value) => Pipeline.fromPipelineName(stack, 'Theirs', value),
  'RuntimeVpcEndpoint.vpc': (stack, value) => new RuntimeVpcEndpoint(stack, 'Runtime', { vpc: value }),
  'ShapBaseline.fromBucket.bucket': (stack, value) => aConfig(stack, 'Config', { explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(value, 'key') }) }),
  'ShapBaseline.fromBucket.objectKey': (stack, value) =>
    aConfig(stack, 'Config', { explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(aBucket(stack), value) }) }),
  'registry.ModelPackage.fromModelPackageAttributes.attrs': (stack, value) => ModelPackage.fromModelPackageAttributes(stack, 'Theirs', value),
  'registry.ModelPackage.fromModelPackageArn.modelPackageArn': (stack, value) => ModelPackage.fromModelPackageArn(stack, 'Theirs', value),
  'registry.ModelPackage.fromModelPackageName.modelPackageName': (stack, value) => ModelPackage.fromModelPackageName(stack, 'Theirs', value),
  'registry.ModelPackage.fromModelPackageVersion.group': (stack, value) => ModelPackage.fromModelPackageVersion(stack, 'Theirs', value, 1),
  'registry.ModelPackage.fromModelPackageVersion.version': (stack, value) =>
    ModelPackage.fromModelPackageVersion(stack, 'Theirs', new ModelPackageGroup(stack, 'Group'), value),
  'registry.ModelPackageGroup.fromModelPackageGroupArn.modelPackageGroupArn': (stack, value) => ModelPackageGroup.fromModelPackageGroupArn(stack, 'Theirs', value),
  'registry.ModelPackageGroup.fromModelPackageGroupName.modelPackageGroupName': (stack, value) => ModelPackageGroup.fromModelPackageGroupName(stack, 'Theirs', value),
  'registry.ModelPackageGroup.shareWith.accounts': (stack, value) => new ModelPackageGroup(stack, 'Group').shareWith(value),
  'registry.ModelPackageGroup.shareWithApprovers.accounts': (stack, value) => new ModelPackageGroup(stack, 'Group').shareWithApprovers(value),
  'registry.TransformData.fromManifest.bucket': (stack, value) => transformed(stack, TransformData.fromManifest(value, 'key')),
  'registry.TransformData.fromManifest.objectKey': (stack, value) => transformed(stack, TransformData.fromManifest(aBucket(stack), value)),
  'registry.TransformData.fromPrefix.location': (stack, value) => transformed(stack, TransformData.fromPrefix(value)),
};

const compute = { minMemory: Size.gibibytes(1) };

/** The arguments of an endpoint, for another class that is one. */
function ofKind(type: string, make: (stack: Stack) => Any): typeof CALLS {
  return {
    [`${type}.addAutoRollbackAlarms.alarms`]: (stack, value) => make(stack).addAutoRollbackAlarms(value),
    [`${type}.addInferenceComponent.options`]: (stack, value) => make(stack).addInferenceComponent('Other', value),
    [`${type}.inferenceComponent.name`]: (stack, value) => make(stack).inferenceComponent(value),
  };
}

/** Arguments without which a call is complete, with the reason. */
const NOT_REFUSED: { [argument: string]: string } = {
  'EndpointConfig.addInstanceProductionVariant.props': 'a variant without a model hosts inference components, and the only variant needs no name',
  'Model.addToRolePolicy.statement': 'a class of the CDK, which jsii checks',
  'registry.ModelPackageGroup.addModelPackage.props': 'all properties of a version are optional',
  'registry.ModelPackageGroup.addToResourcePolicy.statement': 'a class of the CDK, which jsii checks',
};

function bound(stack: Stack, container: ContainerDefinition): Model {
  return new Model(stack, 'Model', { containers: [container] });
}

function aBucket(scope: Construct): s3.IBucket {
  return (scope.node.tryFindChild('Bucket') as s3.IBucket | undefined) ?? s3.Bucket.fromBucketName(scope, 'Bucket', 'bucket');
}

/** An endpoint whose variants are not known, so that any name is accepted. */
function anEndpoint(stack: Stack): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs') });
}

function aLanguageModel(stack: Stack, weights = ModelWeights.huggingFace('org/name')): LanguageModelEndpoint {
  return new LanguageModelEndpoint(stack, 'Llama', { server: ModelServer.vllm({ weights }), capacity: Capacity.components(InstanceType.G6E_XLARGE) });
}

function aModelEndpoint(stack: Stack): ModelEndpoint {
  const capacity = Capacity.components(InstanceType.M5_LARGE, { compute });
  return new ModelEndpoint(stack, 'Churn', { container: { image: anImage(stack) }, capacity });
}

function transformed(stack: Stack, data: registry.TransformData): registry.ModelPackage {
  return new ModelPackageGroup(stack, 'Group').addModelPackage('Version', {
    validationSpecification: {
      profile: {
        profileName: 'profile',
        transformJobDefinition: {
          input: { data }, output: { location: { bucket: aBucket(stack) } }, resources: { instanceType: 'ml.m5.large' as Any },
        },
      },
    },
  });
}

/** The complete messages: of a missing argument, where <value> is undefined or null, and of the number -3. */
const MESSAGES: { readonly [argument: string]: { readonly missing: string; readonly wrong: string } } = JSON.parse(
  fs.readFileSync(path.join(__dirname, 'missing-arguments.messages.json'), 'utf8'),
);

test('each message is one of an argument', () => {
  expect(Object.keys(MESSAGES).sort()).toEqual(Object.keys(CALLS).sort());
});

test('each argument of a method that imports, adds or finds something is omitted, or there is a reason', () => {
  const required = ownTypes().filter(({ kind }) => kind === 'class').flatMap(({ fqn, methods = [] }) => methods
    .filter(({ name }) => /^(from|add|find|inferenceComponent|shareWith)/.test(name))
    .flatMap(({ name, parameters = [] }) => parameters
      .filter((parameter) => !parameter.optional && !['scope', 'id'].includes(parameter.name))
      .map((parameter) => `${fqn.replace(`${PACKAGE}.`, '')}.${name}.${parameter.name}`)));
  expect(required.length).toBeGreaterThan(45);
  expect(required.filter((argument) => !(argument in CALLS) && !(argument in NOT_REFUSED))).toEqual([]);
});

describe.each(Object.entries(CALLS))('%s', (argument, call) => {
  test.each([undefined, null])('is refused if it is %s, with what to do', (value) => {
    expect(messageOf(() => call(testStack(), value))).toBe(MESSAGES[argument].missing.replace('<value>', String(value)));
  });

  test('is refused if it is a negative number, with what is allowed', () => {
    expect(messageOf(() => call(testStack(), -3))).toBe(MESSAGES[argument].wrong);
  });

  test.each([[true], [[]]])('is refused without a TypeError if it is %j', (value) => {
    expect(() => call(testStack(), value)).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });
});

describe('the message', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    ['names the model', (stack) => Model.fromModelName(stack, 'X', undefined as Any), 'Test: modelName is required; specify the name of the model'],
    [
      'has an example of an ARN', (stack) => Model.fromModelArn(stack, 'X', null as Any),
      'Test: modelArn is required; specify an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model/my-model',
    ],
    [
      'names the required attribute', (stack) => Model.fromModelAttributes(stack, 'X', undefined as Any),
      'Test: modelArn is required; specify an ARN such as arn:aws:sagemaker:us-east-1:123456789012:model/my-model',
    ],
    [
      'names group and version', (stack) => ModelPackage.fromModelPackageVersion(stack, 'X', undefined as Any, undefined as Any),
      'Test: 2 problems:\n  - group is required; use registry.ModelPackageGroup, or registry.ModelPackageGroup.fromModelPackageGroupName\n'
        + '  - version is required; specify the number of the version, at least 1',
    ],
    [
      'names the type of a key', (stack) => bound(stack, { image: anImage(stack), modelData: ModelData.fromBucket(aBucket(stack), 3 as Any) }),
      'Test/Model: objectKey must be a string, got number 3; specify the key of an archive such as models/model.tar.gz',
    ],
    [
      'names the name of a variant that is not known', (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'theirs').findInstanceProductionVariant(),
      'Test/Theirs: name is required; specify the name of the variant',
    ],
    [
      'names the required property of a variant', (stack) => new EndpointConfig(stack, 'Config').addShadowProductionVariant(undefined as Any),
      'Test/Config: a variant: variantName is required; specify 1 to 63 letters, digits and hyphens',
    ],
  ])('%s', (_what, call, message) => {
    expect(messageOf(() => call(testStack()))).toBe(message);
  });
});

test('all arguments may be tokens or valid values', () => {
  const stack = testStack();
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'images');

  expect(() => bound(stack, { image: ContainerImage.fromEcrRepository(repository, null as Any) })).not.toThrow();
  expect(() => aModel(stack, 'Other', { containers: [{ image: ContainerImage.fromFramework(Framework.XGBOOST) }] })).not.toThrow();
});
