import { App } from 'aws-cdk-lib';
import { EndpointConfig, Model } from '../../../src';
import { aModel } from '../../helpers/given';
import { must } from '../../helpers/must';
import { messageOf } from '../../helpers/problems';
import { propertiesOf, testStack } from '../../helpers/stack';

const TYPE = 'AWS::SageMaker::EndpointConfig';

describe('the model of a variant', () => {
  const instance = { variantName: 'main' };

  test('may be in another stack of the same account and region', () => {
    const app = new App();
    const model = aModel(testStack({ app, id: 'There' }));
    const stack = testStack({ app });
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ ...instance, model }] });
    app.synth();
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^There:.*ModelName/) });
  });

  test('may be imported by an ARN of the same account and region', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:123456789012:model/theirs');
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ ...instance, model }] });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toBe('theirs');
  });

  test('may be an imported one', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config');
    config.addInstanceProductionVariant({ ...instance, model: Model.fromModelName(stack, 'Theirs', 'theirs') });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toBe('theirs');
  });

  test('fails in another account', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:us-east-1:210987654321:model/theirs');
    expect(messageOf(() => new EndpointConfig(stack, 'Config').addInstanceProductionVariant({ ...instance, model })))
      .toBe(`Test/Config: variant 'main': the model ${must.beInSame('account', '123456789012', '210987654321')}`);
  });

  test('fails in another region, also for a serverless variant', () => {
    const stack = testStack();
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:123456789012:model/theirs');
    const message = `Test/Config: variant 'main': the model ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`;
    const config = new EndpointConfig(stack, 'Config');
    expect(messageOf(() => config.addInstanceProductionVariant({ ...instance, model }))).toBe(message);
    expect(messageOf(() => config.addServerlessProductionVariant({ ...instance, model, maxConcurrency: 1, memorySizeInMB: 1024 }))).toBe(message);
  });

  test('fails in a stack of another account and region, which the message lists both', () => {
    const app = new App();
    const model = aModel(testStack({ app, id: 'There', env: { account: '210987654321', region: 'eu-west-1' } }), 'Model', { modelName: 'there' });
    expect(messageOf(() => new EndpointConfig(testStack({ app }), 'Config').addInstanceProductionVariant({ ...instance, model })))
      .toBe('Test/Config: 2 problems:\n'
        + `  - variant 'main': the model ${must.beInSame('account', '123456789012', '210987654321')}\n`
        + `  - variant 'main': the model ${must.beInSame('region', 'us-east-1', 'eu-west-1')}`);
  });

  test('may be in an environment that is a token', () => {
    const stack = testStack({ env: undefined });
    const config = new EndpointConfig(stack, 'Config');
    const model = Model.fromModelArn(stack, 'Theirs', 'arn:aws:sagemaker:eu-west-1:210987654321:model/theirs');
    config.addInstanceProductionVariant({ ...instance, model });
    expect(propertiesOf(stack, TYPE).ProductionVariants[0].ModelName).toBe('theirs');
  });
});
