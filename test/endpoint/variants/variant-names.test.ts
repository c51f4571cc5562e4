import { Aspects, CfnParameter, type Stack, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Endpoint } from '../../../src';
import { testStack, warningsOf } from '../../helpers/stack';
import { imported, onInstances, serverless, withShadow } from '../kinds';

type Use = (endpoint: Endpoint) => unknown;
type Create = (stack: Stack) => Endpoint;

const config = ({ node }: Endpoint) => node.scope!.node.findChild('Config').node.defaultChild as sagemaker.CfnEndpointConfig;
const rename = (name: unknown, path = 'ProductionVariants.0.VariantName'): Use => (endpoint) => config(endpoint).addPropertyOverride(path, name);
const scale: Use = (endpoint) => endpoint.autoScaleInstanceCount({ maxCapacity: 2 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 5 });
const watch: Use = (endpoint) => endpoint.addRecommendedAlarms();

const WARNING = (name: string, rendered: string) => `Test/Endpoint: an override or aspect gives variant '${name}' of the resource of the endpoint configuration ${rendered}, but its `
  + `metrics, alarms and scaling use the name '${name}'; set variantName instead [ack: cdk-sagemaker-hosting:overriddenVariantName]`;

function warned(create: Create, ...uses: Use[]): string[] {
  const stack = testStack();
  const endpoint = create(stack);
  uses.forEach((use) => use(endpoint));
  return warningsOf(stack);
}

describe('a variant that an override or aspect renames', () => {
  test.each<[string, Use]>([
    ['scaling', scale], ['alarms', watch], ['a metric', (endpoint) => endpoint.findInstanceProductionVariant('main').metricInvocations()],
    ['a metric of a container', (endpoint) => endpoint.findInstanceProductionVariant('main').findContainer('any')],
  ])('is warned of beside %s', (_what, use) => {
    expect(warned(onInstances, use, rename('other'))).toEqual([WARNING('main', "the name 'other'")]);
    expect(warned(onInstances, use, rename({ Ref: 'AWS::StackName' }))).toEqual([WARNING('main', 'a name that is a token')]);
    expect(warned(onInstances, use, rename('main'))).toEqual([]);
    expect(warned(onInstances, use)).toEqual([]);
  });

  test('is warned of if an aspect does it', () => {
    const byAspect: Use = (endpoint) => Aspects.of(endpoint.node.scope!).add({
      visit: (node) => {
        if (node === config(endpoint)) {
          config(endpoint).productionVariants = [{ variantName: 'new', modelName: 'theirs', instanceType: 'ml.m5.large', initialInstanceCount: 1 }];
        }
      },
    });
    expect(warned(onInstances, scale, byAspect)).toEqual([WARNING('main', "the name 'new'")]);
  });

  test('is warned of if it is serverless or a shadow', () => {
    const concurrency: Use = (endpoint) => endpoint.autoScaleProvisionedConcurrency({ minCapacity: 1, maxCapacity: 2 })
      .scaleOnUtilization('Use', { targetUtilizationPercent: 70 });
    expect(warned((stack) => serverless(stack, 1), concurrency, rename('other'))).toEqual([WARNING('less', "the name 'other'")]);
    const shadow: Use = (endpoint) => endpoint.findShadowProductionVariant('shadow').metricInvocations();
    expect(warned(withShadow, shadow, rename('other', 'ShadowProductionVariants.0.VariantName'))).toEqual([WARNING('shadow', "the name 'other'")]);
    expect(warned(withShadow, shadow, rename('other'))).toEqual([]);
  });

  test('is not, if nothing uses its name', () => {
    expect(warned(onInstances, rename('other'))).toEqual([]);
    expect(warned(onInstances, (endpoint) => endpoint.findInstanceProductionVariant('main'), rename('other'))).toEqual([]);
    expect(warned((stack) => onInstances(stack, [{}, {}]), (endpoint) => endpoint.findInstanceProductionVariant('main').metricInvocations(),
      rename('other', 'ProductionVariants.1.VariantName'))).toEqual([]);
  });

  test('is not, if another variant has its name then', () => {
    expect(warned((stack) => onInstances(stack, [{}, {}]), watch, rename('v1'), rename('main', 'ProductionVariants.1.VariantName'))).toEqual([]);
  });

  test('is not, if the variants are a token as a whole, or are those of an import', () => {
    expect(warned(onInstances, watch, (endpoint) => config(endpoint).addPropertyOverride('ProductionVariants', { 'Fn::GetAtt': ['Other', 'Variants'] }))).toEqual([]);
    const stack = testStack();
    imported(stack).findInstanceProductionVariant('main').metricInvocations();
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not, if its name is a token that resolves to the same', () => {
    const stack = testStack();
    const endpoint = onInstances(stack, [{ variantName: new CfnParameter(stack, 'Name').valueAsString }]);
    watch(endpoint);
    rename({ Ref: 'Name' })(endpoint);
    expect(warningsOf(stack)).toEqual([]);
  });
});
