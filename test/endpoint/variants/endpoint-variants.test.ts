import { CfnParameter } from 'aws-cdk-lib';
import { Endpoint, EndpointConfig, InstanceType } from '../../../src';
import { aConfig, aModel } from '../../helpers/given';
import { like, messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

describe('of a configuration that is defined in the app', () => {
  test('are listed in order', () => {
    const stack = testStack();
    const config = aConfig(stack);
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'also' });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    expect(endpoint.instanceProductionVariants.map((variant) => variant.variantName)).toEqual(['main', 'also']);
  });

  test('are the same objects on each call, so that one knows what has been done to it', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    const variant = endpoint.findInstanceProductionVariant('main');
    expect(endpoint.findInstanceProductionVariant('main')).toBe(variant);
    expect(endpoint.instanceProductionVariants[0]).toBe(variant);
  });

  test('are other objects for another endpoint', () => {
    const stack = testStack();
    const endpointConfig = aConfig(stack);
    const [one, two] = ['One', 'Two'].map((id) => new Endpoint(stack, id, { endpointConfig }));
    expect(one.findInstanceProductionVariant('main')).not.toBe(two.findInstanceProductionVariant('main'));
  });

  test('are found when they were added after the endpoint was defined', () => {
    const stack = testStack();
    const config = aConfig(stack);
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late' });
    expect(endpoint.findInstanceProductionVariant('late').variantName).toBe('late');
    expect(endpoint.instanceProductionVariants).toHaveLength(2);
  });

  test('are found by a name that is a token', () => {
    const stack = testStack();
    const variantName = new CfnParameter(stack, 'Variant').valueAsString;
    const endpoint = new Endpoint(stack, 'Endpoint', {
      endpointConfig: new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: aModel(stack), variantName }] }),
    });
    expect(stack.resolve(endpoint.findInstanceProductionVariant(variantName).metricInvocations().dimensions).VariantName).toEqual({ Ref: 'Variant' });
  });

  test('are found without a name where there is one', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    expect(endpoint.findInstanceProductionVariant()).toBe(endpoint.findInstanceProductionVariant('main'));
    expect(endpoint.findInstanceProductionVariant(null as unknown as undefined)).toBe(endpoint.findInstanceProductionVariant('main'));
  });

  test('fails to find one without a name where there are several, or none', () => {
    const stack = testStack();
    const config = aConfig(stack);
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'also' });
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    const ON_INSTANCES = 'use findInstanceProductionVariant, or to scale them autoScaleInstanceCount';
    const several = "name is required, because there are 2 instance variants; specify one of 'main', 'also'";
    expect(messageOf(() => endpoint.findInstanceProductionVariant())).toBe(`Test/Endpoint: ${several}`);
    expect(messageOf(() => endpoint.autoScaleInstanceCount({ maxCapacity: 3 }))).toBe(`Test/Endpoint: ${several}`);
    expect(messageOf(() => config.findInstanceProductionVariant())).toBe(`Test/Config: ${several}`);
    expect(messageOf(() => endpoint.findServerlessProductionVariant())).toBe(`Test/Endpoint: no serverless variant; the endpoint has variants 'main', 'also' on instances; ${ON_INSTANCES}`);
    expect(messageOf(() => endpoint.autoScaleProvisionedConcurrency({ maxCapacity: 3 })))
      .toBe(`Test/Endpoint: no serverless variant; the endpoint has variants 'main', 'also' on instances; ${ON_INSTANCES}`);
    expect(messageOf(() => endpoint.findShadowProductionVariant())).toBe('Test/Endpoint: no shadow variant; the endpoint configuration has production variants only; set shadowProductionVariants');
  });

  test('are scaled by the endpoint where there is one, as by the variant', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    const scaling = endpoint.autoScaleInstanceCount({ maxCapacity: 3 });
    expect(scaling.node.path).toBe('Test/Endpoint/InstanceCount');
    expect(messageOf(() => endpoint.findInstanceProductionVariant().autoScaleInstanceCount({ maxCapacity: 3 }))).toContain('already autoscaled');
    expect(propertiesOf(stack, 'AWS::ApplicationAutoScaling::ScalableTarget')).toMatchObject({ MaxCapacity: 3, ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' });
  });

  test('fails to find one of another name, at the endpoint, and lists those there are', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    expect(messageOf(() => endpoint.findInstanceProductionVariant('other')))
      .toEqual(like("Test/Endpoint: ... instance ... 'other'; ... 'main'"));
  });

  test('fails to find one that is found later, when it is there', () => {
    const stack = testStack();
    const config = aConfig(stack);
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: config });
    messageOf(() => endpoint.findInstanceProductionVariant('late'));
    config.addInstanceProductionVariant({ model: aModel(stack), variantName: 'late' });
    expect(endpoint.findInstanceProductionVariant('late').variantName).toBe('late');
  });

  test('fails to find a serverless one', () => {
    const stack = testStack();
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: aConfig(stack) });
    expect(messageOf(() => endpoint.findServerlessProductionVariant('main')))
      .toEqual(like("Test/Endpoint: ... serverless ... 'main'; ..."));
  });
});

