import { CfnResource } from 'aws-cdk-lib';
import { References, referencesIn } from '../../../src/endpoint/deployment/references';
import { testStack } from '../../helpers/stack';

test.each<[unknown, string[]]>([
  [{ Ref: 'A' }, ['A']],
  [{ 'Fn::GetAtt': ['A', 'Arn'] }, ['A']],
  [{ 'Fn::GetAtt': 'A.Arn' }, ['A']],
  [{ 'Fn::Join': ['', ['a', { Ref: 'A' }, { Ref: 'B' }]] }, ['A', 'B']],
  [{ 'Fn::Sub': '${A}-${B.Arn}-${!Literal}' }, ['A', 'B']],
  [{ 'Fn::Sub': ['${A}-${b}', { b: { Ref: 'B' } }] }, ['A', 'b', 'B']],
  [{ DependsOn: 'A' }, ['A']],
  [{ DependsOn: ['A', 'B'] }, ['A', 'B']],
  [{ Properties: { List: [{ Deep: { Ref: 'A' } }] } }, ['A']],
  ['text', []],
  [undefined, []],
])('what %j refers to', (value, references) => {
  expect(referencesIn(value)).toEqual(references);
});

describe('the way from one resource to another', () => {
  const stack = testStack();
  const resource = (id: string, ...needed: CfnResource[]) =>
    new CfnResource(stack, id, { type: 'Own::Type', properties: { Needed: needed.map((each) => each.ref) } });
  const end = resource('End');
  const middle = resource('Middle', end);
  const start = resource('Start', middle);
  const ids = [start, middle, end].map((each) => stack.resolve(each.logicalId) as string);
  const references = new References(stack);

  test('has what is between them', () => {
    expect(references.between(ids[0], ids[2])).toEqual([middle]);
  });

  test('is empty where one needs the other itself', () => {
    expect(references.between(ids[1], ids[2])).toEqual([]);
  });

  test('is not there the other way round', () => {
    expect(references.between(ids[2], ids[0])).toBeUndefined();
  });
});
