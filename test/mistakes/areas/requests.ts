import { CfnOutput, aws_ec2 as ec2, aws_stepfunctions as sfn } from 'aws-cdk-lib';
import type { Given } from '../given';
import { AWS, call, handled, synth, warned, type Mistake } from '../mistake';

const { REFUSES, REQUESTS_FAIL, HARMS } = AWS;

export const requests: readonly Mistake[] = [
  {
    title: 'synchronous requests to an asynchronous endpoint',
    rules: ['an asynchronous endpoint accepts only asynchronous requests'],
    aws: REQUESTS_FAIL,
    ours: warned('grantInvokeOfQueue', (g) => g.asynchronous().grantInvoke(g.role('Caller', 'lambda.amazonaws.com'))),
    right: (g) => g.asynchronous().grantInvokeAsync(g.role('Caller', 'lambda.amazonaws.com')),
  },
  {
    title: 'asynchronous requests to another endpoint',
    rules: ['only an asynchronous endpoint accepts asynchronous requests'],
    aws: REQUESTS_FAIL,
    ours: warned('grantInvokeAsyncWithoutQueue', (g) => g.endpoint().grantInvokeAsync(g.role('Caller', 'lambda.amazonaws.com'))),
    right: (g) => g.endpoint().grantInvoke(g.role('Caller', 'lambda.amazonaws.com')),
  },
  {
    title: 'permission on the endpoint, but on no inference component',
    rules: ['a request to an inference component requires permission on the endpoint and on the component'],
    aws: REQUESTS_FAIL,
    ours: warned('grantInvokeWithoutComponent', (g) => g.components().grantInvoke(g.role('Caller', 'lambda.amazonaws.com'))),
    right: (g) => g.component().grantInvoke(g.role('Caller', 'lambda.amazonaws.com')),
  },
  {
    title: 'the OpenAI-compatible API without permission for bearer tokens',
    rules: ['a request to the OpenAI-compatible API requires `CallWithBearerToken`'],
    aws: REQUESTS_FAIL,
    ours: handled('"sagemaker:CallWithBearerToken"', (g) => g.endpoint().grantInvokeOpenAi(g.role('Caller', 'lambda.amazonaws.com'))),
    right: (g) => g.endpoint().grantInvokeOpenAi(g.role('Caller', 'lambda.amazonaws.com')),
  },
  {
    title: 'the OpenAI-compatible URL of an endpoint with inference components, without one',
    rules: ['openAiBaseUrl` > a request to an endpoint that hosts inference components'],
    aws: REQUESTS_FAIL,
    ours: warned('openAiBaseUrlWithoutComponent', (g) => new CfnOutput(g.stack, 'Url', { value: g.components().openAiBaseUrl })),
    right: (g) => new CfnOutput(g.stack, 'Url', { value: g.component().openAiBaseUrl }),
  },
  {
    title: 'a Step Functions task in another region than the endpoint',
    rules: ['the endpoint is in the region of the state machine'],
    aws: REQUESTS_FAIL,
    ours: call('Far: the endpoint must be in the same region (eu-west-1), got us-east-1', (g) => g.endpoint().createInvokeTask(g.beside('Far', { region: 'eu-west-1' }).stack, 'Task')),
    right: (g) => machine(g, g.endpoint().createInvokeTask(g.stack, 'Task')),
  },
  {
    title: 'a Step Functions task that sends synchronous requests to an asynchronous endpoint',
    rules: ['an asynchronous endpoint refuses synchronous requests'],
    aws: REQUESTS_FAIL,
    ours: call('the task sends a synchronous request, which an asynchronous endpoint', (g) => machine(g, g.asynchronous().createInvokeTask(g.stack, 'Task'))),
  },
  {
    title: 'a Step Functions task without an inference component',
    rules: ['createInvokeTask` > a request to an endpoint that hosts inference components'],
    aws: REQUESTS_FAIL,
    ours: warned('invokeTaskWithoutComponent', (g) => machine(g, g.components().createInvokeTask(g.stack, 'Task'))),
    right: (g) => machine(g, g.component().createInvokeTask(g.stack, 'Task')),
  },
  {
    title: 'a Step Functions task for a variant that the endpoint does not have',
    rules: ['the endpoint has the variant'],
    aws: REQUESTS_FAIL,
    ours: synth("targetVariant must be a variant of the endpoint, got 'other'; the", (g) => machine(g, g.endpoint().createInvokeTask(g.stack, 'Task', { targetVariant: 'other' }))),
    right: (g) => machine(g, g.endpoint().createInvokeTask(g.stack, 'Task', { targetVariant: 'main' })),
  },
  {
    title: 'a Step Functions task for a multi-model endpoint without a target model',
    rules: ['multi-model containers require a target model'],
    aws: REQUESTS_FAIL,
    ours: synth('targetModel is required, because the endpoint hosts multi-model', (g) => machine(g, g.endpoint({ model: g.multiModel() }).createInvokeTask(g.stack, 'Task'))),
    right: (g) => machine(g, g.endpoint({ model: g.multiModel() }).createInvokeTask(g.stack, 'Task', { targetModel: 'a.tar.gz' })),
  },
  {
    title: 'a Step Functions task for a container that the model does not have',
    rules: ['direct invocation requires an existing container'],
    aws: REQUESTS_FAIL,
    ours: synth('targetContainerHostname must be a container of the endpoint, got', (g) => machine(g, g.endpoint({ model: g.direct() }).createInvokeTask(g.stack, 'Task', { targetContainerHostname: 'three' }))),
    right: (g) => machine(g, g.endpoint({ model: g.direct() }).createInvokeTask(g.stack, 'Task', { targetContainerHostname: 'one' })),
  },
  {
    title: 'an endpoint that is found by a variant it does not have',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html',
    ours: call("no instance variant 'other'; the instance variant is 'main'", (g) => g.endpoint().findInstanceProductionVariant('other')),
    l1: (g) => g.alarm({ dimensions: [{ name: 'EndpointName', value: 'churn' }, { name: 'VariantName', value: 'other' }] }),
    alpha: call("No variant with name: 'other'"),
  },
  {
    title: 'a metric of an instance in another namespace, which has no data',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html',
    ours: handled('"/aws/sagemaker/Endpoints"', (g) => g.endpoint().findInstanceProductionVariant('main').metricCpuUtilization().createAlarm(g.stack, 'Alarm', { threshold: 80, evaluationPeriods: 1 })),
    l1: (g) => g.alarm({ namespace: 'AWS/SageMaker' }),
    alpha: handled('"/aws/sagemaker/Endpoints"'),
  },
  {
    title: 'a second VPC endpoint with private DNS for one service',
    rules: ['a VPC has only one VPC endpoint with private DNS'],
    aws: REFUSES,
    ours: synth('the VPC has another VPC endpoint with private DNS for the same service,', (g) => ['A', 'B'].forEach((id) => new g.sm.RuntimeVpcEndpoint(g.stack, id, { vpc: g.vpc }))),
    l1: (g) => ['A', 'B'].forEach((id) => new ec2.CfnVPCEndpoint(g.stack, id, { vpcId: 'vpc-0123456789abcdef1', serviceName: 'com.amazonaws.us-east-1.sagemaker.runtime', vpcEndpointType: 'Interface', privateDnsEnabled: true })),
    right: (g) => new g.sm.RuntimeVpcEndpoint(g.stack, 'A', { vpc: g.vpc }),
  },
  {
    title: 'a second gateway endpoint for Amazon S3',
    rules: ['a route table has only one gateway endpoint for Amazon S3'],
    aws: REFUSES,
    ours: synth('a route table of the VPC has another gateway endpoint for the same', (g) => { g.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }); new g.sm.HostingVpcEndpoints(g.stack, 'Endpoints', { vpc: g.vpc }); }),
    l1: (g) => ['A', 'B'].forEach((id) => new ec2.CfnVPCEndpoint(g.stack, id, { vpcId: 'vpc-0123456789abcdef1', serviceName: 'com.amazonaws.us-east-1.s3', routeTableIds: ['rtb-0123456789abcdef1'] })),
    right: (g) => { g.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }); new g.sm.HostingVpcEndpoints(g.stack, 'Endpoints', { vpc: g.vpc, s3: false }); },
  },
];

function machine({ stack }: Given, task: sfn.IChainable): sfn.StateMachine {
  return new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
}

