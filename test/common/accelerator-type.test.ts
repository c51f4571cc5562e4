import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { AcceleratorType } from '../../src';
import { messageOf } from '../helpers/problems';
import { testStack } from '../helpers/stack';

const NAMES = ['ml.eia1.large', 'ml.eia1.medium', 'ml.eia1.xlarge', 'ml.eia2.large', 'ml.eia2.medium', 'ml.eia2.xlarge'];

test('the members are the types there were', () => {
  const members = Object.entries(AcceleratorType).filter(([, value]) => value instanceof AcceleratorType);
  expect(members.map(([, value]) => String(value)).sort()).toEqual(NAMES);
  for (const [name, value] of members) {
    expect(String(value)).toBe(`ml.${name.toLowerCase().replace('_', '.')}`);
  }
});

test.each([
  ['of', (name: string) => AcceleratorType.of(name)],
  ['the constructor', (name: string) => new AcceleratorType(name)],
])('%s takes any name that begins like one, and tokens', (_how, make) => {
  const parameter = new CfnParameter(testStack(), 'Type').valueAsString;
  const lazy = Lazy.string({ produce: () => 'x' });
  expect(make('ml.eia9.huge').toString()).toBe('ml.eia9.huge');
  expect(make(parameter).toString()).toBe(parameter);
  expect(make(lazy).toString()).toBe(lazy);
});

test.each(['', 'eia2.medium', 'ML.eia2.medium', ' ml.eia2.medium'])('fails for the name %p', (name) => {
  const expected = `accelerator type must start with 'ml.', got '${name}'; use for example 'ml.eia2.medium'`;
  expect(messageOf(() => AcceleratorType.of(name))).toBe(expected);
  expect(messageOf(() => new AcceleratorType(name))).toBe(expected);
});
