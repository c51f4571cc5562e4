import { Token } from 'aws-cdk-lib';
import { grantHubContent } from '../../src/permissions/hub-content';
import { statementsOf, testStack } from '../helpers/stack';
import { aRole } from '../model/given';

const HUB = 'arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub';
const CONTENT = 'arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama';

test('a model of a hub takes reading the hub, and reading and deploying all versions of the model', () => {
  const stack = testStack();
  const grants = grantHubContent(aRole(stack), `${CONTENT}/1.0.0`);
  expect(grants.map(({ success }) => success)).toEqual([true, true]);
  expect(statementsOf(stack)).toEqual([
    { Action: 'sagemaker:DescribeHub', Effect: 'Allow', Resource: HUB },
    { Action: ['sagemaker:DeployHubModel', 'sagemaker:DescribeHubContent'], Effect: 'Allow', Resource: [HUB, CONTENT, `${CONTENT}/*`] },
  ]);
});

test('the parts of an ARN that is a token are selected at deployment', () => {
  const stack = testStack();
  grantHubContent(aRole(stack), Token.asString({ Ref: 'Arn' }));
  const part = (index: number, separator: string) => ({ 'Fn::Select': [index, { 'Fn::Split': [separator, { Ref: 'Arn' }] }] });
  const hub = { 'Fn::Join': ['', ['arn:', part(1, ':'), ':sagemaker:', part(3, ':'), ':', part(4, ':'), ':hub/', part(1, '/')]] };
  expect(statementsOf(stack)[0].Resource).toEqual(hub);
});
