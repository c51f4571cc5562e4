import { CfnParameter } from 'aws-cdk-lib';
import { problemWith, versionWith, withContainer } from './given';
import { DIGEST, NAME, SHA256, describeTexts } from './texts';
import { ContainerImage, RepositoryAccessMode } from '../../src';
import { must } from '../helpers/must';
import { like } from '../helpers/problems';
import { UserImage } from '../model/given';

describeTexts([
  [
    'inferenceSpecification.containers[0].containerHostname', (value) => withContainer({ containerHostname: value }),
    NAME, ['a', 'a'.repeat(63)], ['', '-a', 'a'.repeat(64)],
  ],
  [
    'inferenceSpecification.containers[0].frameworkVersion', (value) => withContainer({ frameworkVersion: value }),
    "a version such as '2.6', with one digit before the first dot (3 to 10 characters)", ['2.6', '2.6.0-cu12'], ['2', '26', '12.6', '2.6.0.0.0.0', '2.6 ', '2.6_1', 'v2.6'],
  ],
  [
    'inferenceSpecification.containers[0].imageDigest', (value) => withContainer({ imageDigest: value }),
    SHA256, [DIGEST, DIGEST.toUpperCase()], ['', 'sha256:0', `${DIGEST}0`, `x${DIGEST.slice(1)}`, ` ${DIGEST.slice(0, -1)}`, `${DIGEST.slice(0, -1)}g`, `${DIGEST.slice(0, -1)} `, DIGEST.replace(':', '-')],
  ],
  [
    'inferenceSpecification.containers[0].dataInputConfig', (value) => withContainer({ dataInputConfig: value }),
    'a string (1 to 16384 characters)', ['{}', 'a\n'.repeat(8192)], ['', 'a'.repeat(16385)],
  ],
]);

function entries(count: number): { [key: string]: string } {
  return Object.fromEntries([...Array(count).keys()].map((index) => [`KEY_${index}`, 'value']));
}

test('the number of environment variables', () => {
  expect(Object.keys(versionWith(withContainer({ environment: entries(100) })).InferenceSpecification.Containers[0].Environment)).toHaveLength(100);
  expect(problemWith(withContainer({ environment: entries(101) })))
    .toBe(`inferenceSpecification.containers[0].environment ${must.haveAtMost(100, 101)}`);
});

describe('an environment variable', () => {
  const where = 'inferenceSpecification.containers[0].environment';
  const withEnvironment = (environment: { [key: string]: string }) => withContainer({ environment });

  test('may have a long name and value', () => {
    const environment = { ['K'.repeat(1024)]: 'v'.repeat(1024) };
    expect(versionWith(withEnvironment(environment)).InferenceSpecification.Containers[0].Environment).toEqual(environment);
  });

  test.each([
    ['1A', 'v', `${where} ${must.notHave('1A')}`],
    ['K'.repeat(1025), 'v', `the name of ${where}['${'K'.repeat(40)}...'] ${must.haveCharacters(1024, 1025)}`],
    ['K', 'v'.repeat(1025), `${where}['K'] must have at most 1024 bytes, got 1025`],
  ])('fails as %#', (key, value, problem) => {
    expect(problemWith(withEnvironment({ [key]: value }))).toBe(problem);
  });

  test('may be a token', () => {
    expect(() => versionWith((stack) => withEnvironment({ K: new CfnParameter(stack, 'P').valueAsString })(stack))).not.toThrow();
  });
});

describe('an image', () => {
  const where = 'inferenceSpecification.containers[0].image';

  test.each([undefined, null])('fails as %p', (image) => {
    expect(problemWith(withContainer({ image: image as any }))).toBe(`${where} is required; use a method of ContainerImage`);
  });

  test('fails when it is bound to no name', () => {
    expect(problemWith(withContainer({ image: new UserImage({ imageName: undefined as any }) })))
      .toBe(`${where}.imageName is required; return it from the bind method of the image`);
  });

  test('fails with a name that is too long', () => {
    expect(versionWith(withContainer({ image: new UserImage({ imageName: 'i'.repeat(255) }) })).InferenceSpecification.Containers[0].Image).toBe('i'.repeat(255));
    expect(problemWith(withContainer({ image: new UserImage({ imageName: 'i'.repeat(256) }) })))
      .toBe(`${where} ${must.beImageName('i'.repeat(256))}`);
  });

  test('fails in a private registry', () => {
    const image = new UserImage({ imageName: 'registry.example.com/i', repositoryAccessMode: RepositoryAccessMode.VPC });
    expect(problemWith(withContainer({ image })))
      .toBe(`${where} is in a private registry, but a model package supports only images in Amazon ECR; copy the image to Amazon ECR`);
  });

  test('fails in Amazon ECR as in a private registry, with another remedy', () => {
    const imageName = '123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:1.0';
    expect(problemWith(withContainer({ image: new UserImage({ imageName, repositoryAccessMode: RepositoryAccessMode.VPC }) })))
      .toBe(`${where} is in Amazon ECR, not in a private registry; use ContainerImage.fromUri`);
    expect(() => versionWith(withContainer({ image: new UserImage({ imageName }) }))).not.toThrow();
  });

  test('fails if it reads the ARN of the model', () => {
    const image = new (class extends ContainerImage {
      public bind(_scope: unknown, model: any) { return { imageName: model.modelArn }; }
    })();
    expect(problemWith(withContainer({ image }))).toEqual(like('modelArn ...'));
  });
});
