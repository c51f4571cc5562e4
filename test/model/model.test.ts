import {
  App, CfnOutput, CfnParameter, NestedStack, PhysicalName, PropertyInjectors, Stack, Tags, aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3,
  aws_sagemaker as sagemaker, type IPropertyInjector, type InjectionContext,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UserData, UserImage, aRole, dependenciesIn, modelIn, unchangeable } from './given';
import { Model, type ModelProps } from '../../src';
import { aModel, anImage, aVpc } from '../helpers/given';
import { resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';

describe('the resource', () => {
  test('is the default child, called Model', () => {
    const model = aModel(testStack());
    expect(model.node.defaultChild).toBeInstanceOf(sagemaker.CfnModel);
    expect(model.node.findChild('Model')).toBe(model.node.defaultChild);
  });

  test('has the logical ids that a model of the alpha module has', () => {
    const stack = testStack();
    aModel(stack, 'Model', { vpc: aVpc(stack) });
    expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model'))).toEqual(['Model2AD80A05']);
    expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Role'))).toEqual(['ModelRole3E65CE92']);
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::SecurityGroup'))).toEqual(['ModelSecurityGroup2A7C9E10']);
  });

  test('has nothing that is not asked for', () => {
    const model = aModel(testStack(), 'Model', { containers: [{ image: new UserImage() }] });
    expect(modelIn(model)).toEqual({
      ExecutionRoleArn: { 'Fn::GetAtt': ['ModelRole3E65CE92', 'Arn'] },
      PrimaryContainer: { Image: 'registry.example.com/image:1' },
    });
  });

  test.each([true, false, undefined])('has the network isolation %p', (networkIsolation) => {
    const model = aModel(testStack(), 'Model', { networkIsolation });
    expect(modelIn(model).EnableNetworkIsolation).toBe(networkIsolation);
    expect(model._hosting.isolated).toBe(networkIsolation ?? false);
  });

  test('is tagged', () => {
    const model = aModel(testStack());
    Tags.of(model).add('team', 'churn');
    expect(modelIn(model).Tags).toEqual([{ Key: 'team', Value: 'churn' }]);
  });

  test('refers to itself by attributes', () => {
    const model = aModel(testStack());
    expect(model.stack.resolve(model.modelArn)).toEqual({ Ref: 'Model2AD80A05' });
    expect(model.stack.resolve(model.modelName)).toEqual({ 'Fn::GetAtt': ['Model2AD80A05', 'ModelName'] });
  });

  test('can be referred to from another region by a name that is made for it', () => {
    const app = new App();
    const stack = testStack({ app });
    const model = aModel(stack, 'Model', { modelName: PhysicalName.GENERATE_IF_NEEDED });
    const abroad = testStack({ app, id: 'Abroad', env: { account: '123456789012', region: 'eu-west-1' } });
    new CfnOutput(abroad, 'Arn', { value: model.modelArn });
    app.synth();
    const name = modelIn(stack).ModelName;
    expect(name).toMatch(/^[a-zA-Z0-9-]{1,63}$/);
    expect(Template.fromStack(abroad).toJSON().Outputs.Arn.Value).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:sagemaker:us-east-1:123456789012:model/${name}`]],
    });
  });
});

describe('containers', () => {
  const image = (imageName: string) => ({ image: new UserImage({ imageName }) });

  test('one is the primary container', () => {
    const model = aModel(testStack(), 'Model', { containers: [{ ...image('a'), modelData: new UserData('s3://b/k.tar.gz'), environment: { MODE: 'fast' } }] });
    expect(modelIn(model).PrimaryContainer).toEqual({ Image: 'a', ModelDataUrl: 's3://b/k.tar.gz', Environment: { MODE: 'fast' } });
    expect(modelIn(model)).not.toHaveProperty('Containers');
  });

  test('several are a pipeline, in order', () => {
    const model = aModel(testStack(), 'Model', { containers: [image('a'), image('b'), image('c')] });
    expect(modelIn(model).Containers).toEqual([{ Image: 'a' }, { Image: 'b' }, { Image: 'c' }]);
    expect(modelIn(model)).not.toHaveProperty('PrimaryContainer');
  });

  test('may be added to none', () => {
    const model = new Model(testStack(), 'Model');
    model.addContainer(image('a'));
    expect(modelIn(model).PrimaryContainer).toEqual({ Image: 'a' });
  });

  test('that are added make a pipeline of one', () => {
    const model = aModel(testStack(), 'Model', { containers: [image('a')] });
    model.addContainer(image('b'));
    expect(modelIn(model).Containers).toEqual([{ Image: 'a' }, { Image: 'b' }]);
    expect(model._hosting.containers).toBe(2);
  });

  test('adding one leaves the list that was given alone', () => {
    const containers = [image('a')];
    const model = aModel(testStack(), 'Model', { containers });
    model.addContainer(image('b'));
    expect(containers).toHaveLength(1);
  });
});

describe('the role', () => {
  test('that is given is used, and none is made', () => {
    const stack = testStack();
    const role = aRole(stack);
    const model = aModel(stack, 'Model', { role });
    expect(model.role).toBe(role);
    expect(model.grantPrincipal).toBe(role);
    expect(modelIn(stack).ExecutionRoleArn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^GivenRole/), 'Arn'] });
    expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Role'))).toHaveLength(1);
    expect(dependenciesIn(stack)).toEqual(expect.arrayContaining(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'))));
  });

  test('that is imported gets a policy, which the model waits for', () => {
    const stack = testStack();
    aModel(stack, 'Model', { role: iam.Role.fromRoleArn(stack, 'GivenRole', 'arn:aws:iam::123456789012:role/serving') });
    const [[policyId, policy]] = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy'));
    expect(policy.Properties.Roles).toEqual(['serving']);
    expect(modelIn(stack).ExecutionRoleArn).toBe('arn:aws:iam::123456789012:role/serving');
    expect(dependenciesIn(stack)).toEqual([policyId]);
  });

  test('that may not be changed is used as it is', () => {
    const stack = testStack();
    aModel(stack, 'Model', { role: unchangeable(stack), vpc: aVpc(stack) });
    expect(statementsOf(stack)).toEqual([]);
    expect(dependenciesIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Role')).filter((id) => id.startsWith('GivenRole')));
  });

  test('that is granted something through the model is waited for', () => {
    const stack = testStack();
    const model = aModel(stack);
    const grant = new s3.Bucket(stack, 'Bucket').grantRead(model);
    expect(grant.success).toBe(true);
    const resource = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
    expect(statementsOf(stack).slice(-1)).toEqual([{
      Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'],
      Effect: 'Allow',
      Resource: [resource, { 'Fn::Join': ['', [resource, '/*']] }],
    }]);
    expect(dependenciesIn(stack)).toEqual(['ModelRole3E65CE92', 'ModelRoleDefaultPolicy52564B59']);
  });

  test('is allowed more by statements', () => {
    const stack = testStack();
    aModel(stack).addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] }));
    expect(statementsOf(stack).slice(-1)).toEqual([{ Action: 's3:PutObject', Effect: 'Allow', Resource: '*' }]);
  });

  test('of another stack is deployed first', () => {
    const app = new App();
    const home = testStack({ app, id: 'Home' });
    const stack = testStack({ app });
    aModel(stack, 'Model', { role: aRole(home) });
    app.synth();
    expect(stack.dependencies).toEqual([home]);
    expect(modelIn(stack).ExecutionRoleArn).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^Home:ExportsOutputFnGetAttGivenRole.*Arn/) });
  });

  describe('of another stack', () => {
    function twoStacks() {
      const app = new App();
      const home = testStack({ app, id: 'Home' });
      return { app, home, stack: testStack({ app }), role: aRole(home) };
    }

    test('gets what all models need by its own policy, and what names this stack by a policy here, for which the model waits', () => {
      const { app, home, stack, role } = twoStacks();
      const model = aModel(stack, 'Model', { role });
      new s3.Bucket(stack, 'Bucket').grantDelete(model);
      app.synth();
      const [[policyId, policy]] = Object.entries(resourcesOf(stack, 'AWS::IAM::Policy'));
      expect(policy.Properties.Roles).toEqual([{ 'Fn::ImportValue': expect.stringMatching(/^Home:ExportsOutputRefGivenRole/) }]);
      expect(dependenciesIn(stack)).toEqual([policyId]);
      expect(statementsOf(home).map(({ Action }) => [Action].flat()[0])).toEqual(['logs:CreateLogGroup', 'cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken']);
      expect(home.dependencies).toEqual([]);
      expect(model.role).toBe(role);
    });

    test('is granted and allowed by the user what ends up in the same policy', () => {
      const { app, home, stack, role } = twoStacks();
      const model = aModel(stack, 'Model', { role });
      const grant = new s3.Bucket(stack, 'Bucket').grantDelete(model);
      model.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] }));
      app.synth();
      expect(grant.success).toBe(true);
      const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] };
      expect(statementsOf(stack).slice(-2)).toEqual([
        { Action: 's3:DeleteObject*', Effect: 'Allow', Resource: { 'Fn::Join': ['', [bucket, '/*']] } },
        { Action: 's3:PutObject', Effect: 'Allow', Resource: '*' },
      ]);
      expect(dependenciesIn(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::IAM::Policy')));
      expect(home.dependencies).toEqual([]);
    });

    test('may serve several models, with one policy for which all wait', () => {
      const { app, stack, role } = twoStacks();
      const bucket = new s3.Bucket(stack, 'Bucket');
      ['One', 'Two'].forEach((id) => bucket.grantDelete(aModel(stack, id, { role })));
      app.synth();
      const [policyId, ...others] = Object.keys(resourcesOf(stack, 'AWS::IAM::Policy'));
      expect(others).toEqual([]);
      expect(Object.values(resourcesOf(stack, 'AWS::SageMaker::Model')).map((model) => model.DependsOn)).toEqual([[policyId], [policyId]]);
    });

    test('gets its policy here where it is imported there', () => {
      const { home, stack } = twoStacks();
      aModel(stack, 'Model', { role: iam.Role.fromRoleArn(home, 'Imported', 'arn:aws:iam::123456789012:role/serving') });
      expect(Object.values(resourcesOf(stack, 'AWS::IAM::Policy')).map((policy) => policy.Properties.Roles)).toEqual([['serving']]);
      expect(resourcesOf(home, 'AWS::IAM::Policy')).toEqual({});
    });

    test('gets no policy where it may not be changed', () => {
      const { stack, role } = twoStacks();
      aModel(stack, 'Model', { role: role.withoutPolicyUpdates() });
      expect(resourcesOf(stack, 'AWS::IAM::Policy')).toEqual({});
    });
  });

  test('of the parent stack fits a model in a nested stack', () => {
    const home = testStack();
    const nested = new NestedStack(home, 'Nested');
    aModel(nested, 'Model', { role: aRole(home) });
    expect(modelIn(nested).ExecutionRoleArn).toEqual({ Ref: expect.stringMatching(/^referencetoTestGivenRole/) });
  });

  test('may serve several models', () => {
    const stack = testStack();
    const role = aRole(stack);
    aModel(stack, 'One', { role });
    aModel(stack, 'Two', { role });
    expect(statementsOf(stack)).toHaveLength(4);
  });
});

describe('a fixed name', () => {
  test('is warned of', () => {
    const stack = testStack();
    aModel(stack, 'Model', { modelName: 'churn' });
    expect(modelIn(stack).ModelName).toBe('churn');
    expect(warningsOf(stack)).toEqual([
      'Test/Model: modelName is fixed, so CloudFormation cannot replace the model, which every change requires; omit modelName '
      + '[ack: cdk-sagemaker-hosting:fixedModelName]',
    ]);
  });

  test('is also one that is a token', () => {
    const stack = testStack();
    aModel(stack, 'Model', { modelName: new CfnParameter(stack, 'Name').valueAsString });
    expect(warningsOf(stack)).toHaveLength(1);
    expect(warningsOf(stack)[0]).toMatch(/\[ack: cdk-sagemaker-hosting:fixedModelName\]$/);
  });

  test('is not one that is made when another stack needs it', () => {
    const stack = testStack();
    aModel(stack, 'Model', { modelName: PhysicalName.GENERATE_IF_NEEDED });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not missed', () => {
    const stack = testStack();
    aModel(stack);
    expect(modelIn(stack)).not.toHaveProperty('ModelName');
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('property injection', () => {
  class Isolating implements IPropertyInjector {
    public readonly constructUniqueId = Model.PROPERTY_INJECTION_ID;

    public inject(originalProps: ModelProps | undefined, context: InjectionContext): ModelProps {
      return { ...originalProps, networkIsolation: true, containers: [...originalProps?.containers ?? [], { image: anImage(context.scope) }] };
    }
  }

  test('knows the class by its id', () => {
    expect(Model.PROPERTY_INJECTION_ID).toBe('cdk-sagemaker-hosting.Model');
  });

  test('changes the properties, also where none were given', () => {
    const app = new App();
    PropertyInjectors.of(app).add(new Isolating());
    const stack = testStack({ app });
    new Model(stack, 'Model');
    expect(modelIn(stack).EnableNetworkIsolation).toBe(true);
    expect(modelIn(stack).PrimaryContainer).toBeDefined();
  });

  test('leaves the models of other apps alone', () => {
    PropertyInjectors.of(new App()).add(new Isolating());
    expect(modelIn(aModel(testStack()))).not.toHaveProperty('EnableNetworkIsolation');
  });
});

test('what an endpoint configuration has to know of a model', () => {
  const stack = testStack();
  const nothing = { inVpc: false, isolated: false, containers: 1, direct: false, multiModel: false, dataSource: false, privateRegistry: false };
  expect(aModel(stack, 'Plain')._hosting).toEqual(nothing);
  expect(aModel(stack, 'Inside', { vpc: aVpc(stack), networkIsolation: true })._hosting).toEqual({ ...nothing, inVpc: true, isolated: true });
  expect(new Model(stack, 'Empty')._hosting).toEqual({ ...nothing, containers: 0 });
});

test('models of one stack do not get in the way of each other', () => {
  const stack = new Stack(new App(), 'Test');
  const vpc = aVpc(stack);
  aModel(stack, 'One', { vpc });
  const two = aModel(stack, 'Two', { vpc });
  two.connections.allowToAnyIpv4(ec2.Port.tcp(443));
  expect(Object.keys(resourcesOf(stack, 'AWS::SageMaker::Model'))).toHaveLength(2);
  expect(Object.keys(resourcesOf(stack, 'AWS::IAM::Role')).filter((id) => !id.startsWith('Vpc'))).toHaveLength(2);
});
