import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as assertions from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { alphaApp, type Files } from './alpha-app';
import * as recorded from './data/alpha-differences.json';
import * as sagemaker from '../../src';
import { testStack } from '../helpers/stack';

/*
 * What docs/migrating-from-alpha.md says of differences. What the alpha does is recorded: the template of the app in alpha-app.ts, what cdk-nag
 * finds in it, and the outcome of each case in alpha-cases.ts, each with the alpha handed in.
 */

const PAGE = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'migrating-from-alpha.md'), 'utf8');

let directory: string;
let files: Files;

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'alpha-differences-'));
  files = { imageDirectory: path.join(directory, 'image'), artifact: path.join(directory, 'model.tar.gz') };
  fs.mkdirSync(files.imageDirectory);
  fs.writeFileSync(path.join(files.imageDirectory, 'Dockerfile'), 'FROM scratch\n');
  fs.writeFileSync(files.artifact, 'no archive, but nobody looks\n');
  fs.mkdirSync(`${files.artifact}.directory.tar.gz`);
});

afterAll(() => {
  fs.rmSync(directory, { recursive: true });
});

/** Returns the section of the page below a headline. */
function section(headline: string): string {
  const [, text] = PAGE.split(`\n## ${headline}\n`);
  return text.split('\n## ')[0];
}

type Resources = { [logicalId: string]: { [part: string]: any } };

const ALPHA: Resources = recorded.resources;

function ourResources(): Resources {
  return assertions.Template.fromStack(alphaApp({ cdk, assertions, sagemaker }, files)).toJSON().Resources;
}

/** Returns what differs between two templates, by type of resource: the names of properties and of other parts. */
function differences(before: Resources, after: Resources): { [type: string]: string[] } {
  const found: { [type: string]: Set<string> } = {};
  for (const logicalId of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const flat = ({ Properties, ...parts }: { [part: string]: any } = {}) => ({ ...parts, ...Properties });
    const [old, now] = [flat(before[logicalId]), flat(after[logicalId])];
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
    const type = (before[logicalId] ?? after[logicalId]).Type;
    names.forEach((name) => (found[type] ??= new Set()).add(name));
  }
  return Object.fromEntries(Object.entries(found).map(([type, names]) => [type, [...names].sort()]));
}

/** Returns the actions that the policies of a template allow. */
function actionsOf(resources: Resources): string[] {
  const statements = Object.values(resources).flatMap(({ Type: type, Properties }) => type === 'AWS::IAM::Policy' ? Properties.PolicyDocument.Statement : []);
  return [...new Set(statements.flatMap((statement) => statement.Action))].sort();
}

const without = (list: string[], other: string[]) => list.filter((item) => !other.includes(item));

describe('the template of an app that uses each feature of the alpha', () => {
  test('differs only in what the page lists', () => {
    expect(differences(ALPHA, ourResources())).toEqual({
      'AWS::IAM::Role': ['ManagedPolicyArns'],
      'AWS::IAM::Policy': ['PolicyDocument'],
      'AWS::SageMaker::EndpointConfig': ['DependsOn'],
      'AWS::SageMaker::Model': ['DependsOn'],
    });
    expect(section('Differences in the template')).toContain('AmazonSageMakerFullAccess');
    expect(section('Differences in the template')).toContain('A configuration with an `encryptionKey` depends on the policies of the roles (`DependsOn`)');
    expect(section('Differences in the template')).toContain('A model in a VPC of the app depends on the routes of its subnets');
  });

  test('allows exact actions instead of wildcards, and what the managed policy allowed or nothing did', () => {
    const [before, after] = [actionsOf(ALPHA), actionsOf(ourResources())];
    expect(without(before, after)).toEqual(['s3:GetBucket*', 's3:GetObject*', 's3:List*']);
    expect([...new Set(without(after, before).map((action) => action.split(':')[0]))]).toEqual(['cloudwatch', 'ec2', 'kms', 'logs', 's3']);
  });

  test('the comparison reports a resource that is removed, and a property that is added', () => {
    const ours = ourResources();
    const { ServerlessEndpoint51F1F0E1: _, ...rest } = ours;
    const logicalId = Object.keys(ours).find((id) => ours[id].Type === 'AWS::SageMaker::Endpoint')!;
    const { [logicalId]: removed, ...others } = rest;
    expect(differences(ours, others)['AWS::SageMaker::Endpoint']).toContain('EndpointConfigName');
    expect(differences(ours, { ...ours, [logicalId]: { ...removed, Properties: { ...removed.Properties, Added: 1 } } })).toEqual({ 'AWS::SageMaker::Endpoint': ['Added'] });
  });
});

