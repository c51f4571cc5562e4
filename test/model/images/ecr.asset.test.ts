import * as path from 'path';
import { aws_ecr_assets as assets } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ContainerImage, Model } from '../../../src';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, testStack } from '../../helpers/stack';
import { IMAGE_DIRECTORY, LOG_IN, PULL, arnIn, dependenciesIn, modelIn, ownStatements } from '../given';

const REPOSITORY = 'cdk-hnb659fds-container-assets-123456789012-us-east-1';
const IMAGE = { 'Fn::Sub': expect.stringMatching(new RegExp(`^123456789012\\.dkr\\.ecr\\.us-east-1\\.\\\${AWS::URLSuffix}/${REPOSITORY}:[0-9a-f]{64}$`)) };

test('is an asset of the model, built from the directory', () => {
  const stack = testStack();
  const model = new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }] });
  expect(modelIn(stack).PrimaryContainer).toEqual({ Image: IMAGE });
  expect(model.node.findChild('ModelImage')).toBeInstanceOf(assets.DockerImageAsset);
});

test('the model may pull the image, and waits for the permission', () => {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }] });
  expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: arnIn('ecr', `repository/${REPOSITORY}`) }, LOG_IN]);
  expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
});

test('takes the options of the build', () => {
  const stack = testStack();
  const plain = ContainerImage.fromAsset(IMAGE_DIRECTORY);
  const withArgument = ContainerImage.fromAsset(IMAGE_DIRECTORY, { buildArgs: { VERSION: '2' } });
  new Model(stack, 'Model', { containers: [{ image: plain }, { image: withArgument }] });
  const [first, second] = modelIn(stack).Containers;
  expect(second.Image).toEqual(IMAGE);
  expect(second.Image).not.toEqual(first.Image);
});

test('two images of one directory fit into a model, and are uploaded once', () => {
  const stack = testStack();
  new Model(stack, 'Model', {
    containers: [{ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }, { image: ContainerImage.fromAsset(IMAGE_DIRECTORY) }],
  });
  const [first, second] = modelIn(stack).Containers;
  expect(second.Image).toEqual(first.Image);
  expect(ownStatements(stack)).toHaveLength(2);
});

test('one image object fits into several containers and models', () => {
  const stack = testStack();
  const image = ContainerImage.fromAsset(IMAGE_DIRECTORY);
  new Model(stack, 'One', { containers: [{ image }, { image }] });
  new Model(stack, 'Two', { containers: [{ image }] });
  const images = Object.values(resourcesOf(stack, 'AWS::SageMaker::Model'))
    .flatMap(({ Properties: { Containers, PrimaryContainer } }) => Containers ?? [PrimaryContainer]).map(({ Image }) => Image);
  expect(images).toEqual([images[0], images[0], images[0]]);
});

test('each image is an asset with an id of its own, also beside one of the user', () => {
  const model = new Model(testStack(), 'Model');
  new Construct(model, 'ModelImage');
  model.addContainer({ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) });
  model.addContainer({ image: ContainerImage.fromAsset(IMAGE_DIRECTORY) });
  expect(model.node.children.filter((child) => child instanceof assets.DockerImageAsset).map((child) => child.node.id))
    .toEqual(['ModelImage2', 'ModelImage3']);
});

test('fails when the directory does not exist', () => {
  const directory = path.join(IMAGE_DIRECTORY, 'missing');
  expect(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromAsset(directory) }] }))
    .toThrow(`Cannot find image directory at ${directory}`);
});

test('fails without a directory', () => {
  expect(messageOf(() => new Model(testStack(), 'Model', { containers: [{ image: ContainerImage.fromAsset(undefined as unknown as string) }] })))
    .toBe('Test/Model: directory is required; specify the directory that contains the Dockerfile');
});
