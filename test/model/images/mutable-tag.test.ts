import { CfnParameter, type Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerImage, Framework, Model, type ContainerImageConfig, type IModel } from '../../../src';
import { aVpc } from '../../helpers/given';
import { like } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';
import { UserImage } from '../given';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const ARN = 'arn:aws:ecr:us-east-1:999999999999:repository/team/serving';

function warnings(makeImage: (stack: Stack) => ContainerImage): string[] {
  const stack = testStack();
  new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: makeImage(stack) }] });
  return warningsOf(stack).filter((warning) => warning.includes('mutableImageTag'));
}

const LATEST = like("Test/Model: the image has the tag 'latest', ...; specify a tag ... [ack: cdk-sagemaker-hosting:mutableImageTag]");
const NO_TAG = like("Test/Model: the image has no tag, so 'latest' is used, ...; specify a tag ... [ack: cdk-sagemaker-hosting:mutableImageTag]");

test.each<[string, (stack: Stack) => ContainerImage, unknown]>([
  ['fromEcrRepositoryArn', () => ContainerImage.fromEcrRepositoryArn(ARN, 'latest'), LATEST],
  ['fromDlc', () => ContainerImage.fromDlc('djl-inference', 'latest'), LATEST],
  ['fromRegistry', () => ContainerImage.fromRegistry('registry.corp.example/team/model:latest'), LATEST],
  ['fromRegistry without a tag', () => ContainerImage.fromRegistry('registry.corp.example/team/model'), NO_TAG],
  ['fromRegistry with a port', () => ContainerImage.fromRegistry('registry.corp.example:5000/team/model'), NO_TAG],
  ['fromRegistry with a registry that is a token', (stack) => (
    ContainerImage.fromRegistry(`${new CfnParameter(stack, 'Registry').valueAsString}/model:latest`)), LATEST],
  ['a class of the user', () => new UserImage({ imageName: '123456789012.dkr.ecr.us-east-1.amazonaws.com/mine:latest' }), LATEST],
  ['a class of the user without a tag', () => new UserImage({ imageName: '123456789012.dkr.ecr.us-east-1.amazonaws.com/mine' }), NO_TAG],
])('%s warns', (_how, makeImage, warning) => {
  expect(warnings(makeImage)).toEqual([warning]);
});

test.each<[string, (stack: Stack) => ContainerImage]>([
  ['a tag', () => ContainerImage.fromRegistry('registry.corp.example/team/model:1.2')],
  ['a tag that begins with latest', () => ContainerImage.fromRegistry('registry.corp.example/team/model:latest-gpu')],
  ['a tag of a Deep Learning Container that begins with latest', () => ContainerImage.fromDlc('djl-inference', 'latest-gpu')],
  ['a repository of this name', () => ContainerImage.fromRegistry('registry.corp.example/latest:1')],
  ['a digest', () => ContainerImage.fromRegistry(`registry.corp.example/team/model@${DIGEST}`)],
  ['a tag and a digest', () => ContainerImage.fromRegistry(`registry.corp.example/team/model:latest@${DIGEST}`)],
  ['a digest in a repository', () => ContainerImage.fromEcrRepositoryArn(ARN, DIGEST)],
  ['a name that is a token', (stack) => ContainerImage.fromRegistry(new CfnParameter(stack, 'Image').valueAsString)],
  ['a tag that is a token', (stack) => ContainerImage.fromRegistry(`registry.corp.example/model:${new CfnParameter(stack, 'Tag').valueAsString}`)],
  ['the only version that AWS has', () => ContainerImage.fromFramework(Framework.XGBOOST_NEO)],
  ['another tag of a class of the user', () => new UserImage({ imageName: '123456789012.dkr.ecr.us-east-1.amazonaws.com/mine:latest-gpu' })],
  ['a digest of a class of the user', () => new UserImage({ imageName: `123456789012.dkr.ecr.us-east-1.amazonaws.com/mine@${DIGEST}` })],
  ['a token of a class of the user', (stack) => new UserImage({ imageName: new CfnParameter(stack, 'Image').valueAsString })],
])('%s does not warn', (_what, makeImage) => {
  expect(warnings(makeImage)).toEqual([]);
});

test('a class of the user that passes on an image of this library warns once', () => {
  class Wrapper extends ContainerImage {
    public bind(scope: Construct, model: IModel): ContainerImageConfig {
      return { ...ContainerImage.fromEcrRepositoryArn(ARN, 'latest').bind(scope, model) };
    }
  }

  expect(warnings(() => new Wrapper())).toEqual([LATEST]);
});
