import {
  App, Aspects, CfnParameter, CfnResource, NestedStack, Stack, Stage, aws_cloudwatch as cloudwatch,
  aws_ecr as ecr, aws_iam as iam, aws_s3 as s3, aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { POLICY, awaitedIn, clientOf, endpointOf, modelOf, namesOf, policiesIn, twoStacks } from './given-role-policies';
import { ContainerImage, Endpoint, EndpointConfig, Model } from '../../src';
import { circlesIn } from '../helpers/circles';
import { resourcesOf, testStack } from '../helpers/stack';
import { aRole } from '../model/given';

describe('a role that models of another stack share', () => {
  test('has one policy there, which repeats nothing and for which each model waits', () => {
    const { away, role } = twoStacks();
    const bucket = new s3.Bucket(away, 'Bucket');
    ['One', 'Two', 'Three'].forEach((id) => modelOf(away, id, role, bucket));
    expect(policiesIn(away)).toEqual({ HostingPolicyOfRole: ['s3:GetObject x3'] });
    expect(awaitedIn(away)).toEqual([['HostingPolicyOfRole'], ['HostingPolicyOfRole'], ['HostingPolicyOfRole']]);
  });

  test('has one policy for models and configurations together', () => {
    const { away, role } = twoStacks();
    const bucket = new s3.Bucket(away, 'Bucket');
    endpointOf(away, 'Endpoint', modelOf(away, 'Model', role, bucket), { dataCapture: { destination: { bucket, prefix: 'captured' } } });
    expect(policiesIn(away)).toEqual({ HostingPolicyOfRole: ['s3:GetObject x1', 's3:PutObject x1'] });
    expect(awaitedIn(away, 'AWS::SageMaker::EndpointConfig')).toEqual([['HostingPolicyOfRole']]);
  });

  test('has a policy for each role', () => {
    const { home, away, role } = twoStacks();
    const bucket = new s3.Bucket(away, 'Bucket');
    [role, aRole(home, 'Other')].forEach((each, index) => modelOf(away, `Model${index}`, each, bucket));
    expect(Object.values(resourcesOf(away, POLICY)).map(({ Properties }) => Properties.Roles)).toEqual(
      ['GivenRole', 'Other'].map((id) => [{ 'Fn::ImportValue': expect.stringMatching(`^Home:ExportsOutputRef${id}`) }]));
    expect(new Set(namesOf(away)).size).toBe(2);
  });

  test('has no policy for a model that needs nothing of its stack', () => {
    const { away, role } = twoStacks();
    modelOf(away, 'Model', role);
    expect(policiesIn(away)).toEqual({});
    expect(awaitedIn(away)).toEqual([[]]);
  });

  test('has a policy in a nested stack of its own stack', () => {
    const { home, role } = twoStacks();
    const nested = new NestedStack(home, 'Nested');
    const bucket = new s3.Bucket(nested, 'Bucket');
    ['One', 'Two'].forEach((id) => modelOf(nested, id, role, bucket));
    expect(policiesIn(nested)).toEqual({ HostingPolicyOfRole: ['s3:GetObject x2'] });
    expect(circlesIn(home)).toEqual([]);
  });

  test('has a policy in a nested stack beside that of the role', () => {
    const { home } = twoStacks();
    const [one, two] = ['One', 'Two'].map((id) => new NestedStack(home, id));
    const role = aRole(one);
    const model = modelOf(two, 'Model', role, new s3.Bucket(two, 'Bucket'));
    endpointOf(two, 'Endpoint', model).grantInvoke(model);
    expect(Object.keys(policiesIn(two))).toEqual(['HostingPolicyOfRole', 'InvocationPolicyOfRole']);
    expect([home, one, two].flatMap(circlesIn)).toEqual([]);
  });

  test('is the same on a second synthesis', () => {
    const { app, away, role } = twoStacks();
    const [one, two] = ['One', 'Two'].map((id) => modelOf(away, id, role, new s3.Bucket(away, `Bucket${id}`)));
    clientOf(away, 'Client', endpointOf(away, 'Endpoint', one)).grantInvoke(two);
    const [first, second] = [1, 2].map(() => app.synth({ force: true }).getStackByName('Away').template);
    expect(first).toEqual(second);
  });

  test('keeps a statement that is added to the policy itself, as an aspect may do', () => {
    const { away, role } = twoStacks();
    modelOf(away, 'One', role, new s3.Bucket(away, 'Bucket'));
    const policy = away.node.children.find((child): child is iam.Policy => child instanceof iam.Policy)!;
    policy.addStatements(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: ['*'] }));
    expect(policiesIn(away)).toEqual({ HostingPolicyOfRole: ['s3:GetObject x1', 's3:ListBucket x1'] });
  });

  test('shows an aspect all permissions, and no policy without a document', () => {
    const { app, away, role } = twoStacks();
    ['One', 'Two'].forEach((id) => modelOf(away, id, role, new s3.Bucket(away, `${id}Bucket`)));
    const seen: unknown[] = [];
    Aspects.of(away).add({
      visit: (node) => {
        if (iam.CfnPolicy.isCfnPolicy(node)) {
          seen.push(away.resolve(node.policyDocument).Statement.flatMap(({ Resource }: any) => Resource).length);
        }
      },
    });
    app.synth();
    expect(seen.sort()).toEqual([0, 0, 2]);
  });

  test('reports what IAM would refuse in its policies', () => {
    const { app, away, role } = twoStacks();
    modelOf(away, 'Model', role).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'] }));
    expect(() => app.synth()).toThrow(/A PolicyStatement used in an identity-based policy must specify at least one resource/);
  });
});

