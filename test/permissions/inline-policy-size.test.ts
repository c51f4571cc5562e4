import { App, CfnParameter, Fn, Stack, Token, aws_ecr as ecr, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerImage, Endpoint, EndpointConfig, Model, ModelData } from '../../src';
import { resourcesOf, testStack } from '../helpers/stack';
import { UserImage, aRole } from '../model/given';

const LIMIT = 10_240;

/** The characters of all inline policies of the roles in an app, with the tokens of the tests at their true length. */
function charactersIn(app: App): number {
  return app.node.children.filter(Stack.isStack).flatMap((stack) => Object.values(resourcesOf(stack, 'AWS::IAM::Policy')))
    .reduce((sum, { Properties }) => sum + JSON.stringify(deployed(Properties.PolicyDocument)).length, 0);
}

function deployed(value: any): any {
  if (Array.isArray(value)) {
    return value.map(deployed);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if ('Ref' in value) {
    return value.Ref === 'AWS::Partition' ? 'aws' : '?'.repeat(LIMIT);
  }
  return 'Fn::Join' in value
    ? value['Fn::Join'][1].map(deployed).join(value['Fn::Join'][0])
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deployed(inner)]));
}

function twoStacks(): { app: App; home: Stack; away: Stack; role: iam.Role } {
  const app = new App();
  const home = testStack({ app, id: 'Home' });
  return { app, home, away: testStack({ app, id: 'Away' }), role: aRole(home, 'Role') };
}

/** A model with an image of the account's registry, and artifacts of a bucket. */
function modelOf(scope: Construct, id: string, role: iam.IRole, bucketName = 'artifacts-of-the-company', key = `models/${id}/model.tar.gz`): Model {
  const repository = ecr.Repository.fromRepositoryName(scope, `${id}Repository`, 'inference');
  const bucket = s3.Bucket.fromBucketName(scope, `${id}Bucket`, bucketName);
  return new Model(scope, id, {
    role, containers: [{ image: ContainerImage.fromEcrRepository(repository, '1'), modelData: ModelData.fromBucket(bucket, key) }],
  });
}

/** A model that needs a permission of so many characters. */
function needing(scope: Construct, role: iam.IRole, resource: string, id = 'Model'): void {
  new Model(scope, id, { role, containers: [{ image: new UserImage() }] })
    .addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] }));
}

describe('within the limit of IAM', () => {
  test('are 20 stacks that share one role', () => {
    const { app, role } = twoStacks();
    Array.from({ length: 20 }, (_, index) => modelOf(testStack({ app, id: `Stack${index}` }), 'Model', role, `artifacts-of-team-${index}`));
    app.synth();
    expect(charactersIn(app)).toBeLessThan(LIMIT);
    expect(charactersIn(app)).toBeGreaterThan(LIMIT / 2);
  });

  test('are 60 models of one stack with a role of another stack', () => {
    const { app, away, role } = twoStacks();
    Array.from({ length: 60 }, (_, index) => modelOf(away, `Model${index}`, role));
    app.synth();
    expect(charactersIn(app)).toBeLessThan(LIMIT);
    expect(Object.keys(resourcesOf(away, 'AWS::IAM::Policy'))).toHaveLength(1);
  });
});

