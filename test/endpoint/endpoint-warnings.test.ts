import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import {
  CapacitySize, DeploymentStrategy, EndpointConfig, InstanceType, TrafficRouting, VariantPropertyRetention, VariantPropertyType,
  type Endpoint, type EndpointConfigProps, type EndpointProps, type InstanceProductionVariantAttributes, type InstanceProductionVariantProps,
} from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { like } from '../helpers/problems';
import { otherWarningsOf, testStack, warningsOf } from '../helpers/stack';
import { aNumber, anEndpoint, ofTheirConfig, theirAlarm } from './deployment/given';

const BLUE_GREEN = DeploymentStrategy.blueGreen();
const MINUTE = Duration.minutes(1);

const warning = (rule: string, text: string, id = 'Endpoint') => `Test/${id}: ${text} [ack: cdk-sagemaker-hosting:${rule}]`;
const rollingBy = (maximumBatchSize: CapacitySize) => DeploymentStrategy.rolling({ maximumBatchSize, bakeTime: MINUTE });

type Props = (stack: Stack) => Partial<EndpointProps>;

/** What is warned of an endpoint. */
function warned(props: Props, use: (endpoint: Endpoint) => void = () => {}): string[] {
  const stack = testStack();
  const given = props(stack);
  const endpointConfig = given.endpointConfig ?? withVariants(stack, { variantName: 'main', initialInstanceCount: 2 });
  use(anEndpoint(stack, { ...given, endpointConfig }));
  return warningsOf(stack);
}

/** The same with an alarm, which deployments should have. */
const guarded = (props: Props, use?: (endpoint: Endpoint) => void) =>
  warned((stack) => ({ autoRollbackAlarms: [theirAlarm(stack)], ...props(stack) }), use);

const withVariants = (stack: Stack, ...variants: Partial<InstanceProductionVariantProps>[]) => new EndpointConfig(stack, 'Config', {
  instanceProductionVariants: variants.map((variant, index) => ({
    variantName: `v${index}`,
    model: aModel(stack, `Model${index}`),
    instanceType: variant.instancePools ? undefined : InstanceType.M5_LARGE,
    ...variant,
  })),
});

const serverless = (stack: Stack, props: Partial<EndpointConfigProps> = {}) => new EndpointConfig(stack, 'Config', {
  serverlessProductionVariant: { variantName: 'less', model: aModel(stack), maxConcurrency: 1, memorySizeInMB: 1024 }, ...props,
});

const told = (stack: Stack, variant: Partial<InstanceProductionVariantAttributes> = {}) => EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', {
  endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs', instanceProductionVariants: [{ variantName: 'v0', ...variant }],
});

describe('a strategy without alarms', () => {
  const WARNING = warning('noAutoRollbackAlarms', 'deploymentStrategy is set without alarms, so failed deployments are not rolled back; '
    + 'set autoRollbackAlarms, or call addAutoRollbackAlarms with the critical alarms of addRecommendedAlarms');

  test.each([
    ['blue/green', BLUE_GREEN],
    ['rolling', rollingBy(CapacitySize.percent(50))],
  ])('is warned of: %s', (_what, deploymentStrategy) => {
    expect(warned(() => ({ deploymentStrategy }))).toEqual([WARNING]);
  });

  test('is not warned of where alarms come later', () => {
    expect(warned(() => ({ deploymentStrategy: BLUE_GREEN }), (endpoint) => endpoint.addAutoRollbackAlarms(theirAlarm(endpoint)))).toEqual([]);
  });

  test('is not warned of where there is neither', () => {
    expect(warned(() => ({}))).toEqual([]);
  });
});

describe('alarms without a strategy', () => {
  const WARNING = warning('autoRollbackWithoutStrategy', 'the endpoint has rollback alarms without a deploymentStrategy, which AWS does not document; '
    + 'set deploymentStrategy, such as DeploymentStrategy.blueGreen()');

  test('are warned of', () => {
    expect(guarded(() => ({}))).toEqual([WARNING]);
    expect(guarded(() => ({ retainDeploymentConfig: false }))).toEqual([WARNING]);
  });

  test('are warned of where they come later', () => {
    expect(warned(() => ({}), (endpoint) => endpoint.addAutoRollbackAlarms(theirAlarm(endpoint)))).toEqual([WARNING]);
  });

  test('are not warned of with a strategy', () => {
    expect(guarded(() => ({ deploymentStrategy: BLUE_GREEN }))).toEqual([]);
  });
});