describe('the name of the policy', () => {
  /** The name of the policy in a stack with a role that is imported in another stack. */
  function nameIn(stackIn: (app: App) => Stack): string {
    const app = new App();
    const stack = stackIn(app);
    const role = iam.Role.fromRoleName(testStack({ app, id: 'Home' }), 'Role', 'shared');
    modelOf(stack, 'Model', role, new s3.Bucket(stack, 'Bucket'));
    return namesOf(stack)[0];
  }

  test('differs between stacks with the same constructs, whose policies would replace each other otherwise', () => {
    const { app, home, away, role } = twoStacks();
    const other = testStack({ app, id: 'Other' });
    [away, other].forEach((stack) => modelOf(stack, 'Model', role, new s3.Bucket(stack, 'Bucket')));
    const names = [...namesOf(away), ...namesOf(other)];
    expect(names).toEqual([expect.stringMatching(/^Away-Hosting-[0-9a-f]{12}$/), expect.stringMatching(/^Other-Hosting-[0-9a-f]{12}$/)]);
    expect(home.dependencies).toEqual([]);
  });

  test('is the same on each synthesis', () => {
    const nameOf = () => {
      const { away, role } = twoStacks();
      modelOf(away, 'Model', role, new s3.Bucket(away, 'Bucket'));
      return namesOf(away);
    };
    expect(nameOf()).toEqual(nameOf());
  });

  test('differs between stages whose stacks have the same name', () => {
    const app = new App();
    const names = ['One', 'Two'].flatMap((id) => {
      const stage = new Stage(app, id);
      const role = aRole(new Stack(stage, 'Home'));
      const stack = new Stack(stage, 'Stack', { stackName: 'serving' });
      modelOf(stack, 'Model', role, new s3.Bucket(stack, 'Bucket'));
      return namesOf(stack);
    });
    expect(names).toEqual([expect.stringMatching(/^serving-Hosting-/), expect.stringMatching(/^serving-Hosting-/)]);
    expect(names[0]).not.toEqual(names[1]);
  });

  test('differs between regions, because a role belongs to all regions', () => {
    const names = ['us-east-1', 'eu-west-1'].map((region) => nameIn((app) => testStack({ app, id: 'Away', env: { account: '123456789012', region } })));
    expect(names).toEqual([expect.stringMatching(/^Away-Hosting-/), expect.stringMatching(/^Away-Hosting-/)]);
    expect(names[0]).not.toEqual(names[1]);
  });

  test('differs between nested stacks of the same ID', () => {
    const names = ['One', 'Two'].map((id) => nameIn((app) => new NestedStack(testStack({ app, id }), 'Nested')));
    expect(names).toEqual([expect.stringMatching(/^One-Nested-[^-]+-Hosting-/), expect.stringMatching(/^Two-Nested-[^-]+-Hosting-/)]);
  });

  test('has at most 128 characters, which IAM accepts', () => {
    const { app, role } = twoStacks();
    const stack = new Stack(app, 'Long', { stackName: `S${'t'.repeat(127)}`, env: { account: '123456789012', region: 'us-east-1' } });
    endpointOf(stack, 'Endpoint', modelOf(stack, 'Model', role)).grantInvoke(role);
    expect(namesOf(stack).map(({ length }) => length)).toEqual([128]);
  });
});

