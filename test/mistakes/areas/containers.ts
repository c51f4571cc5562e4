import { Fn, aws_iam as iam } from 'aws-cdk-lib';
import { CHURN_PACKAGE } from './packages';
import { IMAGE, trustOf } from '../l1';
import { AWS, call, handled, silent, synth, types, warned, type Mistake } from '../mistake';

const { REFUSES, FAILS, REQUESTS_FAIL, IGNORES, HARMS, LATER } = AWS;
const variables = (count: number, size = 1) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`VARIABLE_${index}`, 'x'.repeat(size)]));

export const containers: readonly Mistake[] = [
  {
    title: 'a model without a container', rules: ['a model has at least 1 container'], aws: REFUSES,
    ours: synth('at least 1 container', (g) => g.model({ containers: [] })), l1: (g) => g.model({ containers: undefined }), alpha: synth('at least 1 container'),
    right: (g) => g.model(),
  },
  {
    title: 'a model with 16 containers', rules: ['a model has at most 15 containers'], aws: REFUSES,
    ours: call('a model must have at most 15 containers, got 16', (g) => g.model({ containers: Array(16).fill({ image: g.image }) })), l1: (g) => g.model({ containers: Array(16).fill({ image: IMAGE }) }),
    alpha: synth('Cannot have more than 15 containers in inference pipeline...'), right: (g) => g.model({ containers: Array(15).fill({ image: g.image }) }),
  },
  {
    title: 'one container as the list of containers', rules: ['1 container is the primary container'], aws: REQUESTS_FAIL,
    ours: handled('"PrimaryContainer"', (g) => g.model()), l1: (g) => g.model({ containers: [{ image: IMAGE }] }), alpha: handled('"PrimaryContainer"'),
  },
  {
    title: 'a container with neither an image nor a model package', rules: ['a container has an image or a model package'], aws: REFUSES,
    ours: call('containers[0].image is required; use a method of ContainerImage, or set', (g) => g.container({ modelPackage: undefined })), l1: (g) => g.container({ environment: { A: '1' } }), alpha: call("Cannot read properties of undefined (reading 'bind')"),
  },
  {
    title: 'a container with an image and a model package', rules: ['with both, the image has no effect'], aws: IGNORES,
    ours: warned('imageAndModelPackage', (g) => g.container({ modelPackage: g.version(), image: g.image })),
    l1: (g) => g.container({ image: IMAGE, modelPackageName: CHURN_PACKAGE }), right: (g) => g.container({ modelPackage: g.version() }),
  },
  {
    title: 'a container with 101 environment variables', rules: ['a container has at most 100 variables of at most 1024 bytes'], aws: REFUSES,
    ours: call('containers[0].environment must have at most 100 entries, got 101', (g) => g.container({ environment: variables(101) })), l1: (g) => g.environment(variables(101)), alpha: silent,
    right: (g) => g.container({ environment: variables(100) }),
  },
  {
    title: 'a variable of 1025 characters', rules: ['a container has at most 100 variables of at most 1024 bytes'], aws: REFUSES,
    ours: call("containers[0].environment['VARIABLE_0'] must have at most 1024 bytes,", (g) => g.container({ environment: variables(1, 1025) })), l1: (g) => g.environment(variables(1, 1025)), alpha: silent,
    right: (g) => g.container({ environment: variables(1, 1024) }),
  },
  {
    title: 'a variable of 600 letters that have 2 bytes each', rules: ['a container has at most 100 variables of at most 1024 bytes'], aws: REFUSES,
    ours: call("containers[0].environment['A'] must have at most 1024 bytes, got 1200", (g) => g.container({ environment: { A: 'ä'.repeat(600) } })), l1: (g) => g.environment({ A: 'ä'.repeat(600) }), alpha: silent,
    right: (g) => g.container({ environment: { A: 'ä'.repeat(512) } }),
  },
  {
    title: 'more than 32 KB of variables in one model', rules: ['a container has at most 100 variables of at most 1024 bytes'], aws: REFUSES,
    ours: call('the environment variables of all containers in total must have at most', (g) => g.container({ environment: variables(34, 1000) })), l1: (g) => g.environment(variables(34, 1000)), alpha: silent,
    right: (g) => g.container({ environment: variables(30, 1000) }),
  },
  {
    title: 'a name of a variable with a hyphen', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html',
    ours: call("containers[0].environment must have names of letters, digits and '_'", (g) => g.container({ environment: { 'LOG-LEVEL': 'info' } })), l1: (g) => g.environment({ 'LOG-LEVEL': 'info' }), alpha: silent,
    right: (g) => g.container({ environment: { LOG_LEVEL: 'info' } }),
  },
  {
    title: 'a number as the value of a variable, from JavaScript', aws: REFUSES,
    source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html',
    ours: call("containers[0].environment['WORKERS'] must be a string, got number 4", (g) => g.container({ environment: { WORKERS: 4 as any } })), l1: (g) => g.environment({ WORKERS: 4 as any }), alpha: silent,
    right: (g) => g.container({ environment: { WORKERS: '4' } }),
  },
  {
    title: 'the variable `null`, which `None` as a key in Python becomes', rules: ['no variable has the name that a missing key becomes'], aws: HARMS,
    ours: call("containers[0].environment has the name 'null', which a missing name", (g) => g.container({ environment: { null: 'A' } })), l1: (g) => g.environment({ null: 'A' }), alpha: silent,
  },
  {
    title: 'an environment beside a model package, which has one itself', rules: ['a model package that has an environment excludes'], aws: FAILS,
    ours: warned('environmentWithModelPackage', (g) => g.container({ modelPackage: g.version(), environment: { LEVEL: 'info' } })),
    l1: (g) => g.container({ modelPackageName: CHURN_PACKAGE, environment: { LEVEL: 'info' } }),
  },
  {
    title: 'a token of the Hugging Face Hub as text in the template', rules: ['an environment contains no secret as text'], aws: HARMS,
    ours: warned('secretInEnvironment', (g) => g.container({ environment: { HF_TOKEN: 'hf_abcdefghijklmnop' } })),
    l1: (g) => g.environment({ HF_TOKEN: 'hf_abcdefghijklmnop' }), alpha: silent,
    right: (g) => g.container({ environment: { HF_TOKEN: '{{resolve:secretsmanager:hub}}' } }),
  },
  {
    title: 'an access key of AWS as text in the template', rules: ['an environment contains no secret as text'], aws: HARMS,
    ours: warned('secretInEnvironment', (g) => g.container({ environment: { SETTINGS: 'AKIAABCDEFGHIJKLMNOP' } })),
    l1: (g) => g.environment({ SETTINGS: 'AKIAABCDEFGHIJKLMNOP' }), alpha: silent,
  },
  {
    title: 'weights at an S3 URI in the environment, which the role may not read', rules: ['the role is allowed to read an Amazon S3 URI'], aws: FAILS,
    ours: warned('s3UriInEnvironment', (g) => g.container({ environment: { HF_MODEL_ID: 's3://weights/model/' } })),
    l1: (g) => g.environment({ HF_MODEL_ID: 's3://weights/model/' }), alpha: silent,
    right: (g) => g.bucket.grantRead(g.container({ environment: { HF_MODEL_ID: g.bucket.s3UrlForObject('model/') } })),
  },
  {
    title: 'a model of the Hugging Face Hub in network isolation', rules: ['a model that is downloaded from the Hugging Face Hub requires a route'], aws: FAILS,
    ours: warned('hubModelWithoutNetwork', (g) => g.container({ environment: { HF_MODEL_ID: 'org/name' } }, { networkIsolation: true })),
    l1: (g) => g.environment({ HF_MODEL_ID: 'org/name' }, { enableNetworkIsolation: true }), alpha: silent,
    right: (g) => g.container({ environment: { HF_MODEL_ID: 'org/name' } }),
  },
  {
    title: 'tensor parallelism over 4 GPUs on an instance with 1', rules: ['the variables of model servers use at most the GPUs'], aws: FAILS,
    ours: warned('moreGpusThanInstance', (g) => g.config({ model: g.container({ environment: { SM_NUM_GPUS: '4' } }), instanceType: g.sm.InstanceType.G5_XLARGE })),
    l1: (g) => g.config({ modelName: g.environment({ SM_NUM_GPUS: '4' }).attrModelName, instanceType: 'ml.g5.xlarge' }), alpha: silent,
    right: (g) => g.config({ model: g.container({ environment: { SM_NUM_GPUS: '4' } }), instanceType: g.sm.InstanceType.G5_12XLARGE }),
  },
  {
    title: 'an option of vLLM for an image of LMI', rules: ['with an AWS image for vLLM, SGLang, LMI, TEI or TGI'], aws: IGNORES,
    ours: warned('modelServerVariable', (g) => g.container({
      image: g.sm.ContainerImage.fromFramework(g.sm.Framework.of('vllm')), environment: { OPTION_MAX_MODEL_LEN: '8192' },
    })),
    l1: (g) => g.environment({ OPTION_MAX_MODEL_LEN: '8192' }),
    right: (g) => g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.of('vllm')), environment: { SM_VLLM_MAX_MODEL_LEN: '8192' } }),
  },
  {
    title: 'TEI with flash attention on `ml.g4dn` instances', rules: ['TEI does not use flash attention'], aws: HARMS,
    ours: warned('flashAttentionOnTuring', (g) => g.config({
      model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.TEI) }), instanceType: g.sm.InstanceType.G4DN_XLARGE,
    })),
    l1: (g) => g.config({ modelName: g.container({ image: '683313688378.dkr.ecr.us-east-1.amazonaws.com/tei:2.0.1-tei1.8.2-gpu-py310-cu122-ubuntu22.04' }).attrModelName, instanceType: 'ml.g4dn.xlarge' }),
    right: (g) => g.config({
      model: g.container({ image: g.sm.ContainerImage.fromFramework(g.sm.Framework.TEI), environment: { USE_FLASH_ATTENTION: 'False' } }),
      instanceType: g.sm.InstanceType.G4DN_XLARGE,
    }),
  },
  {
    title: 'an inference specification without a model package', rules: ['the specification belongs to a model package'], aws: IGNORES,
    ours: warned('inferenceSpecificationWithoutModelPackage', (g) => g.container({ inferenceSpecificationName: 'int8' })),
    l1: (g) => g.container({ image: IMAGE, inferenceSpecificationName: 'int8' }),
  },
  {
    title: 'an inference specification that the model package does not have', rules: ['the model package has the specification'], aws: FAILS,
    ours: warned('unknownInferenceSpecification', (g) => g.container({ modelPackage: g.version(), inferenceSpecificationName: 'int8' })),
    l1: (g) => g.container({ modelPackageName: g.modelPackage().ref, inferenceSpecificationName: 'int8' }),
    right: (g) => g.container({
      modelPackage: g.version({ additionalInferenceSpecifications: [{ name: 'int8', ...g.served }] }), inferenceSpecificationName: 'int8',
    }),
  },
  {
    title: 'an imported model package whose images and artifacts the role may not read', rules: ['the role can read the images and artifacts of the package'], aws: FAILS,
    ours: warned('unknownModelPackageContents', (g) => g.container({ modelPackage: g.sm.registry.ModelPackage.fromModelPackageArn(g.stack, 'Churn', CHURN_PACKAGE) })),
    l1: (g) => g.container({ modelPackageName: CHURN_PACKAGE }),
    right: (g) => g.container({
      modelPackage: g.sm.registry.ModelPackage.fromModelPackageAttributes(g.stack, 'Churn', { modelPackageArn: CHURN_PACKAGE, containers: [{ image: g.image, modelData: g.data }] }),
    }),
  },
  {
    title: 'a model package version in another stack, which can then not be replaced', rules: ['a model package of the app is in the stack of its model'], aws: LATER,
    ours: warned('replacedInOtherStack', (g) => g.beside().container({ modelPackage: g.version() })),
    l1: (g) => g.container({ modelPackageName: Fn.importValue('Version') }),
  },
  {
    title: 'a model package version of the app in another account', rules: ['a version is in the account of the model, or imported'], aws: FAILS,
    ours: call("Other/Model: model package 'Test/Group/Version' is a version in account", (g) => g.beside('Other', { account: '222222222222' }).container({ modelPackage: g.version() })), l1: (g) => g.container({ modelPackageName: CHURN_PACKAGE }),
  },
  {
    title: 'two containers with the same host name', rules: ['host names are unique'], aws: REFUSES,
    ours: call('containers[1].containerHostname must be unique among the containers,', (g) => g.pipeline({ containerHostname: 'one' }, { containerHostname: 'one' })),
    l1: (g) => g.pipeline({ containerHostname: 'one' }, { containerHostname: 'one' }), alpha: silent,
    right: (g) => g.pipeline({ containerHostname: 'one' }, { containerHostname: 'two' }),
  },
  {
    title: 'a pipeline in which only some containers have a host name', rules: ['in a pipeline, either all containers have a host name'], aws: REFUSES,
    ours: synth('containerHostname must be set for all containers or for none, got 1 of 2', (g) => g.pipeline({ containerHostname: 'one' })), l1: (g) => g.pipeline({ containerHostname: 'one' }), alpha: silent, right: (g) => g.pipeline(),
  },
  {
    title: 'a host name of the only container', rules: ['the host name of the only container has no effect'], aws: IGNORES,
    ours: warned('containerHostnameIgnored', (g) => g.container({ containerHostname: 'only' })), l1: (g) => g.container({ image: IMAGE, containerHostname: 'only' }), alpha: silent,
  },
  {
    title: 'a name of a model with an underscore', rules: ['names and images have the form that SageMaker requires'], aws: REFUSES,
    ours: call('modelName must be letters, digits and hyphens, with no hyphen at either', (g) => g.model({ modelName: 'churn_model' })), l1: (g) => g.model({ modelName: 'churn_model' }), alpha: silent,
  },
  {
    title: 'a model with a fixed name, whose image changes', rules: ['CloudFormation cannot replace a model with a fixed name'], aws: LATER,
    ours: warned('fixedModelName', (g) => g.model({ modelName: 'churn' })), l1: (g) => g.model({ modelName: 'churn' }), alpha: silent, right: (g) => g.model(),
  },
  {
    title: 'a container that is missing, from JavaScript', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html',
    ours: call('containers[0] is required; specify a ContainerDefinition', (g) => g.model({ containers: [undefined as any] })), l1: { ...silent, program: (g) => g.model({ containers: [undefined as any] }) }, alpha: call("Cannot read properties of undefined (reading 'image')"),
  },
  {
    title: 'an image as text', aws: REFUSES, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html', ours: types, alpha: types,
  },
  {
    title: 'the name of an imported model that is undefined, from JavaScript', aws: HARMS, source: 'https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html',
    ours: call('modelName is required; specify the name of the model', (g) => g.config({ model: g.sm.Model.fromModelName(g.stack, 'Imported', undefined as any) })),
    l1: (g) => g.config({ modelName: undefined }), alpha: silent,
  },
  {
    title: 'a role that SageMaker cannot assume', rules: ['Network and role > SageMaker can assume the role'], aws: FAILS,
    ours: warned('roleNotAssumable', (g) => g.model({ role: g.role('Lambda', 'lambda.amazonaws.com') })),
    l1: (g) => g.model({ executionRoleArn: new iam.CfnRole(g.stack, 'Role', { assumeRolePolicyDocument: trustOf('lambda.amazonaws.com') }).attrArn }), alpha: silent,
    right: (g) => g.model({ role: g.role('Role') }),
  },
  {
    title: 'two models with one fixed name in a stack', rules: ['two models of a stack without conditions have different names'], aws: REFUSES,
    ours: synth("modelName must be unique, got 'churn', which 'Test/Model' has too;", (g) => [g.model({ modelName: 'churn' }), g.model({ modelName: 'churn' }, 'Other')]),
    l1: (g) => [g.model({ modelName: 'churn' }), g.model({ modelName: 'churn' }, 'Other')], alpha: silent,
    right: (g) => [g.model(), g.model({}, 'Other')],
  },
  {
    title: 'a model whose role depends on the model', rules: ['the model does not depend on itself'], aws: REFUSES,
    ours: synth('the model depends on itself, so that CloudFormation cannot create it:', (g) => { const role = g.role('Role'); role.addToPolicy(new iam.PolicyStatement({ actions: ['sagemaker:DescribeModel'], resources: [g.model({ role }).modelArn] })); }),
    l1: (g) => { const model = g.model(); model.addPropertyOverride('Tags', [{ Key: 'self', Value: model.attrModelName }]); }, alpha: silent,
    right: (g) => { const role = g.role('Role'); role.addToPolicy(new iam.PolicyStatement({ actions: ['sagemaker:DescribeModel'], resources: ['*'] })); return g.model({ role }); },
  },
];

