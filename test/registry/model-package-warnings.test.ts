import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { aPackage, aSpecification, aValidation, aVersion, otherWarningsOf, ownSpecification, type PropsIn } from './given';
import { InstanceType } from '../../src';
import * as registry from '../../src/registry';
import { testStack } from '../helpers/stack';

/** The warnings of a version, without the path. */
function warningsWith(props: PropsIn, stack = testStack()): string[] {
  aVersion(stack, props(stack));
  return otherWarningsOf(stack, ['fixedModelPackageName']).map((warning) => warning.replace('Test/Version: ', ''));
}

const inferenceSpecification = aSpecification;
const sourceAlgorithm: registry.SourceAlgorithm = { algorithmName: 'xgboost' };
const ack = (id: string) => ` [ack: cdk-sagemaker-hosting:${id}]`;

describe('a package without containers', () => {
  const warning = 'the package has no containers, so no model can be deployed from it; set inferenceSpecification, sourceAlgorithm or sourceUri'
    + ack('emptyModelPackage');

  test('warns, in a group and outside of one', () => {
    expect(warningsWith(() => ({}))).toEqual([warning]);
    const stack = testStack();
    aPackage(stack);
    expect(otherWarningsOf(stack, ['fixedModelPackageName'])).toEqual([`Test/Package: ${warning}`]);
  });

  test.each<[string, PropsIn]>([
    ['inferenceSpecification', (stack) => ({ inferenceSpecification: inferenceSpecification(stack) })],
    ['sourceAlgorithm', () => ({ sourceAlgorithm })],
    ['sourceUri', () => ({ sourceUri: 'https://example.com/churn' })],
    ['additionalInferenceSpecifications', (stack) => ({ additionalInferenceSpecifications: [{ ...inferenceSpecification(stack), name: 'int8' }] })],
    ['additionalInferenceSpecificationsToAdd', (stack) => (
      { additionalInferenceSpecificationsToAdd: [{ ...inferenceSpecification(stack), name: 'int8' }] }
    )],
  ])('has %s instead', (_name, props) => {
    expect(warningsWith(props)).toEqual([]);
  });
});

describe('several sources of containers', () => {
  test.each<[string, PropsIn]>([
    ['inferenceSpecification, sourceAlgorithm', (stack) => ({ inferenceSpecification: inferenceSpecification(stack), sourceAlgorithm })],
    ['inferenceSpecification, sourceUri', (stack) => ({ inferenceSpecification: inferenceSpecification(stack), sourceUri: 's3://bucket/model' })],
  ])('%s warn', (names, props) => {
    expect(warningsWith(props)).toEqual([`${names} each specify the containers of the package, and AWS does not document them together; keep one of them`
      + ack('severalModelPackageSources')]);
  });
});

describe('a validation that is skipped', () => {
  const validated = (skipModelValidation?: boolean): PropsIn => (stack) =>
    ({ inferenceSpecification: inferenceSpecification(stack), validationSpecification: aValidation(stack), skipModelValidation });

  test('warns', () => {
    expect(warningsWith(validated(true)))
      .toEqual([`skipModelValidation is true, so SageMaker does not run the job of validationSpecification; omit one of them${ack('skippedValidation')}`]);
  });

  test('does not warn if there is nothing to skip, or nothing is skipped', () => {
    expect(warningsWith((stack) => ({ inferenceSpecification: inferenceSpecification(stack), skipModelValidation: true }))).toEqual([]);
    expect([false, undefined].flatMap((skip) => warningsWith(validated(skip)))).toEqual([]);
  });
});

describe('the region of the group', () => {
  const inGroup = (place: string): PropsIn => (stack) => ({
    inferenceSpecification: inferenceSpecification(stack),
    modelPackageGroup: registry.ModelPackageGroup.fromModelPackageGroupArn(stack, 'Theirs', `arn:aws:sagemaker:${place}:model-package-group/theirs`),
  });

  test('warns if it is another one', () => {
    expect(warningsWith(inGroup('eu-west-1:123456789012'))).toEqual(['modelPackageGroup is in eu-west-1, but SageMaker registers a version in us-east-1, '
      + `the region of the stack; use a group of that region${ack('modelPackageGroupOfOtherRegion')}`]);
  });

  test('does not warn of another account, or of a region that is not known', () => {
    expect(warningsWith(inGroup('us-east-1:999999999999'))).toEqual([]);
    expect(warningsWith(inGroup('eu-west-1:123456789012'), testStack({ env: undefined }))).toEqual([]);
  });
});

describe('the instance types', () => {
  const types = (...names: string[]) => names.map((name) => InstanceType.of(name));
  const supported = (stack: Stack, realtime: InstanceType[], transform: InstanceType[]) => ({
    ...ownSpecification(stack), supportedRealtimeInferenceInstanceTypes: realtime, supportedTransformInstanceTypes: transform,
  });
  const transformWarning = (names: string) =>
    `the SageMaker API does not list ${names} for batch transform jobs; choose another instance type${ack('transformInstanceType')}`;
  const job = (stack: Stack, instanceType: InstanceType) => aValidation(stack, { resources: { instanceType } });

  test.each(['ml.c4.xlarge', 'ml.g6e.48xlarge'])('%s is for batch transform', (name) => {
    expect(warningsWith((stack) => ({
      inferenceSpecification: supported(stack, types('ml.c6g.large'), types(name)), validationSpecification: job(stack, InstanceType.of(name)),
    }))).toEqual([]);
  });

  test('of batch transform warn where the API does not list them, once for each', () => {
    expect(warningsWith((stack) => ({
      inferenceSpecification: supported(stack, [], types('ml.c6g.large', 'ml.m5.large')),
      additionalInferenceSpecifications: [{ ...supported(stack, [], types('ml.t2.medium')), name: 'int8' }],
      additionalInferenceSpecificationsToAdd: [{ ...supported(stack, [], types('ml.c6g.large')), name: 'int4' }],
      validationSpecification: job(stack, InstanceType.of('ml.p5.48xlarge')),
    }))).toEqual([transformWarning('ml.c6g.large, ml.t2.medium, ml.p5.48xlarge')]);
  });

  test('of endpoints warn where they are unknown', () => {
    expect(warningsWith((stack) => ({ inferenceSpecification: supported(stack, types('ml.m99.large', 'ml.m5.large'), types('ml.m5.large')) })))
      .toEqual(['ml.m99.large in supportedRealtimeInferenceInstanceTypes is not in the list of instance types of this version of cdk-sagemaker-hosting; '
        + `check its spelling${ack('unknownInstanceType')}`]);
  });

  test('may be tokens', () => {
    expect(warningsWith((stack) => {
      const type = InstanceType.of(new CfnParameter(stack, 'Type').valueAsString);
      return { inferenceSpecification: supported(stack, [type], [type]), validationSpecification: job(stack, type) };
    })).toEqual([]);
  });
});
