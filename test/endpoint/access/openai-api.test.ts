import { App, CfnOutput, CfnParameter, PhysicalName, type Stack } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, type IEndpoint } from '../../../src';
import { testStack } from '../../helpers/stack';

const SUFFIX = { Ref: 'AWS::URLSuffix' };

function anEndpoint(stack: Stack, endpointName?: string): Endpoint {
  return new Endpoint(stack, 'Endpoint', { endpointName, endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs') });
}

const byArn = (region: string) => (stack: Stack) =>
  Endpoint.fromEndpointArn(stack, 'Theirs', `arn:aws:sagemaker:${region}:123456789012:endpoint/theirs`);

const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

describe('the base URL', () => {
  test.each<[string, { region: string; account: string } | undefined, (stack: Stack) => IEndpoint, unknown]>([
    ['of a defined endpoint', { account: '123456789012', region: 'us-east-1' }, (stack) => anEndpoint(stack),
      joined('https://runtime.sagemaker.us-east-1.', SUFFIX, '/endpoints/', { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] })],
    ['in a stack without a region, in whatever partition it is', undefined, (stack) => anEndpoint(stack), joined(
      'https://runtime.sagemaker.', { Ref: 'AWS::Region' }, '.', SUFFIX, '/endpoints/', { 'Fn::GetAtt': ['Endpoint8024A810', 'EndpointName'] },
    )],
    ['in China', { account: '123456789012', region: 'cn-north-1' }, (stack) => Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'),
      joined('https://runtime.sagemaker.cn-north-1.', SUFFIX, '/endpoints/Churn-Prod')],
    ['of an endpoint imported by its ARN', { account: '123456789012', region: 'us-east-1' }, byArn('us-east-1'),
      joined('https://runtime.sagemaker.us-east-1.', SUFFIX, '/endpoints/theirs')],
    ['of an endpoint of another region', { account: '123456789012', region: 'us-east-1' }, byArn('eu-west-1'),
      'https://runtime.sagemaker.eu-west-1.amazonaws.com/endpoints/theirs'],
    ['of an endpoint of another partition', { account: '123456789012', region: 'us-east-1' }, byArn('cn-north-1'),
      'https://runtime.sagemaker.cn-north-1.amazonaws.com.cn/endpoints/theirs'],
    ['of an endpoint of the European Sovereign Cloud, in a stack without a region', undefined, byArn('eusc-de-east-1'),
      'https://runtime.sagemaker.eusc-de-east-1.amazonaws.eu/endpoints/theirs'],
    ['of an endpoint of a region that the CDK does not know', { account: '123456789012', region: 'us-east-1' }, byArn('mars-north-1'),
      joined('https://runtime.sagemaker.mars-north-1.', SUFFIX, '/endpoints/theirs')],
    ['of an endpoint whose ARN is a token', { account: '123456789012', region: 'us-east-1' },
      (stack) => Endpoint.fromEndpointArn(stack, 'Theirs', new CfnParameter(stack, 'Arn').valueAsString), joined(
        'https://runtime.sagemaker.', { 'Fn::Select': [3, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }, '.', SUFFIX, '/endpoints/',
        { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }] },
      )],
  ])('%s', (_what, env, make, expected) => {
    const stack = testStack({ env });
    const endpoint = make(stack);
    const withPath = (path: string) => {
      if (typeof expected === 'string') {
        return expected + path;
      }
      const parts: unknown[] = (expected as ReturnType<typeof joined>)['Fn::Join'][1] as unknown[];
      const last = parts[parts.length - 1];
      return joined(...typeof last === 'string' ? [...parts.slice(0, -1), last + path] : [...parts, path]);
    };
    expect(stack.resolve(endpoint.openAiBaseUrl)).toEqual(withPath('/openai/v1'));
    expect(stack.resolve(endpoint.inferenceComponent('llama').openAiBaseUrl)).toEqual(withPath('/inference-components/llama/openai/v1'));
  });

  test('of an endpoint of another stack, in another region', () => {
    const app = new App();
    const [there, here] = [testStack({ app, id: 'There', env: { account: '123456789012', region: 'eu-west-1' } }), testStack({ app })];
    const endpoint = anEndpoint(there, PhysicalName.GENERATE_IF_NEEDED);
    const output = new CfnOutput(here, 'Url', { value: endpoint.openAiBaseUrl });
    app.synth();
    expect(here.resolve(output.value))
      .toEqual(joined('https://runtime.sagemaker.eu-west-1.', SUFFIX, expect.stringMatching(/^\/endpoints\/there\w+\/openai\/v1$/)));
  });

  test('of a component whose name is a token', () => {
    const stack = testStack();
    const component = byArn('us-east-1')(stack).inferenceComponent(new CfnParameter(stack, 'Component').valueAsString);
    expect(stack.resolve(component.openAiBaseUrl)).toEqual(
      joined('https://runtime.sagemaker.us-east-1.', SUFFIX, '/endpoints/theirs/inference-components/', { Ref: 'Component' }, '/openai/v1'));
  });
});
