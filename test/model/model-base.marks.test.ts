import { Stack, aws_iam as iam, aws_s3 as s3, type aws_ec2 as ec2 } from 'aws-cdk-lib';
import { dependenciesIn, unchangeable } from './given';
import { Model, type IModel } from '../../src';
import { isDefinedModel, waitForPrerequisites } from '../../src/model/model-base';
import { mark } from '../../src/private/marks';
import { aModel } from '../helpers/given';
import { resourcesOf, testStack } from '../helpers/stack';

/** A model as a user of the library may implement it, by another model. */
function userModel(model: Model): IModel {
  return {
    node: model.node,
    stack: model.stack,
    env: model.env,
    applyRemovalPolicy: () => {},
    modelArn: model.modelArn,
    modelName: model.modelName,
    role: model.role,
    grantPrincipal: model.grantPrincipal,
    get connections(): ec2.Connections { return model.connections; },
    addToRolePolicy: (statement: iam.PolicyStatement) => model.addToRolePolicy(statement),
  } as unknown as IModel;
}

test('a model of the app is defined, also by a derived class', () => {
  class Derived extends Model {}
  expect(isDefinedModel(aModel(testStack()))).toBe(true);
  expect(isDefinedModel(new Derived(testStack(), 'Model'))).toBe(true);
});

test.each<[string, (stack: Stack) => IModel | undefined]>([
  ['one that is imported', (stack) => Model.fromModelName(stack, 'Model', 'theirs')],
  ['one that the user implements', (stack) => userModel(aModel(stack))],
  ['none', () => undefined],
])('%s is not', (_what, model) => {
  expect(isDefinedModel(model(testStack()))).toBe(false);
});

test('one of a version with other internals is not', () => {
  const other = {};
  mark(other, 'Model');
  expect(isDefinedModel(other as IModel)).toBe(false);
});

test('other versions may rely on these facts', () => {
  const model = aModel(testStack());
  expect(Object.keys(model._hosting).sort()).toEqual([
    'containers', 'dataSource', 'direct', 'foreignRepository', 'inVpc', 'isolated', 'multiModel', 'privateRegistry',
  ]);
  expect([model._containerHostnames, model._imageTargets]).toEqual([[], [undefined]]);
});

test('the resource of a model that the user implements waits too', () => {
  const stack = testStack();
  const model = userModel(aModel(stack, 'Model', { role: unchangeable(stack) }));
  waitForPrerequisites(model, { grants: [new s3.Bucket(stack, 'Bucket').grantRead(model)] });
  expect(dependenciesIn(stack)).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy'))));
  expect(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy'))).toHaveLength(1);
});
