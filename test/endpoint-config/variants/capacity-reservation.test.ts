import { CfnParameter } from 'aws-cdk-lib';
import { CONFIG, hosting, refused, rendered, warned, warning } from './given';
import { EndpointConfig, InstanceType } from '../../../src';
import { aModel } from '../../helpers/given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

const PLAN = 'arn:aws:sagemaker:us-east-1:123456789012:training-plan/';
const reserved = (plan: string) => ({ capacityReservation: { mlReservationArn: `${PLAN}${plan}` } });
const invalid = (arn: string) => "Test/Config: variant 'main': capacityReservation.mlReservationArn must be "
  + `an ARN such as arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan (20 to 258 characters), got '${arn}'`;

test('has the reservation, and nothing but its instances', () => {
  expect(rendered(reserved('p')).CapacityReservationConfig)
    .toEqual({ CapacityReservationPreference: 'capacity-reservations-only', MlReservationArn: `${PLAN}p` });
});

test('without one, instances are not reserved', () => {
  expect(rendered({})).not.toHaveProperty('CapacityReservationConfig');
});

describe('the ARN', () => {
  const longest = PLAN + 'p'.repeat(258 - PLAN.length);

  test.each([`${PLAN}p`, 'arn:aws-cn:sagemaker:cn-north-1:123456789012:training-plan/p', longest])('may be %p', (mlReservationArn) => {
    expect(rendered({ capacityReservation: { mlReservationArn } }).CapacityReservationConfig.MlReservationArn).toBe(mlReservationArn);
  });

  test.each([
    '', 'my-plan', `${longest}p`, 'arn:aws:ec2:us-east-1:123456789012:capacity-reservation/cr-1', 'arn:aws:sagemaker:us-east-1:123:training-plan/my-plan',
    'arn:aws:sagemaker:us-east-1:123456789012:training-plan',
  ])('fails as %p', (mlReservationArn) => {
    expect(refused({ capacityReservation: { mlReservationArn } })).toBe(invalid(mlReservationArn));
  });

  test('may be a token', () => {
    const stack = testStack();
    const mlReservationArn = new CfnParameter(stack, 'Plan').valueAsString;
    expect(rendered({ capacityReservation: { mlReservationArn } }, stack).CapacityReservationConfig.MlReservationArn).toEqual({ Ref: 'Plan' });
  });

  test('fails when it is not given, in a language that does not see to it', () => {
    expect(refused({ capacityReservation: {} as any })).toBe("Test/Config: variant 'main': capacityReservation.mlReservationArn is required; "
      + 'specify an ARN such as arn:aws:sagemaker:us-east-1:123456789012:training-plan/my-plan');
  });
});

describe('reservations of several variants', () => {
  const differ = `Test/Config: the variants of an endpoint must use the same capacity reservation, got ${PLAN}a and ${PLAN}b; use one of them`;

  test('may be the same one', () => {
    const stack = testStack();
    const model = aModel(stack);
    new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: ['v1', 'v2'].map((variantName) => ({ model, variantName, ...reserved('a') })),
    });
    expect(propertiesOf(stack, CONFIG).ProductionVariants.map((variant: any) => variant.CapacityReservationConfig.MlReservationArn))
      .toEqual([`${PLAN}a`, `${PLAN}a`]);
  });

  test('fail when they differ', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model, variantName: 'v1', ...reserved('a') }, { model, variantName: 'v2' }, { model, variantName: 'v3', ...reserved('b') }],
    }))).toBe(differ);
  });

  test('fail when one is added that differs', () => {
    const stack = testStack();
    const config = hosting(reserved('a'), stack);
    const other = { model: aModel(stack, 'Other'), variantName: 'other', ...reserved('b') };
    expect(messageOf(() => config.addInstanceProductionVariant(other))).toBe(differ);
    expect(messageOf(() => config.addShadowProductionVariant(other))).toBe(differ);
  });

  test('fail when that of a shadow variant differs', () => {
    const stack = testStack();
    const model = aModel(stack);
    expect(messageOf(() => new EndpointConfig(stack, 'Config', {
      instanceProductionVariants: [{ model, variantName: 'v1', ...reserved('a') }], shadowProductionVariants: [{ model, variantName: 'v2', ...reserved('b') }],
    }))).toBe(differ);
  });

  test('are not compared with a token', () => {
    const stack = testStack();
    const config = hosting(reserved('a'), stack);
    const mlReservationArn = new CfnParameter(stack, 'Plan').valueAsString;
    config.addInstanceProductionVariant({ model: aModel(stack, 'Other'), variantName: 'other', capacityReservation: { mlReservationArn } });
    expect(config.instanceProductionVariants).toHaveLength(2);
  });
});

test('a reservation beside instance pools is warned of, and one beside an instance type is not', () => {
  expect(warned({ ...reserved('a'), instancePools: [{ instanceType: InstanceType.M5_LARGE, priority: 1 }] })).toEqual([
    warning('reservationOfPools', "variant 'main' has instancePools, but its capacityReservation is for a single instance type; remove one of them"),
  ]);
  expect(warned({ ...reserved('a'), instanceType: InstanceType.M5_LARGE })).toEqual([]);
});
