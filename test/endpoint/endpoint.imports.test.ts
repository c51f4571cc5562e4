import { CfnParameter, Fn, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Endpoint, RecommendedAlarm, EndpointConfig, InstanceType, type EndpointConfigAttributes, type IEndpoint } from '../../src';
import { aConfig, aModel } from '../helpers/given';
import { must } from '../helpers/must';
import { like, messageOf } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

function invocable(stack: Stack, endpoint: IEndpoint): any {
  endpoint.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const statements = statementsOf(stack);
  expect(statements).toHaveLength(1);
  return statements[0].Resource;
}

const arnOf = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:endpoint/${name}`]] });

describe('the ARNs that may be invoked', () => {
  test('of a name with capitals are the one as given and the one in lower case, as SageMaker makes it', () => {
    const stack = testStack();
    expect(invocable(stack, Endpoint.fromEndpointName(stack, 'Theirs', 'Churn-Prod'))).toEqual([arnOf('Churn-Prod'), arnOf('churn-prod')]);
  });

  test('of a name in lower case are one', () => {
    const stack = testStack();
    expect(invocable(stack, Endpoint.fromEndpointName(stack, 'Theirs', 'churn-prod'))).toEqual(arnOf('churn-prod'));
  });

  test('of a name that is a token are one', () => {
    const stack = testStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(invocable(stack, Endpoint.fromEndpointName(stack, 'Theirs', name))).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:us-east-1:123456789012:endpoint/', { Ref: 'Name' }]],
    });
  });

  test('of an ARN in lower case and a name with capitals are the ARN', () => {
    const stack = testStack();
    const endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn-prod';
    expect(invocable(stack, Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointName: 'Churn-Prod' }))).toBe(endpointArn);
  });
});

describe('the name beside an ARN', () => {
  const endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn-prod';

  test('is what metrics and scaling use', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointName: 'Churn-Prod' });
    const variant = endpoint.findInstanceProductionVariant('main');
    variant.autoScaleInstanceCount({ maxCapacity: 3 });
    expect(endpoint.endpointName).toBe('Churn-Prod');
    expect(variant.metricInvocations().dimensions).toEqual({ EndpointName: 'Churn-Prod', VariantName: 'main' });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/Churn-Prod/variant/main');
  });

  test('is that of the ARN if it is not given', () => {
    expect(Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn }).endpointName).toBe('churn-prod');
  });

  test('may be a token', () => {
    const stack = testStack();
    const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointName: Fn.importValue('name') });
    expect(stack.resolve(endpoint.endpointName)).toEqual({ 'Fn::ImportValue': 'name' });
  });

  test('is required, where it is all that is known', () => {
    expect(messageOf(() => Endpoint.fromEndpointName(testStack(), 'Theirs', undefined as unknown as string)))
      .toBe('Test: endpointName is required; specify the name of the endpoint');
  });

  test('fails as a_b', () => {
    expect(messageOf(() => Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn, endpointName: 'a_b' })))
      .toBe(`Test: endpointName ${must.beName('a_b')}`);
  });
});

describe('scaling an imported endpoint', () => {
  const theirs = (stack: Stack, region: string, account: string) =>
    Endpoint.fromEndpointArn(stack, 'Theirs', `arn:aws:sagemaker:${region}:${account}:endpoint/theirs`);

  test('fails in another region and account, where the scaling target would not be', () => {
    const message = 'Test/Theirs: 2 problems:\n'
      + `  - the endpoint ${must.beInSame('account', '123456789012', '210987654321')}\n`
      + `  - the endpoint ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`;
    const endpoint = theirs(testStack(), 'eu-west-1', '210987654321');
    expect(messageOf(() => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 }))).toBe(message);
    expect(messageOf(() => endpoint.findServerlessProductionVariant('main').autoScaleProvisionedConcurrency({ maxCapacity: 3 }))).toBe(message);
  });

  test('is possible where the stack may be in the same region', () => {
    const stack = testStack({ env: undefined });
    theirs(stack, 'eu-west-1', '210987654321').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
    expect(propertiesOf(stack, TARGET).ResourceId).toBe('endpoint/theirs/variant/main');
  });

  test('two variants whose names are tokens get ids that other constructs do not change', () => {
    const stack = testStack();
    const endpoint = theirs(stack, 'us-east-1', '123456789012');
    const scale = (name: string) => endpoint.findInstanceProductionVariant(name).autoScaleInstanceCount({ maxCapacity: 3 }).node.id;
    const ids = ['A', 'B', 'C'].map((name) => scale(new CfnParameter(endpoint.stack, name).valueAsString));
    expect(ids).toEqual(['InstanceCount', 'InstanceCount.1', 'InstanceCount.2']);
  });
});

describe('the configuration of an imported endpoint', () => {
  const endpointArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs';
  const endpointConfigArn = 'arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/theirs';

  function told(attrs: Omit<EndpointConfigAttributes, 'endpointConfigArn'>, stack: Stack = testStack()): IEndpoint {
    const endpointConfig = EndpointConfig.fromEndpointConfigAttributes(stack, 'TheirConfig', { endpointConfigArn, ...attrs });
    return Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointConfig });
  }

  const toZero = (endpoint: IEndpoint) => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 3 });
  const kindsOf = (endpoint: IEndpoint) => endpoint.addRecommendedAlarms().all.map(({ node }) => node.id).sort();

  describe('when it is one of the app', () => {
    test('tells the variants, and is rendered as if the endpoint were not there', () => {
      const stack = testStack();
      const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointConfig: aConfig(stack) });
      expect(endpoint.findInstanceProductionVariant('main')).toBe(endpoint.findInstanceProductionVariant('main'));
      expect(messageOf(() => endpoint.findInstanceProductionVariant('any'))).toEqual(like("Test/Theirs: ... instance ... 'any'; ... 'main'"));
      expect(messageOf(() => endpoint.findServerlessProductionVariant('main')))
        .toEqual(like("Test/Theirs: ... serverless ... 'main'; ..."));
      expect(resourcesOf(stack, 'AWS::SageMaker::Endpoint')).toEqual({});
    });

    test('tells variants that are added later', () => {
      const stack = testStack();
      const endpointConfig = aConfig(stack);
      const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointConfig });
      endpointConfig.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late' });
      expect(endpoint.findInstanceProductionVariant('late').variantName).toBe('late');
    });

    test('fails to scale in to 0, as nothing is queued', () => {
      const stack = testStack();
      const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointConfig: aConfig(stack) });
      expect(messageOf(() => toZero(endpoint))).toEqual(
        like("Test/Theirs: minCapacity of variant 'main' must be ... got 0; ... asynchronous ..."));
    });

    test('has alarms and a dashboard', () => {
      const stack = testStack();
      const endpoint = Endpoint.fromEndpointAttributes(stack, 'Theirs', { endpointArn, endpointConfig: aConfig(stack) });
      expect(kindsOf(endpoint)).toEqual(expect.arrayContaining([`main${RecommendedAlarm.SERVER_ERROR_RATE}`, `main${RecommendedAlarm.MODEL_LATENCY}`]));
      endpoint.addDashboard();
      expect(Object.keys(resourcesOf(stack, 'AWS::CloudWatch::Dashboard'))).toHaveLength(1);
    });

    test('serves two imports, each with variants of its own', () => {
      const stack = testStack();
      const endpointConfig = aConfig(stack);
      const [one, two] = ['One', 'Two'].map((id) => Endpoint.fromEndpointAttributes(stack, id, { endpointArn: `${endpointArn}-${id}`, endpointConfig }));
      [one, two].forEach((endpoint) => endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 }));
      expect(Object.values(resourcesOf(stack, TARGET)).map(({ Properties }) => Properties.ResourceId))
        .toEqual(['endpoint/theirs-One/variant/main', 'endpoint/theirs-Two/variant/main']);
    });
  });

  describe('when its variants are described', () => {
    test('has just those', () => {
      const endpoint = told({ instanceProductionVariants: [{ variantName: 'main' }, { variantName: 'also' }] });
      expect(endpoint.findInstanceProductionVariant('also').variantName).toBe('also');
      expect(messageOf(() => endpoint.findInstanceProductionVariant('any'))).toEqual(like("Test/Theirs: ... instance ... 'any'; ... 'main', 'also'"));
    });

    test('may be serverless', () => {
      const endpoint = told({ serverlessProductionVariant: { variantName: 'less', maxConcurrency: 5 } });
      expect(endpoint.findServerlessProductionVariant('less').metricInvocations().dimensions).toEqual({ EndpointName: 'theirs', VariantName: 'less' });
      expect(kindsOf(endpoint)).toContain(`less${RecommendedAlarm.CONCURRENCY_UTILIZATION}`);
    });

    test('starts to scale from the described instances, and fails for burstable ones', () => {
      const stack = testStack();
      const endpoint = told({
        instanceProductionVariants: [{ variantName: 'main', initialInstanceCount: 2 }, { variantName: 'small', instanceType: InstanceType.T2_MEDIUM }],
      }, stack);
      endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 3 });
      expect(propertiesOf(stack, TARGET).MinCapacity).toBe(2);
      expect(messageOf(() => endpoint.findInstanceProductionVariant('small').autoScaleInstanceCount({ maxCapacity: 3 }))).toEqual(like("Test/Theirs: ... 'small' ... autoscaled ... burstable ... got ml.t2.medium; ... instanceType, ... ml.m5.large"));
    });

    test('may be asynchronous: has the alarms of a queue, and scales in to 0 without a warning', () => {
      const stack = testStack();
      const endpoint = told({ instanceProductionVariants: [{ variantName: 'main' }], asyncInference: true }, stack);
      const kinds = kindsOf(endpoint);
      expect(kinds).toEqual(expect.arrayContaining([RecommendedAlarm.BACKLOG_AGE, `main${RecommendedAlarm.INVOCATION_FAILURES}`]));
      expect(kinds).not.toContain(`main${RecommendedAlarm.SERVER_ERROR_RATE}`);
      toZero(endpoint);
      expect(propertiesOf(stack, TARGET).MinCapacity).toBe(0);
      expect(warningsOf(stack).filter((warning) => warning.includes('scaleToZero'))).toEqual([]);
    });

    test.each([[false], [undefined]])('is not asynchronous with asyncInference %p: has the alarms of requests, and a warning of a scale in to 0', (asyncInference) => {
      const stack = testStack();
      const endpoint = told({ instanceProductionVariants: [{ variantName: 'main' }], asyncInference }, stack);
      const kinds = kindsOf(endpoint);
      expect(kinds).toContain(`main${RecommendedAlarm.SERVER_ERROR_RATE}`);
      expect(kinds).not.toContain(RecommendedAlarm.BACKLOG_AGE);
      toZero(endpoint);
      expect(warningsOf(stack).filter((warning) => warning.includes('scaleToZero'))).toEqual([
        like("Test/Theirs: ... 'main' ... 0 ... asynchronous ... minCapacity ... 1 ... [ack: cdk-sagemaker-hosting:scaleToZero]"),
      ]);
    });
  });

  describe('when it tells nothing', () => {
    const UNKNOWN = 'Test/Theirs: the variants of an imported endpoint cannot be listed; import it with fromEndpointAttributes and an endpointConfig, '
      + 'such as one that EndpointConfig.fromEndpointConfigAttributes returns';
    const UNTOLD = 'Test/Theirs: ... imported endpoint configuration ... findInstanceProductionVariant ...';

    test.each<[string, () => IEndpoint, string]>([
      ['is not there', () => Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn }), UNKNOWN],
      ['is undefined', () => Endpoint.fromEndpointAttributes(testStack(), 'Theirs', { endpointArn, endpointConfig: undefined }), UNKNOWN],
      ['has no variants', () => told({}), UNTOLD],
      ['is only said to be asynchronous', () => told({ asyncInference: true }), UNTOLD],
    ])('any name is found, but alarms and dashboard fail: it %s', (_how, endpoint, message) => {
      const theirs = endpoint();
      expect(theirs.findInstanceProductionVariant('any').variantName).toBe('any');
      expect(theirs.findServerlessProductionVariant('less').variantName).toBe('less');
      expect(messageOf(() => theirs.addRecommendedAlarms())).toEqual(like(message));
      expect(messageOf(() => theirs.addDashboard())).toEqual(like(message));
      expect(messageOf(() => theirs.dashboardWidgets())).toEqual(like(message));
    });
  });

  test.each([
    ['region', 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint-config/theirs', 'us-east-1', 'eu-west-1'],
    ['account', 'arn:aws:sagemaker:us-east-1:210987654321:endpoint-config/theirs', '123456789012', '210987654321'],
  ] as const)('fails with a configuration of another %s', (kind, arn, own, theirs) => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Config', arn);
    expect(messageOf(() => Endpoint.fromEndpointAttributes(stack, 'Theirs', {
      endpointArn: 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/theirs', endpointConfig,
    }))).toBe(`Test/Theirs: the endpoint configuration ${must.beInSame(kind, own, theirs)}`);
  });

  test('takes a configuration whose account and region are tokens', () => {
    const stack = testStack();
    const endpointConfig = EndpointConfig.fromEndpointConfigArn(stack, 'Config', new CfnParameter(stack, 'Arn').valueAsString);
    const attrs = { endpointArn: 'arn:aws:sagemaker:eu-west-1:210987654321:endpoint/theirs', endpointConfig };
    expect(Endpoint.fromEndpointAttributes(stack, 'Theirs', attrs).endpointName).toBe('theirs');
  });
});
