import { ArnFormat, Fn, type Stack, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_lambda as lambda, CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { IMAGE_DIRECTORY, aBucket, aLiteralArn, aModel, aRepository, aRole, aSecurityGroup, aVpc, anArn, anImage, someData } from './given';
import {
  ContainerImage, ContainerMode, Framework, HostingVpcEndpoints, InferenceExecutionMode, JumpStartModel, Model, ModelData, Processor,
  RepositoryAccessMode, registry, type ContainerDefinition, type ContainerImageConfig, type IModel,
} from '../../../src';

/** An image as users write one. */
class MirroredImage extends ContainerImage {
  constructor(private readonly config: ContainerImageConfig) {
    super();
  }

  public bind(scope: Construct, model: IModel): ContainerImageConfig {
    ecr.Repository.fromRepositoryName(scope, 'Mirror', 'mirror').grantPull(model);
    return this.config;
  }
}

export function models(stack: Stack): void {
  images(stack);
  jumpStartModels(stack);
  containers(stack);
  networks(stack);
  permissions(stack);
  imports(stack);
}

function images(stack: Stack): void {
  const login = lambda.Function.fromFunctionAttributes(stack, 'Login', {
    functionArn: stack.formatArn({ service: 'lambda', resource: 'function', resourceName: 'login', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
    sameEnvironment: true,
  });
  const publicImages: { [id: string]: ContainerImage } = {
    Tag: ContainerImage.fromEcrRepository(aRepository(stack), '1.0'),
    Latest: ContainerImage.fromEcrRepository(aRepository(stack)),
    Digest: ContainerImage.fromEcrRepository(aRepository(stack), `sha256:${'0'.repeat(64)}`),
    OtherAccount: ContainerImage.fromEcrRepositoryArn('arn:aws:ecr:us-east-1:111122223333:repository/team/serving', '1.4.2'),
    Uri: ContainerImage.fromUri('111122223333.dkr.ecr.us-east-1.amazonaws.com/team/serving:1.4.2'),
    ImportedUri: ContainerImage.fromUri(Fn.importValue('ImageUri')),
    Asset: ContainerImage.fromAsset(IMAGE_DIRECTORY, { buildArgs: { LEVEL: 'info' } }),
    Dlc: ContainerImage.fromDlc('huggingface-pytorch-inference', '2.6.0-transformers4.51.3-gpu-py312-cu124-ubuntu22.04'),
    DlcOfAccount: ContainerImage.fromDlc('pytorch-inference', '2.6.0-cpu-py312', '763104351884'),
    Framework: ContainerImage.fromFramework(Framework.PYTORCH, '2.6', { pythonVersion: 'py312' }),
    Newest: ContainerImage.fromFramework(Framework.of('xgboost')),
    HuggingFace: ContainerImage.fromFramework(Framework.HUGGINGFACE, '4.49.0', {
      baseFrameworkVersion: 'pytorch2.6.0', processor: Processor.GPU, accountId: '763104351884',
    }),
  };
  for (const processor of Object.values(Processor)) {
    publicImages[`Mirrored-${processor}`] = new MirroredImage({
      imageName: 'mirror.example.com/serving:1', processor, repositoryAccessMode: RepositoryAccessMode.PLATFORM,
    });
  }
  for (const [id, image] of Object.entries(publicImages)) {
    new Model(stack, id, { containers: [{ image }] });
  }
  const privateImages: { [id: string]: ContainerImage } = {
    Registry: ContainerImage.fromRegistry('registry.corp.example/team/model:1.2', { credentialsProvider: login }),
    MirroredRegistry: new MirroredImage({
      imageName: 'registry.corp.example/mirror:1', repositoryAccessMode: RepositoryAccessMode.VPC, repositoryCredentialsProvider: login,
    }),
  };
  for (const [id, image] of Object.entries(privateImages)) {
    new Model(stack, id, { containers: [{ image }], vpc: aVpc(stack) });
  }
  const frameworks = [...Object.values(Framework), new Framework('newest')].filter(isFramework);
  new CfnOutput(stack, 'MonitoringImage', { value: Framework.CLARIFY.imageUri(stack) });
  new CfnOutput(stack, 'Frameworks', { value: frameworks.map((framework) => framework.toString()).join() });
}

const isFramework = (value: unknown): value is Framework => value instanceof Framework;

function jumpStartModels(stack: Stack): void {
  const llama = JumpStartModel.of('meta-textgeneration-llama-3-1-8b-instruct', { version: '2.2.4', acceptEula: true });
  const instanceType = llama.instanceTypes[0];
  new Model(stack, 'JumpStart', { containers: [llama.container({ instanceType, environment: { LEVEL: 'info' }, containerHostname: 'llama' })] });
  new CfnOutput(stack, 'JumpStartFacts', { value: [llama.modelId, llama.version, llama.defaultInstanceType.toString(), String(llama.requiresEula)].join() });
}

function containers(stack: Stack): void {
  const prefix = ModelData.fromBucketPrefix(aBucket(stack), 'models/');
  const modelPackage = registry.ModelPackage.fromModelPackageName(stack, 'Package', 'churn');
  const all: { [id: string]: ContainerDefinition } = {
    Single: { image: anImage(stack), mode: ContainerMode.singleModel(), modelData: someData(stack), environment: { LEVEL: 'info' } },
    Many: { image: anImage(stack), mode: ContainerMode.multiModel({ modelCaching: false }), modelData: prefix },
    Cached: { image: anImage(stack), mode: ContainerMode.multiModel(), modelData: prefix },
    Packaged: { modelPackage, inferenceSpecificationName: 'int8' },
  };
  for (const [id, container] of Object.entries(all)) {
    new Model(stack, id, { containers: [container] });
  }
  const named = ['first', 'second'].map((containerHostname) => ({ containerHostname, image: anImage(stack) }));
  for (const inferenceExecutionMode of Object.values(InferenceExecutionMode)) {
    const pipeline = new Model(stack, `Pipeline-${inferenceExecutionMode}`, { containers: named, inferenceExecutionMode });
    pipeline.addContainer({ containerHostname: 'third', modelPackage });
  }
}

function networks(stack: Stack): void {
  const vpc = aVpc(stack);
  const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  aModel(stack, 'WithoutEndpoints', { vpc, vpcSubnets: isolated });
  const endpoints = new HostingVpcEndpoints(stack, 'Endpoints', { vpc });
  const some = new HostingVpcEndpoints(stack, 'SomeEndpoints', {
    vpc: new ec2.Vpc(stack, 'OtherVpc', { maxAzs: 2, natGateways: 0 }),
    interfaceServices: [ec2.InterfaceVpcEndpointAwsService.ECR],
    s3: false,
    securityGroups: [aSecurityGroup(stack, 'OfEndpoints')],
    subnets: isolated,
  });
  const model = aModel(stack, 'Closed', { vpc, vpcSubnets: isolated, allowAllOutbound: false });
  model.connections.allowToDefaultPort(endpoints);
  model.connections.allowTo(some.connections, ec2.Port.tcp(443));
  aModel(stack, 'Grouped', { vpc, securityGroups: [aSecurityGroup(stack, 'OfModel')] });
  aModel(stack, 'Isolated', { networkIsolation: true });
  aModel(stack, 'Restricted', { roleRestrictions: { metricNamespaces: ['churn'], networkInterfacesOfVpcOnly: true }, vpc: aVpc(stack) });
  new CfnOutput(stack, 'VpcEndpoints', { value: endpoints.interfaceEndpoints.map((endpoint) => endpoint.vpcEndpointId).join() });
  new CfnOutput(stack, 'S3Endpoint', { value: endpoints.s3Endpoint?.vpcEndpointId ?? 'none' });
}

function permissions(stack: Stack): void {
  const role = aRole(stack, 'Given');
  const model = aModel(stack, 'Named', { role, modelName: 'churn' });
  model.addToRolePolicy(new iam.PolicyStatement({ actions: ['translate:TranslateText'], resources: ['*'] }));
  aModel(stack, 'Unchangeable', { role: aRole(stack, 'Fixed').withoutPolicyUpdates({ addGrantsToResources: true }) });
  aModel(stack, 'Foreign', { role: iam.Role.fromRoleArn(stack, 'OfOthers', 'arn:aws:iam::123456789012:role/foreign') });
  aBucket(stack).grantRead(model);
  new CfnOutput(stack, 'Model', { value: [model.modelArn, model.modelName, model.role?.roleName, model.grantPrincipal.assumeRoleAction].join() });
}

function imports(stack: Stack): void {
  const theirs: IModel[] = [
    Model.fromModelArn(stack, 'ByArn', aLiteralArn('model', 'theirs')),
    Model.fromModelName(stack, 'ByName', 'theirs'),
    Model.fromModelAttributes(stack, 'ByAttributes', {
      modelArn: anArn(stack, 'model', 'theirs'), role: aRole(stack, 'OfTheirs'), securityGroups: [aSecurityGroup(stack, 'OfTheirModel')],
    }),
  ];
  for (const model of theirs) {
    model.addToRolePolicy(new iam.PolicyStatement({ actions: ['translate:TranslateText'], resources: ['*'] }));
    new CfnOutput(stack, `Of${model.node.id}`, { value: [model.modelArn, model.modelName, model.role?.roleName].join() });
  }
  theirs[2].connections.allowToAnyIpv4(ec2.Port.tcp(443));
}
