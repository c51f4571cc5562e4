import { CfnOutput, Duration, type Stack, aws_ec2 as ec2, aws_stepfunctions as sfn } from 'aws-cdk-lib';
import { aLiteralArn, aRole, aSecurityGroup, aVpc, beside } from './given';
import { every, imported, ofComponents, ofContainers, onInstances } from './kinds';
import { Endpoint, Pipeline, RuntimeVpcEndpoint, type IEndpoint, type IEndpointInferenceComponent, type InvokeEndpointTaskProps } from '../../../src';

export function access(stack: Stack): void {
  for (const [id, endpoint] of Object.entries({ ...every(stack), ByName: Endpoint.fromEndpointName(stack, 'ByName', 'Named') })) {
    grants(stack, id, endpoint);
    components(stack, id, endpoint.inferenceComponent('llama'));
  }
  onInstances(stack, 'Own').grantInvoke(aCaller(stack, 'OfOwn'));
  network(stack);
  tasks(stack);
  pipelines(stack);
}

const aCaller = (stack: Stack, id: string) => aRole(stack, id, 'lambda.amazonaws.com');

function grants(stack: Stack, id: string, endpoint: IEndpoint): void {
  endpoint.grantInvoke(aCaller(stack, `${id}Invoker`));
  endpoint.grantInvokeAsync(aCaller(stack, `${id}Queuer`));
  endpoint.grantInvokeWithResponseStream(aCaller(stack, `${id}Reader`));
  endpoint.grantInvokeOpenAi(aCaller(stack, `${id}Chatter`));
  endpoint.grantInvokeWithBidirectionalStream(aCaller(stack, `${id}Speaker`));
  endpoint.grantInvokeTargets(aCaller(stack, `${id}Chooser`), { targetModels: ['team-a/*'], targetContainers: ['first'] });
  new CfnOutput(stack, `${id}OpenAi`, { value: endpoint.openAiBaseUrl });
}

function components(stack: Stack, id: string, component: IEndpointInferenceComponent): void {
  component.grantInvoke(aCaller(stack, `${id}ComponentInvoker`));
  component.grantInvokeWithResponseStream(aCaller(stack, `${id}ComponentReader`));
  component.grantInvokeOpenAi(aCaller(stack, `${id}ComponentChatter`));
  new CfnOutput(stack, `${id}Component`, { value: `${component.inferenceComponentArn},${component.inferenceComponentName},${component.openAiBaseUrl}` });
}

function network(stack: Stack): void {
  const vpc = aVpc(stack);
  const runtime = new RuntimeVpcEndpoint(stack, 'Runtime', {
    vpc,
    endpoints: [onInstances(stack, 'Private')],
    privateDnsEnabled: false,
    securityGroups: [aSecurityGroup(stack, 'OfRuntime')],
    subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  });
  runtime.allowInvoke(onInstances(stack, 'AlsoPrivate'));
  runtime.connections.allowDefaultPortFromAnyIpv4();
  new CfnOutput(stack, 'RuntimeId', { value: runtime.vpcEndpoint.vpcEndpointId });
  new RuntimeVpcEndpoint(stack, 'OpenRuntime', { vpc: new ec2.Vpc(stack, 'OtherVpc', { maxAzs: 2 }) });
}

function tasks(stack: Stack): void {
  const request: InvokeEndpointTaskProps = {
    body: '{"x": 1}',
    contentType: 'application/json',
    accept: 'text/csv',
    customAttributes: 'trace=1',
    targetVariant: 'main',
    resultPath: '$.prediction',
    taskTimeout: sfn.Timeout.duration(Duration.minutes(1)),
  };
  const inner = beside(stack, 'Invoked');
  const theirs = imported(inner).instances;
  const chain = theirs.createInvokeTask(stack, 'Invoke')
    .next(theirs.createInvokeTask(stack, 'InvokeWhole', request))
    .next(theirs.createInvokeTask(stack, 'InvokeModel', { targetModel: 'team-a/model.tar.gz' }))
    .next(ofContainers(inner).createInvokeTask(stack, 'InvokeContainer', { targetContainerHostname: 'first' }))
    .next(ofComponents(inner).createInvokeTask(stack, 'InvokeComponent', { inferenceComponentName: 'llama' }));
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(chain) });
}

function pipelines(stack: Stack): void {
  const all = [
    Pipeline.fromPipelineArn(stack, 'PipelineByArn', aLiteralArn('pipeline', 'training')),
    Pipeline.fromPipelineName(stack, 'PipelineByName', 'training'),
    Pipeline.fromPipelineAttributes(stack, 'PipelineOfOthers', { pipelineName: 'training', account: '111122223333', region: 'eu-west-1' }),
    Pipeline.fromPipelineAttributes(stack, 'PipelineByArnAttribute', { pipelineArn: aLiteralArn('pipeline', 'nightly') }),
  ];
  for (const pipeline of all) {
    pipeline.grantStartPipelineExecution(aCaller(stack, `${pipeline.node.id}Starter`));
    new CfnOutput(stack, `Of${pipeline.node.id}`, { value: [pipeline.pipelineArn, pipeline.pipelineName, pipeline.pipelineRef.pipelineName].join() });
  }
}
