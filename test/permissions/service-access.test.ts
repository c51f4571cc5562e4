import { allowsService } from '../../src/permissions/service-access';

const CLOUDWATCH = { Service: 'cloudwatch.amazonaws.com' };
const allows = (statement: unknown, action = 'sns:Publish') => allowsService([statement], 'cloudwatch.amazonaws.com', action);

test.each([
  'sns:Publish', 'SNS:publish', 'sns:*', '*', 'sns:Pub*', 's*:*sh', '*sns:Publish*', ['sns:Subscribe', 'sns:Publish'], { Ref: 'Action' }, [{ Ref: 'Action' }],
])('the action %j allows sns:Publish', (Action) => {
  expect(allows({ Effect: 'Allow', Principal: CLOUDWATCH, Action })).toBe(true);
});

test.each(['sns:Publis', 'sns:PublishX', 'xsns:Publish', 'sns:', 'sns', 'kms:*', 's.s:Publish', 'sns:Publi.h', 'sns:[P]ublish', 'sns:Publish|a', 'sns:Publish+', '(sns:Publish)', '', [], undefined])(
  'the action %j does not', (Action) => {
    expect(allows({ Effect: 'Allow', Principal: CLOUDWATCH, Action })).toBe(false);
  });

test.each([
  '*', { AWS: '*' }, { AWS: ['arn:aws:iam::123456789012:root', '*'] }, CLOUDWATCH, { Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] }, { Service: { Ref: 'Service' } },
])('the principal %j may be the service', (Principal) => {
  expect(allows({ Effect: 'Allow', Principal, Action: 'sns:Publish' })).toBe(true);
});

test.each([{ AWS: 'arn:aws:iam::123456789012:root' }, { Service: 'events.amazonaws.com' }, { Service: [] }, {}, undefined])('the principal %j is another', (Principal) => {
  expect(allows({ Effect: 'Allow', Principal, Action: 'sns:Publish' })).toBe(false);
});

test('a statement with exceptions may allow it, and one that denies does not', () => {
  expect(allows({ Effect: 'Allow', NotPrincipal: { AWS: 'x' }, Action: 'sns:Publish' })).toBe(true);
  expect(allows({ Effect: 'Allow', Principal: '*', NotAction: 'sns:Subscribe' })).toBe(true);
  expect(allows({ Effect: 'Deny', Principal: '*', Action: '*' })).toBe(false);
  expect([undefined, null, {}].map((statement) => allows(statement))).toEqual([false, false, false]);
});

test('one of several statements is enough', () => {
  const other = { Effect: 'Allow', Principal: CLOUDWATCH, Action: 'sns:Subscribe' };
  expect(allowsService([other], 'cloudwatch.amazonaws.com', 'sns:Publish')).toBe(false);
  expect(allowsService([other, { ...other, Action: 'sns:Publish' }], 'cloudwatch.amazonaws.com', 'sns:Publish')).toBe(true);
  expect(allowsService([], 'cloudwatch.amazonaws.com', 'sns:Publish')).toBe(false);
});
