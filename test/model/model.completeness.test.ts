import { Tags, aws_lambda as lambda, aws_s3 as s3 } from 'aws-cdk-lib';
import { UserData, UserImage, aRole, modelIn } from './given';
import { ContainerImage, ContainerMode, InferenceExecutionMode, Model, ModelData, registry, type ContainerDefinition } from '../../src';
import { aVpc } from '../helpers/given';
import { pathsIn, propertyPathsOf } from '../helpers/property-paths';
import { testStack } from '../helpers/stack';

/** What our constructs don't set, each with the reason. */
const NOT_SET: { [path: string]: string } = {};

/** Containers that have each property, as far as properties don't exclude each other. */
function containersIn(stack: ReturnType<typeof testStack>): ContainerDefinition[] {
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'artifacts');
  const credentialsProvider = lambda.Function.fromFunctionArn(stack, 'Login', 'arn:aws:lambda:us-east-1:123456789012:function:login');
  return [
    {
      image: ContainerImage.fromRegistry('registry.corp.example/model:1', { credentialsProvider }),
      containerHostname: 'hub',
      environment: { MODE: 'fast' },
      modelData: ModelData.fromBucketPrefix(bucket, 'llama/', {
        acceptEula: true, hubContentArn: 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama/1.0.0',
      }),
    },
    {
      image: new UserImage(),
      containerHostname: 'many',
      mode: ContainerMode.multiModel({ modelCaching: false }),
      modelData: new UserData('s3://artifacts/models/'),
    },
    {
      modelPackage: registry.ModelPackage.fromModelPackageName(stack, 'Package', 'churn'),
      containerHostname: 'packaged',
      inferenceSpecificationName: 'int8',
    },
  ];
}

/** One model of all containers, and one of each. */
function everyModel(): any[] {
  const build = (select: (containers: ContainerDefinition[]) => ContainerDefinition[]) => {
    const stack = testStack();
    const containers = select(containersIn(stack));
    const model = new Model(stack, 'Model', {
      modelName: 'churn',
      role: aRole(stack),
      vpc: aVpc(stack),
      networkIsolation: true,
      inferenceExecutionMode: containers.length > 1 ? InferenceExecutionMode.DIRECT : undefined,
      containers,
    });
    Tags.of(model).add('team', 'retention');
    return modelIn(stack);
  };
  return [build((all) => all), ...[0, 1, 2].map((index) => build((all) => [all[index]]))];
}

test('each property of a model that CloudFormation has can be set, or there is a reason', () => {
  const declared = propertyPathsOf('CfnModelProps');
  const set = new Set(everyModel().flatMap((properties) => pathsIn(properties, declared)));
  expect(declared.filter((path) => !set.has(path))).toEqual(Object.keys(NOT_SET));
  expect(declared.length).toBeGreaterThanOrEqual(55);
});
