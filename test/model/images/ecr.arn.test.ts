import { CfnParameter } from 'aws-cdk-lib';
import { ContainerImage, Model } from '../../../src';
import { must } from '../../helpers/must';
import { like, messageOf } from '../../helpers/problems';
import { testStack, warningsOf } from '../../helpers/stack';
import { LOG_IN, PULL, dependenciesIn, imageIn, modelIn, ownStatements } from '../given';

const ARN = 'arn:aws:ecr:us-east-1:999999999999:repository/team/serving';

function stackWith(repositoryArn: string, tagOrDigest = '1.4.2', stack = testStack()) {
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepositoryArn(repositoryArn, tagOrDigest) }] });
  return stack;
}

test('an image of another account is named and may be pulled', () => {
  const stack = stackWith(ARN);
  expect(modelIn(stack).PrimaryContainer.Image).toEqual(imageIn('team/serving:1.4.2', '999999999999.dkr.ecr.us-east-1'));
  expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: ARN }, LOG_IN]);
  expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  expect(warningsOf(stack)).toEqual([]);
});

test('it may be named by a digest', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  expect(modelIn(stackWith(ARN, digest)).PrimaryContainer.Image).toEqual(imageIn(`team/serving@${digest}`, '999999999999.dkr.ecr.us-east-1'));
});

test('its repository may be known at deployment only', () => {
  const stack = testStack();
  stackWith(new CfnParameter(stack, 'Arn').valueAsString, '1', stack);
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { Ref: 'Arn' }] }] });
  expect(modelIn(stack).PrimaryContainer.Image).toEqual({
    'Fn::Join': ['', [
      part(4), '.dkr.ecr.', part(3), '.', { Ref: 'AWS::URLSuffix' }, '/', { 'Fn::Select': [1, { 'Fn::Split': [':repository/', { Ref: 'Arn' }] }] }, ':1',
    ]],
  });
  expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: { Ref: 'Arn' } }, LOG_IN]);
});

test('two of them fit into one model', () => {
  const stack = testStack();
  const image = ContainerImage.fromEcrRepositoryArn(ARN, '1');
  new Model(stack, 'Model', { containers: [{ image }, { image }] });
  expect(modelIn(stack).Containers).toHaveLength(2);
  expect(ownStatements(stack)).toHaveLength(2);
});

test('it warns when it is in another region', () => {
  expect(warningsOf(stackWith(ARN.replace('us-east-1', 'eu-west-1')))).toEqual([
    like('Test/Model: ... repository of the image ... eu-west-1, ... us-east-1, ... region ... [ack: cdk-sagemaker-hosting:otherRegion]'),
  ]);
});

test.each(['', 'serving', 'arn:aws:ecr:us-east-1:1:repository/serving', 'arn:aws:s3:::serving', ` ${ARN}`, 'arn:aws:ecr:us-east-1:123456789012:repository/'])('it fails with the ARN %p', (arn) => {
  expect(messageOf(() => stackWith(arn, 'a b'))).toBe('Test/Model: 2 problems:\n'
    + `  - repositoryArn must be an ARN such as arn:aws:ecr:us-east-1:123456789012:repository/my-images, got '${arn}'\n`
    + `  - tagOrDigest ${must.beTag('a b')}`);
});
