import { Lazy, Stack, ArnFormat, aws_ec2 as ec2, aws_iam as iam, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { foreignRepository, imageTarget, type ImageTarget } from './bound-image';
import { renderContainerDefinition, warnOfContainer, type BoundContainerDefinition, type ContainerDefinition } from './container-definition';
import { imageChecks, RepositoryAccessMode } from './container-image-config';
import { modelDataChecks, needsDataSource } from './data/model-data-config';
import { markModel, ModelBase, type IModel, type ModelHosting } from './model-base';
import { containersChecks, finishedModelProblems, modelPropsChecks } from './model-checks';
import { grantContents } from './model-package-contents';
import { InferenceExecutionMode, type ModelAttributes, type ModelProps } from './model-props';
import { warnOfForeignRole, warnOfModel } from './model-warnings';
import { configureNetwork, renderNetwork, type ModelNetwork } from './network';
import { warnOfMissingEndpoints } from './vpc/missing-endpoints';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { atSynth } from '../private/at-synth';
import { assertValid, matches } from '../private/checks';
import { warnOfOtherRegion } from '../private/environment';
import { isFixedName, RESOURCE_NAME, sagemakerArn } from '../private/names';
import { warn } from '../private/warnings';

/**
 * A SageMaker model: the containers with inference code and artifacts that endpoints run.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
 */
@propertyInjectable
export class Model extends ModelBase {
  /** The id by which property injectors know this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.Model';

  /**
   * A model that is defined elsewhere, by its ARN.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param modelArn the ARN of the model
   */
  public static fromModelArn(scope: Construct, id: string, modelArn: string): IModel {
    return Model.fromModelAttributes(scope, id, { modelArn });
  }

  /**
   * A model that is defined elsewhere in the account and region of the stack, by its name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param modelName the name of the model
   */
  public static fromModelName(scope: Construct, id: string, modelName: string): IModel {
    assertValid(scope, matches('modelName', modelName, RESOURCE_NAME));
    const modelArn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'model', resourceName: modelName });
    return Model.fromModelAttributes(scope, id, { modelArn });
  }

  /**
   * A model that is defined elsewhere, by all that is known of it.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param attrs what is known
   */
  public static fromModelAttributes(scope: Construct, id: string, attrs: ModelAttributes): IModel {
    assertValid(scope, sagemakerArn('modelArn', attrs.modelArn, 'model'));
    class Import extends ModelBase {
      public readonly modelArn = attrs.modelArn;
      public readonly modelName = Stack.of(scope).splitArn(attrs.modelArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      public readonly role = attrs.role;
      public readonly grantPrincipal = attrs.role ? granteeInStackOf(this, attrs.role).grantPrincipal : new iam.UnknownPrincipal({ resource: this });
      protected _connections = attrs.securityGroups?.length ? new ec2.Connections({ securityGroups: attrs.securityGroups }) : undefined;
    }
    return new Import(scope, id, { environmentFromArn: attrs.modelArn });
  }

  /** The role that SageMaker and the containers act as. */
  public readonly role?: iam.IRole;

  /** The principal that is granted what this model is granted: its role. */
  public readonly grantPrincipal: iam.IPrincipal;

  private readonly boundContainers: BoundContainerDefinition[] = [];
  private readonly network?: ModelNetwork;
  private readonly resource: sagemaker.CfnModel;
  private readonly isolated: boolean;
  private readonly direct: boolean;

  /**
   * Defines a model. Throws when a property has a value that SageMaker does not take; the message lists all of them.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what the model consists of
   */
  constructor(scope: Construct, id: string, props: ModelProps = {}) {
    super(scope, id, { physicalName: props.modelName });
    assertValid(this, ...modelPropsChecks(props));
    this.network = configureNetwork(this, props);
    this._connections = this.network?.connections;
    this.isolated = props.networkIsolation ?? false;
    this.direct = props.inferenceExecutionMode === InferenceExecutionMode.DIRECT;
    const role = props.role ?? createExecutionRole(this);
    this.role = role;
    this.grantPrincipal = granteeInStackOf(this, role).grantPrincipal;
    warnOfForeignRole(this, role);

    this.resource = this.createResource(props, role);
    // SageMaker fetches image and artifacts while it creates the model, so all the role's policies come first.
    this.resource.node.addDependency(role);
    this.node.defaultChild = this.resource;

    this._waitFor({ grants: grantHosting(this, this, { vpc: this.network !== undefined }) });
    props.containers?.forEach((container) => this.bindContainer(container));
    atSynth(this, () => this.finish(props.vpc));
    if (isFixedName(props.modelName)) {
      warn(this, 'fixedModelName', "modelName is fixed, so CloudFormation can't replace the model, which any change of it takes; leave modelName out");
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
   * Adds a container to the end of the inference pipeline. Throws when it would be the 16th, or has a value SageMaker does not take.
   *
   * @param container the container
   */
  public addContainer(container: ContainerDefinition): void {
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
   * The host names of those containers that have one.
   *
   * @internal
   */
  public get _containerHostnames(): string[] {
    return this.boundContainers.flatMap(({ definition }) => definition.containerHostname === undefined ? [] : [definition.containerHostname]);
  }

  /**
   * The machines that the image of each container is made for; undefined where they are not known.
   *
   * @internal
   */
  public get _imageTargets(): (ImageTarget | undefined)[] {
    return this.boundContainers.map(({ image }) => image && imageTarget(image));
  }

  /** Binds image and artifacts of a container, checks what they came to, and takes it on. */
  private bindContainer(definition: ContainerDefinition): void {
    const where = `containers[${this.boundContainers.length}]`;
    const image = definition.image?.bind(this, this);
    const data = definition.modelData?.bind(this, this);
    assertValid(
      this,
      ...(image ? imageChecks(`${where}.image`, image, this.network !== undefined) : []),
      ...(data ? modelDataChecks(`${where}.modelData`, data, definition.mode?._isMultiModel) : []),
    );
    const container = { definition, image, data };
    this.grantUse(container);
    this.boundContainers.push(container);
    warnOfContainer(this, where, container, this.isolated);
  }

  /** Grants what image and data do not grant by themselves. */
  private grantUse({ definition: { modelPackage }, image }: BoundContainerDefinition): void {
    if (image?.repositoryCredentialsProvider) {
      this._waitFor({ grants: [image.repositoryCredentialsProvider.grantInvoke(this)] });
    }
    if (modelPackage) {
      warnOfOtherRegion(this, 'model package', modelPackage.env.region);
      this._waitFor({ grants: [modelPackage.grantAccess(this)] });
      grantContents(modelPackage, this);
    }
  }

  /** Warns of what is known now, and returns the problems. */
  private finish(vpc: ec2.IVpc | undefined): string[] {
    warnOfModel(this, this.boundContainers, this.direct);
    if (vpc && this.network) {
      const needsCredentials = this.boundContainers.some(({ image }) => image?.repositoryCredentialsProvider);
      warnOfMissingEndpoints(this, { vpc, subnets: this.network.subnets, needsCredentials });
    }
    return finishedModelProblems(this.boundContainers, this.network, this.direct);
  }

  /** Creates the L1, whose containers may be added until synth. */
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
