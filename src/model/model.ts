import { Lazy, Stack, ArnFormat, aws_ec2 as ec2, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { foreignRepository, imageCuda, imageTarget, repositoriesOf, type ImageCuda, type ImageTarget } from './bound-image';
import { renderContainerDefinition, warnOfContainer, type BoundContainerDefinition, type ContainerDefinition } from './container-definition';
import { bindImage } from './container-image';
import { imageChecks, RepositoryAccessMode } from './container-image-config';
import { contentsIn, modelDataChecks, needsDataSource } from './data/model-data-config';
import { OF_MODEL, warnOfEnvironments } from './environment-warnings';
import { warnOfImageLabels } from './image-labels';
import { markModel, ModelBase, type IModel, type ModelHosting } from './model-base';
import { containersChecks, finishedModelProblems, modelAttributesChecks, modelPropsChecks } from './model-checks';
import { grantContents, type DefinedModelPackage } from './model-package-contents';
import { InferenceExecutionMode, type ModelAttributes, type ModelProps } from './model-props';
import { warnOfModel, warnOfUntrustedRole } from './model-warnings';
import { configureNetwork, renderNetwork, type ModelNetwork } from './network';
import { waitForSurroundings } from './surroundings';
import { FOR_ARTIFACTS, FOR_CREDENTIALS, haveNoRouteOut, prepareMissingEndpoints, warnOfMissingEndpoints, type Attachment } from './vpc/missing-endpoints';
import { prepareOutboundTraffic, warnOfNoOutboundTraffic } from './vpc/outbound-traffic';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { granteeInStackOf, granteeOfDependent } from '../permissions/role-in-stack';
import { atSynth } from '../private/at-synth';
import { assertValid, problemsOf } from '../private/checks';
import { dependenciesAtSynth, watchForCircles } from '../private/dependencies/circular-dependency';
import { renderedProperty } from '../private/dependencies/unrendered';
import { warnOfOtherRegion } from '../private/environment';
import { uniqueInStack } from '../private/fixed-names';
import { given, pathOf } from '../private/given';
import { fixedName, importedName, isFixedName } from '../private/names';
import { warn } from '../private/warnings';

/**
 * A SageMaker model: the containers with inference code and artifacts that endpoints run.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
 *
 * @example
 * declare const repository: ecr.IRepository;
 * declare const bucket: s3.IBucket;
 *
 * const model = new sm.Model(this, 'Churn', {
 *   containers: [{
 *     image: sm.ContainerImage.fromEcrRepository(repository, '1.4.2'),
 *     modelData: sm.ModelData.fromBucket(bucket, 'churn/3/model.tar.gz'),
 *     environment: { LOG_LEVEL: 'info' },
 *   }],
 * });
 */
@propertyInjectable
export class Model extends ModelBase {
  /** The ID that identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.Model';

  /**
   * Imports a model by its ARN. Throws if the ARN is not that of a model.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param modelArn the ARN of the model
   */
  public static fromModelArn(scope: Construct, id: string, modelArn: string): IModel {
    return Model.fromModelAttributes(scope, id, { modelArn });
  }

  /**
   * Imports a model in the account and region of the stack by its name. Throws if the name is not a valid model name. For a model
   * of the same stack, use the construct itself, so that CloudFormation creates it first; a warning is added otherwise.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param modelName the name of the model
   */
  public static fromModelName(scope: Construct, id: string, modelName: string): IModel {
    assertValid(scope, importedName('modelName', modelName, 'model'));
    const modelArn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'model', resourceName: modelName });
    return Model.fromModelAttributes(scope, id, { modelArn });
  }

  /**
   * Imports a model by its attributes. Use this method if the model needs its role or its security groups, to grant permissions or to allow
   * connections. Throws if the ARN is not that of a model.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param attrs the attributes of the imported model
   */
  public static fromModelAttributes(scope: Construct, id: string, attrs: ModelAttributes): IModel {
    attrs = given('ModelAttributes', attrs, scope, 'attrs');
    assertValid(scope, ...modelAttributesChecks(attrs));
    class Import extends ModelBase {
      public readonly modelArn = attrs.modelArn;
      public readonly modelName = Stack.of(scope).splitArn(attrs.modelArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      public readonly role = attrs.role;
      public readonly grantPrincipal = attrs.role ? granteeInStackOf(this, attrs.role).grantPrincipal : new iam.UnknownPrincipal({ resource: this });
      protected _connections = attrs.securityGroups?.length ? new ec2.Connections({ securityGroups: attrs.securityGroups }) : undefined;
    }
    return new Import(scope, id, { environmentFromArn: attrs.modelArn });
  }

  /** The execution role, which SageMaker and the containers assume. */
  public readonly role?: iam.IRole;

  /** The principal to grant permissions to: the execution role of this model. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly boundContainers: BoundContainerDefinition[] = [];
  /**
   * The VPC and its selected subnets.
   *
   * @internal
   */
  public readonly _attachment?: Attachment;

  private readonly network?: ModelNetwork;
  private readonly resource: sagemaker.CfnModel;
  private readonly isolated: boolean;
  private readonly direct: boolean;

  /**
   * Defines a model. Throws if a property has a value that SageMaker does not accept; the message lists every problem.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the model
   */
  constructor(scope: Construct, id: string, props: ModelProps = {}) {
    props = given('ModelProps', props, pathOf(scope, id));
    super(scope, id, { physicalName: props.modelName });
    assertValid(this, ...modelPropsChecks(this, props));
    this.network = configureNetwork(this, props);
    this._connections = this.network?.connections;
    this._attachment = props.vpc && this.network && { vpc: props.vpc, subnets: this.network.subnets };
    this.isolated = props.networkIsolation ?? false;
    this.direct = props.inferenceExecutionMode === InferenceExecutionMode.DIRECT;
    const role = props.role ?? createExecutionRole(this);
    this.role = role;
    this.grantPrincipal = granteeOfDependent(this, role).grantPrincipal;

    this.resource = this.createResource(props, role);
    // Waits for every policy of the role, because SageMaker reads the image and the artifacts while it creates the model.
    this.resource.node.addDependency(role);
    watchForCircles(this.resource);
    waitForSurroundings(this.resource, () => ({ role, vpc: props.vpc, network: this.network }));
    this.node.defaultChild = this.resource;

    this._waitFor({ grants: grantHosting(this, this, { vpcId: props.vpc?.vpcId, restrictions: props.roleRestrictions }) });
    props.containers?.forEach((container) => this.bindContainer(container));
    prepareMissingEndpoints(this);
    prepareOutboundTraffic(this);
    const nameCheck = uniqueInStack(this.resource, 'modelName', fixedName(props.modelName));
    atSynth(this, () => [...problemsOf(nameCheck()), ...this.finish(role)]);
    if (isFixedName(props.modelName)) {
      warn(this, 'fixedModelName', 'modelName is fixed, so CloudFormation cannot replace the model, which every change requires; omit modelName');
    }
  }

  /** The name of this model. */
  public get modelName(): string {
    return this.getResourceNameAttribute(this.resource.attrModelName);
  }

  /** The ARN of this model. */
  public get modelArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, { service: 'sagemaker', resource: 'model', resourceName: this.physicalName });
  }

  /**
   * Adds a container to the end of the inference pipeline. Throws if the model already has 15 containers, or if a property of the container
   * has a value that SageMaker does not accept.
   *
   * @param container the container to add
   */
  public addContainer(container: ContainerDefinition): void {
    container = given('ContainerDefinition', container, this, 'container');
    const definitions = this.boundContainers.map((bound) => bound.definition);
    assertValid(this, ...containersChecks([...definitions, container], definitions.length));
    this.bindContainer(container);
  }

  /** @internal */
  public get _hosting(): ModelHosting {
    const all = this.boundContainers;
    return {
      inVpc: this.network !== undefined,
      isolated: this.isolated,
      containers: all.length,
      direct: this.direct,
      multiModel: all.some(({ definition }) => definition.mode?._isMultiModel),
      dataSource: all.some(({ definition, data }) => data && !definition.mode?._isMultiModel && needsDataSource(data)),
      privateRegistry: all.some(({ image }) => image?.repositoryAccessMode === RepositoryAccessMode.VPC),
      foreignRepository: all.map(({ image }) => image && foreignRepository(this, image)).find((account) => account !== undefined),
    };
  }

  /**
   * The host names of the containers that have one.
   *
   * @internal
   */
  public get _containerHostnames(): string[] {
    return this.boundContainers.flatMap(({ definition }) => definition.containerHostname === undefined ? [] : [definition.containerHostname]);
  }

  /**
   * The type of instances that the image of each container is built for; undefined if it is unknown.
   *
   * @internal
   */
  public get _imageTargets(): (ImageTarget | undefined)[] {
    return this.boundContainers.map(({ image }) => image && imageTarget(image));
  }

  /**
   * The CUDA versions of the images whose names show one.
   *
   * @internal
   */
  public get _imageCuda(): ImageCuda[] {
    return this.boundContainers.flatMap(({ image, definition: { modelPackage, inferenceSpecificationName } }) => modelPackage
      ? (modelPackage as Partial<DefinedModelPackage>)._imageCudaOf?.(inferenceSpecificationName) ?? []
      : (image && imageCuda(this, image)) ?? []);
  }

  /**
   * The repositories that the image of each container can be in; undefined for the image of a model package.
   *
   * @internal
   */
  public get _repositories(): (readonly string[] | undefined)[] {
    return this.boundContainers.map(({ image, definition: { modelPackage } }) => image && !modelPackage ? repositoriesOf(image) : undefined);
  }

  /**
   * The environment variables of each container.
   *
   * @internal
   */
  public get _environments(): { [name: string]: string }[] {
    return this.boundContainers.map(({ definition }) => definition.environment ?? {});
  }

  /** Binds the image and the artifacts of a container, checks the result, and adds the container to the model. */
  private bindContainer(definition: ContainerDefinition): void {
    const where = `containers[${this.boundContainers.length}]`;
    const image = definition.image && bindImage(definition.image, this);
    const data = definition.modelData?.bind(this, this);
    assertValid(
      this,
      ...(definition.image ? imageChecks(`${where}.image`, image, this.network !== undefined) : []),
      ...(definition.modelData ? modelDataChecks(`${where}.modelData`, data, definition.mode?._isMultiModel) : []),
    );
    const container = { definition, image, data };
    this.grantUse(container);
    this.boundContainers.push(container);
    warnOfContainer(this, where, container, this.isolated);
  }

  /** Grants the permissions that the image and the artifacts do not grant when they are bound. */
  private grantUse({ definition: { modelPackage, inferenceSpecificationName }, image }: BoundContainerDefinition): void {
    if (image?.repositoryCredentialsProvider) {
      this._waitFor({ grants: [image.repositoryCredentialsProvider.grantInvoke(this)] });
    }
    if (modelPackage) {
      warnOfOtherRegion(this, 'model package', modelPackage.env.region);
      this._waitFor({ grants: [modelPackage.grantAccess(this)] });
      grantContents(modelPackage, this, inferenceSpecificationName);
    }
  }

  /** Adds the warnings about the complete model, and returns its problems. */
  private finish(role: iam.IRole): string[] {
    const { _attachment: attachment, isolated } = this;
    warnOfUntrustedRole(this, role);
    warnOfModel(this, this.boundContainers, this.direct);
    warnOfImageLabels(this, this.boundContainers);
    const environments = this.boundContainers.map(({ image, data, definition: { environment, mode, modelPackage } }, index) => ({
      place: `containers[${index}].environment`,
      environment: environment ?? {},
      image: modelPackage ? undefined : image,
      hasArtifacts: data !== undefined,
      contents: mode?._isMultiModel ? undefined : contentsIn(data),
      rendered: () => this.renderedContainer(index),
    }));
    warnOfEnvironments(this, OF_MODEL, environments, {
      role, isolated, hasNoRouteOut: () => attachment !== undefined && haveNoRouteOut(this, attachment),
    });
    if (attachment) {
      const needsCredentials = this.boundContainers.some(({ image }) => image?.repositoryCredentialsProvider);
      const needed = [FOR_ARTIFACTS, ...needsCredentials ? [FOR_CREDENTIALS] : []];
      warnOfMissingEndpoints(this, attachment, needed);
    }
    if (this.network && this.boundContainers.some(({ definition, data }) => data ?? definition.modelPackage)) {
      warnOfNoOutboundTraffic(this, this.network.connections);
    }
    return [
      ...finishedModelProblems(this.boundContainers, this.network, this.direct),
      ...dependenciesAtSynth(this.resource).problemsOf(this.resource),
    ];
  }

  /** Returns a container with the overrides of the L1 construct. */
  private renderedContainer(index: number): unknown {
    return this.boundContainers.length === 1 ? renderedProperty(this.resource, 'PrimaryContainer') : renderedProperty(this.resource, 'Containers')?.[index];
  }

  /** Creates the L1 construct. Its containers are rendered at synthesis, because they can be added until then. */
  private createResource(props: ModelProps, role: iam.IRole): sagemaker.CfnModel {
    const rendered = () => this.boundContainers.map(renderContainerDefinition);
    return new sagemaker.CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      modelName: this.physicalName,
      primaryContainer: Lazy.any({ produce: () => this.boundContainers.length === 1 ? rendered()[0] : undefined }),
      containers: Lazy.any({ produce: () => this.boundContainers.length > 1 ? rendered() : undefined }),
      vpcConfig: this.network && renderNetwork(this.network),
      enableNetworkIsolation: props.networkIsolation,
      inferenceExecutionConfig: props.inferenceExecutionMode && { mode: props.inferenceExecutionMode },
    });
  }
}

markModel(Model.prototype);