describe('the strategy of the last deployment', () => {
  const WARNING = warning('retainedDeploymentConfig', 'retainDeploymentConfig reuses the last deployment configuration, so '
    + 'deploymentStrategy and rollback alarms may have no effect; omit either retainDeploymentConfig or both of these');

  test('is warned of beside one that is given', () => {
    expect(guarded(() => ({ retainDeploymentConfig: true, deploymentStrategy: BLUE_GREEN }))).toEqual([WARNING]);
  });

  test('is warned of beside alarms', () => {
    expect(guarded(() => ({ retainDeploymentConfig: true }))).toEqual([WARNING]);
  });

  test('is not warned of alone, or where it is not used', () => {
    expect(warned(() => ({ retainDeploymentConfig: true }))).toEqual([]);
    expect(guarded(() => ({ retainDeploymentConfig: false, deploymentStrategy: BLUE_GREEN }))).toEqual([]);
  });
});

describe('a timeout shorter than all steps', () => {
  const linear = (timeout: number) => DeploymentStrategy.blueGreen({
    trafficRouting: TrafficRouting.linear({ stepSize: CapacitySize.percent(10), bakeTime: MINUTE }),
    terminationWait: MINUTE,
    maximumExecutionTimeout: Duration.seconds(timeout),
  });

  test('is warned of', () => {
    expect(guarded(() => ({ deploymentStrategy: linear(660) }))).toEqual([like(warning('deploymentTimeout', 'maximumExecutionTimeout ... 660 ... 10 ... bakeTime plus terminationWait ... 660 ...'))]);
  });

  test('is not warned of when it is a second longer, or a token', () => {
    expect(guarded(() => ({ deploymentStrategy: linear(661) }))).toEqual([]);
    expect(guarded((stack) => ({ deploymentStrategy: linear(aNumber(stack)) }))).toEqual([]);
  });
});

describe('a serverless variant', () => {
  const WARNING = warning('serverlessDeployment', 'AWS does not document deploymentStrategy with a serverless variant, whose traffic shifts all at once; omit it');

  test('is warned of with a strategy', () => {
    expect(guarded((stack) => ({ endpointConfig: serverless(stack), deploymentStrategy: BLUE_GREEN }))).toEqual([WARNING]);
  });

  test('is warned of where it comes later', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config');
    anEndpoint(stack, { endpointConfig: config, deploymentStrategy: BLUE_GREEN, autoRollbackAlarms: [theirAlarm(stack)] });
    config.addServerlessProductionVariant({ variantName: 'less', model: aModel(stack), maxConcurrency: 1, memorySizeInMB: 1024 });
    expect(warningsOf(stack)).toEqual([WARNING]);
  });

  test('is not warned of without a strategy', () => {
    expect(warned((stack) => ({ endpointConfig: serverless(stack) }))).toEqual([]);
  });
});

describe('Inferentia 1', () => {
  const WARNING = warning('deploymentInferentia1', 'deploymentStrategy has no effect on ml.inf1 instances, whose traffic shifts all at once; '
    + 'choose another instanceType');
  const on = (...variants: Partial<InstanceProductionVariantProps>[]) =>
    guarded((stack) => ({ endpointConfig: withVariants(stack, ...variants), deploymentStrategy: BLUE_GREEN })).filter((text) => text.includes('Inferentia'));

  test.each<[string, Partial<InstanceProductionVariantProps>[]]>([
    ['on it', [{ instanceType: InstanceType.INF1_XLARGE }]],
    ['on a type by its name', [{ instanceType: InstanceType.of('ml.inf1.24xlarge') }]],
    ['in one of several variants', [{}, { instanceType: InstanceType.INF1_2XLARGE }]],
    ['in one of several pools', [{
      instancePools: [{ instanceType: InstanceType.INF2_XLARGE, priority: 1 }, { instanceType: InstanceType.INF1_XLARGE, priority: 2 }],
    }]],
  ])('is warned of with a strategy: %s', (_where, variants) => {
    expect(on(...variants)).toEqual([WARNING]);
  });

  test('is not warned of on Inferentia 2', () => {
    expect(on({ instanceType: InstanceType.INF2_XLARGE })).toEqual([]);
  });

  test('is not warned of where the type is a token', () => {
    const stack = testStack();
    const config = withVariants(stack, { instanceType: InstanceType.of(new CfnParameter(stack, 'Type').valueAsString) });
    anEndpoint(stack, { endpointConfig: config, deploymentStrategy: BLUE_GREEN });
    expect(warningsOf(stack).filter((text) => text.includes('Inferentia'))).toEqual([]);
  });

  test('is not warned of without a strategy', () => {
    expect(guarded((stack) => ({ endpointConfig: withVariants(stack, { instanceType: InstanceType.INF1_XLARGE }) }))
      .filter((text) => text.includes('Inferentia'))).toEqual([]);
  });

  test('is warned of if an imported configuration describes a variant on it', () => {
    const config = (stack: Stack) => told(stack, { instanceType: InstanceType.INF1_XLARGE });
    expect(warned((stack) => ({ endpointConfig: config(stack), deploymentStrategy: BLUE_GREEN }))).toContain(WARNING);
  });
});

