import { CfnParameter, Fn, aws_ecr as ecr, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerImage, Model, registry, type IModel } from '../../../src';
import { repositoryInName } from '../../../src/model/images/rendered-repository';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../../helpers/stack';
import { LOG_IN, PULL, UserImage, arnIn } from '../given';

const pull = (Resource: unknown) => ({ Action: [...PULL.Action].sort(), Effect: 'Allow', Resource });

const URI = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/serving';

/** The statements about images. */
const pulls = (stack: Parameters<typeof statementsOf>[0]) => statementsOf(stack).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('ecr:')));

test.each([
  ['a tag', `${URI}:1.2`],
  ['a digest', `${URI}@sha256:${'0'.repeat(64)}`],
  ['neither', URI],
  ['the FIPS endpoint', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/team/serving:1'],
  ['the dual-stack endpoint', '123456789012.dkr-ecr.us-east-1.on.aws/team/serving:1'],
])('the repository in a name with %s', (_what, name) => {
  expect(repositoryInName(name)).toEqual({ account: '123456789012', region: 'us-east-1', name: 'team/serving' });
});

test('the repository in a name of the China partition', () => {
  expect(repositoryInName('727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/serving:1')).toEqual({ account: '727897471807', region: 'cn-north-1', name: 'serving' });
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html, AWS::URLSuffix */
test.each(['c2s.ic.gov', 'sc2s.sgov.gov', 'cloud.adc-e.uk', 'csp.hci.ic.gov', 'amazonaws.eu'])('the repository in a name with the domain %s', (domain) => {
  expect(repositoryInName(`123456789012.dkr.ecr.us-iso-east-1.${domain}/serving:1`)).toEqual({ account: '123456789012', region: 'us-iso-east-1', name: 'serving' });
});

test.each(['serving:1', 'registry.corp.example/team/serving:1', 'public.ecr.aws/docker/library/nginx:1', '1234.dkr.ecr.us-east-1.amazonaws.com/serving', ''])(
  'no repository of Amazon ECR in %p', (name) => expect(repositoryInName(name)).toBeUndefined());

test('the image of a user-defined class in Amazon ECR can be pulled', () => {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: new UserImage({ imageName: `${URI}:1` }) }] });
  expect(pulls(stack)).toEqual([pull(arnIn('ecr', 'repository/team/serving')), LOG_IN]);
  expect(warningsOf(stack)).toEqual([]);
});

test('the image of a user-defined class in a repository of the app can be pulled', () => {
  const stack = testStack();
  const repository = new ecr.Repository(stack, 'Serving');
  new Model(stack, 'Model', { containers: [{ image: new UserImage({ imageName: `${repository.repositoryUri}:1` }) }] });
  const [ID] = Object.keys(resourcesOf(stack, 'AWS::ECR::Repository'));
  const arn = (part: number) => ({ 'Fn::Select': [part, { 'Fn::Split': [':', { 'Fn::GetAtt': [ID, 'Arn'] }] }] });
  expect(pulls(stack)[0]).toEqual(pull({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ecr:', arn(3), ':', arn(4), ':repository/', { Ref: ID }]],
  }));
});

test('the image of a user-defined class in a model package can be pulled by the models of the package', () => {
  const stack = testStack();
  const group = new registry.ModelPackageGroup(stack, 'Group', { modelPackageGroupName: 'churn' });
  const modelPackage = group.addModelPackage('Version', {
    modelApprovalStatus: registry.ModelApprovalStatus.APPROVED,
    inferenceSpecification: { containers: [{ image: new UserImage({ imageName: `${URI}:1` }) }], supportedContentTypes: ['text/csv'], supportedResponseMimeTypes: ['text/csv'] },
  });
  new Model(stack, 'Model', { containers: [{ modelPackage }] });
  expect(pulls(stack)).toContainEqual(pull(arnIn('ecr', 'repository/team/serving')));
});

test.each<[string, () => string]>([
  ['another registry', () => 'registry.corp.example/team/serving:1'],
  ['a name that is one token', () => Fn.importValue('ImageUri')],
])('with %s nothing can be pulled that the class does not grant', (_what, name) => {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: new UserImage({ imageName: name() }) }] });
  expect(pulls(stack)).toEqual([]);
});

test('an image of this library that a user-defined class returns as it is, is granted once', () => {
  class Wrapped extends ContainerImage {
    public bind(scope: Construct, model: IModel) {
      return ContainerImage.fromDlc('djl-inference', '0.36.0-lmi').bind(scope, model);
    }
  }
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: new Wrapped() }] });
  expect(pulls(stack)).toHaveLength(2);
});

test('an image of a user-defined class in another region is warned of', () => {
  const stack = testStack();
  new Model(stack, 'Model', { containers: [{ image: new UserImage({ imageName: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/serving:1' }) }] });
  expect(warningsOf(stack)).toEqual([
    'Test/Model: the repository of the image is in eu-west-1, but SageMaker reads it in us-east-1, the region of the model; copy it to that region '
      + '[ack: cdk-sagemaker-hosting:otherRegion]',
  ]);
});

describe('an imported repository', () => {
  const arn = 'arn:aws:ecr:us-east-1:123456789012:repository/serving';

  test('whose name differs from its ARN: the image that is rendered can be pulled', () => {
    const stack = testStack();
    const repository = ecr.Repository.fromRepositoryAttributes(stack, 'Repository', { repositoryArn: arn, repositoryName: 'other' });
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepository(repository, '1') }] });
    expect(pulls(stack)).toEqual([{ ...PULL, Resource: arn }, LOG_IN, pull(arnIn('ecr', 'repository/other'))]);
  });

  test.each<[string, (stack: ReturnType<typeof testStack>) => iam.IGrantable | ecr.IRepository]>([
    ['the name of its ARN', (stack) => ecr.Repository.fromRepositoryAttributes(stack, 'Repository', { repositoryArn: arn, repositoryName: 'serving' })],
    ['a name that is a token', (stack) => ecr.Repository.fromRepositoryAttributes(stack, 'Repository', {
      repositoryArn: arn, repositoryName: new CfnParameter(stack, 'Name').valueAsString,
    })],
  ])('with %s is granted once', (_what, repository) => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: ContainerImage.fromEcrRepository(repository(stack) as ecr.IRepository, '1') }] });
    expect(pulls(stack)).toEqual([{ ...PULL, Resource: arn }, LOG_IN]);
  });
});
