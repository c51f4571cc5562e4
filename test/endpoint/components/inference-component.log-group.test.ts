import { RemovalPolicy, aws_kms as kms, aws_logs as logs } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { aComponent, anArchive } from './given';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, resourcesOf, testStack } from '../../helpers/stack';

const nameOf = (stack: ReturnType<typeof testStack>) => propertiesOf(stack, 'AWS::SageMaker::InferenceComponent').InferenceComponentName;

test('a component creates its log group before SageMaker does, with retention and key', () => {
  const stack = testStack();
  const key = new kms.Key(stack, 'Key');
  aComponent(stack).addLogGroup({ retention: logs.RetentionDays.ONE_WEEK, encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY });
  const [[id, group]] = Object.entries(resourcesOf(stack, 'AWS::Logs::LogGroup'));
  const [component] = Object.values(resourcesOf(stack, 'AWS::SageMaker::InferenceComponent'));

  expect(group).toMatchObject({
    Properties: { LogGroupName: `/aws/sagemaker/InferenceComponents/${nameOf(stack)}`, RetentionInDays: 7 }, DeletionPolicy: 'Delete',
  });
  expect(component.DependsOn).toContain(id);
});

test('the key of the log group is usable for this log group only', () => {
  const stack = testStack();
  aComponent(stack).addLogGroup({ encryptionKey: new kms.Key(stack, 'Key') });

  expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement[1].Condition).toEqual({
    ArnEquals: {
      'kms:EncryptionContext:aws:logs:arn': {
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:logs:us-east-1:123456789012:log-group:/aws/sagemaker/InferenceComponents/${nameOf(stack)}`]],
      },
    },
  });
});

test('a component has one log group', () => {
  const llama = aComponent(testStack());
  const group = llama.addLogGroup();

  expect(llama.logGroup).toBe(group);
  expect(messageOf(() => llama.addLogGroup())).toBe('Test/Endpoint/Llama: an inference component can have only 1 log group; call addLogGroup once');
});

test('an adapter writes to the log group of its base component', () => {
  const stack = testStack();
  const llama = aComponent(stack);
  const adapter = llama.addAdapter('Legal', { artifact: anArchive(stack) });

  expect(adapter.logGroup).toBe(llama.logGroup);
  expect(llama.addLogGroup()).toBe(adapter.logGroup);
});

test('the log group of a component that creates none is imported', () => {
  const stack = testStack();
  const { logGroup } = aComponent(stack);
  logGroup.addStream('Stream');

  expect(Object.keys(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'))).toEqual([]);
});