describe('more than half of the instances at a time', () => {
  const sized = (size: number, count: number) => warning('deploymentSize', `deploymentStrategy shifts ${size} instances at a time, more than half of the `
    + `${count} instances of variant 'v0'; reduce the size, or use CapacitySize.percent`);
  const SINGLE = warning('deploymentSize', "variant 'v0' has 1 instance, so the first step of deploymentStrategy is the whole fleet; use at least 2 instances");
  const by = (deploymentStrategy: DeploymentStrategy, config: (stack: Stack) => EndpointProps['endpointConfig'], use?: (endpoint: Endpoint) => void) =>
    guarded((stack) => ({ endpointConfig: config(stack), deploymentStrategy }), use).filter((text) => text.includes('deploymentSize'));
  const of = (initialInstanceCount?: number) => (stack: Stack) => withVariants(stack, { initialInstanceCount });

  describe.each<[string, (size: CapacitySize) => DeploymentStrategy]>([
    ['a canary', (size) => DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.canary({ size, bakeTime: MINUTE }) })],
    ['a linear step', (stepSize) => DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.linear({ stepSize, bakeTime: MINUTE }) })],
    ['a batch', rollingBy],
  ])('as %s', (_what, strategy) => {
    test.each([
      [2, 3],
      [3, 5],
      [4, 4],
    ])('is warned of: %d of %d', (size, count) => {
      expect(by(strategy(CapacitySize.instances(size)), of(count))).toEqual([sized(size, count)]);
    });

    test.each([
      [1, 2],
      [1, 3],
      [5, 10],
    ])('is not warned of when it is no more: %d of %d', (size, count) => {
      expect(by(strategy(CapacitySize.instances(size)), of(count))).toEqual([]);
    });

    test('is not warned of in percent', () => {
      expect(by(strategy(CapacitySize.percent(50)), of(2))).toEqual([]);
    });

    test.each([[CapacitySize.percent(10)], [CapacitySize.instances(1)]])('is warned of where there is 1 instance, also in percent', (size) => {
      expect(by(strategy(size), of(1))).toEqual([SINGLE]);
    });
  });

  const two = rollingBy(CapacitySize.instances(2));

  test('is warned of where the configuration decides on the number', () => {
    expect(by(rollingBy(CapacitySize.instances(1)), of(undefined))).toEqual([SINGLE]);
  });

  test('is warned of for the variant that has too few', () => {
    const strategy = DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.canary({ size: CapacitySize.instances(2), bakeTime: MINUTE }) });
    expect(by(strategy, (stack) => withVariants(stack, { initialInstanceCount: 2 }, { initialInstanceCount: 8 }))).toEqual([sized(2, 2)]);
  });

  test('is not warned of where the number changes', () => {
    expect(by(two, of(2), (endpoint) => endpoint.findInstanceProductionVariant('v0').autoScaleInstanceCount({ maxCapacity: 8 }))).toEqual([]);
    const managedInstanceScaling = { maxInstanceCount: 8 };
    expect(by(two, (stack) => withVariants(stack, { model: undefined, initialInstanceCount: 2, managedInstanceScaling }))).toEqual([]);
  });

  test('is not warned of where a number is a token', () => {
    expect(by(two, (stack) => of(aNumber(stack))(stack))).toEqual([]);
    const stack = testStack();
    const deploymentStrategy = rollingBy(CapacitySize.instances(aNumber(stack)));
    anEndpoint(stack, { endpointConfig: of(2)(stack), deploymentStrategy, autoRollbackAlarms: [theirAlarm(stack)] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is warned of in an imported configuration only if it describes the number', () => {
    expect(by(two, (stack) => told(stack, { initialInstanceCount: 2 }))).toEqual([sized(2, 2)]);
    expect(by(two, (stack) => told(stack))).toEqual([]);
    expect(by(two, (stack) => EndpointConfig.fromEndpointConfigName(stack, 'TheirConfig', 'theirs'))).toEqual([]);
  });
});

