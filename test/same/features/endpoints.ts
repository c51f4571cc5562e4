import { CfnOutput, Duration, type Stack, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { aConfig, aLiteralArn } from './given';
import { every, onInstances } from './kinds';
import {
  CapacitySize, DeploymentStrategy, Endpoint, TrafficRouting, VariantPropertyRetention, VariantPropertyType, type EndpointProps, type IEndpoint,
} from '../../../src';

export function endpoints(stack: Stack): void {
  for (const [id, props] of Object.entries({ ...strategies(), ...retentions() })) {
    new Endpoint(stack, id, { endpointConfig: aConfig(stack, `${id}Config`), ...props });
  }
  const named = new Endpoint(stack, 'Named', { endpointConfig: aConfig(stack, 'NamedConfig'), endpointName: 'churn' });
  new CfnOutput(stack, 'NamedReference', { value: [named.endpointArn, named.endpointName, named.endpointRef.endpointArn].join() });
  rollbacks(stack);
  references(stack);
}

function strategies(): { [id: string]: Partial<EndpointProps> } {
  const bakeTime = Duration.minutes(5);
  const strategy = {
    BlueGreen: DeploymentStrategy.blueGreen(),
    AllAtOnce: DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.allAtOnce({ bakeTime }) }),
    Canary: DeploymentStrategy.blueGreen({
      trafficRouting: TrafficRouting.canary({ size: CapacitySize.percent(10), bakeTime }),
      terminationWait: Duration.minutes(10),
      maximumExecutionTimeout: Duration.hours(2),
    }),
    Linear: DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.linear({ stepSize: CapacitySize.instances(1), bakeTime }) }),
    Rolling: DeploymentStrategy.rolling({
      maximumBatchSize: CapacitySize.percent(20),
      bakeTime,
      rollbackMaximumBatchSize: CapacitySize.percent(100),
      maximumExecutionTimeout: Duration.hours(2),
    }),
  };
  return Object.fromEntries(Object.entries(strategy).map(([id, deploymentStrategy]) => [id, { deploymentStrategy }]));
}

function retentions(): { [id: string]: Partial<EndpointProps> } {
  const all = Object.values(VariantPropertyType).map((type) => [`AllBut-${type}`, {
    variantPropertyRetention: VariantPropertyRetention.allExcept(type),
  }]);
  return {
    ...Object.fromEntries(all),
    All: { variantPropertyRetention: VariantPropertyRetention.all() },
    Nothing: { variantPropertyRetention: VariantPropertyRetention.none() },
    SameStrategy: { retainDeploymentConfig: true },
  };
}

function rollbacks(stack: Stack): void {
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
  const refunds = new cloudwatch.Alarm(stack, 'Refunds', { metric, threshold: 1, evaluationPeriods: 1 });
  const deploymentStrategy = DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.allAtOnce({ bakeTime: Duration.minutes(10) }) });
  const endpoint = onInstances(stack, 'Guarded', {}, { deploymentStrategy, autoRollbackAlarms: [refunds] });
  endpoint.addAutoRollbackAlarms(...endpoint.addRecommendedAlarms().critical);
}

function references(stack: Stack): void {
  const theirs: { [id: string]: IEndpoint } = {
    ByArn: Endpoint.fromEndpointArn(stack, 'ByArn', aLiteralArn('endpoint', 'theirs')),
    ByName: Endpoint.fromEndpointName(stack, 'ByName', 'theirs'),
    ...every(stack),
  };
  for (const [id, endpoint] of Object.entries(theirs)) {
    new CfnOutput(stack, `${id}Reference`, { value: [endpoint.endpointArn, endpoint.endpointName, endpoint.endpointRef.endpointArn].join() });
  }
  for (const id of ['ByArn', 'ByName']) {
    theirs[id].findInstanceProductionVariant('main').metricModelLatency().createAlarm(stack, `${id}Latency`, { threshold: 1, evaluationPeriods: 1 });
  }
}
