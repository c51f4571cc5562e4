import { Duration, Lazy, Size, aws_cloudwatch as cloudwatch, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { aComponent, aHost, aSpecification } from './hosts';
import { CapacitySize, DeploymentStrategy, InferenceComponentSpecification, type InferenceComponent } from '../../../src';
import { aModel, anImage } from '../../helpers/given';
import { problemsAtSynth, synthMessageOf } from '../../helpers/problems';
import { testStack } from '../../helpers/stack';

const deploymentStrategy = DeploymentStrategy.rolling({ maximumBatchSize: CapacitySize.percent(20), bakeTime: Duration.minutes(5) });
const circular = (path: string, advice: string) => `the inference component depends on itself, so that CloudFormation cannot create it: ${path}; ${advice}`;

function anAlarm(stack: Stack, component: string): cloudwatch.Alarm {
  return new cloudwatch.Metric({ namespace: 'Mine', metricName: 'Errors', dimensionsMap: { component } }).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
}

function rolledBackBy(stack: Stack, dimension: (component: InferenceComponent) => string): InferenceComponent {
  const component = aComponent(aHost(stack), 'Llama', { deploymentStrategy });
  component.addAutoRollbackAlarms(anAlarm(stack, dimension(component)));
  return component;
}

describe('an alarm that rolls a component back', () => {
  test('cannot refer to the ARN attribute of the component', () => {
    const component = rolledBackBy(testStack(), ({ inferenceComponentArn }) => inferenceComponentArn);
    expect(problemsAtSynth(component)).toEqual([circular("'Test/Endpoint/Llama/Resource' -> 'Test/Alarm/Resource' -> 'Test/Endpoint/Llama/Resource'",
      "set inferenceComponentName, and use that string in 'Test/Alarm/Resource' instead of a reference to the inference component")]);
  });

  test('can contain the name of the component, which is no reference, and can be on its metrics', () => {
    const stack = testStack();
    const component = rolledBackBy(stack, ({ inferenceComponentName }) => inferenceComponentName);
    component.addAutoRollbackAlarms(component.metricInvocationModelErrors().createAlarm(stack, 'Errors', { threshold: 1, evaluationPeriods: 1 }));
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::InferenceComponent', 1);
  });
});

describe('a model that a component runs', () => {
  const toldBy = (stack: Stack, told: (component: InferenceComponent) => string) => {
    const environment = { TOLD: Lazy.string({ produce: () => told(component) }) };
    const model = aModel(stack, 'Model', { containers: [{ image: anImage(stack), environment }] });
    const component: InferenceComponent = aComponent(aHost(stack), 'Llama', {
      specification: InferenceComponentSpecification.fromModel(model, { compute: { minMemory: Size.gibibytes(1) } }),
    });
    return component;
  };

  test('cannot refer to the ARN attribute of the component, which is reported once', () => {
    const component = toldBy(testStack(), ({ inferenceComponentArn }) => inferenceComponentArn);
    expect(synthMessageOf(component)).toBe(`Validation failed with the following errors:\n  [Test/Endpoint/Llama] ${circular(
      "'Test/Endpoint/Llama/Resource' -> 'Test/Model/Model' -> 'Test/Endpoint/Llama/Resource'",
      "set inferenceComponentName, and use that string in 'Test/Model/Model' instead of a reference to the inference component",
    )}`);
  });

  test('can contain its name', () => {
    const stack = testStack();
    toldBy(stack, ({ inferenceComponentName }) => inferenceComponentName);
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::Model', 1);
  });

  test('can have a role with a policy on the component, which the model does not wait for', () => {
    const stack = testStack();
    const model = aModel(stack);
    const component = aComponent(aHost(stack), 'Llama', {
      specification: InferenceComponentSpecification.fromModel(model, { compute: { minMemory: Size.gibibytes(1) } }),
    });
    const describe = new iam.PolicyStatement({ actions: ['sagemaker:DescribeInferenceComponent'], resources: [component.inferenceComponentArn] });
    new iam.Policy(stack, 'Describe', { roles: [model.role!], statements: [describe] });
    Template.fromStack(stack).resourceCountIs('AWS::SageMaker::InferenceComponent', 1);
  });
});

test('the role of the configuration can have a policy on the component, which the configuration does not wait for', () => {
  const stack = testStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
  const component = aComponent(aHost(stack, 'Endpoint', { role }), 'Llama', { specification: aSpecification(stack) });
  const describe = new iam.PolicyStatement({ actions: ['sagemaker:DescribeInferenceComponent'], resources: [component.inferenceComponentArn] });
  new iam.Policy(stack, 'Describe', { roles: [role], statements: [describe] });
  Template.fromStack(stack).resourceCountIs('AWS::SageMaker::InferenceComponent', 1);
});
