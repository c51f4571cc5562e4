import {
  CfnResource, Duration, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_s3_deployment as deployment,
} from 'aws-cdk-lib';
import { PRODUCT } from './packages';
import type * as hosting from '../../../src';
import type { Given } from '../given';
import { ARCHIVE, IMAGE } from '../l1';
import { AWS, call, handled, silent, warned, type Mistake } from '../mistake';

/*
 * Mistakes in models from public reports, besides those that are found by their rules. The source of each is the report.
 */

const { REFUSES, FAILS, IGNORES } = AWS;
const DLC = '763104351884.dkr.ecr.us-east-1.amazonaws.com';
const TGI = 'huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04';
const SCIKIT_LEARN = '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3';
const issue = (repository: string, number: number) => `https://github.com/${repository}/issues/${number}`;
const dlc = (g: Given, name: string) => g.sm.ContainerImage.fromUri(`${DLC}/${name}`);
const vllm = (g: Given) => g.sm.ContainerImage.fromFramework(g.sm.Framework.of('vllm'));
const many = (g: Given, image: hosting.ContainerImage) => g.container({ image, mode: g.sm.ContainerMode.multiModel(), modelData: g.models });
const onTgi = (g: Given, environment: { [name: string]: string }) => g.container({ image: dlc(g, TGI), environment: { HF_MODEL_ID: 'org/model', ...environment } });
const scikitLearn = (g: Given, environment = {}) => g.container({ image: g.sm.ContainerImage.fromUri(SCIKIT_LEARN), modelData: g.data, environment });
const neuron = (g: Given, degree: string) => g.config({
  model: g.container({ environment: { OPTION_TENSOR_PARALLEL_DEGREE: degree } }), instanceType: g.sm.InstanceType.of('ml.inf2.48xlarge'),
});
const tagged = (g: Given, tag: string) => g.container({ image: g.sm.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(g.stack, 'Tagged', 'serving'), tag) });
const inChina = (g: Given, domain: string) =>
  g.beside('China', { region: 'cn-north-1' }).container({ image: g.sm.ContainerImage.fromUri(`123456789012.dkr.ecr.cn-north-1.${domain}/serving:1.0`) });
const tensorFlow = (processor: string) => `tensorflow-inference:2.19.0-${processor}-py312-ubuntu22.04-sagemaker`;
const tei = (g: Given, subnetType: ec2.SubnetType) => g.container(
  { image: g.sm.ContainerImage.fromFramework(g.sm.Framework.of('huggingface-tei')), environment: { HF_MODEL_ID: 'jinaai/jina-embeddings-v2-small-en' } },
  { vpc: g.vpc, vpcSubnets: { subnetType } },
);

