import { aws_lambda as lambda } from 'aws-cdk-lib';
import { UserImage } from './given';
import { RepositoryAccessMode } from '../../src';
import { renderContainerDefinition } from '../../src/model/container-definition';
import { testStack } from '../helpers/stack';

const IMAGE = new UserImage();

function provider(): lambda.IFunction {
  return lambda.Function.fromFunctionArn(testStack(), 'Credentials', 'arn:aws:lambda:us-east-1:123456789012:function:credentials');
}

test('a container with nothing but an image is that image', () => {
  expect(renderContainerDefinition({ definition: { image: IMAGE }, image: { imageName: 'image:1' } })).toEqual({ image: 'image:1' });
});

test('all that a container has is rendered', () => {
  expect(renderContainerDefinition({
    definition: { image: IMAGE, containerHostname: 'first', environment: { MODE: 'fast' } },
    image: { imageName: 'image:1', repositoryAccessMode: RepositoryAccessMode.VPC, repositoryCredentialsProvider: provider() },
    data: { uri: 's3://artifacts/model.tar.gz' },
  })).toEqual({
    image: 'image:1',
    imageConfig: {
      repositoryAccessMode: 'Vpc',
      repositoryAuthConfig: { repositoryCredentialsProviderArn: 'arn:aws:lambda:us-east-1:123456789012:function:credentials' },
    },
    containerHostname: 'first',
    environment: { MODE: 'fast' },
    modelDataUrl: 's3://artifacts/model.tar.gz',
  });
});

test('an empty environment stays one', () => {
  expect(renderContainerDefinition({ definition: { image: IMAGE, environment: {} }, image: { imageName: 'image:1' } }).environment).toEqual({});
});

test.each<[RepositoryAccessMode | undefined, unknown]>([
  [undefined, undefined],
  [RepositoryAccessMode.PLATFORM, { repositoryAccessMode: 'Platform' }],
  [RepositoryAccessMode.VPC, { repositoryAccessMode: 'Vpc' }],
])('the access mode %p without credentials is rendered as %p', (repositoryAccessMode, expected) => {
  const { imageConfig } = renderContainerDefinition({ definition: { image: IMAGE }, image: { imageName: 'image:1', repositoryAccessMode } });
  expect(imageConfig).toEqual(expected);
});

test('credentials are only rendered with the access mode that uses them', () => {
  const image = { imageName: 'image:1', repositoryAccessMode: RepositoryAccessMode.PLATFORM, repositoryCredentialsProvider: provider() };
  expect(renderContainerDefinition({ definition: { image: IMAGE }, image }).imageConfig).toEqual({ repositoryAccessMode: 'Platform' });
});
