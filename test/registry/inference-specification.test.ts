import type { Stack } from 'aws-cdk-lib';
import { aPackage, aSpecification, otherWarningsOf, ownSpecification, packageResourceIn, problemWith, versionWith } from './given';
import { DESCRIPTION, MIME_TYPE, NAME, describeTexts } from './texts';
import { ContainerImage, Framework, InstanceType, Model } from '../../src';
import { anImage } from '../helpers/given';
import { must } from '../helpers/must';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';
import { imageIn } from '../model/given';

describeTexts([
  [
    'inferenceSpecification.supportedContentTypes[0]',
    (value) => (stack) => ({ inferenceSpecification: { ...aSpecification(stack), supportedContentTypes: [value] } }),
    MIME_TYPE, ['text/csv', 'a'.repeat(256)], ['a\nb', 'a'.repeat(257)],
  ],
  [
    'inferenceSpecification.supportedResponseMimeTypes[0]',
    (value) => (stack) => ({ inferenceSpecification: { ...aSpecification(stack), supportedResponseMimeTypes: [value] } }),
    'a MIME type such as application/json (0 to 1024 characters)', ['text/csv', 'x-text/vnd.csv+1', `a/${'a'.repeat(1022)}`], ['json', '/json', 'text/', ' text/csv', 'text/a\nb', `a/${'a'.repeat(1023)}`],
  ],
  [
    'additionalInferenceSpecifications[0].name',
    (value) => (stack) => ({ additionalInferenceSpecifications: [{ ...aSpecification(stack), name: value }] }),
    NAME, ['a', 'a'.repeat(63)], ['', 'a_b', 'a'.repeat(64)],
  ],
  [
    'additionalInferenceSpecificationsToAdd[0].description',
    (value) => (stack) => ({ additionalInferenceSpecificationsToAdd: [{ ...aSpecification(stack), name: 'a', description: value }] }),
    DESCRIPTION, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
]);

describe('the number of', () => {
  const containers = (count: number) => (stack: Stack) =>
    ({ inferenceSpecification: { ...aSpecification(stack), containers: Array(count).fill({ image: anImage(stack) }) } });
  const additional = (first: number, second: number) => (stack: Stack) => {
    const some = (count: number, name: string) => count < 0 ? undefined : [...Array(count).keys()]
      .map((index) => ({ name: `${name}${index}`, containers: [{ image: anImage(stack) }] }));
    return { additionalInferenceSpecifications: some(first, 'a'), additionalInferenceSpecificationsToAdd: some(second, 'b') };
  };

  test.each([1, 15])('containers may be %d', (count) => {
    expect(versionWith(containers(count)).InferenceSpecification.Containers).toHaveLength(count);
  });

  test.each([0, 16])('containers fails as %d', (count) => {
    expect(problemWith(containers(count))).toBe(`inferenceSpecification.containers ${must.haveEntries(1, 15, count)}`);
  });

  test.each([[1, -1], [15, -1], [7, 8]])('additional specifications may be %d and %d', (first, second) => {
    expect(versionWith(additional(first, second)).AdditionalInferenceSpecifications).toHaveLength(first);
  });

  test.each([
    [8, 8, `additionalInferenceSpecifications and additionalInferenceSpecificationsToAdd together ${must.haveAtMost(15, 16)}`],
    [0, -1, `additionalInferenceSpecifications ${must.haveOne()}`],
    [-1, 0, `additionalInferenceSpecificationsToAdd ${must.haveOne()}`],
  ])('additional specifications fails as %d and %d', (first, second, problem) => {
    expect(problemWith(additional(first, second))).toBe(problem);
  });
});

describe('instance types', () => {
  test.each(['supportedRealtimeInferenceInstanceTypes', 'supportedTransformInstanceTypes'])('a package without a group requires %s', (name) => {
    const stack = testStack();
    expect(messageOf(() => aPackage(stack, { inferenceSpecification: { ...ownSpecification(stack), [name]: undefined } })))
      .toBe(`Test/Package: inferenceSpecification.${name} is required; list the instance types of a package that does not belong to a group`);
  });

  test('for transform jobs are at least 1', () => {
    const types = (supportedTransformInstanceTypes: InstanceType[]) => (stack: Stack) =>
      ({ inferenceSpecification: { ...aSpecification(stack), supportedTransformInstanceTypes } });
    expect(versionWith(types([InstanceType.M5_LARGE])).InferenceSpecification.SupportedTransformInstanceTypes).toEqual(['ml.m5.large']);
    expect(problemWith(types([]))).toBe(`inferenceSpecification.supportedTransformInstanceTypes ${must.haveOne()}`);
  });

  test.each(['supportedRealtimeInferenceInstanceTypes', 'supportedTransformInstanceTypes'])('are refused by their place in %s', (name) => {
    const types = ['ml.m5.large', 'm5.large', 5] as unknown as InstanceType[];
    const place = `inferenceSpecification.${name}`;
    expect(problemWith((stack) => ({ inferenceSpecification: { ...aSpecification(stack), [name]: types } }))).toBe('2 problems:\n'
      + `  - ${place}[1] must start with 'ml.', got 'm5.large'; use for example 'ml.m5.large'\n`
      + `  - ${place}[2] must be an instance type, got number 5; use InstanceType`);
  });
});

test('the names of additional specifications differ', () => {
  expect(problemWith((stack) => ({
    additionalInferenceSpecifications: [{ name: 'same', containers: [{ image: anImage(stack) }] }],
    additionalInferenceSpecificationsToAdd: [{ name: 'same', containers: [{ image: anImage(stack) }] }],
  }))).toBe("additionalInferenceSpecificationsToAdd[0].name must be unique among the specifications, got 'same' again");
});

test('the image of a framework follows the instances that the package is for', () => {
  const stack = testStack();
  const made = aPackage(stack, {
    inferenceSpecification: {
      ...ownSpecification(stack, { image: ContainerImage.fromFramework(Framework.PYTORCH, '2.6') }),
      supportedRealtimeInferenceInstanceTypes: [InstanceType.G5_XLARGE],
      supportedTransformInstanceTypes: [InstanceType.P3_2XLARGE],
    },
  });
  new Model(stack, 'Model', { containers: [{ modelPackage: made }] });
  expect(packageResourceIn(stack).Properties.InferenceSpecification.Containers[0].Image)
    .toEqual(imageIn('pytorch-inference:2.6-gpu-py312', '763104351884.dkr.ecr.us-east-1'));
  expect(otherWarningsOf(stack)).toEqual([]);
});