describe('an autoscaled variant whose instance count is not kept', () => {
  const ALL = 'VariantPropertyRetention.all()';
  const ALL_BUT_WEIGHTS = 'VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_WEIGHT), or to VariantPropertyRetention.all() to also retain the current '
    + 'weights, so that changes to initialVariantWeight have no effect';
  const text = (names: string, retention = ALL) => `variant ${names} is autoscaled, but an update to a new configuration resets its instance count to the initial one; `
    + `set variantPropertyRetention to ${retention}`;
  const WARNING = warning('scalingWithoutRetention', text("'main'"));
  const scale = (endpoint: Endpoint, name = 'main') => endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 3 })
    .scaleOnInvocations('Load', { maxRequestsPerSecond: 5 });
  const { DESIRED_INSTANCE_COUNT, DESIRED_WEIGHT } = VariantPropertyType;

  test('is warned of where only the weight is', () => {
    expect(warned(() => ({ variantPropertyRetention: VariantPropertyRetention.allExcept(DESIRED_INSTANCE_COUNT) }), scale)).toEqual([WARNING]);
  });

  test.each([
    ['nothing is said, because it is kept then', undefined],
    ['the user chose to keep nothing', VariantPropertyRetention.none()],
    ['all is', VariantPropertyRetention.all()],
    ['all but the weight is', VariantPropertyRetention.allExcept(DESIRED_WEIGHT)],
  ])('is not warned of where %s', (_what, variantPropertyRetention) => {
    expect(warned(() => ({ variantPropertyRetention }), scale)).toEqual([]);
  });

  test('is not warned of where it is not autoscaled', () => {
    expect(warned(() => ({}), (endpoint) => endpoint.findInstanceProductionVariant('main'))).toEqual([]);
  });

  test('is warned of with all names where one of the variants is not autoscaled', () => {
    const names = ['v0', 'v1'];
    expect(warned((stack) => ({ endpointConfig: withVariants(stack, {}, {}, {}) }), (endpoint) => names.forEach((name) => scale(endpoint, name))))
      .toEqual([warning('scalingWithoutRetention', text("'v0', 'v1'", ALL_BUT_WEIGHTS))]);
  });

  test('is warned of for the endpoint that scales it, and not for another one of the same configuration', () => {
    const stack = testStack();
    const endpointConfig = aConfig(stack);
    endpointConfig.addInstanceProductionVariant({ model: aModel(stack, 'Fixed'), variantName: 'fixed' });
    ['One', 'Two'].map((id) => anEndpoint(stack, { endpointConfig }, id)).slice(1).forEach((endpoint) => scale(endpoint));
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([warning('scalingWithoutRetention', text("'main'", ALL_BUT_WEIGHTS), 'Two')]);
  });

  test('is warned of where the configuration is imported', () => {
    const stack = testStack();
    scale(ofTheirConfig(stack));
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([WARNING]);
  });

  test('is not warned of for provisioned concurrency, which SageMaker does not keep', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { variantName: 'less', model: aModel(stack), maxConcurrency: 4, memorySizeInMB: 1024, provisionedConcurrency: 1 },
    });
    anEndpoint(stack, { endpointConfig: config }).findServerlessProductionVariant('less').autoScaleProvisionedConcurrency({ maxCapacity: 3 });
    expect(otherWarningsOf(stack, 'scalingWithoutPolicy')).toEqual([]);
  });
});
