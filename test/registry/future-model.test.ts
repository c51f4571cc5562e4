import { App, CfnParameter, CfnResource, Stack, aws_ecr as ecr, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { aBucket, aPackage, aSpecification, aVersion, ownSpecification, packageResourceIn } from './given';
import { ContainerImage, Model, ModelData, type IModel, type IModelPackage, type ModelProps } from '../../src';
import * as registry from '../../src/registry';
import { anImage } from '../helpers/given';
import { messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { ARCHIVE, IMAGE_DIRECTORY, LOG_IN, PULL, aRole, arnIn, dependenciesIn, modelIn, ownStatements } from '../model/given';

const OBJECT = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::bucket/model.tar.gz']] };
const CONTENTS = [
  { ...PULL, Resource: arnIn('ecr', 'repository/repository') },
  LOG_IN,
  { Action: 's3:GetObject', Effect: 'Allow', Resource: OBJECT },
];

function archive(scope: Stack): ModelData {
  return ModelData.fromBucket(aBucket(scope), 'model.tar.gz');
}

function aModelOf(modelPackage: IModelPackage, props: ModelProps = {}, stack = Stack.of(modelPackage)): Model {
  return new Model(stack, 'Model', { containers: [{ modelPackage }], ...props });
}

describe('a model of a package', () => {
  test('may use it, and read what it consists of', () => {
    const stack = testStack();
    const made = aPackage(stack, { inferenceSpecification: ownSpecification(stack, { modelData: archive(stack) }) });
    aModelOf(made);
    expect(modelIn(stack).PrimaryContainer).toEqual({ ModelPackageName: stack.resolve(made.modelPackageArn) });
    expect(ownStatements(stack)).toEqual([
      { Action: 'sagemaker:AccessModelPackage', Effect: 'Allow', Resource: stack.resolve(made.modelPackageArn) },
      ...CONTENTS,
    ]);
  });

  test('may read what all specifications consist of, and the artifacts of the algorithm', () => {
    const stack = testStack();
    const container = (key: string) => ({ modelData: ModelData.fromBucket(aBucket(stack), key) });
    aModelOf(aVersion(stack, {
      inferenceSpecification: aSpecification(stack, container('main.tar.gz')),
      additionalInferenceSpecifications: [{ ...aSpecification(stack, container('neo.tar.gz')), name: 'neo' }],
      additionalInferenceSpecificationsToAdd: [{ ...aSpecification(stack, container('trn.tar.gz')), name: 'trn' }],
      sourceAlgorithm: { algorithmName: 'xgboost', ...container('algorithm.tar.gz') },
    }));
    const read = ownStatements(stack).filter((statement) => statement.Action === 's3:GetObject').map((statement) => JSON.stringify(statement.Resource));
    expect(read.map((resource) => resource.match(/bucket\/(.*)"/)![1])).toEqual(['main.tar.gz', 'neo.tar.gz', 'trn.tar.gz', 'algorithm.tar.gz']);
  });

  test('can have its own role, and depends on the grants of the role', () => {
    const stack = testStack();
    aModelOf(aVersion(stack, { inferenceSpecification: aSpecification(stack, { modelData: archive(stack) }) }), { role: aRole(stack) });
    expect(statementsOf(stack).slice(3)).toEqual(CONTENTS);
    expect(dependenciesIn(stack)).toEqual([expect.stringMatching(/^GivenRole/), expect.stringMatching(/^GivenRoleDefaultPolicy/)]);
  });

  test('may be in another stack', () => {
    const app = new App();
    const [packages, models] = ['Packages', 'Models'].map((id) => testStack({ app, id }));
    const made = aPackage(packages, { inferenceSpecification: ownSpecification(packages, { modelData: archive(packages) }) });
    aModelOf(made, {}, models);
    expect(ownStatements(models).slice(1)).toEqual(CONTENTS);
  });

  test('each of several models is granted the same', () => {
    const stack = testStack();
    const made = aPackage(stack, { inferenceSpecification: ownSpecification(stack, { modelData: archive(stack) }) });
    ['First', 'Second'].forEach((id) => new Model(stack, id, { containers: [{ modelPackage: made }] }));
    const policies = Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map((policy) => policy.Properties.PolicyDocument.Statement);
    expect(policies[0].slice(3)).toEqual(CONTENTS);
    expect(policies[1]).toEqual(policies[0]);
  });

  test('may read what a package consists of that another copy of this library defines', () => {
    let copy: typeof registry | undefined;
    jest.isolateModules(() => { copy = jest.requireActual('../../src/registry'); });
    const stack = testStack();
    const made = new copy!.ModelPackage(stack, 'Package', { modelPackageName: 'churn', inferenceSpecification: ownSpecification(stack) });
    expect(made).not.toBeInstanceOf(registry.ModelPackage);
    aModelOf(made);
    expect(ownStatements(stack).slice(1)).toEqual([CONTENTS[0], LOG_IN]);
  });

  test('of an imported package may use it', () => {
    const stack = testStack();
    const arn = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3';
    aModelOf(registry.ModelPackage.fromModelPackageArn(stack, 'Theirs', arn));
    expect(ownStatements(stack)).toEqual([{ Action: 'sagemaker:AccessModelPackage', Effect: 'Allow', Resource: arn }]);
  });
});

describe('assets', () => {
  test('are part of the package, and granted to its models', () => {
    const stack = testStack();
    const made = aVersion(stack, { inferenceSpecification: aSpecification(stack, { modelData: ModelData.fromAsset(ARCHIVE) }) });
    aModelOf(made);
    expect(made.node.findChild('Contents').node.tryFindChild('ModelData')).toBeDefined();
    expect(JSON.stringify(ownStatements(stack))).toContain(':s3:::cdk-hnb659fds-assets-123456789012-us-east-1/*.gz');
  });

  test('may be in several packages of a group', () => {
    const stack = testStack();
    const modelData = ModelData.fromAsset(ARCHIVE);
    const versions = ['First', 'Second'].map((id) => aVersion(stack, { inferenceSpecification: aSpecification(stack, { modelData }) }, id));
    expect(() => versions.map((version, index) => new Model(stack, `Model${index}`, { containers: [{ modelPackage: version }] }))).not.toThrow();
  });
});

describe('resources with a policy', () => {
  test('that belong to another account let the account of the package in', () => {
    const app = new App();
    const theirs = testStack({ app, id: 'Theirs', env: { account: '999999999999', region: 'us-east-1' } });
    const ours = testStack({ app });
    const bucket = new s3.Bucket(theirs, 'Bucket', { bucketName: 'theirs' });
    const repository = new ecr.Repository(theirs, 'Repository', { repositoryName: 'theirs' });
    const made = aPackage(ours, {
      inferenceSpecification: ownSpecification(ours, {
        image: ContainerImage.fromEcrRepository(repository, '1.0'), modelData: ModelData.fromBucket(bucket, 'model.tar.gz'),
      }),
    });
    aModelOf(made);
    const ourAccount = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } };
    expect(propertiesOf(theirs, 'AWS::S3::BucketPolicy').PolicyDocument.Statement)
      .toEqual([expect.objectContaining({ Action: 's3:GetObject', Principal: ourAccount })]);
    expect(propertiesOf(theirs, 'AWS::ECR::Repository').RepositoryPolicyText.Statement).toEqual([{ ...PULL, Principal: ourAccount }]);
    expect(ownStatements(ours).map((statement) => statement.Action))
      .toEqual(['sagemaker:AccessModelPackage', PULL.Action, 'ecr:GetAuthorizationToken', 's3:GetObject']);
  });

  test('that encrypt let the models decrypt', () => {
    const stack = testStack();
    const bucket = new s3.Bucket(stack, 'Encrypted', { encryptionKey: new kms.Key(stack, 'Key') });
    aModelOf(aVersion(stack, { inferenceSpecification: aSpecification(stack, { modelData: ModelData.fromBucket(bucket, 'model.tar.gz') }) }));
    expect(ownStatements(stack).at(-1)).toEqual({ Action: 'kms:Decrypt', Effect: 'Allow', Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } });
  });
});

describe('the package waits', () => {
  /** An image that does something with what is the resource of a model elsewhere. */
  function imageThat(use: (resource: CfnResource, scope: Construct) => void): ContainerImage {
    return new (class extends ContainerImage {
      public bind(scope: Construct, model: IModel) {
        use(model.node.defaultChild as CfnResource, scope);
        return { imageName: '123456789012.dkr.ecr.us-east-1.amazonaws.com/image:1' };
      }
    })();
  }

  function dependenciesOf(image: ContainerImage, later: () => void = () => {}): string[] {
    const stack = testStack();
    aPackage(stack, { inferenceSpecification: ownSpecification(stack, { image }) });
    later();
    return (packageResourceIn(stack).DependsOn ?? []).map((id: string) => id.replace(/[0-9A-F]{8}$/, ''));
  }

  test('for nothing where the contents are there already', () => {
    expect(dependenciesOf(anImage(testStack()))).toEqual([]);
  });

  test('until the files of a directory are copied', () => {
    const stack = testStack();
    const modelData = ModelData.fromUncompressedDirectory(IMAGE_DIRECTORY, { destination: { bucket: aBucket(stack) } });
    aPackage(stack, { inferenceSpecification: ownSpecification(stack, { modelData }) });
    expect(packageResourceIn(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, 'Custom::CDKBucketDeployment'))));
  });

  test('for a construct that an image adds to the resource of the model', () => {
    expect(dependenciesOf(imageThat((resource, scope) => resource.node.addDependency(new s3.Bucket(scope, 'Bucket'))))).toEqual(['PackageContentsBucket']);
  });

  test('for a resource that an image adds to the resource of the model', () => {
    expect(dependenciesOf(imageThat((resource, scope) => resource.addDependency(new s3.CfnAccessGrantsInstance(scope, 'Grants')))))
      .toEqual(['PackageContentsGrants']);
  });

  test('for what is added after the package is defined', () => {
    let add = () => {};
    const image = imageThat((resource, scope) => { add = () => resource.node.addDependency(new s3.Bucket(scope, 'Bucket')); });
    expect(dependenciesOf(image, () => add())).toEqual(['PackageContentsBucket']);
  });

  test('by a stand-in that is nowhere in the tree', () => {
    const made = aPackage(testStack(), { inferenceSpecification: ownSpecification(testStack()) });
    expect(made.node.findAll().filter(CfnResource.isCfnResource)).toEqual([made.node.defaultChild]);
  });
});

test('artifacts that are tokens reach the package', () => {
  const stack = testStack();
  const key = new CfnParameter(stack, 'ObjectKey').valueAsString;
  aVersion(stack, { inferenceSpecification: aSpecification(stack, { modelData: ModelData.fromBucket(aBucket(stack), key) }) });
  expect(JSON.stringify(packageResourceIn(stack))).toContain('"/bucket/",{"Ref":"ObjectKey"}');
});

test('an image can ask for none of what only a model has', () => {
  for (const property of ['modelArn', 'modelName', 'connections']) {
    const image = new (class extends ContainerImage {
      public bind(_scope: unknown, model: any) { return { imageName: String(model[property]) }; }
    })();
    const stack = testStack();
    expect(messageOf(() => aVersion(stack, { inferenceSpecification: aSpecification(stack, { image }) }))).toBe(
      `Test/Version: ${property} is not available in a model package, because several models can use it; `
      + 'use the image or the artifacts in a Model instead',
    );
  }
});
