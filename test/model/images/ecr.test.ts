import { App, CfnParameter, aws_ecr as ecr, aws_iam as iam } from 'aws-cdk-lib';
import { ContainerImage, Model } from '../../../src';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { LOG_IN, PULL, aRole, arnIn, dependenciesIn, imageIn, modelIn, ownStatements, unchangeable } from '../given';

const DIGEST = `sha256:${'0'.repeat(64)}`;

function stackWith(makeImage: (repository: ecr.IRepository) => ContainerImage) {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: makeImage(ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving')) }] });
  return stack;
}

test.each([
  ['a tag', '1.0', 'serving:1.0'],
  ['a digest', DIGEST, `serving@${DIGEST}`],
])('names the image by %s', (_kind, tag, image) => {
  const stack = stackWith((repository) => ContainerImage.fromEcrRepository(repository, tag));
  expect(modelIn(stack).PrimaryContainer).toEqual({ Image: imageIn(image) });
  expect(warningsOf(stack)).toEqual([]);
});

test('warns of an image without a tag, which is the latest', () => {
  const stack = stackWith((repository) => ContainerImage.fromEcrRepository(repository));
  expect(modelIn(stack).PrimaryContainer).toEqual({ Image: imageIn('serving:latest') });
  expect(warningsOf(stack)).toEqual([
    "Test/Model: the image has no tag, so 'latest' is used, and the endpoint is not updated when another image is pushed; specify a tag "
      + 'that is pushed only once, or a digest [ack: cdk-sagemaker-hosting:mutableImageTag]',
  ]);
});

test('warns of a latest that is asked for, which behaves the same', () => {
  expect(warningsOf(stackWith((repository) => ContainerImage.fromEcrRepository(repository, 'latest')))).toEqual([
    "Test/Model: the image has the tag 'latest', and the endpoint is not updated when another image is pushed; specify a tag "
      + 'that is pushed only once, or a digest [ack: cdk-sagemaker-hosting:mutableImageTag]',
  ]);
});

test('takes a tag that is a token', () => {
  const stack = testStack();
  const tag = new CfnParameter(stack, 'Tag').valueAsString;
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving');
  new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepository(repository, tag) }] });
  expect(modelIn(stack).PrimaryContainer.Image).toEqual({
    'Fn::Join': ['', ['123456789012.dkr.ecr.us-east-1.', { Ref: 'AWS::URLSuffix' }, '/serving:', { Ref: 'Tag' }]],
  });
  expect(warningsOf(stack)).toEqual([]);
});

test('takes a tag of 200 characters', () => {
  const stack = stackWith((repository) => ContainerImage.fromEcrRepository(repository, 't'.repeat(200)));
  expect(modelIn(stack).PrimaryContainer.Image).toEqual(imageIn(`serving:${'t'.repeat(200)}`));
});

test.each(['', ' ', '1 0', '1\t', '1\n', 't'.repeat(201)])('fails with the tag %p', (tag) => {
  expect(messageOf(() => stackWith((repository) => ContainerImage.fromEcrRepository(repository, tag))))
    .toBe(`Test/Model: tag ${must.beTag(tag)}`);
});

describe('the model', () => {
  test('may pull from this repository, and waits for the permission', () => {
    const stack = stackWith((repository) => ContainerImage.fromEcrRepository(repository, '1.0'));
    expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: arnIn('ecr', 'repository/serving') }, LOG_IN]);
    expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  });

  test('may pull from a repository of the stack', () => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository'), '1.0') }] });
    const [repositoryId] = Object.keys(resourcesOf(stack, 'AWS::ECR::Repository'));
    expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: { 'Fn::GetAtt': [repositoryId, 'Arn'] } }, LOG_IN]);
  });

  test('may pull by an imported role', () => {
    const stack = testStack();
    const role = iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving');
    const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving');
    new Model(stack, 'Model', { role, containers: [{ image: ContainerImage.fromEcrRepository(repository, '1.0') }] });
    expect(ownStatements(stack)).toEqual([{ ...PULL, Resource: arnIn('ecr', 'repository/serving') }, LOG_IN]);
    const [[policyId, policy]] = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy'));
    expect(policy.Properties.Roles).toEqual(['serving']);
    expect(dependenciesIn(stack)).toEqual([policyId]);
  });

  test('may pull by a role of another stack', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving');
    new Model(stack, 'Model', { role: aRole(home), containers: [{ image: ContainerImage.fromEcrRepository(repository, '1.0') }] });
    app.synth();
    expect(statementsOf(home).slice(2)).toEqual([LOG_IN]);
    expect(statementsOf(stack)).toEqual([{ ...PULL, Action: [...PULL.Action].sort(), Resource: arnIn('ecr', 'repository/serving') }]);
  });

  test('of another stack than the repository may pull from it', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepository(new ecr.Repository(home, 'Repository'), '1.0') }] });
    expect(ownStatements(stack)).toEqual([
      { ...PULL, Resource: { 'Fn::ImportValue': expect.stringMatching(/^Home:ExportsOutputFnGetAttRepository.*Arn/) } }, LOG_IN,
    ]);
  });

  test.each([
    ['may not be changed', unchangeable, { 'Fn::GetAtt': [expect.stringMatching(/^GivenRole/), 'Arn'] }],
  ])('may pull by the policy of the repository where its role %s', (_why, makeRole, principal) => {
    const stack = testStack();
    const role = makeRole(stack);
    new Model(stack, 'Model', { role, containers: [{ image: ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Repository'), '1.0') }] });
    const [repository] = Object.values(resourcesOf(stack, 'AWS::ECR::Repository'));
    expect(repository.Properties.RepositoryPolicyText.Statement).toEqual([{ ...PULL, Principal: { AWS: principal } }]);
    expect(statementsOf(stack)).toEqual([]);
  });
});