describe('one policy does not make a circle', () => {
  test('of a model whose permission leads to the endpoint of another: it keeps that permission in its own policy, and waits for it', () => {
    const { away, role } = twoStacks();
    const bucket = new s3.Bucket(away, 'Bucket');
    const [one, two] = ['One', 'Two'].map((id) => modelOf(away, id, role, bucket));
    clientOf(away, 'Client', endpointOf(away, 'Endpoint', one)).grantInvoke(two);
    expect(circlesIn(away)).toEqual([]);
    expect(policiesIn(away)).toMatchObject({ HostingPolicyOfRole: ['s3:GetObject x2'], TwoRolePolicy: ['lambda:InvokeFunction x2'] });
    expect(awaitedIn(away)).toEqual([['HostingPolicyOfRole'], ['HostingPolicyOfRole', 'TwoRolePolicy']]);
    expect(new Set(namesOf(away)).size).toBe(namesOf(away).length);
  });

  test('while a function that leads to no model is shared', () => {
    const { away, role } = twoStacks();
    const [one, two] = ['One', 'Two'].map((id) => modelOf(away, id, role));
    const client = clientOf(away, 'Client', endpointOf(away, 'Endpoint', modelOf(away, 'Third')));
    [one, two].forEach((model) => client.grantInvoke(model));
    expect(policiesIn(away, 'H')).toEqual({ HostingPolicyOfRole: ['lambda:InvokeFunction x2'] });
    expect(circlesIn(away)).toEqual([]);
  });

  test.each<[string, (bucket: s3.Bucket, endpoint: Endpoint) => void]>([
    ['a dependency of the construct', (bucket, endpoint) => bucket.node.addDependency(endpoint)],
    ['a dependency of the resource', (bucket, endpoint) => (bucket.node.defaultChild as CfnResource).addResourceDependency(endpoint.node.defaultChild as CfnResource)],
    ['an overridden property', (bucket, endpoint) => (bucket.node.defaultChild as CfnResource).addPropertyOverride('Tags', [{ Key: 'of', Value: endpoint.endpointName }])],
    ['a reference without the CDK', (bucket, endpoint) => (bucket.node.defaultChild as CfnResource).addPropertyOverride('Tags',
      [{ Key: 'of', Value: { 'Fn::GetAtt': [endpoint.stack.getLogicalId(endpoint.node.defaultChild as CfnResource), 'EndpointName'] } }])],
    ['a substitution', (bucket, endpoint) => (bucket.node.defaultChild as CfnResource).addPropertyOverride('Tags',
      [{ Key: 'of', Value: { 'Fn::Sub': `\${${endpoint.stack.getLogicalId(endpoint.node.defaultChild as CfnResource)}.EndpointName}` } }])],
  ])('through %s', (_how, lead) => {
    const { away, role } = twoStacks();
    const bucket = new s3.Bucket(away, 'Bucket');
    lead(bucket, endpointOf(away, 'Endpoint', modelOf(away, 'One', role, new s3.Bucket(away, 'Other'))));
    modelOf(away, 'Two', role, bucket);
    expect(circlesIn(away)).toEqual([]);
    expect(policiesIn(away)).toMatchObject({ HostingPolicyOfRole: ['s3:GetObject x1'], TwoRolePolicy: ['s3:GetObject x1'] });
  });

  test('through a nested stack, which is one resource of its parent', () => {
    const { away, role } = twoStacks();
    const one = endpointOf(away, 'Endpoint', modelOf(away, 'One', role, new s3.Bucket(away, 'Other')));
    const nested = new NestedStack(away, 'Nested');
    clientOf(nested, 'Client', one);
    modelOf(away, 'Two', role, new s3.Bucket(nested, 'Bucket'));
    expect(policiesIn(away)).toMatchObject({ HostingPolicyOfRole: ['s3:GetObject x1'], TwoRolePolicy: ['s3:GetObject x1'] });
    expect(circlesIn(away)).toEqual([]);
  });

  test('through the policies of two roles', () => {
    const { home, away, role } = twoStacks();
    const other = aRole(home, 'Other');
    const bucket = new s3.Bucket(away, 'Bucket');
    const [a1, a2] = ['A1', 'A2'].map((id) => modelOf(away, id, role, bucket));
    const [b1, b2] = ['B1', 'B2'].map((id) => modelOf(away, id, other, bucket));
    clientOf(away, 'ClientOfB1', endpointOf(away, 'EndpointB1', b1)).grantInvoke(a1);
    clientOf(away, 'ClientOfA2', endpointOf(away, 'EndpointA2', a2)).grantInvoke(b2);
    expect(circlesIn(away)).toEqual([]);
  });

  test('with a resource of the user that waits for a grant', () => {
    const { away, role } = twoStacks();
    const [one, two] = ['One', 'Two'].map((id) => modelOf(away, id, role));
    const first = new sqs.Queue(away, 'First');
    const later = new sqs.Queue(away, 'Later');
    first.grantSendMessages(one).applyBefore(later);
    later.grantSendMessages(two);
    expect(circlesIn(away)).toEqual([]);
    expect(awaitedIn(away, 'AWS::SQS::Queue')).toEqual([[], ['HostingPolicyOfRole']]);
  });

  test('with alarms that roll endpoints back, of which one is about another endpoint', () => {
    const { away, role } = twoStacks();
    const [one, two] = ['One', 'Two'].map((id) => endpointOf(away, `Endpoint${id}`, modelOf(away, id, role)));
    const alarmOn = (id: string, dimension: string) => new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Errors', dimensionsMap: { of: dimension } })
      .createAlarm(away, id, { threshold: 1, evaluationPeriods: 1 });
    one.addAutoRollbackAlarms(alarmOn('AlarmOne', 'literal'));
    two.addAutoRollbackAlarms(alarmOn('AlarmTwo', one.endpointName));
    expect(circlesIn(away)).toEqual([]);
    expect(policiesIn(away)).toEqual({ RollbackPolicyOfRole: ['cloudwatch:DescribeAlarms x1'], EndpointTwoRolePolicy: ['cloudwatch:DescribeAlarms x1'] });
    expect(awaitedIn(away, 'AWS::SageMaker::Endpoint')).toEqual([['RollbackPolicyOfRole'], ['RollbackPolicyOfRole', 'EndpointTwoRolePolicy'].sort()]);
  });
});

