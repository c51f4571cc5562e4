import { aws_ecr as ecr, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { IMAGE_DIRECTORY, UserImage, dependenciesIn, modelIn, unchangeable } from './given';
import { ContainerImage, Model, RepositoryAccessMode, type ContainerImageConfig, type IModel } from '../../src';
import { aVpc } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { resourcesOf, statementsOf, testStack } from '../helpers/stack';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:credentials';

test('the methods make images', () => {
  const repository = ecr.Repository.fromRepositoryName(testStack(), 'Repository', 'serving');
  expect(ContainerImage.fromEcrRepository(repository, '1')).toBeInstanceOf(ContainerImage);
  expect(ContainerImage.fromAsset(IMAGE_DIRECTORY)).toBeInstanceOf(ContainerImage);
  expect(ContainerImage.fromDlc('djl-inference', '1')).toBeInstanceOf(ContainerImage);
});

test('images of all kinds fit into one model', () => {
  const stack = testStack();
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'serving');
  new Model(stack, 'Model', {
    containers: [
      { image: ContainerImage.fromEcrRepository(repository, '1') },
      { image: ContainerImage.fromAsset(IMAGE_DIRECTORY) },
      { image: ContainerImage.fromDlc('djl-inference', '1') },
      { image: new UserImage() },
    ],
  });
  expect(modelIn(stack).Containers).toHaveLength(4);
  // Logging in to a registry is allowed once, however many images are pulled.
  expect(statementsOf(stack).filter((statement) => statement.Action === 'ecr:GetAuthorizationToken')).toHaveLength(1);
});

describe('a class of the user', () => {
  test('says what to run', () => {
    const stack = testStack();
    const image = new UserImage();
    const model = new Model(stack, 'Model', { containers: [{ image }] });
    expect(modelIn(stack).PrimaryContainer).toEqual({ Image: 'registry.example.com/image:1' });
    expect(image.bound).toEqual([{ scope: model, model }]);
  });

  test('is bound once for each container, to the model', () => {
    const stack = testStack();
    const image = new UserImage();
    new Model(stack, 'Model', { containers: [{ image }, { image }] }).addContainer({ image });
    new Model(stack, 'Other', { containers: [{ image }] });
    expect(image.bound.map(({ scope }) => scope.node.path))
      .toEqual(['Test/Model', 'Test/Model', 'Test/Model', 'Test/Other']);
  });

  test('may make constructs, and allow the model what it needs', () => {
    class Mirrored extends ContainerImage {
      constructor(private readonly id: string) {
        super();
      }

      public bind(scope: Construct, model: IModel): ContainerImageConfig {
        const repository = new ecr.Repository(scope, this.id);
        repository.grantPull(model);
        model.addToRolePolicy(new iam.PolicyStatement({ actions: ['ecr:DescribeImages'], resources: ['*'] }));
        return { imageName: repository.repositoryUriForTag('1') };
      }
    }
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: new Mirrored('One') }, { image: new Mirrored('Two') }] });
    expect(Object.keys(resourcesOf(stack, 'AWS::ECR::Repository'))).toHaveLength(2);
    expect(statementsOf(stack)).toContainEqual({ Action: 'ecr:DescribeImages', Effect: 'Allow', Resource: '*' });
    expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  });
});

describe('an image in a private registry', () => {
  const config = { imageName: 'registry.example.com/image:1', repositoryAccessMode: RepositoryAccessMode.VPC };

  test('is reached through the VPC', () => {
    const stack = testStack();
    new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: new UserImage(config) }] });
    expect(modelIn(stack).PrimaryContainer).toEqual({ Image: config.imageName, ImageConfig: { RepositoryAccessMode: 'Vpc' } });
  });

  test('has credentials of a function, which the model may invoke', () => {
    const stack = testStack();
    const repositoryCredentialsProvider = lambda.Function.fromFunctionArn(stack, 'Credentials', FUNCTION_ARN);
    new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image: new UserImage({ ...config, repositoryCredentialsProvider }) }] });
    expect(modelIn(stack).PrimaryContainer).toEqual({
      Image: config.imageName,
      ImageConfig: { RepositoryAccessMode: 'Vpc', RepositoryAuthConfig: { RepositoryCredentialsProviderArn: FUNCTION_ARN } },
    });
    expect(statementsOf(stack).slice(3)).toEqual([
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: [FUNCTION_ARN, `${FUNCTION_ARN}:*`] },
    ]);
    expect(dependenciesIn(stack).filter((id) => !id.startsWith('VpcPrivateSubnet'))).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  });

  test('has one function for several containers', () => {
    const stack = testStack();
    const repositoryCredentialsProvider = lambda.Function.fromFunctionArn(stack, 'Credentials', FUNCTION_ARN);
    const image = new UserImage({ ...config, repositoryCredentialsProvider });
    new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image }, { image }] });
    expect(statementsOf(stack).slice(3)).toHaveLength(1);
  });

  test('lets a role that may not be changed invoke by the policy of the function, which the model waits for', () => {
    const stack = testStack();
    const repositoryCredentialsProvider = new lambda.Function(stack, 'Credentials', {
      code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.PYTHON_3_13,
    });
    const image = new UserImage({ ...config, repositoryCredentialsProvider });
    new Model(stack, 'Model', { vpc: aVpc(stack), role: unchangeable(stack), containers: [{ image }] });
    const permissions = resourcesOf(stack, 'AWS::Lambda::Permission');
    expect(Object.values(permissions).map((permission) => permission.Properties)).toEqual([{
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^Credentials/), 'Arn'] },
      Principal: { 'Fn::GetAtt': [expect.stringMatching(/^GivenRole/), 'Arn'] },
    }]);
    expect(dependenciesIn(stack)).toEqual(expect.arrayContaining(Object.keys(permissions)));
  });

  test('fails without a VPC', () => {
    const stack = testStack();
    expect(messageOf(() => new Model(stack, 'Model', { containers: [{ image: new UserImage() }, { image: new UserImage(config) }] })))
      .toBe('Test/Model: containers[1].image is in a private registry, which is reachable only through a VPC; set vpc');
  });
});

describe('an image in Amazon ECR', () => {
  test('may say so', () => {
    const stack = testStack();
    new Model(stack, 'Model', { containers: [{ image: new UserImage({ imageName: 'i', repositoryAccessMode: RepositoryAccessMode.PLATFORM }) }] });
    expect(modelIn(stack).PrimaryContainer).toEqual({ Image: 'i', ImageConfig: { RepositoryAccessMode: 'Platform' } });
  });

  test.each([undefined, RepositoryAccessMode.PLATFORM])('fails with credentials when the access mode is %p', (repositoryAccessMode) => {
    const stack = testStack();
    const repositoryCredentialsProvider = lambda.Function.fromFunctionArn(stack, 'Credentials', FUNCTION_ARN);
    const image = new UserImage({ imageName: 'i', repositoryAccessMode, repositoryCredentialsProvider });
    expect(messageOf(() => new Model(stack, 'Model', { vpc: aVpc(stack), containers: [{ image }] }))).toBe(
      'Test/Model: containers[0].image has a repositoryCredentialsProvider, which requires repositoryAccessMode VPC; set repositoryAccessMode too',
    );
  });
});
