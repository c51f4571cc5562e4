import { Construct } from 'constructs';
import { KeptOn } from '../../src/private/kept-on';
import { testStack } from '../helpers/stack';

test('a value is created once for each construct', () => {
  const created: string[] = [];
  const names = new KeptOn(({ node }: Construct) => {
    created.push(node.id);
    return [node.id];
  });
  const [one, other] = ['One', 'Other'].map((id) => new Construct(testStack(), id));
  expect([names.of(one), names.of(other), names.of(one)]).toEqual([['One'], ['Other'], ['One']]);
  expect(names.of(one)).toBe(names.of(one));
  expect(created).toEqual(['One', 'Other']);
});

test('values do not meet, as those of two copies of the package', () => {
  const construct = new Construct(testStack(), 'Thing');
  expect([new KeptOn(() => 'one').of(construct), new KeptOn(() => 'other').of(construct)]).toEqual(['one', 'other']);
});

test('a value does not show in the construct', () => {
  const construct = new Construct(testStack(), 'Thing');
  new KeptOn(() => 'one').of(construct);
  expect(Object.keys(construct)).toEqual(Object.keys(new Construct(testStack(), 'Other')));
});