describe('a role that no policy can be attached to', () => {
  test.each<[string, (home: Stack) => iam.IRole]>([
    ['without policy updates', (home) => aRole(home, 'Fixed').withoutPolicyUpdates()],
    ['imported as immutable', (home) => iam.Role.fromRoleArn(home, 'Imported', 'arn:aws:iam::123456789012:role/imported', { mutable: false })],
  ])('%s gets none', (_which, roleIn) => {
    const { home, away } = twoStacks();
    const role = roleIn(home);
    const bucket = s3.Bucket.fromBucketName(away, 'Bucket', 'bucket');
    const endpoint = endpointOf(away, 'Endpoint', modelOf(away, 'Model', role, bucket));
    endpoint.grantInvoke(role);
    endpoint.addAutoRollbackAlarms(cloudwatch.Alarm.fromAlarmName(away, 'Alarm', 'alarm'));
    expect([home, away].flatMap((stack) => Object.keys(policiesIn(stack)))).toEqual([]);
    expect(away.node.children.filter((child) => child instanceof iam.Policy)).toEqual([]);
  });

  test('imported by its name, gets all its policies here', () => {
    const { home, away } = twoStacks();
    const role = iam.Role.fromRoleName(home, 'Imported', 'imported');
    modelOf(away, 'Model', role, s3.Bucket.fromBucketName(away, 'Bucket', 'bucket'));
    expect(Object.keys(policiesIn(away))).toEqual(['HostingPolicyOfRole']);
    expect(Object.keys(policiesIn(home))).toEqual([]);
    expect(home.dependencies).toEqual([]);
  });
});

test('a construct of the user with the ID of the policy is no obstacle', () => {
  const { away, role } = twoStacks();
  new CfnParameter(away, `HostingPolicyOfRole${role.node.addr.slice(-8)}`);
  modelOf(away, 'Model', role, new s3.Bucket(away, 'Bucket'));
  expect(Object.keys(policiesIn(away))).toHaveLength(1);
});

test('a lazy role of a configuration, whose data goes to a bucket of another stack, is in the template', () => {
  const { app, home, away } = twoStacks();
  const role = new iam.LazyRole(away, 'Lazy', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const bucket = new s3.Bucket(home, 'Bucket', { encryption: s3.BucketEncryption.KMS });
  new EndpointConfig(away, 'Config', { role, instanceProductionVariants: [{ variantName: 'main' }], dataCapture: { destination: { bucket } } });
  app.synth();
  const template = Template.fromStack(away).toJSON();
  const names = [...JSON.stringify(template.Resources).matchAll(/"Fn::GetAtt":\["([^"]+)"/g)].map(([, id]) => id);
  expect(names.filter((id) => !(id in template.Resources))).toEqual([]);
  expect(Object.keys(resourcesOf(away, 'AWS::IAM::Role'))).toHaveLength(1);
});

test('models of one stack leave the templates of a role in that stack as they are', () => {
  const stack = testStack();
  const role = aRole(stack);
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'inference');
  ['One', 'Two'].forEach((id) => new Model(stack, id, { role, containers: [{ image: ContainerImage.fromEcrRepository(repository, '1') }] }));
  expect(Object.keys(resourcesOf(stack, POLICY))).toEqual([expect.stringMatching(/^GivenRoleDefaultPolicy/)]);
});
