import type * as core from 'aws-cdk-lib';
import type { Libraries } from './alpha-app';
import type * as hosting from '../../src';

/** What a case is built with: the libraries, as in alpha-app.ts, a stack in a known account and region, and an archive. */
export interface Given extends Omit<Libraries, 'assertions'> {
  readonly stack: core.Stack;
  readonly artifact: string;
}

type Case = (given: Given) => void;

/** The cases of a bullet of docs/migrating-from-alpha.md, which begins with the key. */
export interface Cases {
  readonly [bullet: string]: { readonly [name: string]: Case };
}

function image({ sagemaker, cdk, stack }: Given, arn = 'arn:aws:ecr:us-east-1:123456789012:repository/serving'): hosting.ContainerImage {
  return sagemaker.ContainerImage.fromEcrRepository(cdk.aws_ecr.Repository.fromRepositoryArn(stack, `Repository${stack.node.children.length}`, arn), '1');
}

function model(given: Given, props: Partial<hosting.ModelProps> = {}): hosting.Model {
  return new given.sagemaker.Model(given.stack, `Model${given.stack.node.children.length}`, { containers: [{ image: image(given) }], ...props });
}

function data(given: Given, objectKey: string): hosting.Model {
  const bucket = given.cdk.aws_s3.Bucket.fromBucketName(given.stack, 'Bucket', 'artifacts');
  return model(given, { containers: [{ image: image(given), modelData: given.sagemaker.ModelData.fromBucket(bucket, objectKey) }] });
}

function dlc(given: Given, repository: string, tag: string, account?: string): hosting.Model {
  return model(given, { containers: [{ image: given.sagemaker.ContainerImage.fromDlc(repository, tag, account) }] });
}

function config(given: Given, variant: Partial<hosting.InstanceProductionVariantProps> = {}): hosting.EndpointConfig {
  const { sagemaker, stack } = given;
  return new sagemaker.EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model: model(given), variantName: 'main', instanceType: sagemaker.InstanceType.M5_LARGE, ...variant }],
  });
}

function endpoint(given: Given, variant: Partial<hosting.InstanceProductionVariantProps> = {}): hosting.Endpoint {
  return new given.sagemaker.Endpoint(given.stack, 'Endpoint', { endpointConfig: config(given, variant) });
}

function serverless(given: Given, hosted: hosting.IModel, props: object = {}): hosting.EndpointConfig {
  return new given.sagemaker.EndpointConfig(given.stack, 'Config', {
    serverlessProductionVariant: { model: hosted, variantName: 'main', maxConcurrency: 5, memorySizeInMB: 2048 }, ...props,
  });
}

function scale(given: Given, limits: core.aws_applicationautoscaling.EnableScalingProps, variant = {}): hosting.ScalableInstanceCount {
  return endpoint(given, variant).findInstanceProductionVariant('main').autoScaleInstanceCount(limits);
}

function vpc({ cdk, stack }: Given): core.aws_ec2.Vpc {
  return new cdk.aws_ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
}

/** Under "Refused here, accepted by the alpha module". */
export const REFUSED: Cases = {
  'A serverless variant': {
    'in a VPC': (given) => serverless(given, model(given, { vpc: vpc(given) })),
    'with network isolation': (given) => serverless(given, model(given, { networkIsolation: true })),
    'with two containers': (given) => serverless(given, model(given, { containers: [{ image: image(given) }, { image: image(given) }] })),
    'with an image of another account': (given) => serverless(given, model(given, {
      containers: [{ image: image(given, 'arn:aws:ecr:us-east-1:999999999999:repository/serving') }],
    })),
  },
  'Containers with equal host names': {
    equal: (given) => model(given, { containers: [1, 2].map(() => ({ image: image(given), containerHostname: 'same' })) }),
    some: (given) => model(given, { containers: [{ image: image(given), containerHostname: 'one' }, { image: image(given) }] }),
  },
  'A fraction as `initialInstanceCount`': { fraction: (given) => config(given, { initialInstanceCount: 1.5 }) },
  '`minCapacity: 0`': {
    minCapacity: (given) => scale(given, { minCapacity: 0, maxCapacity: 2 }),
    maxCapacity: (given) => scale(given, { maxCapacity: 0 }),
  },
  'A second `scaleOnInvocations`': {
    'second': (given) => {
      const count = scale(given, { maxCapacity: 2 });
      ['One', 'Two'].forEach((id) => count.scaleOnInvocations(id, { maxRequestsPerSecond: 1 }));
    },
    'no requests': (given) => scale(given, { maxCapacity: 2 }).scaleOnInvocations('Load', { maxRequestsPerSecond: 0 }),
  },
  'Names, environment variables': {
    'name of a model': (given) => model(given, { modelName: 'a_b' }),
    'name of a variant': (given) => config(given, { variantName: 'a_b' }),
    'imported name': ({ sagemaker, stack }) => sagemaker.Endpoint.fromEndpointName(stack, 'Imported', 'a_b'),
    'variable': (given) => model(given, { containers: [{ image: image(given), environment: { 'A B': '1' } }] }),
    'empty key': (given) => data(given, ''),
  },
  'ARNs of another kind': {
    model: ({ sagemaker, stack }) => sagemaker.Model.fromModelArn(stack, 'Imported', 'arn:aws:sagemaker:us-east-1:123456789012:endpoint/a'),
    config: ({ sagemaker, stack }) => sagemaker.EndpointConfig.fromEndpointConfigArn(stack, 'Imported', 'arn:aws:sagemaker:us-east-1:123456789012:model/a'),
    endpoint: ({ sagemaker, stack }) => sagemaker.Endpoint.fromEndpointArn(stack, 'Imported', 'arn:aws:sagemaker:us-east-1:123456789012:model/a'),
  },
  'Placeholders in `fromDlc`': {
    'capitals': (given) => dlc(given, 'myRepository', 'tag'),
    'one letter': (given) => dlc(given, 'x', 'tag'),
    'tag': (given) => dlc(given, 'pytorch-inference', 'a b'),
    'account': (given) => dlc(given, 'pytorch-inference', 'tag', '123'),
  },
  'An empty list as `securityGroups`': {
    'empty': (given) => model(given, { vpc: vpc(given), securityGroups: [] }),
    'no vpc': (given) => model(given, { vpcSubnets: { subnetType: given.cdk.aws_ec2.SubnetType.PUBLIC } }),
    'six': (given) => {
      const securityGroups = [1, 2, 3, 4, 5, 6].map((number) => given.cdk.aws_ec2.SecurityGroup.fromSecurityGroupId(given.stack, `Group${number}`, `sg-${number}`));
      model(given, { vpc: vpc(given), securityGroups });
    },
  },
  'A directory as the archive': {
    directory: (given) => model(given, { containers: [{ image: image(given), modelData: given.sagemaker.ModelData.fromAsset(`${given.artifact}.directory.tar.gz`) }] }),
  },
};

