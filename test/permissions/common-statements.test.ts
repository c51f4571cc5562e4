import { App, NestedStack, Stack, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, type Environment } from 'aws-cdk-lib';
import { ContainerImage, EndpointConfig, Model, type ModelProps } from '../../src';
import { circlesIn } from '../helpers/circles';
import { aVpc } from '../helpers/given';
import { ENV, resourcesOf, statementsOf, testStack } from '../helpers/stack';
import { UserImage, aRole } from '../model/given';

const LOGS = 'logs:CreateLogGroup';
const METRICS = 'cloudwatch:PutMetricData';
const SIGN_IN = 'ecr:GetAuthorizationToken';
const NETWORK = 'ec2:CreateNetworkInterface';

/** The first action of each statement in a stack. */
const actionsIn = (stack: Stack): string[] => statementsOf(stack).map(({ Action }) => [Action].flat()[0]);

function stacks(homeEnv: Environment | undefined = ENV, awayEnv: Environment | undefined = ENV): { app: App; home: Stack; away: Stack } {
  const app = new App();
  return { app, home: testStack({ app, id: 'Home', env: homeEnv }), away: testStack({ app, id: 'Away', env: awayEnv }) };
}

function modelOf(stack: Stack, role: iam.IRole, id = 'Model', props: ModelProps = {}): Model {
  const repository = ecr.Repository.fromRepositoryName(stack, `${id}Repository`, 'inference');
  return new Model(stack, id, { role, containers: [{ image: ContainerImage.fromEcrRepository(repository, '1') }], ...props });
}

describe('what is equal in all stacks', () => {
  test('is said once, by the policy of the role in its own stack', () => {
    const { app, home, away } = stacks();
    const role = aRole(home);
    const other = testStack({ app, id: 'Other' });
    [away, other].forEach((stack) => ['One', 'Two'].forEach((id) => modelOf(stack, role, id)));
    expect(actionsIn(home)).toEqual([LOGS, METRICS, SIGN_IN]);
    expect([away, other].map(actionsIn)).toEqual([['ecr:BatchCheckLayerAvailability'], ['ecr:BatchCheckLayerAvailability']]);
    expect(home.dependencies).toEqual([]);
    expect(away.dependencies).toEqual([home]);
  });

  test('includes the network of models in a VPC', () => {
    const { home, away } = stacks();
    modelOf(away, aRole(home), 'Model', { vpc: aVpc(away) });
    expect(actionsIn(home)).toEqual([LOGS, METRICS, NETWORK, SIGN_IN]);
  });

  test('includes that of a configuration with a role of its own', () => {
    const { home, away } = stacks();
    new EndpointConfig(away, 'Config', { role: aRole(home), instanceProductionVariants: [{ variantName: 'main' }] });
    expect(actionsIn(home)).toEqual([LOGS, METRICS]);
    expect(actionsIn(away)).toEqual([]);
  });

  test('does not include permissions of the user, nor narrower ones', () => {
    const { home, away } = stacks();
    const model = new Model(away, 'Model', { role: aRole(home), containers: [{ image: new UserImage() }] });
    const vpc = new ec2.Vpc(away, 'Vpc');
    const statements: iam.PolicyStatementProps[] = [
      { actions: ['translate:TranslateText'], resources: ['*'] },
      { actions: [METRICS], resources: ['arn:aws:cloudwatch:us-east-1:123456789012:dashboard/x'] },
      { actions: [NETWORK], resources: ['*'], conditions: { StringEquals: { 'ec2:Vpc': vpc.vpcArn } } },
      { actions: [METRICS], resources: ['*'], effect: iam.Effect.DENY },
    ];
    statements.forEach((props) => model.addToRolePolicy(new iam.PolicyStatement(props)));
    expect(actionsIn(home)).toEqual([LOGS, METRICS]);
    expect(statementsOf(away).map(({ Action }) => Action).sort()).toEqual(statements.map(({ actions }) => actions![0]).sort());
  });

  test('does not include a statement with further actions', () => {
    const { home, away } = stacks();
    modelOf(away, aRole(home)).addToRolePolicy(new iam.PolicyStatement({ actions: [METRICS, 'cloudwatch:GetMetricData'], resources: ['*'] }));
    expect(statementsOf(away)).toContainEqual({ Action: ['cloudwatch:GetMetricData', METRICS], Effect: 'Allow', Resource: '*' });
  });

  test('is in the policy of the role in the parent of a nested stack', () => {
    const { home } = stacks();
    const nested = new NestedStack(home, 'Nested');
    modelOf(nested, aRole(home));
    expect(actionsIn(home)).toEqual([LOGS, METRICS, SIGN_IN]);
    expect(actionsIn(nested)).toEqual(['ecr:BatchCheckLayerAvailability']);
    expect(circlesIn(home)).toEqual([]);
  });

  test('is in the policy of the role in a nested stack of the same stack', () => {
    const { home } = stacks();
    const nested = new NestedStack(home, 'Nested');
    modelOf(home, aRole(nested));
    expect(actionsIn(nested)).toEqual([LOGS, METRICS, SIGN_IN]);
    expect(circlesIn(home)).toEqual([]);
  });

  test('is in the own policy of a lazy role', () => {
    const { home, away } = stacks();
    const role = new iam.LazyRole(home, 'Lazy', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    modelOf(away, role);
    expect(actionsIn(home)).toEqual([LOGS, METRICS, SIGN_IN]);
  });

  test('is in the own policy where neither stack has a known region, because they are deployed to the same one', () => {
    const app = new App();
    const [home, away] = ['Home', 'Away'].map((id) => new Stack(app, id));
    modelOf(away, aRole(home));
    expect(actionsIn(home)).toEqual([LOGS, METRICS, SIGN_IN]);
  });
});

describe('is in the stack of the model', () => {
  /** The statements of a policy that repeats nothing: those on all resources are one. */
  const ALL = [[LOGS, 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], [METRICS, SIGN_IN],
    ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']];
  const allIn = (stack: Stack): string[][] => statementsOf(stack).map(({ Action }) => Action);

  test('for a role of another region, because the log groups are in the region of the model', () => {
    const { home, away } = stacks(ENV, { ...ENV, region: 'eu-west-1' });
    modelOf(away, new iam.Role(home, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'), roleName: 'serving' }));
    expect(actionsIn(home)).toEqual([]);
    expect(new Set(allIn(away))).toEqual(new Set(ALL));
    expect(JSON.stringify(statementsOf(away))).toContain(':logs:eu-west-1:123456789012:log-group:/aws/sagemaker/*');
  });

  test('for an imported role', () => {
    const { home, away } = stacks();
    modelOf(away, iam.Role.fromRoleName(home, 'Imported', 'imported'));
    expect(Object.keys(resourcesOf(home, 'AWS::IAM::Policy'))).toEqual([]);
    expect(new Set(allIn(away))).toEqual(new Set(ALL));
  });
});

test('a role without policy updates is left alone in both stacks', () => {
  const { home, away } = stacks();
  modelOf(away, aRole(home).withoutPolicyUpdates());
  expect([home, away].flatMap(actionsIn)).toEqual([]);
});
