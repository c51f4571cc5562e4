import { referencesIn, referencesOf } from '../../../src/private/dependencies/raw-references';

test.each<[string, string[]]>([
  ['${Queue}', ['Queue']],
  ['a ${Queue.Arn} b ${Topic} c', ['Queue', 'Topic']],
  ['${ Queue }', ['Queue']],
  ['${Queue.Outputs.Arn}', ['Queue']],
  ['${AWS::Region}', ['AWS::Region']],
  ['${!Queue}', []],
  ['$Queue {Queue} ${} ${.Arn} ${Queue', []],
  ['', []],
])('the text %p refers to %j', (text, ids) => {
  expect(referencesIn({ 'Fn::Sub': text })).toEqual(ids);
  expect(referencesIn({ 'Fn::Sub': [text, {}] })).toEqual(ids);
});

test('a variable of a substitution is no reference, but its value is', () => {
  expect(referencesIn({ 'Fn::Sub': ['${Queue} ${Topic}', { Queue: { Ref: 'Other' } }] })).toEqual(['Topic', 'Other']);
});

test.each<[string, unknown, string[]]>([
  ['Ref', 'A', ['A']],
  ['Ref', ['A'], []],
  ['Ref', { Ref: 'A' }, ['A']],
  ['Fn::GetAtt', ['A', 'Arn'], ['A']],
  ['Fn::GetAtt', 'A.Arn', ['A']],
  ['Fn::GetAtt', ['A', { Ref: 'B' }], ['A', 'B']],
  ['Fn::Sub', 7, []],
  ['Name', 'A', []],
  ['Name', null, []],
  ['Name', [{ Ref: 'A' }, [{ Deep: { Ref: 'B' } }]], ['A', 'B']],
])('%s of %j refers to %j', (key, value, ids) => {
  expect(referencesOf(key, value)).toEqual(ids);
});
