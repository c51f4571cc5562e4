import { CfnParameter, Lazy, aws_ec2 as ec2, aws_ecr as ecr, aws_lambda as lambda } from 'aws-cdk-lib';
import type { Given } from '../given';
import { IMAGE } from '../l1';
import { AWS, call, handled, silent, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, HARMS, LATER } = AWS;
const DLC = '763104351884.dkr.ecr.us-east-1.amazonaws.com';
const FAR_IMAGE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/serving:1.0';
const GPU_IMAGE = `${DLC}/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker`;
const PRIVATE = { image: 'registry.example.com/serving:1.0', imageConfig: { repositoryAccessMode: 'Vpc' } };
const FALCON = 'huggingface-llm-amazon-falconlite';
const HUGGING_FACE = ['huggingface-pytorch-inference', '2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04'] as const;
const huggingFace = (g: Given) => g.sm.ContainerImage.fromDlc(...HUGGING_FACE);
/** A model with an AWS image for PyTorch. */
const onPytorch = (g: Given) => g.container({ image: g.sm.ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312-ubuntu22.04-sagemaker'), modelData: g.data });

export const images: readonly Mistake[] = [
  {
    title: 'an image of a private registry without a VPC',
    rules: ['a private registry requires a VPC'],
    aws: REFUSES,
    ours: call('containers[0].image is in a private registry, which is reachable only', (g) => g.container({ image: g.sm.ContainerImage.fromRegistry('registry.example.com/serving:1.0') })),
    l1: (g) => g.container(PRIVATE),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromRegistry('registry.example.com/serving:1.0') }, { vpc: g.vpc }),
  },
  {
    title: 'an image in Amazon ECR as one of a private registry',
    rules: ['an image in Amazon ECR is not in a private registry'],
    aws: FAILS,
    ours: warned('ecrImageInRegistry', (g) => g.container({ image: g.sm.ContainerImage.fromRegistry(IMAGE) }, { vpc: g.vpc })),
    l1: (g) => g.container({ ...PRIVATE, image: IMAGE }, { vpcConfig: { subnets: ['subnet-0123456789abcdef1'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromUri(IMAGE) }),
  },
  {
    title: 'an image in Amazon ECR as one of a private registry, without a VPC',
    rules: ['an image in Amazon ECR is not in a private registry'],
    aws: REFUSES,
    ours: call('containers[0].image is in Amazon ECR, not in a private registry; use', (g) => g.container({ image: g.sm.ContainerImage.fromRegistry(IMAGE) })),
    l1: (g) => g.container({ ...PRIVATE, image: IMAGE }),
  },
  {
    title: 'credentials of a registry for an image in Amazon ECR',
    rules: ['credentials are for private registries'],
    aws: REFUSES,
    ours: call('containers[0].image has a repositoryCredentialsProvider, which requires', (g) => {
      const { sm: { ContainerImage } } = g;
      const repositoryCredentialsProvider = lambda.Function.fromFunctionName(g.stack, 'Credentials', 'credentials');
      class Own extends ContainerImage {
        public bind() {
          return { imageName: IMAGE, repositoryCredentialsProvider };
        }
      }
      g.container({ image: new Own() });
    }),
    l1: (g) => g.container({ image: IMAGE, imageConfig: { repositoryAccessMode: 'Platform', repositoryAuthConfig: { repositoryCredentialsProviderArn: 'arn:aws:lambda:us-east-1:123456789012:function:credentials' } } }),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromUri(IMAGE) }),
  },
  {
    title: 'credentials of a registry with `fromEcrRepository`',
    rules: ['credentials are for private registries'],
    aws: REFUSES,
    ours: types,
    l1: (g) => g.container({ image: IMAGE, imageConfig: { repositoryAccessMode: 'Platform', repositoryAuthConfig: { repositoryCredentialsProviderArn: 'arn:aws:lambda:us-east-1:123456789012:function:credentials' } } }),
  },
  {
    title: 'credentials of a registry that the role may not get',
    rules: ['the role is allowed to invoke the function that provides the credentials'],
    aws: FAILS,
    ours: handled('"lambda:InvokeFunction"', (g) => g.container({
      image: g.sm.ContainerImage.fromRegistry('registry.example.com/serving:1.0', { credentialsProvider: lambda.Function.fromFunctionName(g.stack, 'Credentials', 'credentials') }),
    }, { vpc: g.vpc })),
    l1: (g) => g.container(PRIVATE, { vpcConfig: { subnets: ['subnet-0123456789abcdef1'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
  },
  {
    title: 'credentials of a registry without a route to AWS Lambda',
    rules: ['the VPC has a route to that function'],
    aws: FAILS,
    ours: warned('missingVpcEndpoints', (g) => g.model({
      vpc: g.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      containers: [{ image: g.sm.ContainerImage.fromRegistry('registry.example.com/serving:1.0', { credentialsProvider: lambda.Function.fromFunctionName(g.stack, 'Credentials', 'credentials') }) }],
    })),
    l1: (g) => g.container(PRIVATE, { vpcConfig: { subnets: ['subnet-0123456789abcdef1'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
  },
  {
    title: 'an image of Docker Hub by its URI',
    rules: ['the image is in Amazon ECR; one in a private registry is for'],
    aws: REFUSES,
    ours: call('uri must be the URI of an image in Amazon ECR, such as', (g) => g.container({ image: g.sm.ContainerImage.fromUri('vllm/vllm-openai:v0.30.0') })),
    l1: (g) => g.container({ image: 'vllm/vllm-openai:v0.30.0' }),
  },
  {
    title: 'the URI of an image as a dynamic reference',
    rules: ['CloudFormation can derive the permissions from a URI'],
    aws: REFUSES,
    ours: synth('uri is a dynamic reference, from which CloudFormation cannot derive the', (g) => g.container({ image: g.sm.ContainerImage.fromUri(Lazy.string({ produce: () => '{{resolve:ssm:/serving/image}}' })) })),
    l1: (g) => g.container({ image: '{{resolve:ssm:/serving/image}}' }),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromUri(new CfnParameter(g.stack, 'Image').valueAsString) }),
  },
  {
    title: 'an image without a tag, to which a push never leads',
    rules: ['an image has a tag other than `latest`'],
    aws: HARMS,
    ours: warned('mutableImageTag', (g) => g.container({ image: g.sm.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(g.stack, 'R', 'serving')) })),
    l1: (g) => g.container({ image: IMAGE.replace('1.0', 'latest') }),
    alpha: silent,
  },
  {
    title: 'an image of another region',
    rules: ['the image is in the region of the model'],
    aws: FAILS,
    ours: warned('otherRegion', (g) => g.container({ image: g.sm.ContainerImage.fromUri(FAR_IMAGE) })),
    l1: (g) => g.container({ image: FAR_IMAGE }),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromUri(IMAGE) }),
  },
  {
    title: 'an image that the role may not pull',
    rules: ['the role is allowed to pull an image in Amazon ECR'],
    aws: FAILS,
    ours: handled('"ecr:BatchGetImage"', (g) => g.container()),
    l1: (g) => g.model(),
    alpha: handled('AmazonSageMakerFullAccess'),
  },
  {
    title: 'an image for GPUs on an instance without',
    rules: ['the image is made for the processor of the instances'],
    aws: FAILS,
    ours: warned('imageProcessor', (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromDlc('pytorch-inference', '2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker'), modelData: g.data }) })),
    l1: (g) => g.config({ modelName: g.container({ image: GPU_IMAGE }).attrModelName }),
    alpha: silent,
    right: (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromDlc('pytorch-inference', '2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker'), modelData: g.data }), instanceType: g.sm.InstanceType.G5_XLARGE }),
  },
  {
    title: 'an image that is built on another processor than that of the instances',
    rules: ['without a platform, an image is built for the processor of the computer'],
    aws: FAILS,
    ours: warned('imageAssetPlatform', (g) => {
      const model = g.container({ image: g.sm.ContainerImage.fromAsset(g.directories.image) });
      g.variants({ model, variantName: 'a' }, { model, variantName: 'b', instanceType: g.sm.InstanceType.C7G_LARGE });
    }),
    alpha: silent,
  },
  {
    title: 'the image of a framework on an instance type that is a token',
    rules: ['the processor of the instances is known'],
    aws: FAILS,
    ours: warned('unknownProcessor', (g) => g.config({
      model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.PYTORCH, '2.6'), modelData: g.data }), instanceType: g.sm.InstanceType.of(Lazy.string({ produce: () => 'ml.g5.xlarge' })),
    })),
  },
  {
    title: 'the image of a monitoring job as that of an endpoint',
    rules: ['the image serves requests'],
    aws: FAILS,
    ours: warned('imageNotForHosting', (g) => g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.CLARIFY) })),
    l1: (g) => g.container({ image: '205585389593.dkr.ecr.us-east-1.amazonaws.com/sagemaker-clarify-processing:1.0' }),
  },
  {
    title: 'an image of Chainer with network isolation',
    rules: ['AWS images for Chainer and reinforcement learning'],
    aws: FAILS,
    ours: warned('imageNetworkIsolation', (g) => g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.CHAINER, '5.0.0', { pythonVersion: 'py3' }) }, { networkIsolation: true })),
    l1: (g) => g.container({ image: `${DLC}/sagemaker-chainer:5.0.0-cpu-py3` }, { enableNetworkIsolation: true }),
  },
  {
    title: 'one model on instances with different processors',
    rules: ['instances of one kind of processor host a model'],
    aws: FAILS,
    ours: warned('mixedProcessors', (g) => {
      const model = g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.PYTORCH, '2.6', { pythonVersion: 'py312' }), modelData: g.data });
      g.variants({ model, variantName: 'a' }, { model, variantName: 'b', instanceType: g.sm.InstanceType.G5_XLARGE });
    }),
    l1: (g) => { const modelName = g.container({ image: GPU_IMAGE }).attrModelName; g.variants({ modelName, variantName: 'a' }, { modelName, variantName: 'b', instanceType: 'ml.g5.xlarge' }); },
    right: (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.PYTORCH, '2.6', { pythonVersion: 'py312' }), modelData: g.data }) }),
  },
  {
    title: 'a built-in algorithm without the artifacts of its training job',
    rules: ['an AWS image for a built-in algorithm has artifacts'],
    aws: FAILS,
    ours: warned('imageWithoutModel', (g) => g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.KNN) })),
    l1: (g) => g.container({ image: '382416733822.dkr.ecr.us-east-1.amazonaws.com/knn:1' }),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.KNN), modelData: g.data }),
  },
  {
    title: 'the image for Hugging Face without a model',
    rules: ['an AWS image for a built-in algorithm has artifacts'],
    aws: REQUESTS_FAIL,
    ours: warned('imageWithoutModel', (g) => g.container({ image: huggingFace(g) })),
    l1: (g) => g.container({ image: `${DLC}/${HUGGING_FACE.join(':')}` }),
    right: (g) => g.container({ image: huggingFace(g), environment: { HF_MODEL_ID: 'org/model', HF_TASK: 'text-classification' } }),
  },
  {
    title: 'the newest version of a framework that its processor does not have',
    rules: ['without a version, an image has the newest version that exists'],
    aws: HARMS,
    ours: warned('olderVersionForProcessor', (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.XGBOOST), modelData: g.data }), instanceType: g.sm.InstanceType.C7G_LARGE })),
    right: (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.XGBOOST), modelData: g.data }) }),
  },
  {
    title: 'a version of a framework that AWS has no image of',
    aws: FAILS,
    source: 'https://aws.github.io/deep-learning-containers/reference/available_images/',
    ours: call("framework 'pytorch' has no version '99.1' in the catalog; the nearest", (g) => g.config({ model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.PYTORCH, '99.1') }) })),
    l1: (g) => g.container({ image: `${DLC}/pytorch-inference:99.1.0-cpu-py312` }),
  },
  {
    title: 'an AWS image in a repository whose account depends on the region',
    aws: FAILS,
    source: 'https://aws.github.io/deep-learning-containers/reference/available_images/',
    ours: handled('780543022126.dkr.ecr.il-central-1', (g) => onPytorch(g.beside('Israel', { region: 'il-central-1' }))),
    l1: (g) => g.container({ image: `${DLC.replace('us-east-1', 'il-central-1')}/pytorch-inference:2.6.0-cpu-py312` }),
    alpha: call("region-info: don't know dlcRepositoryAccount for region il-central-1."),
  },
  {
    title: 'a stack without a region, whose mapping of accounts has another name than that of the alpha module, so that its model is replaced',
    aws: LATER,
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html',
    ours: handled('"Fn::FindInMap":["DlcRepositoryAccountMap",{"Ref":"AWS::Region"},"value"]', (g) => onPytorch(g.beside('Anywhere', { region: undefined }))),
    right: (g) => onPytorch(g.beside('Anywhere', { region: undefined })),
  },
  {
    title: 'a repository of an AWS image with capital letters',
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html',
    ours: call('repositoryName must be the name of a repository such as', (g) => g.container({ image: g.sm.ContainerImage.fromDlc('PyTorch-Inference', '2.6.0') })),
    l1: (g) => g.container({ image: `${DLC}/PyTorch-Inference:2.6.0` }),
    alpha: silent,
  },
  {
    title: 'a JumpStart model that the catalog does not have',
    rules: ['the catalog has the model and the version'],
    aws: FAILS,
    ours: call("JumpStartModel.of: model 'meta-textgeneration-llama-3-1-9b' is not in", (g) => g.sm.JumpStartModel.of('meta-textgeneration-llama-3-1-9b')),
    right: (g) => g.sm.JumpStartModel.of(FALCON, { version: '2.1.0' }),
  },
  {
    title: 'a JumpStart model whose license agreement is not accepted',
    rules: ['the license agreement of a model is accepted'],
    aws: 'fails: "The AcceptEula value must be explicitly defined as True"',
    ours: call('has an end-user license agreement; read it at', (g) => g.model({ containers: [g.sm.JumpStartModel.of('meta-textgeneration-llama-3-1-8b-instruct').container()] })),
    l1: (g) => g.container({ image: IMAGE, modelDataSource: { s3DataSource: { s3Uri: 's3://jumpstart-private-cache-prod-us-east-1/llama/', s3DataType: 'S3Prefix', compressionType: 'None' } } }),
    right: (g) => g.sm.JumpStartModel.of('meta-textgeneration-llama-3-1-8b-instruct', { acceptEula: true }).container(),
  },
  {
    title: 'a JumpStart model without an image for the family of the instance',
    rules: ['a model has an image for the family of the instance type'],
    aws: FAILS,
    ours: call('has no image for instanceType ml.c7g.large; choose one of', (g) => g.sm.JumpStartModel.of('meta-textgeneration-llama-3-1-8b-instruct', { acceptEula: true }).container({ instanceType: g.sm.InstanceType.of('ml.c7g.large') })),
  },
  {
    title: 'a JumpStart model on an instance type that JumpStart does not list',
    rules: ['JumpStart lists the instance type for the model'],
    aws: FAILS,
    ours: warned('jumpStartInstanceType', (g) => g.config({ model: g.model({ containers: [g.sm.JumpStartModel.of(FALCON, { version: '2.1.0' }).container()] }), instanceType: g.sm.InstanceType.G5_XLARGE })),
    right: (g) => {
      const jumpStart = g.sm.JumpStartModel.of(FALCON, { version: '2.1.0' });
      g.config({ model: g.model({ containers: [jumpStart.container()] }), instanceType: jumpStart.defaultInstanceType });
    },
  },
  {
    title: 'the container of a JumpStart model for another instance type',
    rules: ['the image and the environment are those for the instance type that hosts'],
    aws: FAILS,
    ours: warned('jumpStartOtherInstanceType', (g) => g.config({ model: g.model({ containers: [g.sm.JumpStartModel.of(FALCON, { version: '2.1.0' }).container()] }), instanceType: g.sm.InstanceType.G5_48XLARGE })),
  },
];