describe('of a serverless configuration', () => {
  function serverlessEndpoint(): Endpoint {
    const stack = testStack();
    const endpointConfig = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: aModel(stack), variantName: 'less', maxConcurrency: 5, memorySizeInMB: 1024 },
    });
    return new Endpoint(stack, 'Endpoint', { endpointConfig });
  }

  test('are found, as the same object on each call', () => {
    const endpoint = serverlessEndpoint();
    const variant = endpoint.findServerlessProductionVariant('less');
    expect(variant.variantName).toBe('less');
    expect(endpoint.findServerlessProductionVariant('less')).toBe(variant);
  });

  test('are found and scaled without a name', () => {
    const endpoint = serverlessEndpoint();
    expect(endpoint.findServerlessProductionVariant()).toBe(endpoint.serverlessProductionVariant);
    expect(endpoint.autoScaleProvisionedConcurrency({ maxCapacity: 3 }).node.path).toBe('Test/Endpoint/ProvisionedConcurrency');
    expect(messageOf(() => endpoint.autoScaleInstanceCount({ maxCapacity: 3 }))).toBe("Test/Endpoint: no instance variant; the endpoint is serverless, with variant 'less'; "
      + 'use findServerlessProductionVariant, or to scale it autoScaleProvisionedConcurrency, or maxCapacity of Capacity.serverless');
  });

  test('are not found on a variant of inference components, whose copies scale', () => {
    const stack = testStack();
    const instanceProductionVariants = [{ variantName: 'main', instanceType: InstanceType.G5_XLARGE }];
    const endpoint = new Endpoint(stack, 'Endpoint', { endpointConfig: new EndpointConfig(stack, 'Config', { instanceProductionVariants }) });
    expect(messageOf(() => endpoint.autoScaleProvisionedConcurrency({ maxCapacity: 3 }))).toBe("Test/Endpoint: no serverless variant; the endpoint has variant 'main' on "
      + 'instances; use findInstanceProductionVariant, or to scale it autoScaleCopyCount of the inference components');
  });

  test('there are none on instances', () => {
    expect(serverlessEndpoint().instanceProductionVariants).toEqual([]);
  });

  test('fails to find one of another name, and says what there is', () => {
    expect(messageOf(() => serverlessEndpoint().findServerlessProductionVariant('other')))
      .toEqual(like("Test/Endpoint: ... serverless ... 'other'; ... 'less'"));
  });

  test('fails to find an instance variant', () => {
    expect(messageOf(() => serverlessEndpoint().findInstanceProductionVariant('less')))
      .toEqual(like("Test/Endpoint: ... instance ... 'less'; ..."));
  });
});

describe('of an imported configuration', () => {
  function endpointOfImport(): Endpoint {
    const stack = testStack();
    return new Endpoint(stack, 'Endpoint', { endpointConfig: EndpointConfig.fromEndpointConfigName(stack, 'Theirs', 'theirs') });
  }

  test('fails to list them', () => {
    expect(messageOf(() => endpointOfImport().instanceProductionVariants)).toBe('Test/Endpoint: the variants of an imported endpoint configuration '
      + 'cannot be listed; use findInstanceProductionVariant or findServerlessProductionVariant with the name of the variant');
  });

  test('need a name, and are scaled by the variant', () => {
    const endpoint = endpointOfImport();
    expect(messageOf(() => endpoint.findInstanceProductionVariant())).toBe('Test/Endpoint: name is required; specify the name of the variant');
    expect(messageOf(() => endpoint.findServerlessProductionVariant())).toBe('Test/Endpoint: name is required; specify the name of the variant');
    expect(messageOf(() => endpoint.findShadowProductionVariant())).toBe('Test/Endpoint: name is required; specify the name of the variant');
    expect(messageOf(() => endpoint.autoScaleInstanceCount({ maxCapacity: 3 }))).toContain('cannot be listed; use findInstanceProductionVariant');
    expect(messageOf(() => endpoint.autoScaleProvisionedConcurrency({ maxCapacity: 3 }))).toContain('or findServerlessProductionVariant with the name');
  });

  test('are found by any name, as the same object on each call', () => {
    const endpoint = endpointOfImport();
    const variant = endpoint.findInstanceProductionVariant('any');
    expect(variant.variantName).toBe('any');
    expect(endpoint.findInstanceProductionVariant('any')).toBe(variant);
    expect(endpoint.findServerlessProductionVariant('any').variantName).toBe('any');
  });
});

describe('of an imported endpoint', () => {
  test('are found by any name, as the same object on each call', () => {
    const endpoint = Endpoint.fromEndpointName(testStack(), 'Theirs', 'theirs');
    const variant = endpoint.findInstanceProductionVariant('any');
    expect(variant.variantName).toBe('any');
    expect(endpoint.findInstanceProductionVariant('any')).toBe(variant);
    expect(endpoint.findServerlessProductionVariant('less')).toBe(endpoint.findServerlessProductionVariant('less'));
  });
});