describe('the sum of all inline policies of a role', () => {
  /** What the role and its policies have besides the resource: what is equal in all stacks, and a statement for the resource. */
  const BESIDES = 350;

  function problemOf(app: App): string {
    try {
      app.synth();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  }

  test('is refused above the limit, with the largest policies', () => {
    const { app, role } = twoStacks();
    const stacks = Array.from({ length: 8 }, (_, index) => testStack({ app, id: `Stack${index}` }));
    stacks.forEach((stack, index) => needing(stack, role, `arn:aws:s3:::bucket/${'x'.repeat(1500 - index)}`));
    expect(problemOf(app)).toContain("[Stack0/HostingPolicyOfRole443b2f75] the inline policies of role 'Home/Role' must have at most 10240 characters in total, got at least "
      + "13197: 'Stack0/HostingPolicyOfRole443b2f75' 1615, 'Stack1/HostingPolicyOfRole443b2f75' 1614, 'Stack2/HostingPolicyOfRole443b2f75' 1613, "
      + "'Stack3/HostingPolicyOfRole443b2f75' 1612, 'Stack4/HostingPolicyOfRole443b2f75' 1611, 4 others; use several roles, or specify role.withoutPolicyUpdates() and grant "
      + 'the permissions with managed policies');
    expect(problemOf(app).match(/must have at most/g)).toHaveLength(1);
  });

  test('is refused with all policies if they are five', () => {
    const { app, role } = twoStacks();
    // The fifth one is in the stack of the role, for what is the same in all stacks.
    Array.from({ length: 4 }, (_, index) => testStack({ app, id: `Stack${index}` })).forEach((stack) => needing(stack, role, 'x'.repeat(2600)));
    expect(problemOf(app)).toMatch(/got at least \d+: ('\S+' \d+, ){4}'\S+' \d+; use several roles/);
  });

  test('is exact where all is known: the limit is accepted, one character more is not', () => {
    const sized = (length: number) => {
      const { app, away, role } = twoStacks();
      needing(away, role, 'x'.repeat(length));
      return app;
    };
    const [, got] = problemOf(sized(LIMIT)).match(/got at least (\d+)/)!;
    const room = LIMIT - (Number(got) - LIMIT);
    expect(problemOf(sized(room))).toBe('');
    expect(charactersIn(sized(room))).toBe(LIMIT);
    expect(problemOf(sized(room + 1))).toContain(`got at least ${LIMIT + 1}:`);
  });

  test.each<[string, (home: Stack, away: Stack, role: iam.Role) => void]>([
    ['in the properties of the role', (home, away) => {
      const document = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['y'.repeat(LIMIT - BESIDES)] })] });
      const role = new iam.Role(home, 'Second', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'), inlinePolicies: { Mine: document } });
      needing(away, role, 'x'.repeat(BESIDES));
    }],
    ['of the user', (home, away, role) => {
      role.attachInlinePolicy(new iam.Policy(home, 'Mine', { statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['y'.repeat(LIMIT - BESIDES)] })] }));
      needing(away, role, 'x'.repeat(BESIDES));
    }],
    ['of the user in another resource', (home, away, role) => {
      new iam.CfnRolePolicy(home, 'Mine', {
        policyName: 'mine', roleName: role.roleName, policyDocument: { Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'y'.repeat(LIMIT - BESIDES) }] },
      });
      needing(away, role, 'x'.repeat(BESIDES));
    }],
  ])('includes policies %s', (_where, build) => {
    const { app, home, away, role } = twoStacks();
    build(home, away, role);
    expect(problemOf(app)).toMatch(/the inline policies of role 'Home\/(Role|Second)' must have at most 10240 characters in total, got at least 1\d{4}: 'Home\/(Mine|Second)'/);
  });

  test('does not include policies of other roles, nor managed policies', () => {
    const { app, home, away, role } = twoStacks();
    const large = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['y'.repeat(5500)] });
    needing(away, role, 'x'.repeat(5500));
    new iam.ManagedPolicy(home, 'Managed', { roles: [role], statements: [large] });
    aRole(home, 'Other').addToPolicy(large);
    expect(problemOf(app)).toBe('');
  });

  test('counts tokens with the fewest characters that they can have, and whitespace not at all', () => {
    const { app, away, role } = twoStacks();
    const resources = [
      'x'.repeat(LIMIT - 500), ' '.repeat(1000),
      new CfnParameter(away, 'Parameter').valueAsString,
      Fn.join('', Fn.split('-', Fn.importValue('x'.repeat(500)))),
      Fn.sub(`\${${'x'.repeat(500)}}`),
      Token.asString({ 'Fn::Select': [0, ['x'.repeat(500)]] }),
    ];
    new Model(away, 'Model', { role, containers: [{ image: new UserImage() }] }).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources }));
    expect(problemOf(app)).toBe('');
  });

  test('counts the known parts of a text that is joined by an intrinsic function', () => {
    const { app, away, role } = twoStacks();
    needing(away, role, Token.asString({ 'Fn::Join': ['', ['x'.repeat(LIMIT / 2), { Ref: 'AWS::Partition' }, 'y'.repeat(LIMIT / 2)]] }));
    expect(problemOf(app)).toContain('must have at most 10240 characters in total');
  });

  test('counts each bucket of the app, though their names are unknown', () => {
    const { app, away, role } = twoStacks();
    needing(away, role, 'x'.repeat(LIMIT - 1000));
    const model = new Model(away, 'Second', { role, containers: [{ image: new UserImage() }] });
    const buckets = Array.from({ length: 40 }, (_, index) => new s3.Bucket(away, `Bucket${index}`));
    model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: buckets.map(({ bucketArn }) => bucketArn) }));
    expect(problemOf(app)).toContain('must have at most 10240 characters in total');
  });

  test('counts each endpoint that the role can invoke', () => {
    const { app, away, role } = twoStacks();
    const resource = 'x'.repeat(LIMIT - 600);
    const model = new Model(away, 'Model', { role, containers: [{ image: new UserImage() }] });
    model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] }));
    const endpointConfig = new EndpointConfig(away, 'Config', { instanceProductionVariants: [{ model, variantName: 'main' }] });
    Array.from({ length: 10 }, (_, index) => new Endpoint(away, `Endpoint${index}`, { endpointConfig }).grantInvoke(model));
    expect(problemOf(app)).toContain('must have at most 10240 characters in total');
  });

  test('is that of an imported role too', () => {
    const { app, home, away } = twoStacks();
    needing(away, iam.Role.fromRoleName(home, 'Imported', 'imported'), 'x'.repeat(LIMIT));
    expect(problemOf(app)).toContain("the inline policies of role 'Home/Imported' must have at most 10240 characters in total");
  });

  test.each([['123456789012', /must have at most 10240 characters in total/], ['222222222222', /^$/]])(
    'counts the policies that another stack in account %s adds to a role of this name', (account, problem) => {
      const { app, home, away } = twoStacks();
      const other = testStack({ app, id: 'Other', env: { account, region: 'us-east-1' } });
      [home, other].map((stack) => iam.Role.fromRoleName(stack, 'Imported', 'imported', { defaultPolicyName: `Of${stack}` })).forEach((role) =>
        needing(role.stack === home ? away : role.stack, role, 'x'.repeat(LIMIT - 1000)));
      expect(problemOf(app)).toMatch(problem);
    });

  test('does not count for a role of the same stack only, whose policy the CDK splits', () => {
    const { app, home, role } = twoStacks();
    ['One', 'Two', 'Three'].forEach((id) => needing(home, role, `${id}${'x'.repeat(4000)}`, id));
    expect(problemOf(app)).toBe('');
    expect(Object.keys(resourcesOf(home, 'AWS::IAM::ManagedPolicy'))).toHaveLength(1);
  });

  test('does not count for a role that takes no policies', () => {
    const { app, away, role } = twoStacks();
    needing(away, role.withoutPolicyUpdates(), 'x'.repeat(LIMIT));
    expect(problemOf(app)).toBe('');
  });
});