/** Under "Accepted here, refused by the alpha module". */
export const ACCEPTED: Cases = {
  'Autoscaling of more than one variant': {
    two: (given) => {
      const endpointConfig = config(given);
      endpointConfig.addInstanceProductionVariant({ model: model(given), variantName: 'also', instanceType: given.sagemaker.InstanceType.M5_LARGE });
      const { instanceProductionVariants } = new given.sagemaker.Endpoint(given.stack, 'Endpoint', { endpointConfig });
      instanceProductionVariants.forEach((variant) => variant.autoScaleInstanceCount({ maxCapacity: 2 }));
    },
  },
  'Autoscaling limits': {
    above: (given) => scale(given, { minCapacity: 2, maxCapacity: 3 }),
    below: (given) => scale(given, { maxCapacity: 2 }, { initialInstanceCount: 3 }),
  },
  'Autoscaling of `ml.trn1`': { trn1: (given) => scale(given, { maxCapacity: 2 }, { instanceType: given.sagemaker.InstanceType.of('ml.trn1.2xlarge') }) },
  'Autoscaling of a variant without': { default: (given) => scale(given, { maxCapacity: 2 }, { instanceType: undefined }) },
  'Two Deep Learning Containers': {
    images: (given) => model(given, { containers: [1, 2].map(() => ({ image: given.sagemaker.ContainerImage.fromDlc('pytorch-inference', '2.0') })) }),
    archives: (given) => model(given, {
      containers: [1, 2].map(() => ({ image: image(given), modelData: given.sagemaker.ModelData.fromAsset(given.artifact) })),
    }),
    region: (given) => {
      const stack = new given.cdk.Stack(given.stack, 'Il', { env: { account: '123456789012', region: 'il-central-1' } });
      dlc({ ...given, stack }, 'pytorch-inference', '2.0');
    },
  },
  'Tokens as numbers': {
    concurrency: (given) => serverless(given, model(given), {
      serverlessProductionVariant: {
        model: model(given),
        variantName: 'main',
        memorySizeInMB: 2048,
        maxConcurrency: new given.cdk.CfnParameter(given.stack, 'Max', { type: 'Number' }).valueAsNumber,
      },
    }),
  },
  'An empty list of instance variants': { empty: (given) => serverless(given, model(given), { instanceProductionVariants: [] }) },
  'Metrics and scaling of variants of an imported': {
    imported: ({ sagemaker, stack }) => {
      const endpointConfig = sagemaker.EndpointConfig.fromEndpointConfigName(stack, 'Config', 'theirs');
      new sagemaker.Endpoint(stack, 'Endpoint', { endpointConfig }).findInstanceProductionVariant('main').metricInvocations();
    },
  },
  '`endpoint.grantInvoke(model)`': {
    itself: (given) => {
      const own = model(given);
      endpoint(given, { model: own }).grantInvoke(own);
    },
  },
  '`applyRemovalPolicy`': { retain: (given) => endpoint(given).applyRemovalPolicy(given.cdk.RemovalPolicy.RETAIN) },
};