test('an endpoint whose only variant has autoscaling retains the instance count, as the page lists, unless it is to retain nothing', () => {
  const properties = (variantPropertyRetention?: sagemaker.VariantPropertyRetention) => {
    const stack = testStack();
    const model = sagemaker.Model.fromModelName(stack, 'Model', 'model');
    const endpointConfig = new sagemaker.EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main' }] });
    new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig, variantPropertyRetention })
      .findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    const [endpoint] = Object.values(assertions.Template.fromStack(stack).findResources('AWS::SageMaker::Endpoint'));
    const { EndpointConfigName: _, ...others } = endpoint.Properties;
    return others;
  };
  expect(properties()).toEqual({ RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }] });
  expect(properties(sagemaker.VariantPropertyRetention.none())).toEqual({ RetainAllVariantProperties: false });
  expect(section('Differences in the template')).toContain('`Endpoint` has `RetainAllVariantProperties` and `ExcludeRetainedVariantProperties` (`DesiredWeight`) if');
  expect(section('Differences in the template')).toContain('`VariantPropertyRetention.none()` restores the old behavior');
});

describe('a configuration that is replaced', () => {
  const CHANGED: { [name: string]: [Partial<sagemaker.InstanceProductionVariantProps>, string] } = {
    'a weight of 0': [{ initialVariantWeight: 0 }, 'initialVariantWeight: 0'],
    'an accelerator': [{ acceleratorType: sagemaker.AcceleratorType.EIA2_LARGE }, 'acceleratorType'],
  };

  test.each(Object.entries(CHANGED))('has %s, and nothing else is', (_, [variant, text]) => {
    const build = (props: Partial<sagemaker.InstanceProductionVariantProps>) => {
      const stack = testStack();
      const model = sagemaker.Model.fromModelName(stack, 'Model', 'model');
      const endpointConfig = new sagemaker.EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model, variantName: 'main', ...props }] });
      new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig });
      return assertions.Template.fromStack(stack).toJSON().Resources as Resources;
    };
    // The alpha renders a weight of 1 and the accelerator.
    const [logicalId, alpha] = Object.entries(build({})).find(([, { Type: type }]) => type === 'AWS::SageMaker::EndpointConfig')!;
    const asAlpha = { ...alpha.Properties.ProductionVariants[0], ...variant.acceleratorType && { AcceleratorType: 'ml.eia2.large' } };
    const before = { ...build({}), [logicalId]: { ...alpha, Properties: { ProductionVariants: [asAlpha] } } };
    expect(differences(before, build(variant))).toEqual({ 'AWS::SageMaker::EndpointConfig': ['ProductionVariants'] });
    expect(section('Differences in the template')).toContain(text);
  });
});

/** Returns what AwsSolutions finds on roles, without what their app itself adds. */
function nagOf(stack: cdk.Stack): string[] {
  return [...new Set(new AwsSolutionsChecks().validateScope(stack.node.root as cdk.App).violations
    .filter(({ ruleName }) => ruleName.startsWith('AwsSolutions-IAM')).map(({ ruleName }) => ruleName))].sort();
}

function synthesized(stack: cdk.Stack): cdk.Stack {
  (stack.node.root as cdk.App).synth();
  return stack;
}

describe('cdk-nag', () => {
  const page = section('cdk-nag and roles');

  test('finds what the page lists as gone, and what the page on cdk-nag explains instead', () => {
    const ours = nagOf(synthesized(alphaApp({ cdk, assertions, sagemaker }, files)));
    const gone = [...page.split('It finds others instead')[0].matchAll(/`(AwsSolutions-[^`]+\])`/g)].map(([, id]) => id.replace('BUCKET', 'Bucket83908E77'));
    expect(without(recorded.nag, ours)).toEqual(gone.sort());
    expect(without(ours, recorded.nag)).toEqual([
      'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
      'AwsSolutions-IAM5[Action::kms:ReEncrypt*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:us-east-1:123456789012:log-group:/aws/sagemaker/*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-123456789012-us-east-1/*.gz]',
    ]);
    expect(ours).toContain('AwsSolutions-IAM5[Resource::*]');
  });
});
