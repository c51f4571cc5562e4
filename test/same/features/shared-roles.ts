import { Duration, type Stack, aws_cloudwatch as cloudwatch, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { aBucket, aConfig, aModel, aRole, beside } from './given';
import { DeploymentStrategy, Endpoint, TrafficRouting, type Model } from '../../../src';

/** Roles of another stack. Each stack that uses one has a policy of its own for it, by purpose: hosting, rollback, invocation. */
export function sharedRoles(stack: Stack): void {
  const home = beside(stack, 'Home');
  const roles = { Owned: aRole(home, 'Shared'), Imported: iam.Role.fromRoleName(home, 'Theirs', 'theirs') };
  for (const [id, role] of Object.entries(roles)) {
    const first = aModel(stack, `${id}First`, { role });
    const second = aModel(stack, `${id}Second`, { role });
    endpointOf(stack, `${id}One`, first).grantInvoke(first);
    endpointOf(stack, `${id}Two`, second).inferenceComponent('llama').grantInvoke(second);
  }
  single(beside(stack, 'Single'), roles.Owned);
  separate(beside(stack, 'Separate'), roles.Owned);
}

/** An endpoint that captures data and rolls back, which both need permissions. */
function endpointOf(stack: Stack, id: string, model: Model): Endpoint {
  const endpointConfig = aConfig(stack, `${id}Config`, {
    dataCapture: { destination: { bucket: aBucket(stack), prefix: id } }, instanceProductionVariants: [{ variantName: 'main', model }],
  });
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
  return new Endpoint(stack, id, {
    endpointConfig,
    autoRollbackAlarms: [new cloudwatch.Alarm(stack, `${id}Refunds`, { metric, threshold: 1, evaluationPeriods: 1 })],
    deploymentStrategy: DeploymentStrategy.blueGreen({ trafficRouting: TrafficRouting.allAtOnce({ bakeTime: Duration.minutes(10) }) }),
  });
}

/** The role has one user in this stack, and no other permission. */
function single(stack: Stack, role: iam.IRole): void {
  aModel(stack, 'Only', { role });
}

/** A permission that leads to the endpoint of a model which shares the role, and that therefore is not shared. */
function separate(stack: Stack, role: iam.IRole): void {
  const [first, second] = ['First', 'Second'].map((id) => aModel(stack, id, { role }));
  const client = new lambda.Function(stack, 'Client', {
    runtime: lambda.Runtime.PYTHON_3_12,
    handler: 'index.handler',
    code: lambda.Code.fromInline('def handler(event, context): ...'),
    environment: { ENDPOINT: endpointOf(stack, 'Endpoint', first).endpointName },
  });
  client.grantInvoke(second);
}
