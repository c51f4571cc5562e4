import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { ContainerImage, Framework, Model } from '../../../src';
import { aVpc } from '../../helpers/given';
import { like } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';

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
])('%s does not warn', (_what, makeImage) => {
  expect(warnings(makeImage)).toEqual([]);
});
