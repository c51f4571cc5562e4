import { aws_apigateway as apigateway, aws_iam as iam, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type EndpointConfigProps, type IEndpoint } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { statementsOf, testStack, warningsOf } from '../../helpers/stack';

const arnOf = (name: string) => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:inference-component/${name}`]] });

function aCaller(stack: Stack, id = 'Caller'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** An endpoint that hosts inference components. */
function hosting(stack: Stack): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ variantName: 'main' }] }) });
}

function withModel(stack: Stack, props: Partial<EndpointConfigProps> = {}): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack, 'Config', props) });
}

function withQueue(stack: Stack): Endpoint {
  const bucket = new s3.Bucket(stack, 'Bucket');
  return withModel(stack, { asyncInference: { output: { bucket }, input: { bucket, prefix: 'requests/' } } });
}

function withoutInstances(stack: Stack): Endpoint {
  const serverlessProductionVariant = { variantName: 'less', model: aModel(stack), memorySizeInMB: 2048, maxConcurrency: 2 };
  return new Endpoint(stack, 'Endpoint', { endpointConfig: new EndpointConfig(stack, 'Config', { serverlessProductionVariant }) });
}

/** An imported endpoint whose configuration is described. */
function described(asyncInference?: boolean): (stack: Stack) => IEndpoint {
  return (stack) => Endpoint.fromEndpointAttributes(stack, 'Endpoint', {
    endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs',
    endpointConfig: EndpointConfig.fromEndpointConfigAttributes(stack, 'Config', {
      endpointConfigArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs',
      instanceProductionVariants: [{ variantName: 'main' }],
      asyncInference,
    }),
  });
}

const imported = (stack: Stack) => Endpoint.fromEndpointName(stack, 'Endpoint', 'theirs');

/** What callers may invoke: the resources of each statement. */
function invokable(stack: Stack): unknown[] {
  return statementsOf(stack).filter(({ Action }) => [Action].flat().includes('sagemaker:InvokeEndpoint')).map(({ Resource }) => Resource);
}

describe.each<[string, (endpoint: IEndpoint, caller: iam.IGrantable) => iam.Grant]>([
  ['grantInvoke', (endpoint, caller) => endpoint.grantInvoke(caller)],
  ['grantInvokeWithResponseStream', (endpoint, caller) => endpoint.grantInvokeWithResponseStream(caller)],
  ['grantInvokeOpenAi', (endpoint, caller) => endpoint.grantInvokeOpenAi(caller)],
])('%s of an endpoint as a whole', (_name, grant) => {
  test.each<[string, (stack: Stack) => IEndpoint]>([
    ['that hosts inference components', hosting], ['that is imported', imported], ['whose configuration is described', described()],
  ])('%s allows the components that the app names, before and after', (_what, make) => {
    const stack = testStack();
    const endpoint = make(stack);
    endpoint.inferenceComponent('one');
    grant(endpoint, aCaller(stack));
    endpoint.inferenceComponent('Two');
    endpoint.inferenceComponent('one');
    expect(invokable(stack)).toEqual([[stack.resolve(endpoint.endpointArn), arnOf('one'), arnOf('Two'), arnOf('two')]]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('allows no components of an endpoint whose variants have models', () => {
    const stack = testStack();
    const endpoint = withModel(stack);
    grant(endpoint, aCaller(stack));
    endpoint.inferenceComponent('none');
    expect(invokable(stack)).toEqual([stack.resolve(endpoint.endpointArn)]);
  });

  test('keeps what a component alone allows', () => {
    const stack = testStack();
    const endpoint = imported(stack);
    endpoint.inferenceComponent('one').grantInvoke(aCaller(stack, 'OfOne'));
    grant(endpoint, aCaller(stack));
    endpoint.inferenceComponent('two');
    const arn = stack.resolve(endpoint.endpointArn);
    expect(invokable(stack)).toEqual([[arn, arnOf('one')], [arn, arnOf('one'), arnOf('two')]]);
  });

  test('may be followed by another component after a synthesis, which is complete', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    grant(endpoint, aCaller(stack));
    statementsOf(stack);
    expect(endpoint.inferenceComponent('late').inferenceComponentName).toBe('late');
  });
});

const OF_QUEUE = 'allows requests that an asynchronous endpoint refuses; use grantInvokeAsync [ack: cdk-sagemaker-hosting:grantInvokeOfQueue]';

describe('a warning is given', () => {
  test('of a grant that allows no component, once', () => {
    const stack = testStack();
    const endpoint = hosting(stack);
    ['One', 'Two'].forEach((id) => endpoint.grantInvoke(aCaller(stack, id)));
    expect(warningsOf(stack)).toEqual(['Test/Endpoint: the endpoint hosts inference components, and a request also requires permission on its component; '
      + 'add the component with addInferenceComponent, or use inferenceComponent(name).grantInvoke, which allows both [ack: cdk-sagemaker-hosting:grantInvokeWithoutComponent]']);
  });

  test('of the grant of an integration of API Gateway, which names no component', () => {
    const stack = testStack();
    new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('POST', new apigateway.SagemakerIntegration(hosting(stack)));
    expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:grantInvokeWithoutComponent]')]);
  });

  test('of a variant for components that is added after the grant', () => {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config');
    new Endpoint(stack, 'Endpoint', { endpointConfig }).grantInvokeOpenAi(aCaller(stack));
    endpointConfig.addInstanceProductionVariant({ variantName: 'main' });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-sagemaker-hosting:grantInvokeWithoutComponent]')]);
  });

  test.each<[string, (stack: Stack) => IEndpoint]>([['defined', withQueue], ['described', described(true)]])(
    'of synchronous requests to an asynchronous endpoint that is %s, once', (_what, make) => {
      const stack = testStack();
      const [endpoint, caller] = [make(stack), aCaller(stack)];
      endpoint.grantInvoke(caller);
      endpoint.grantInvoke(caller);
      endpoint.grantInvokeWithResponseStream(caller);
      endpoint.grantInvokeWithBidirectionalStream(caller);
      endpoint.grantInvokeOpenAi(caller);
      endpoint.grantInvokeTargets(caller, { targetModels: ['a'] });
      expect(warningsOf(stack)).toEqual([
        `Test/Endpoint: grantInvoke, grantInvokeWithResponseStream, grantInvokeWithBidirectionalStream, grantInvokeOpenAi, grantInvokeTargets ${OF_QUEUE}`,
      ]);
    });

  test.each<[string, (stack: Stack) => IEndpoint]>([
    ['with instances', withModel], ['without instances', withoutInstances], ['that is described', described()],
  ])('of asynchronous requests to an endpoint %s', (_what, make) => {
    const stack = testStack();
    make(stack).grantInvokeAsync(aCaller(stack));
    expect(warningsOf(stack)).toEqual(['Test/Endpoint: grantInvokeAsync allows requests that only asynchronous endpoints accept; use grantInvoke, '
      + 'or set asyncInference of the endpoint configuration [ack: cdk-sagemaker-hosting:grantInvokeAsyncWithoutQueue]']);
  });
});

describe('no warning is given', () => {
  const every = (endpoint: IEndpoint, caller: iam.IGrantable) => {
    endpoint.grantInvoke(caller);
    endpoint.grantInvokeOpenAi(caller);
  };

  test.each<[string, (stack: Stack) => IEndpoint, (endpoint: IEndpoint, caller: iam.IGrantable) => unknown]>([
    ['of asynchronous requests to an asynchronous endpoint', withQueue, (endpoint, caller) => endpoint.grantInvokeAsync(caller)],
    ['of requests to an endpoint with a model', withModel, every],
    ['of requests to an endpoint without instances', withoutInstances, every],
    ['of requests to a described endpoint, whose models are not known', described(), every],
    ['of any request to an endpoint that is not known', imported, (endpoint, caller) => {
      every(endpoint, caller);
      endpoint.grantInvokeAsync(caller);
    }],
    ['of a component that is allowed by itself', hosting, (endpoint, caller) => endpoint.inferenceComponent('one').grantInvoke(caller)],
    ['of bidirectional streams and targets, which are not of components', hosting, (endpoint, caller) => {
      endpoint.grantInvokeWithBidirectionalStream(caller);
      endpoint.grantInvokeTargets(caller, { targetModels: ['a'] });
    }],
  ])('%s', (_what, make, grant) => {
    const stack = testStack();
    grant(make(stack), aCaller(stack));
    expect(warningsOf(stack)).toEqual([]);
  });
});
