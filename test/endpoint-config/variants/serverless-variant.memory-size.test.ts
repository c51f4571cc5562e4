import { CfnParameter, Lazy, Size } from 'aws-cdk-lib';
import { CONFIG, serverless } from './given';
import type { ServerlessProductionVariantProps } from '../../../src';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

const SIZES = [1024, 2048, 3072, 4096, 5120, 6144];

const configOf = (props: Partial<ServerlessProductionVariantProps>, stack = testStack()) =>
  propertiesOf(serverless(props, stack), CONFIG).ProductionVariants[0].ServerlessConfig;

describe('memorySize', () => {
  test.each([
    [Size.gibibytes(1), 1024], [Size.gibibytes(6), 6144], [Size.mebibytes(2048), 2048], [Size.kibibytes(3 * 1024 * 1024), 3072],
  ])('may be %s', (memorySize, megabytes) => {
    expect(configOf({ memorySize }).MemorySizeInMB).toBe(megabytes);
  });

  test('is described in megabytes', () => {
    expect(serverless({ memorySize: Size.gibibytes(4) }).findServerlessProductionVariant('less').memorySizeInMB).toBe(4096);
  });

  test.each([
    [Size.gibibytes(0), 0], [Size.gibibytes(7), 7168], [Size.mebibytes(1023), 1023], [Size.gibibytes(1.5), 1536], [Size.kibibytes(512), 0.5],
  ])('fails as %s', (memorySize, megabytes) => {
    expect(messageOf(() => serverless({ memorySize })))
      .toBe(`Test/Config: variant 'less': memorySize ${must.beMebibytesOf(SIZES, megabytes)}`);
  });

  test('may be a token in mebibytes', () => {
    const stack = testStack();
    const size = new CfnParameter(stack, 'Memory', { type: 'Number' }).valueAsNumber;
    expect(configOf({ memorySize: Size.mebibytes(size) }, stack).MemorySizeInMB).toEqual({ Ref: 'Memory' });
  });

  test('fails as a token in gibibytes, which CloudFormation would have to convert', () => {
    expect(messageOf(() => serverless({ memorySize: Size.gibibytes(Lazy.number({ produce: () => 1 })) })))
      .toBe(`Test/Config: variant 'less': memorySize ${must.beSizeIn('mebibytes')}`);
  });

  test('fails beside memorySizeInMB, even if they agree', () => {
    expect(messageOf(() => serverless({ memorySize: Size.gibibytes(1), memorySizeInMB: 1024 })))
      .toBe("Test/Config: variant 'less': memorySize and memorySizeInMB cannot be combined; set one of them");
  });

  test('fails where neither is given', () => {
    expect(messageOf(() => serverless({ memorySize: undefined }))).toBe(
      `Test/Config: variant 'less': memorySize or memorySizeInMB is required; specify for example Size.gibibytes(2), or one of ${SIZES.join(', ')} megabytes`,
    );
  });
});
