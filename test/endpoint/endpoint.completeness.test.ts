import { Duration, Tags, type Stack } from 'aws-cdk-lib';
import { CapacitySize, DeploymentStrategy, Endpoint, TrafficRouting, VariantPropertyRetention, VariantPropertyType, type EndpointProps } from '../../src';
import { aConfig } from '../helpers/given';
import { pathsIn, propertyPathsOf } from '../helpers/property-paths';
import { propertiesOf, testStack } from '../helpers/stack';
import { theirAlarm } from './deployment/given';

/** What our construct doesn't set, each with the reason. */
const NOT_SET: { [path: string]: string } = {};

type Build = (stack: Stack) => Partial<EndpointProps>;

const bakeTime = Duration.minutes(5);
const maximumExecutionTimeout = Duration.hours(2);

/** Endpoints that have each property, as far as properties don't exclude each other. */
const EVERYTHING: readonly Build[] = [
  (stack) => ({
    endpointName: 'churn',
    autoRollbackAlarms: [theirAlarm(stack)],
    deploymentStrategy: DeploymentStrategy.blueGreen({
      trafficRouting: TrafficRouting.canary({ size: CapacitySize.percent(10), bakeTime }),
      terminationWait: Duration.minutes(10),
      maximumExecutionTimeout,
    }),
    retainDeploymentConfig: true,
    variantPropertyRetention: VariantPropertyRetention.allExcept(VariantPropertyType.DESIRED_WEIGHT),
  }),
  () => ({
    deploymentStrategy: DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.linear({ stepSize: CapacitySize.instances(1), bakeTime }) }),
  }),
  () => ({
    deploymentStrategy: DeploymentStrategy.rolling({
      maximumBatchSize: CapacitySize.percent(20), bakeTime, rollbackMaximumBatchSize: CapacitySize.percent(100), maximumExecutionTimeout,
    }),
  }),
];

function synthesized(build: Build): any {
  const stack = testStack();
  const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack), ...build(stack) });
  Tags.of(endpoint).add('team', 'retention');
  return propertiesOf(stack, 'AWS::SageMaker::Endpoint');
}

test('each property of an endpoint that CloudFormation has can be set, or there is a reason', () => {
  const declared = propertyPathsOf('CfnEndpointProps');
  const set = new Set(EVERYTHING.map(synthesized).flatMap((properties) => pathsIn(properties, declared)));
  expect(declared.filter((path) => !set.has(path)).sort()).toEqual(Object.keys(NOT_SET).sort());
  expect(declared.length).toBeGreaterThanOrEqual(32);
});
