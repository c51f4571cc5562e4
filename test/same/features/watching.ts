import {
  CfnOutput, Duration, RemovalPolicy, type Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_events_targets as targets,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { aKey, aTopic, beside } from './given';
import { every, imported, onGpus, onInstances } from './kinds';
import {
  RecommendedAlarm, EndpointAlarms, EndpointDashboard, EndpointStatus, type EndpointAlarmsOptions, type EndpointDashboardOptions,
} from '../../../src';

export function watching(stack: Stack): void {
  recommended(stack);
  chosen(stack);
  dashboards(stack);
  events(stack);
}

/** What each kind of endpoint is given without a word. */
function recommended(stack: Stack): void {
  for (const [id, endpoint] of Object.entries(every(stack))) {
    const alarms = endpoint.addRecommendedAlarms();
    endpoint.addDashboard();
    new CfnOutput(stack, `${id}Alarms`, { value: `${alarms.all.length} alarms, ${alarms.critical.length} of them critical` });
  }
}

function chosen(stack: Stack): void {
  const options: EndpointAlarmsOptions = {
    actions: [new actions.SnsAction(aTopic(stack, 'Team'))],
    criticalActions: [new actions.SnsAction(aTopic(stack, 'Paged'))],
    okActions: [new actions.SnsAction(aTopic(stack, 'Relief'))],
    serverErrorRatePercent: 2,
    clientErrorRatePercent: 10,
    maxModelLatency: Duration.millis(500),
    modelLatencyPercentile: 95,
    cpuUtilizationPercent: 70,
    memoryUtilizationPercent: 75,
    diskUtilizationPercent: 65,
    gpuUtilizationPercent: 85,
    concurrencyUtilizationPercent: 60,
    maxBacklogAge: Duration.minutes(30),
    noCapacityDuration: Duration.minutes(20),
    idleDuration: Duration.hours(12),
    maxInvocationFailures: 3,
    evaluationPeriods: 5,
    datapointsToAlarm: 4,
    exclude: [],
  };
  for (const [id, endpoint] of Object.entries(every(beside(stack, 'Chosen')))) {
    new EndpointAlarms(endpoint, `All${id}`, { endpoint, ...options });
  }
  const endpoint = onInstances(stack, 'Excluding');
  const all = Object.values(RecommendedAlarm);
  const exclude = all.filter((kind) => kind !== RecommendedAlarm.MODEL_LATENCY);
  const alarms = endpoint.addRecommendedAlarms({ exclude, maxModelLatency: Duration.seconds(1) });
  const latency = alarms.find(RecommendedAlarm.MODEL_LATENCY, 'main');
  new CfnOutput(stack, 'Latency', { value: latency.alarmName });
}

function dashboards(stack: Stack): void {
  const endpoint = onInstances(stack, 'Drawn');
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Refunds' });
  const refunds = new cloudwatch.Alarm(stack, 'Refunds', { metric, threshold: 1, evaluationPeriods: 1 });
  const options: EndpointDashboardOptions = {
    dashboardName: 'churn', defaultInterval: Duration.hours(6), alarms: [refunds], period: Duration.minutes(5), title: 'Churn',
  };
  new CfnOutput(stack, 'Dashboard', { value: endpoint.addDashboard(options).dashboard.dashboardName });
  new EndpointDashboard(stack, 'Beside', { endpoint: onGpus(beside(stack, 'Other')), title: 'Beside' });
  new cloudwatch.Dashboard(stack, 'Own', { widgets: endpoint.dashboardWidgets({ title: 'Rows', period: Duration.minutes(1), alarms: [refunds] }) });
}

function events(stack: Stack): void {
  const endpoint = onInstances(stack, 'Logged');
  const target = new targets.SnsTopic(aTopic(stack, 'Team'));
  endpoint.onStateChange('Broken', { target, statuses: Object.values(EndpointStatus), description: 'each state' });
  endpoint.onStateChange('Any', { target });
  const production = { detail: { Tags: { stage: ['production'] } } };
  endpoint.onStateChange('Named', { ruleName: 'churn-failed', eventPattern: production, crossStackScope: new Construct(stack, 'RuleScope') });
  endpoint.onDeploymentStateChange('Deploying', { target });
  endpoint.addLogGroup({ retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY, encryptionKey: aKey(stack, 'LogKey') });
  onInstances(stack, 'LoggedForLong').addLogGroup();
  const theirs = imported(beside(stack, 'Elsewhere')).instances;
  theirs.onStateChange('TheirsBroken', { target, statuses: [EndpointStatus.FAILED] });
  theirs.onDeploymentStateChange('TheirsDeploying');
  new CfnOutput(stack, 'Logs', { value: `${endpoint.logGroup.logGroupName},${theirs.logGroup.logGroupName}` });
}
