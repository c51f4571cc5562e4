import { CfnParameter, Duration, Lazy, Size } from 'aws-cdk-lib';
import { refused, rendered, warned, warning } from './given';
import { InstanceType } from '../../../src';
import { must } from '../../helpers/must';
import { testStack } from '../../helpers/stack';

const TOKEN = Lazy.number({ produce: () => 7 });

describe.each([
  ['modelDataDownloadTimeout', 'ModelDataDownloadTimeoutInSeconds', 60],
  ['variantInstanceProvisionTimeout', 'VariantInstanceProvisionTimeoutInSeconds', 300],
] as const)('%s', (name, property, min) => {
  test.each([
    [Duration.seconds(min), min], [Duration.seconds(3600), 3600], [Duration.hours(1), 3600], [Duration.millis(301_000), 301],
  ])('may be %s', (timeout, seconds) => {
    expect(rendered({ [name]: timeout })[property]).toBe(seconds);
  });

  test.each([
    [Duration.seconds(min - 1), min - 1], [Duration.seconds(3601), 3601], [Duration.millis(300_500), 300.5], [Duration.seconds(0), 0],
  ])('fails as %s', (timeout, seconds) => {
    expect(refused({ [name]: timeout })).toBe(`Test/Config: variant 'main': ${name} ${must.beSeconds(min, 3600, seconds)}`);
  });

  test('may be a token in seconds, which is not looked at', () => {
    expect(rendered({ [name]: Duration.seconds(TOKEN) })[property]).toBe(7);
  });

  test('fails as a token in minutes, which CloudFormation would have to convert', () => {
    expect(refused({ [name]: Duration.minutes(TOKEN) }))
      .toBe(`Test/Config: variant 'main': ${name} ${must.beInUnit('seconds', 'minutes')}`);
  });

  test('is left to SageMaker where it is not given', () => {
    expect(rendered({})).not.toHaveProperty(property);
  });
});

test('variantInstanceProvisionTimeout goes with instance pools and without', () => {
  const variantInstanceProvisionTimeout = Duration.minutes(20);
  const instancePools = [{ instanceType: InstanceType.M5_LARGE, priority: 1 }];
  expect(warned({ variantInstanceProvisionTimeout })).toEqual([]);
  expect(warned({ variantInstanceProvisionTimeout, instancePools })).toEqual([]);
});

describe('volumeSize', () => {
  test.each([
    [Size.gibibytes(1), 1], [Size.gibibytes(512), 512], [Size.mebibytes(2048), 2], [Size.kibibytes(3 * 1024 * 1024), 3], [Size.tebibytes(0.5), 512],
  ])('may be %s', (volumeSize, gibibytes) => {
    expect(rendered({ volumeSize }).VolumeSizeInGB).toBe(gibibytes);
  });

  test.each([
    [Size.gibibytes(0), 0], [Size.gibibytes(513), 513], [Size.tebibytes(1), 1024], [Size.mebibytes(1536), 1.5], [Size.gibibytes(2.5), 2.5],
    [Size.kibibytes(524288), 0.5],
  ])('fails as %s', (volumeSize, gibibytes) => {
    expect(refused({ volumeSize }))
      .toBe(`Test/Config: variant 'main': volumeSize ${must.beGibibytes(1, 512, gibibytes)}`);
  });

  test('may be a token in gibibytes, which is not looked at', () => {
    const stack = testStack();
    const size = new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber;
    expect(rendered({ volumeSize: Size.gibibytes(size) }, stack).VolumeSizeInGB).toEqual({ Ref: 'Size' });
  });

  test.each([Size.kibibytes(TOKEN), Size.mebibytes(TOKEN), Size.tebibytes(TOKEN)])('fails as a token in another unit, which CloudFormation would have to convert', (volumeSize) => {
    expect(refused({ volumeSize })).toBe(`Test/Config: variant 'main': volumeSize ${must.beSizeIn('gibibytes')}`);
  });

  test('is left to SageMaker where it is not given', () => {
    expect(rendered({})).not.toHaveProperty('VolumeSizeInGB');
  });

  describe('of instances with a local disk', () => {
    const volumeSize = Size.gibibytes(30);
    const localDisk = [warning('volumeSizeOfLocalDisk',
      "variant 'main' has a volumeSize, but ml.g5.xlarge uses a local disk instead, so SageMaker may reject the volumeSize; omit it")];

    test('is warned of', () => {
      expect(warned({ volumeSize, instanceType: InstanceType.G5_XLARGE })).toEqual(localDisk);
    });

    test('is warned of in one of several pools', () => {
      const instancePools = [{ instanceType: InstanceType.M5_LARGE, priority: 1 }, { instanceType: InstanceType.G5_XLARGE, priority: 2 }];
      expect(warned({ volumeSize, instancePools })).toEqual(localDisk);
    });

    test.each([InstanceType.M5_LARGE, undefined, InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' }))])('is not said of %s', (instanceType) => {
      expect(warned({ volumeSize, instanceType })).toEqual([]);
    });

    test('is not warned of without a volumeSize', () => {
      expect(warned({ instanceType: InstanceType.G5_XLARGE })).toEqual([]);
    });
  });
});
