import { App, CfnParameter, aws_iam as iam, aws_kms as kms, aws_s3 as s3, type Stack } from 'aws-cdk-lib';
import { EndpointConfig, Explainer, Model, ShapBaseline, type ClarifyExplainerOptions, type IModel } from '../../src';
import { like } from '../helpers/problems';
import { propertiesOf, resourcesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { UserImage, unchangeable } from '../model/given';
import { aBucket, aKey } from '../registry/given';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const POLICY = 'AWS::IAM::Policy';
const INLINE = ShapBaseline.inline('1,2');

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

/** A model whose role may do nothing but what each model's may. */
function plainModel(stack: Stack, id = 'Model', role?: iam.IRole): Model {
  return new Model(stack, id, { role, containers: [{ image: new UserImage() }] });
}

function configWith(options: Partial<ClarifyExplainerOptions> = {}, stack = testStack(), model: IModel = plainModel(stack)): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model, variantName: 'main' }],
    explainer: Explainer.clarify({ baseline: INLINE, ...options }),
  });
}
const waitedFor = (stack: Stack) => [...Object.values(resourcesOf(stack, TYPE))[0].DependsOn ?? []].sort();

describe('the role of the model', () => {
  test.each<[string, (stack: Stack) => ShapBaseline, object[]]>([
    ['is allowed nothing for a baseline in the configuration', () => INLINE, []],
    ['reads the baseline', (stack) => ShapBaseline.fromBucket(aBucket(stack), 'a/b.csv'), [allow('s3:GetObject', s3Arn('bucket/a/b.csv'))]],
    ['reads what a key with a slash at its beginning means', (stack) => ShapBaseline.fromBucket(aBucket(stack), '/a.csv'),
      [allow('s3:GetObject', s3Arn('bucket/a.csv'))]],
    ['reads no other object, whatever is in the key', (stack) => ShapBaseline.fromBucket(aBucket(stack), 'a*?.csv'),
      [allow('s3:GetObject', s3Arn('bucket/a${*}${?}.csv'))]],
    ['decrypts the baseline', (stack) => ShapBaseline.fromBucket(
      s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'bucket', encryptionKey: aKey(stack, 'k') }), 'a.csv',
    ), [allow('s3:GetObject', s3Arn('bucket/a.csv')), allow('kms:Decrypt', 'arn:aws:kms:us-east-1:123456789012:key/k')]],
    ['reads a key that is a token', (stack) => ShapBaseline.fromBucket(aBucket(stack), new CfnParameter(stack, 'Key').valueAsString),
      [allow('s3:GetObject', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::bucket/', { Ref: 'Key' }]] })]],
  ])('%s', (_what, baseline, statements) => {
    const stack = testStack();
    configWith({ baseline: baseline(stack) }, stack);
    expect(statementsOf(stack).slice(2)).toEqual(statements);
    expect(waitedFor(stack)).toEqual(statements.length > 0 ? Object.keys(resourcesOf(stack, POLICY)) : []);
  });

  test('of each variant reads it: of one that is added later, of a shadow, of inference components', () => {
    const baseline = (stack: Stack) => ShapBaseline.fromBucket(aBucket(stack), 'a.csv');
    const added = (add: (config: EndpointConfig, stack: Stack) => void) => {
      const stack = testStack();
      add(new EndpointConfig(stack, 'Config', { explainer: Explainer.clarify({ baseline: baseline(stack) }) }), stack);
      return Object.values(resourcesOf(stack, POLICY)).map((policy) => policy.Properties.PolicyDocument.Statement.slice(2));
    };
    const read = [allow('s3:GetObject', s3Arn('bucket/a.csv'))];
    expect(added((config, stack) => config.addInstanceProductionVariant({ model: plainModel(stack), variantName: 'late' }))).toEqual([read]);
    expect(added((config) => config.addInstanceProductionVariant({ variantName: 'late' }))).toEqual([read]);
    expect(added((config, stack) => {
      config.addInstanceProductionVariant({ model: plainModel(stack), variantName: 'late' });
      config.addShadowProductionVariant({ model: plainModel(stack, 'Shadow'), variantName: 'shadow' });
    })).toEqual([read, read]);
  });

  test('that can not be changed is named by the policies of the bucket and its key, which the configuration waits for', () => {
    const stack = testStack();
    const role = unchangeable(stack);
    const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
    configWith({ baseline: ShapBaseline.fromBucket(bucket, 'a.csv') }, stack, plainModel(stack, 'Model', role));
    const Principal = { AWS: stack.resolve(role.roleArn) };
    expect(propertiesOf(stack, 'AWS::S3::BucketPolicy').PolicyDocument.Statement).toEqual([
      { ...allow('s3:GetObject', { 'Fn::Join': ['', [stack.resolve(bucket.bucketArn), '/a.csv']] }), Principal },
    ]);
    expect(propertiesOf(stack, 'AWS::KMS::Key').KeyPolicy.Statement.slice(1)).toEqual([{ ...allow('kms:Decrypt', '*'), Principal }]);
    expect(waitedFor(stack)).toEqual(Object.keys(resourcesOf(stack, 'AWS::S3::BucketPolicy')));
  });

  test('of an imported model is warned of, if it is not known but has to read the baseline', () => {
    const stack = testStack();
    configWith({ baseline: ShapBaseline.fromBucket(aBucket(stack), 'a.csv') }, stack, Model.fromModelName(stack, 'Theirs', 'theirs'));
    expect(warningsOf(stack)).toEqual([like("Test/Config: ... role ... imported ... 'Test/Theirs' ... role [ack: cdk-sagemaker-hosting:unknownModelRole]")]);
  });

  test('of an imported model may be unknown where the baseline is part of the configuration', () => {
    const stack = testStack();
    configWith({ baseline: ShapBaseline.inline('1,2') }, stack, Model.fromModelName(stack, 'Theirs', 'theirs'));
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each(['bucket', 'model'] as const)('and the %s may be of another stack, which does not get to know this one', (what) => {
    const app = new App();
    const there = testStack({ app, id: 'There' });
    const here = testStack({ app });
    const bucket = new s3.Bucket(what === 'bucket' ? there : here, 'Bucket', { encryption: s3.BucketEncryption.KMS });
    configWith({ baseline: ShapBaseline.fromBucket(bucket, 'a.csv') }, here, plainModel(what === 'model' ? there : here));
    app.synth();
    expect(here.dependencies).toEqual([there]);
    expect(there.dependencies).toEqual([]);
    expect(statementsOf(here).slice(-2).map((statement) => statement.Action)).toEqual(['s3:GetObject', 'kms:Decrypt']);
  });
});
