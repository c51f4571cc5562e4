import {
  Annotations, CfnParameter, Duration, Validations, aws_cloudwatch_actions as cloudwatchActions, aws_ecr as ecr, aws_iam as iam, aws_sns as sns,
  aws_stepfunctions as sfn,
} from 'aws-cdk-lib';
import type * as hosting from '../../../src';
import { Given } from '../given';
import { IMAGE } from '../l1';
import { AWS, call, handled, silent, synth, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, HARMS, IGNORES } = AWS;
const CIRCLES = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html';
const actions = (kind: string) => [1, 2, 3].map((index) => ({ bind: () => ({ alarmActionArn: `arn:aws:sns:us-east-1:123456789012:${kind}${index}` }) }));

/** Mistakes that only a whole app has, and what resources of other services do with an endpoint. */
export const apps: readonly Mistake[] = [
  {
    title: 'two endpoints whose models name each other',
    aws: REFUSES,
    source: CIRCLES,
    ours: synth('the endpoint depends on itself', (g) => {
      const [one, two] = ['One', 'Two'].map((id) => g.model({ containers: [] }, id));
      const [first, second] = [g.endpoint({ model: one }, {}, {}, 'First'), g.endpoint({ model: two }, {}, {}, 'Second')];
      one.addContainer({ image: g.image, environment: { NEXT: second.endpointName } });
      two.addContainer({ image: g.image, environment: { NEXT: first.endpointName } });
    }),
    alpha: silent,
    right: (g) => {
      const first = g.endpoint({ model: g.model({}, 'One') }, {}, {}, 'First');
      g.endpoint({ model: g.container({ environment: { NEXT: first.endpointName } }, {}, 'Two') }, {}, {}, 'Second');
    },
  },
  {
    title: 'a component that may be invoked by its own model',
    aws: REFUSES,
    source: CIRCLES,
    ours: handled('"sagemaker:InvokeEndpoint"', (g) => { const role = g.role('Role'); g.component({}, {}, g.components({}, { role })).grantInvoke(role); }),
    right: (g) => { const role = g.role('Role'); g.component({}, {}, g.components({}, { role })).grantInvoke(role); },
  },
  {
    title: '3 actions of all alarms, and 3 of critical ones',
    rules: ['an alarm has at most 5 actions'],
    aws: REFUSES,
    ours: call('actions and criticalActions together must have at most 5 entries, the', (g) => g.endpoint().addRecommendedAlarms({ actions: actions('a'), criticalActions: actions('b') })),
    l1: (g) => g.alarm({ alarmActions: [1, 2, 3, 4, 5, 6].map((index) => `arn:aws:sns:us-east-1:123456789012:t${index}`) }),
    right: (g) => g.endpoint().addRecommendedAlarms({ actions: actions('a'), criticalActions: actions('b').slice(1) }),
  },
  {
    title: 'a topic whose policy does not allow CloudWatch to publish',
    rules: ['the policies of an SNS topic of the app'],
    aws: IGNORES,
    ours: warned('alarmTopicPolicy', (g) => {
      const topic = new sns.Topic(g.stack, 'Pager', { enforceSSL: true });
      g.endpoint().addRecommendedAlarms({ actions: [new cloudwatchActions.SnsAction(topic)] });
    }),
    l1: (g) => g.alarm({ alarmActions: [new sns.CfnTopic(g.stack, 'Pager').ref] }),
    right: (g) => {
      const topic = new sns.Topic(g.stack, 'Pager', { enforceSSL: true });
      topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
      g.endpoint().addRecommendedAlarms({ actions: [new cloudwatchActions.SnsAction(topic)] });
    },
  },
  {
    title: 'a number of instances by a parameter, above the maximum of its scaling',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html',
    ours: handled('"MinCapacity":1', (g) => g.scaled({ maxCapacity: 2 }, { initialInstanceCount: new CfnParameter(g.stack, 'Count', { type: 'Number' }).valueAsNumber })),
    l1: (g) => g.scaled({ minCapacity: new CfnParameter(g.stack, 'Count', { type: 'Number' }).valueAsNumber, maxCapacity: 2 }),
  },
  {
    title: 'a key that ends with a slash, below which the role reads one object',
    rules: [],
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-security.html',
    ours: handled('models/*"', (g) => g.container({ modelData: g.sm.ModelData.fromBucket(g.bucket, 'models/') })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 's3://models/models/' }),
    alpha: silent,
  },
  {
    title: 'an imported repository whose name is not that of its ARN',
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html',
    ours: handled(':repository/team/serving"', (g) => g.container({
      image: g.sm.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryAttributes(g.stack, 'R', {
        repositoryArn: 'arn:aws:ecr:us-east-1:123456789012:repository/team/serving', repositoryName: 'team/serving',
      }), '1.0'),
    })),
    l1: (g) => g.container({ image: IMAGE }),
    alpha: silent,
  },
  {
    title: 'the body of a task as text of JSONPath in a state machine with JSONata',
    rules: ['the default body is in the query language'],
    aws: REQUESTS_FAIL,
    ours: handled('{% $string($states.input) %}', (g) => new sfn.StateMachine(g.stack, 'Machine', {
      queryLanguage: sfn.QueryLanguage.JSONATA, definitionBody: sfn.DefinitionBody.fromChainable(g.endpoint().createInvokeTask(g.stack, 'Task')),
    })),
  },
  {
    title: 'the access of another account to a version, without a policy of its group',
    rules: ['a version has no resource policy'],
    aws: REQUESTS_FAIL,
    ours: handled('"AWS::SageMaker::ModelPackageGroup"', (g) => g.version().grantAccess(new iam.AccountPrincipal('222222222222'))),
    l1: (g) => g.modelPackage(),
  },
  {
    title: 'an update of a package without permission on its key',
    rules: ['an update of a package uses its key'],
    aws: FAILS,
    ours: handled('"kms:DescribeKey"', (g) => g.version({ encryptionKey: g.key() }).grantUpdate(g.role('Updater', 'lambda.amazonaws.com'))),
    l1: (g) => g.modelPackage({ securityConfig: { kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012' } }),
  },
  {
    title: 'an endpoint with response streams of which the caller has no permission',
    aws: REQUESTS_FAIL,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointWithResponseStream.html',
    ours: handled('"sagemaker:InvokeEndpointWithResponseStream"', (g) => g.endpoint().grantInvokeWithResponseStream(g.role('Caller', 'lambda.amazonaws.com'))),
    right: (g) => g.endpoint().grantInvokeWithResponseStream(g.role('Caller', 'lambda.amazonaws.com')),
  },
  {
    title: 'volumes of a customer managed key that the role may not use',
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html',
    ours: handled('"kms:CreateGrant"', (g) => g.config({}, { encryptionKey: g.key() })),
    l1: (g) => g.config({}, { kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012' }),
    alpha: silent,
  },
  {
    title: 'a weight as a text, from JavaScript',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call('instanceProductionVariants[0].initialVariantWeight must be a number,', (g) => g.config({ initialVariantWeight: '1' as any })),
    alpha: synth('Supplied properties not correct for "CfnEndpointConfigProps"'),
  },
  {
    title: 'a VPC that is an ID, from JavaScript',
    aws: HARMS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html',
    ours: call("vpc must be a VPC, got 'vpc-0123456789abcdef1'; use ec2.Vpc, or", (g) => g.model({ vpc: 'vpc-0123456789abcdef1' as any })),
    alpha: call('props.vpc.selectSubnets is not a function'),
  },
  {
    title: 'a period of an idle scale-in in seconds',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html',
    ours: call('idleTime must be an integer number of minutes between 5 and 1440, got', (g) => g.asynchronous().autoScaleInstanceCount({ minCapacity: 0, maxCapacity: 2 }).scaleInWhenIdle('Idle', { idleTime: Duration.seconds(450) })),
  },
  {
    title: 'a warning that is acknowledged by the ID that the CLI prints',
    aws: IGNORES,
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Annotations.html',
    ours: warned('fixedModelName', (g) => Annotations.of(g.model({ modelName: 'churn' })).acknowledgeWarning('Annotation::cdk-sagemaker-hosting:fixedModelName')),
    right: (g) => {
      Validations.of(g.model({ modelName: 'churn' })).acknowledge({ id: 'Annotation::cdk-sagemaker-hosting:fixedModelName', reason: 'replaced by hand' });
      Annotations.of(g.pipeline({}, {}, { modelName: 'fraud' })).acknowledgeWarning('cdk-sagemaker-hosting:fixedModelName');
    },
  },
  {
    title: 'a pipeline of another copy of the package, on a serverless variant',
    rules: ['serverless inference excludes a VPC'],
    aws: REFUSES,
    ours: synth('which has 2 containers; use 1 container or use an instance variant', (g) => g.serverless({ model: anotherCopy(g).pipeline() })),
    right: (g) => g.serverless({ model: anotherCopy(g).model() }),
  },
];

/** The same stack for programs that use another copy of this library, as with a linked package. */
function anotherCopy({ stack }: Given): Given {
  const cdk = jest.requireActual('aws-cdk-lib');
  let copy: typeof hosting | undefined;
  jest.isolateModules(() => {
    jest.doMock('aws-cdk-lib', () => cdk);
    copy = jest.requireActual('../../../src');
  });
  return new Given(copy!, stack);
}
