import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as assertions from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { alphaApp, type Files } from './alpha-app';
import { ACCEPTED, REFUSED, type Cases } from './alpha-cases';
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
  const acknowledged = [...page.matchAll(/id="(AwsSolutions-.*\])"/g)].map(([, id]) => id);

  test('finds what the page lists as gone and as new', () => {
    const ours = nagOf(synthesized(alphaApp({ cdk, assertions, sagemaker }, files)));
    const gone = [...page.split('It finds these instead')[0].matchAll(/`(AwsSolutions-[^`]+\])`/g)].map(([, id]) => id.replace('BUCKET', 'Bucket83908E77'));
    expect(without(recorded.nag, ours)).toEqual(gone.sort());
    expect(without(ours, recorded.nag)).toEqual([...acknowledged].sort());
    expect(ours).toContain('AwsSolutions-IAM5[Resource::*]');
  });

  test('no longer reports what the page acknowledges', () => {
    const stack = alphaApp({ cdk, assertions, sagemaker }, files);
    const app = stack.node.root as cdk.App;
    const reported = () => {
      expect(() => app.synth({ force: true })).toThrow('AwsSolutions');
      const report = JSON.parse(fs.readFileSync(path.join(app.outdir, 'validation-report.json'), 'utf8'));
      return report.pluginReports.flatMap(({ violations }: any) => violations)
        .filter(({ violatingConstructs }: any) => violatingConstructs.some(({ constructPath }: any) => constructPath.startsWith('Alpha/Assets/')))
        .map(({ ruleName }: any) => ruleName);
    };
    cdk.Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    cdk.Validations.of(stack.node.findChild('Assets')).acknowledge(...acknowledged.map((id) => ({ id, reason: 'as the page says' })));
    expect(reported()).toEqual(['AwsSolutions-IAM5[Resource::*]']);
  });
});

test('a role without policy updates stays as it is', () => {
  const stack = testStack();
  const role = new cdk.aws_iam.Role(stack, 'Role', { assumedBy: new cdk.aws_iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const build = () => assertions.Template.fromStack(stack).toJSON().Resources as Resources;
  const image = sagemaker.ContainerImage.fromDlc('pytorch-inference', '2.0');
  const modelData = sagemaker.ModelData.fromAsset(files.artifact);
  const model = new sagemaker.Model(stack, 'Model', {
    role: role.withoutPolicyUpdates(), vpc: new cdk.aws_ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }), containers: [{ image, modelData }],
  });
  new sagemaker.EndpointConfig(stack, 'Config', {
    encryptionKey: new cdk.aws_kms.Key(stack, 'Key'),
    instanceProductionVariants: [{ model, variantName: 'main', instanceType: sagemaker.InstanceType.M5_LARGE }],
  });
  const resources = build();
  expect(Object.values(resources).filter(({ Type: type }) => /^AWS::IAM::(Policy|ManagedPolicy)$/.test(type))).toEqual([]);
  expect(Object.values(resources).filter(({ Type: type }) => type === 'AWS::IAM::Role').map(({ Properties }) => Object.keys(Properties))).toEqual([['AssumeRolePolicyDocument']]);
  expect(nagOf(stack)).toEqual([]);
});

describe.each<[string, Cases, 'accepted' | 'refused']>([
  ['Refused here, accepted by the alpha module', REFUSED, 'refused'],
  ['Accepted here, refused by the alpha module', ACCEPTED, 'accepted'],
])('%s', (headline, cases, expected) => {
  const names = Object.entries(cases).flatMap(([bullet, each]) => Object.keys(each).map((name): [string, string] => [bullet, name]));

  test('each point has a case', () => {
    const bullets = [...section(headline).matchAll(/^- (.*)$/gm)].map(([, bullet]) => bullet);
    expect(bullets).toEqual(Object.keys(cases).map((start) => expect.stringMatching(new RegExp(`^${start.replace(/[.()*]/g, '\\$&')}`))));
  });

  test.each(names)('%s: %s', (bullet, name) => {
    const outcome = () => {
      const stack = testStack();
      try {
        cases[bullet][name]({ cdk, sagemaker, stack, artifact: files.artifact });
        assertions.Template.fromStack(stack);
        (stack.node.root as cdk.App).synth();
        return 'accepted';
      } catch (error) {
        // An error of the library, which begins with a path or is listed with one, rather than a mistake of the case.
        expect((error as Error).message).toMatch(/^Test[\w/]*: |\[Test[\w/]*\] /);
        return 'refused';
      }
    };
    expect(outcome()).toBe(expected);
    expect((recorded.outcomes as any)[bullet][name]).toBe(expected === 'accepted' ? 'refused' : 'accepted');
  });
});

test('each warning that the page names exists', () => {
  const warnings = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'warnings.md'), 'utf8');
  const listed = section('Warnings').split('\n').filter((line) => line.startsWith('- '))
    .flatMap((line) => [...line.split(': ')[0].matchAll(/`(\w+)`/g)].map(([, id]) => id));
  expect(listed.length).toBeGreaterThan(15);
  expect(listed.filter((id) => !warnings.includes(`| \`${id}\` |`))).toEqual([]);
});