export const reportedContainers: readonly Mistake[] = [
  {
    title: 'the AWS image for scikit-learn without a script',
    rules: ['the AWS image for scikit-learn has a script'],
    aws: "fails: \"'NoneType' object has no attribute 'startswith'\"",
    ours: warned('scriptNotNamed', (g) => scikitLearn(g)),
    l1: (g) => g.container({ image: SCIKIT_LEARN, modelDataUrl: ARCHIVE }),
    right: (g) => scikitLearn(g, { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' }),
  },
  {
    title: 'a model server that reads its model from the artifacts, of which there are none',
    rules: ['a container with an AWS image for vLLM, SGLang, LMI, TEI or TGI has artifacts'],
    aws: FAILS,
    ours: warned('modelPathWithoutData', (g) => onTgi(g, { HF_MODEL_ID: '/opt/ml/model' })),
    l1: (g) => g.container({ image: `${DLC}/${TGI}`, environment: { HF_MODEL_ID: '/opt/ml/model' } }),
    right: (g) => g.container({ image: dlc(g, TGI), environment: { HF_MODEL_ID: '/opt/ml/model' }, modelData: g.models }),
  },
  {
    title: 'as many input tokens as total tokens of TGI',
    rules: ['TGI has fewer input tokens'],
    aws: 'fails: "`max_input_length` must be < `max_total_tokens`"',
    ours: warned('tokenLimits', (g) => onTgi(g, { MAX_INPUT_LENGTH: '4096', MAX_TOTAL_TOKENS: '4096' })),
    l1: (g) => g.container({ image: `${DLC}/${TGI}`, environment: { MAX_INPUT_LENGTH: '4096', MAX_TOTAL_TOKENS: '4096' } }),
    right: (g) => onTgi(g, { MAX_INPUT_LENGTH: '4095', MAX_TOTAL_TOKENS: '4096' }),
  },
  {
    title: 'tensor parallelism over 32 NeuronCores on an instance with 24',
    rules: ['the variables of model servers use at most the NeuronCores'],
    aws: FAILS,
    ours: warned('moreNeuronCoresThanInstance', (g) => neuron(g, '32')),
    l1: (g) => g.config({ modelName: g.environment({ OPTION_TENSOR_PARALLEL_DEGREE: '32' }).attrModelName, instanceType: 'ml.inf2.48xlarge' }),
    alpha: silent,
    right: (g) => neuron(g, '24'),
  },
  {
    title: 'a variable of a token that TGI does not read',
    aws: IGNORES,
    source: issue('huggingface/text-generation-inference', 751),
    ours: warned('modelServerVariable', (g) => onTgi(g, { HF_API_TOKEN: '{{resolve:secretsmanager:hub}}' })),
    l1: (g) => g.container({ image: `${DLC}/${TGI}`, environment: { HF_API_TOKEN: '{{resolve:secretsmanager:hub}}' } }),
    right: (g) => onTgi(g, { HF_TOKEN: '{{resolve:secretsmanager:hub}}' }),
  },
  {
    title: 'an object as the value of a variable, from JavaScript',
    aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html',
    ours: call("containers[0].environment['PARAMETERS'] must be a string, got object", (g) => g.container({ environment: { PARAMETERS: { maxTotalTokens: 2048 } as any } })),
    l1: (g) => g.environment({ PARAMETERS: { maxTotalTokens: 2048 } as any }),
    right: (g) => g.container({ environment: { PARAMETERS: JSON.stringify({ maxTotalTokens: 2048 }) } }),
  },
  {
    title: 'embeddings of a model of the hub in subnets without a route to the internet',
    aws: FAILS,
    source: issue('jina-ai/jina-sagemaker', 54),
    ours: warned('hubModelWithoutNetwork', (g) => tei(g, ec2.SubnetType.PRIVATE_ISOLATED)),
    l1: (g) => g.environment({ HF_MODEL_ID: 'jinaai/jina-embeddings-v2-small-en' }, { vpcConfig: { subnets: ['subnet-0123456789abcdef1'], securityGroupIds: ['sg-0123456789abcdef1'] } }),
    right: (g) => tei(g, ec2.SubnetType.PRIVATE_WITH_EGRESS),
  },
];

export const reportedImages: readonly Mistake[] = [
  {
    title: 'a multi-model container with the image of TensorFlow for GPUs',
    rules: ['the image of a multi-model container has the label'],
    aws: 'refuses: "does not contain required com.amazonaws.sagemaker.capabilities.multi-models=true Docker label(s)"',
    ours: warned('imageLabel', (g) => many(g, dlc(g, tensorFlow('gpu')))),
    l1: (g) => g.container({ image: `${DLC}/${tensorFlow('gpu')}`, mode: 'MultiModel', modelDataUrl: 's3://models/' }),
    right: (g) => many(g, dlc(g, tensorFlow('cpu'))),
  },
  {
    title: 'a multi-model container with the image of a server for language models',
    aws: 'refuses: "does not contain required com.amazonaws.sagemaker.capabilities.multi-models=true Docker label(s)"',
    source: issue('aws/deep-learning-containers', 2465),
    ours: warned('imageLabel', (g) => many(g, vllm(g))),
    l1: (g) => g.container({ image: `${DLC}/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker`, mode: 'MultiModel', modelDataUrl: 's3://models/' }),
    right: (g) => g.container({ image: vllm(g), environment: { SM_VLLM_MODEL: 'org/model' } }),
  },
  {
    title: 'a pipeline with the image of a server for language models',
    aws: 'refuses: "does not contain required com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true Docker label(s)"',
    source: issue('deepjavalibrary/djl-serving', 708),
    ours: warned('imageLabel', (g) => g.pipeline({ image: vllm(g), modelData: undefined })),
    l1: (g) => g.pipeline({ image: `${DLC}/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker` }),
    right: (g) => g.pipeline({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.of('djl-lmi'), '0.36.0'), modelData: undefined }),
  },
  {
    title: 'the URI of an image in China with the domain of other regions',
    rules: ['a registry in China has the domain'],
    aws: FAILS,
    source: 'https://github.com/aws/amazon-sagemaker-examples/pull/1161',
    ours: call('uri must have the domain amazonaws.com.cn, which Amazon ECR has in cn-north-1', (g) => inChina(g, 'amazonaws.com')),
    l1: (g) => g.container({ image: '123456789012.dkr.ecr.cn-north-1.amazonaws.com/serving:1.0' }),
    right: (g) => inChina(g, 'amazonaws.com.cn'),
  },
  {
    title: 'the name of an image as its tag',
    rules: ['a tag or digest has the form that Docker requires'],
    aws: REFUSES,
    ours: call("digest: 'sha256:' and 64 hexadecimal digits (1 to 200 characters), got 'serving:1.0'", (g) => tagged(g, 'serving:1.0')),
    l1: (g) => g.container({ image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/serving:serving:1.0' }),
    alpha: silent,
    right: (g) => tagged(g, '1.0'),
  },
  {
    title: 'a shortened digest of an image',
    aws: REFUSES,
    source: 'https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier',
    ours: call("(1 to 200 characters), got 'sha256:0123456789ab'", (g) => tagged(g, 'sha256:0123456789ab')),
    l1: (g) => g.container({ image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/serving@sha256:0123456789ab' }),
    alpha: silent,
    right: (g) => tagged(g, `sha256:${'0123456789abcdef'.repeat(4)}`),
  },
  {
    title: 'a serverless model with an image for GPUs, which is larger than 10 GB',
    aws: 'fails: "Image size 13494688833 is greater than supported size 10737418240"',
    source: issue('aws/deep-learning-containers', 4616),
    ours: warned('imageProcessor', (g) => g.serverless({ model: g.container({ image: dlc(g, 'pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker') }) })),
    l1: (g) => g.config({ ...g.less(), modelName: g.container({ image: `${DLC}/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker` }).attrModelName }),
    right: (g) => g.serverless({ model: g.container({ image: dlc(g, 'pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker'), modelData: g.data }) }),
  },
  {
    title: 'an AWS image for x86 on instances with AWS Graviton',
    aws: FAILS,
    source: 'https://aws.github.io/deep-learning-containers/reference/available_images/',
    ours: warned('imageProcessor', (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.c7g.large'), model: g.container({ image: dlc(g, 'pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker') }) })),
    l1: (g) => g.config({ instanceType: 'ml.c7g.large', modelName: g.container({ image: `${DLC}/pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker` }).attrModelName }),
    right: (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.c7g.large'), model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.PYTORCH, '2.6', { pythonVersion: 'py312' }), modelData: g.data }) }),
  },
  {
    title: 'an image for AWS Inferentia on instances with GPUs',
    aws: FAILS,
    source: 'https://aws.github.io/deep-learning-containers/reference/available_images/',
    ours: warned('imageProcessor', (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.g5.xlarge'), model: g.container({ image: dlc(g, 'pytorch-inference-neuronx:2.7.0-neuronx-py310-sdk2.25.0-ubuntu22.04') }) })),
    l1: (g) => g.config({ instanceType: 'ml.g5.xlarge', modelName: g.container({ image: `${DLC}/pytorch-inference-neuronx:2.7.0-neuronx-py310-sdk2.25.0-ubuntu22.04` }).attrModelName }),
    right: (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.inf2.xlarge'), model: g.container({ image: dlc(g, 'pytorch-inference-neuronx:2.7.0-neuronx-py310-sdk2.25.0-ubuntu22.04'), modelData: g.data }) }),
  },
  {
    title: 'a role that may pull images of its own account only, for an AWS image',
    aws: FAILS,
    source: issue('awslabs/aws-solutions-constructs', 986),
    ours: handled(':ecr:us-east-1:763104351884:repository/tensorflow-inference"', (g) => g.container({ image: dlc(g, tensorFlow('cpu')) })),
    l1: (g) => g.container({ image: `${DLC}/${tensorFlow('cpu')}` }),
    right: (g) => g.container({ image: dlc(g, tensorFlow('cpu')), modelData: g.data }),
  },
  {
    title: 'an AWS image for training as that of an endpoint',
    aws: 'fails: "exec: "serve": executable file not found in $PATH"',
    source: issue('aws/sagemaker-python-sdk', 4615),
    ours: warned('imageNotForHosting', (g) => g.container({ image: dlc(g, 'huggingface-pytorch-training:2.9.0-transformers4.57.1-gpu-py312-cu130-ubuntu22.04') })),
    l1: (g) => g.container({ image: `${DLC}/huggingface-pytorch-training:2.9.0-transformers4.57.1-gpu-py312-cu130-ubuntu22.04` }),
    right: (g) => g.container({ image: dlc(g, 'huggingface-pytorch-inference:2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04'), modelData: g.data }),
  },
  {
    title: 'the URI of an AWS image with a region of its own, in an app for each region',
    aws: 'refuses: "Cross region ECR image pulls are not allowed"',
    source: issue('ed-donner/alex', 30),
    ours: warned('otherRegion', (g) => g.beside('Frankfurt', { region: 'eu-central-1' }).container({ image: dlc(g, tensorFlow('cpu')) })),
    l1: (g) => g.container({ image: `${DLC.replace('us-east-1', 'eu-central-1')}/${tensorFlow('cpu')}` }),
    right: (g) => { const far = g.beside('Frankfurt', { region: 'eu-central-1' }); far.container({ image: g.sm.ContainerImage.fromDlc('tensorflow-inference', tensorFlow('cpu').split(':')[1]), modelData: far.data }); },
  },
  {
    title: 'an image with CUDA 13 of which the machine image is not chosen',
    aws: FAILS,
    source: 'https://github.com/aws/sagemaker-python-sdk/pull/6281',
    ours: handled('"InferenceAmiVersion":"al2023-ami-sagemaker-inference-gpu-4-1"', (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.g5.xlarge'), model: g.container({ image: vllm(g) }) })),
    l1: (g) => g.config({ instanceType: 'ml.g5.xlarge', modelName: g.container({ image: `${DLC}/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-sagemaker` }).attrModelName }),
    right: (g) => g.config({ instanceType: g.sm.InstanceType.of('ml.g5.xlarge'), model: g.container({ image: vllm(g) }) }),
  },
];

export const reportedArtifacts: readonly Mistake[] = [
  {
    title: 'a prefix with uncompressed artifacts as a `ModelDataUrl`',
    aws: 'fails: "Could not find model data at s3://..."',
    source: issue('awslabs/generative-ai-cdk-constructs', 179),
    ours: handled('"S3DataType":"S3Prefix"', (g) => g.container({ modelData: g.sm.ModelData.fromS3Uri('s3://jumpstart-cache-prod-us-east-1/whisper-base/v1.0.1/') })),
    l1: (g) => g.container({ image: IMAGE, modelDataUrl: 's3://jumpstart-cache-prod-us-east-1/whisper-base/v1.0.1/' }),
    right: (g) => g.container({ modelData: g.sm.ModelData.fromS3Uri('s3://jumpstart-cache-prod-us-east-1/whisper-base/v1.0.1/') }),
  },
  {
    title: 'artifacts in a bucket with a customer managed key that the role may not use',
    aws: FAILS,
    source: issue('aws/aws-cdk', 12810),
    ours: handled('"kms:Decrypt"', (g) => g.container({ modelData: g.sm.ModelData.fromBucket(sealed(g), 'model.tar.gz') })),
    l1: (g) => g.model(),
    alpha: handled('"kms:Decrypt"'),
    right: (g) => g.container({ modelData: g.sm.ModelData.fromBucket(sealed(g), 'model.tar.gz') }),
  },
  {
    title: 'a multi-model container whose role may not list the models',
    aws: 'the deployment succeeds, and requests fail',
    source: 'https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-security.html',
    ours: handled('"s3:prefix":"models/*"', (g) => g.multiModel()),
    l1: (g) => g.container({ image: IMAGE, mode: 'MultiModel', modelDataUrl: 's3://models/' }),
    right: (g) => g.multiModel(),
  },
  {
    title: 'artifacts that a `BucketDeployment` of the same app uploads, before which the model is created',
    rules: ['a `BucketDeployment` that uploads the artifacts is finished'],
    aws: FAILS,
    source: issue('aws/aws-cdk', 16060),
    ours: handled('"DependsOn":["ModelRoleDefaultPolicy52564B59","ModelRole3E65CE92","UploadCustomResource', (g) => { upload(g); g.model(); }),
    l1: (g) => {
      const bucket = new s3.CfnBucket(g.stack, 'Bucket');
      new CfnResource(g.stack, 'Upload', { type: 'Custom::Upload', properties: { ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:upload', Bucket: bucket.ref } });
      g.container({ image: IMAGE, modelDataUrl: `s3://${bucket.ref}/churn/model.tar.gz` });
    },
    alpha: silent,
    right: (g) => g.container({ modelData: g.sm.ModelData.fromBucket(upload(g).deployedBucket, 'churn/model.tar.gz') }),
  },
  {
    title: 'artifacts in a bucket whose lifecycle rule deletes them',
    rules: ['no lifecycle rule of a bucket of the app deletes or archives'],
    aws: 'accepts it, and new instances fail later',
    source: issue('ministryofjustice/analytical-platform', 10195),
    ours: warned('modelDataExpires', (g) => expiring(g)),
    l1: (g) => {
      const bucket = new s3.CfnBucket(g.stack, 'Bucket', { lifecycleConfiguration: { rules: [{ status: 'Enabled', expirationInDays: 7 }] } });
      g.container({ image: IMAGE, modelDataUrl: `s3://${bucket.ref}/churn/model.tar.gz` });
    },
    alpha: silent,
    right: (g) => expiring(g, 'captured/'),
  },
  {
    title: 'a product from AWS Marketplace of another region',
    aws: FAILS,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html',
    ours: warned('otherRegion', (g) => product(g, PRODUCT.replace('us-east-1', 'eu-west-1'))),
    l1: (g) => g.container({ modelPackageName: PRODUCT.replace('us-east-1', 'eu-west-1') }, { enableNetworkIsolation: true }),
    right: (g) => product(g, PRODUCT),
  },
];

export const reportedRoles: readonly Mistake[] = [
  {
    title: 'a service-linked role as the role of a model',
    aws: FAILS,
    source: issue('bentoml/BentoML', 1600),
    ours: warned('roleNotAssumable', (g) => withRole(g, 'aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForAmazonSageMakerNotebooks')),
    l1: (g) => g.model({ executionRoleArn: 'arn:aws:iam::123456789012:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForAmazonSageMakerNotebooks' }),
    alpha: silent,
    right: (g) => withRole(g, 'service-role/AmazonSageMaker-ExecutionRole'),
  },
  {
    title: 'permissions that are granted to the role elsewhere in the app, before which the model is created',
    aws: FAILS,
    source: issue('awslabs/generative-ai-cdk-constructs', 432),
    ours: handled('"DependsOn":["Extra', (g) => {
      const role = g.role('Role');
      g.model({ role });
      new iam.Policy(g.stack, 'Extra', { roles: [role], statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`${g.bucket.bucketArn}/*`] })] });
    }),
    l1: (g) => {
      const role = new iam.CfnRole(g.stack, 'Role', { assumeRolePolicyDocument: {} });
      g.model({ executionRoleArn: role.attrArn });
      new iam.CfnRolePolicy(g.stack, 'Extra', { policyName: 'extra', roleName: role.ref, policyDocument: {} });
    },
    right: (g) => { const role = g.role('Role'); g.bucket.grantRead(role); g.model({ role }); },
  },
];

const product = (g: Given, arn: string) =>
  g.model({ networkIsolation: true, containers: [{ modelPackage: g.sm.registry.ModelPackage.fromModelPackageArn(g.stack, 'Product', arn) }] });
const sealed = (g: Given) => new s3.Bucket(g.stack, 'Sealed', { encryption: s3.BucketEncryption.KMS, encryptionKey: new kms.Key(g.stack, 'Seal') });
const upload = (g: Given) => new deployment.BucketDeployment(g.stack, 'Upload', {
  destinationBucket: g.bucket, destinationKeyPrefix: 'churn', sources: [deployment.Source.data('model.tar.gz', '')],
});
const expiring = (g: Given, prefix?: string) => {
  g.bucket.addLifecycleRule({ expiration: Duration.days(7), prefix });
  return g.model();
};
const withRole = (g: Given, name: string) => g.model({ role: iam.Role.fromRoleArn(g.stack, 'Imported', `arn:aws:iam::123456789012:role/${name}`) });
