import {
  App, CfnDynamicReference, CfnDynamicReferenceService, Fn, NestedStack, Stack, Stage,
  aws_iam as iam, aws_s3 as s3, aws_sagemaker as sagemaker, aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { aRole, dependenciesIn } from './given';
import { awaitedBy, endpointOf, idsOf, policyFor, stackDependencies } from './given-surroundings';
import { Endpoint, HostingVpcEndpoints, InstanceType, type Model } from '../../src';
import { aConfig, aModel, aVpc } from '../helpers/given';
import { ENV, resourcesOf, testStack } from '../helpers/stack';

describe('a model in a nested stack', () => {
  test('waits for a policy in it', () => {
    const nested = new NestedStack(testStack(), 'Nested');
    const model = aModel(nested);
    const policy = policyFor(nested, model.role!);
    expect(awaitedBy(model)).toEqual(idsOf(policy));
  });

  test('waits for a policy in its parent, and for one in a nested stack beside it', () => {
    const stack = testStack();
    const role = aRole(stack);
    const [hosting, others] = ['Hosting', 'Others'].map((id) => new NestedStack(stack, id));
    aModel(hosting, 'Model', { role });
    const policy = policyFor(stack, role);
    policyFor(others, role);
    const { DependsOn: waiting } = Template.fromStack(stack).toJSON().Resources[idsOf(hosting.nestedStackResource!)[0]];
    expect(waiting).toEqual(expect.arrayContaining(idsOf(policy, others.nestedStackResource!)));
  });

  test('does not wait for a policy in its parent that names its endpoint, or that another nested stack leads to', () => {
    const stack = testStack();
    const role = aRole(stack);
    const [hosting, others] = ['Hosting', 'Others'].map((id) => new NestedStack(stack, id));
    const model = aModel(hosting, 'Model', { role });
    policyFor(stack, role, 'Outside', endpointOf(model).endpointArn);
    policyFor(others, role);
    new s3.Bucket(others, 'Bucket', { bucketName: model.modelName });
    const { DependsOn: waiting = [] } = Template.fromStack(stack).toJSON().Resources[idsOf(hosting.nestedStackResource!)[0]];
    expect(waiting).toEqual(expect.not.arrayContaining(idsOf(stack.node.findChild('Outside'), others.nestedStackResource!)));
  });

  test('is waited for by nothing in its parent', () => {
    const stack = testStack();
    const role = aRole(stack);
    const model = aModel(stack, 'Model', { role });
    const nested = new NestedStack(stack, 'Nested');
    policyFor(nested, role);
    aModel(nested);
    expect(awaitedBy(model)).toEqual([]);
  });
});

describe('a model in one of several stacks', () => {
  function stacks(...ids: string[]): Stack[] {
    const app = new App();
    return ids.map((id) => testStack({ app, id }));
  }

  test('waits for a stack that attaches a policy to its role', () => {
    const [roles, hosting, policies] = stacks('Roles', 'Hosting', 'Policies');
    const role = aRole(roles);
    aModel(hosting, 'Model', { role });
    policyFor(policies, role);
    expect(stackDependencies(hosting).sort()).toEqual(['Policies', 'Roles']);
  });

  test('waits for a stack that reads a public parameter of AWS', () => {
    const [roles, hosting, policies] = stacks('Roles', 'Hosting', 'Policies');
    const role = aRole(roles);
    aModel(hosting, 'Model', { role });
    policyFor(policies, role);
    ssm.StringParameter.valueForStringParameter(policies, '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64');
    expect(stackDependencies(hosting).sort()).toEqual(['Policies', 'Roles']);
  });

  test.each<[string, (policies: Stack, role: iam.IRole, model: Model) => void]>([
    ['names the model', (policies, role, model) => policyFor(policies, role, 'Outside', model.modelArn)],
    ['has another resource that names the model', (policies, role, model) => {
      policyFor(policies, role);
      new s3.Bucket(policies, 'Bucket', { bucketName: model.modelName });
    }],
    ['has another resource that depends on the model', (policies, role, model) => {
      policyFor(policies, role);
      new s3.Bucket(policies, 'Bucket').node.addDependency(model);
    }],
    ['depends on the stack of the model', (policies, role, model) => {
      policyFor(policies, role);
      policies.addStackDependency(Stack.of(model));
    }],
    ['imports something by the name of its export', (policies, role) => policyFor(policies, role, 'Outside', Fn.importValue('exported'))],
    ['reads a Systems Manager parameter, which the stack of the model may create', (policies, role) => {
      policyFor(policies, role, 'Outside', ssm.StringParameter.valueForStringParameter(policies, '/churn/endpoint'));
    }],
    ['resolves a Systems Manager parameter', (policies, role) => {
      policyFor(policies, role, 'Outside', new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/churn/endpoint').toString());
    }],
    ['has an inference component of an endpoint by its name', (policies, role) => {
      policyFor(policies, role);
      new sagemaker.CfnInferenceComponent(policies, 'Component', { endpointName: 'llm', specification: {} });
    }],
    ['scales an endpoint by its name', (policies, role) => {
      policyFor(policies, role);
      Endpoint.fromEndpointName(policies, 'Llm', 'llm').findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity: 2 });
    }],
    ['has a model itself', (policies, role) => {
      policyFor(policies, role);
      aModel(policies);
    }],
  ])('does not wait for a stack that %s', (_which, attach) => {
    const [roles, hosting, policies] = stacks('Roles', 'Hosting', 'Policies');
    const role = aRole(roles);
    attach(policies, role, aModel(hosting, 'Model', { role }));
    expect(stackDependencies(hosting)).toEqual(['Roles']);
  });

  test('does not wait for another one with the same role, and its own policies are awaited', () => {
    const [roles, one, two] = stacks('Roles', 'One', 'Two');
    const role = aRole(roles);
    const models = [one, two].map((stack) => aModel(stack, 'Model', { role }));
    const policies = [one, two].map((stack) => policyFor(stack, role));
    expect([one, two].map(stackDependencies)).toEqual([['Roles'], ['Roles']]);
    models.forEach((model, index) => expect(awaitedBy(model)).toEqual(expect.arrayContaining(idsOf(policies[index]))));
  });

  test('waits for nothing in another account', () => {
    const app = new App();
    const [hosting, theirs] = [ENV, { ...ENV, account: '222222222222' }].map((env, index) => testStack({ app, id: `Stack${index}`, env }));
    aModel(hosting, 'Model', { role: iam.Role.fromRoleName(hosting, 'Role', 'serving') });
    policyFor(theirs, iam.Role.fromRoleName(theirs, 'Role', 'serving'));
    expect(stackDependencies(hosting)).toEqual([]);
  });

  test('waits for nothing of another stage', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(new Stage(app, id), 'Stack', { env: ENV }));
    const models = [one, two].map((stack) => aModel(stack, 'Model', { role: iam.Role.fromRoleName(stack, 'Role', 'serving', { mutable: false }) }));
    const policy = policyFor(two, iam.Role.fromRoleName(two, 'Again', 'serving'));
    app.synth();
    const waiting = models.map((model) => Object.values(resourcesOf(model, 'AWS::SageMaker::Model'))[0].DependsOn ?? []);
    expect(waiting).toEqual([[], idsOf(policy)]);
  });

  test('finds everything in the stack of its VPC', () => {
    const [network, hosting] = stacks('Network', 'Hosting');
    const vpc = aVpc(network);
    new HostingVpcEndpoints(network, 'Endpoints', { vpc });
    aConfig(hosting, 'Config', { instanceProductionVariants: [{ model: aModel(hosting, 'Model', { vpc }), variantName: 'main', instanceType: InstanceType.M5_LARGE }] });
    expect(stackDependencies(hosting)).toEqual(['Network']);
    expect(dependenciesIn(hosting).map((id) => id.slice(0, 9))).toEqual(['ModelRole', 'ModelRole']);
  });
});
