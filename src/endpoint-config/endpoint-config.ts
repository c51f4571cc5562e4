import { ArnFormat, Lazy, Stack, type aws_ec2 as ec2, aws_sagemaker as sagemaker, type aws_iam as iam } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { grantAsyncInference, renderAsyncInference } from './async-inference';
import { grantDataCapture, renderDataCapture } from './data-capture';
import { describedVariants, endpointConfigAttributesChecks, type EndpointConfigAttributes } from './endpoint-config-attributes';
import { EndpointConfigBase, markEndpointConfig, type IEndpointConfig } from './endpoint-config-base';
import {
  addInstanceVariantChecks, addServerlessVariantChecks, addShadowVariantChecks, endpointConfigPropsChecks, finishedConfigProblems,
} from './endpoint-config-checks';
import type { EndpointConfigProps } from './endpoint-config-props';
import { warnOfConfig, warnOfInstanceVariant } from './endpoint-config-warnings';
import { grantExplainer, renderExplainer } from './explainer';
import { HostingRoles } from './hosting-roles';
import { renderMetrics } from './metrics-config';
import { VolumeEncryption } from './volume-encryption';
import { Processor, processorOf } from '../dlc/processor';
import { recordHosting } from '../model/model-base';
import type { IModel } from '../model/model-base';
import { warnOfForeignRole } from '../model/model-warnings';
import { configureNetwork, type ModelNetwork } from '../model/network';
import { warnOfMissingEndpoints } from '../model/vpc/missing-endpoints';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { granteeInStackOf } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { assertValid, required, matches } from '../private/checks';
import { ValidationError } from '../private/errors';
import { isFixedName, RESOURCE_NAME } from '../private/names';
import { warn } from '../private/warnings';
import { grantInstanceVariant, InstanceVariantDefinition } from './variants/instance-variant';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './variants/instance-variant-props';
import { ServerlessVariantDefinition } from './variants/serverless-variant';
import type { ServerlessProductionVariant, ServerlessProductionVariantProps } from './variants/serverless-variant-props';
import { allVariants, findInstanceVariant, findServerlessVariant, type Variants } from './variants/variant-set';

/**
 * Which models an endpoint hosts, on what, and how it shares the requests among them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
@propertyInjectable
export class EndpointConfig extends EndpointConfigBase implements ec2.IConnectable {
  /** The id by which property injectors know this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.EndpointConfig';

  /**
   * An endpoint configuration that is defined elsewhere, by its ARN.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param endpointConfigArn the ARN of the endpoint configuration
   */
  public static fromEndpointConfigArn(scope: Construct, id: string, endpointConfigArn: string): IEndpointConfig {
    return EndpointConfig.fromEndpointConfigAttributes(scope, id, { endpointConfigArn });
  }

  /**
   * An endpoint configuration that is defined elsewhere in the account and region of the stack, by its name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param endpointConfigName the name of the endpoint configuration
   */
  public static fromEndpointConfigName(scope: Construct, id: string, endpointConfigName: string): IEndpointConfig {
    assertValid(scope, required('endpointConfigName', endpointConfigName, 'the name of the configuration'), matches('endpointConfigName', endpointConfigName, RESOURCE_NAME));
    const arn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint-config', resourceName: endpointConfigName });
    return EndpointConfig.fromEndpointConfigArn(scope, id, arn);
  }

  /**
   * An endpoint configuration that is defined elsewhere, by all that is known of it. An endpoint that uses it knows its variants.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param attrs what is known
   */
  public static fromEndpointConfigAttributes(scope: Construct, id: string, attrs: EndpointConfigAttributes): IEndpointConfig {
    const { endpointConfigArn } = attrs;
    assertValid(scope, ...endpointConfigAttributesChecks(attrs));
    class Import extends EndpointConfigBase {
      public readonly endpointConfigArn = endpointConfigArn;
      public readonly endpointConfigName = Stack.of(scope).splitArn(endpointConfigArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      /** @internal */
      public readonly _variants = describedVariants(attrs);
      /** @internal */
      public readonly _roles = undefined;
    }
    return new Import(scope, id, { environmentFromArn: endpointConfigArn });
  }

  /**
   * The role that inference components act as.
   *
   * @default - undefined: the variants have models, which have roles of their own
   */
  public get role(): iam.IRole | undefined {
    return this.hostingRole;
  }

  private readonly resource: sagemaker.CfnEndpointConfig;
  private readonly roles: HostingRoles;
  private readonly encryption?: VolumeEncryption;
  private readonly network?: ModelNetwork;
  private readonly instanceVariants: InstanceVariantDefinition[] = [];
  private readonly shadowVariants: InstanceVariantDefinition[] = [];
  private serverlessVariant?: ServerlessVariantDefinition;
  private hostingRole?: iam.IRole;

  /**
   * Defines an endpoint configuration. Throws when a property has a value that SageMaker does not take; the message lists all of them.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what the configuration consists of
   */
  constructor(scope: Construct, id: string, private readonly props: EndpointConfigProps = {}) {
    super(scope, id, { physicalName: props.endpointConfigName });
    assertValid(this, ...endpointConfigPropsChecks(this, props));
    this.network = configureNetwork(this, props);
    this.resource = this.createResource(props);
    this.node.defaultChild = this.resource;
    this.roles = new HostingRoles(this, this.resource);
    this.encryption = props.encryptionKey && new VolumeEncryption(this, this.resource, props.encryptionKey);
    this.grantToRoles(props);

    props.instanceProductionVariants?.forEach((variant) => this.attachInstanceVariant(variant));
    props.shadowProductionVariants?.forEach((variant) => this.attachShadowVariant(variant));
    if (props.serverlessProductionVariant) {
      this.attachServerlessVariant(props.serverlessProductionVariant);
    }
    if (props.role) {
      this.useRole(props.role);
    }
    this.node.addValidation({ validate: () => this.finish() });
    if (isFixedName(props.endpointConfigName)) {
      warn(this, 'fixedEndpointConfigName', "endpointConfigName is fixed, so CloudFormation can't replace the endpoint configuration, "
        + 'which any change of it takes; leave endpointConfigName out');
    }
  }

  /** The name of this endpoint configuration. */
  public get endpointConfigName(): string {
    return this.getResourceNameAttribute(this.resource.attrEndpointConfigName);
  }

  /** The ARN of this endpoint configuration. */
  public get endpointConfigArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, {
      service: 'sagemaker', resource: 'endpoint-config', resourceName: this.physicalName,
    });
  }

  /** The network connections of the inference components. Throws for a configuration without a VPC. */
  public get connections(): ec2.Connections {
    if (!this.network) {
      throw new ValidationError('the endpoint configuration is not in a VPC, so it has no network connections; set vpc, '
        + 'or use the connections of the models', this);
    }
    return this.network.connections;
  }

  /** The production variants on instances, in the order they were added. */
  public get instanceProductionVariants(): InstanceProductionVariant[] {
    return this.instanceVariants.map((variant) => variant.describe());
  }

  /** The variants that get copies of the requests, in the order they were added. */
  public get shadowProductionVariants(): InstanceProductionVariant[] {
    return this.shadowVariants.map((variant) => variant.describe());
  }

  /**
   * The serverless production variant.
   *
   * @default - undefined: the variants run on instances
   */
  public get serverlessProductionVariant(): ServerlessProductionVariant | undefined {
    return this.serverlessVariant?.describe();
  }

  /**
   * Adds a production variant that runs on instances. Throws when the variant is not possible here; the message lists all reasons.
   *
   * @param props the variant
   */
  public addInstanceProductionVariant(props: InstanceProductionVariantProps): void {
    assertValid(this, ...addInstanceVariantChecks(this, props, this._variants));
    this.attachInstanceVariant(props);
  }

  /**
   * Adds a variant that gets copies of the requests, whose answers nobody sees. Throws when the variant is not possible here; the message
   * lists all reasons.
   *
   * @param props the variant
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
   */
  public addShadowProductionVariant(props: InstanceProductionVariantProps): void {
    assertValid(this, ...addShadowVariantChecks(this, props, this._variants));
    this.attachShadowVariant(props);
  }

  /**
   * Makes this the configuration of a serverless endpoint. Throws when the variant is not possible here; the message lists all reasons.
   *
   * @param props the variant
   */
  public addServerlessProductionVariant(props: ServerlessProductionVariantProps): void {
    assertValid(this, ...addServerlessVariantChecks(this, props, this._variants));
    this.attachServerlessVariant(props);
  }

  /**
   * The production variant of a name, among those on instances. Throws when there is none; the message lists those there are.
   *
   * @param name the name of the variant
   */
  public findInstanceProductionVariant(name: string): InstanceProductionVariant {
    return findInstanceVariant(this, this._variants, name).describe();
  }

  /**
   * The serverless production variant, if it has this name. Throws when it does not; the message says what there is.
   *
   * @param name the name of the variant
   */
  public findServerlessProductionVariant(name: string): ServerlessProductionVariant {
    return findServerlessVariant(this, this._variants, name).describe();
  }

  /** @internal */
  public get _variants(): Variants {
    return { instance: this.instanceVariants, shadow: this.shadowVariants, serverless: this.serverlessVariant };
  }

  /**
   * The roles that SageMaker acts as behind an endpoint of this configuration.
   *
   * @internal
   */
  public get _roles(): HostingRoles {
    return this.roles;
  }

  private createResource(props: EndpointConfigProps): sagemaker.CfnEndpointConfig {
    const rendered = (variants: readonly (InstanceVariantDefinition | ServerlessVariantDefinition)[]) => variants.map((variant) => variant.render());
    return new sagemaker.CfnEndpointConfig(this, 'EndpointConfig', {
      endpointConfigName: this.physicalName,
      kmsKeyId: props.encryptionKey?.keyRef.keyArn,
      productionVariants: Lazy.any({ produce: () => rendered(allVariants(this._variants)) }),
      shadowProductionVariants: Lazy.any({ produce: () => this.shadowVariants.length > 0 ? rendered(this.shadowVariants) : undefined }),
      asyncInferenceConfig: props.asyncInference && renderAsyncInference(props.asyncInference),
      dataCaptureConfig: props.dataCapture && renderDataCapture(props.dataCapture),
      explainerConfig: props.explainer && renderExplainer(props.explainer),
      metricsConfig: props.metrics && renderMetrics(props.metrics),
      executionRoleArn: Lazy.string({ produce: () => this.hostingRole?.roleArn }),
      vpcConfig: this.network && {
        subnets: this.network.subnetIds,
        securityGroupIds: Lazy.list({ produce: () => this.network!.connections.securityGroups.map((group) => group.securityGroupId) }),
      },
      enableNetworkIsolation: props.networkIsolation,
    });
  }

  /** What each role behind the endpoint needs, whichever variants there will be. */
  private grantToRoles({ asyncInference, dataCapture, explainer }: EndpointConfigProps): void {
    if (asyncInference) {
      this.roles.grant((grantee) => grantAsyncInference(grantee, asyncInference));
    }
    if (dataCapture) {
      this.roles.grant((grantee) => grantDataCapture(grantee, dataCapture));
    }
    // A baseline that is part of the configuration takes no permission.
    if (explainer?._clarify.baseline._object) {
      this.roles.grant((grantee) => grantExplainer(grantee, explainer));
    }
  }

  private attachInstanceVariant(props: InstanceProductionVariantProps): void {
    const variant = new InstanceVariantDefinition(props, this.props.asyncInference !== undefined);
    this.instanceVariants.push(variant);
    this.host(variant);
  }

  private attachShadowVariant(props: InstanceProductionVariantProps): void {
    const variant = new InstanceVariantDefinition(props);
    this.shadowVariants.push(variant);
    this.host(variant);
  }

  private attachServerlessVariant(props: ServerlessProductionVariantProps): void {
    this.serverlessVariant = new ServerlessVariantDefinition(props);
    // Has been checked: without a model there is no serverless variant.
    this.hostModel(props.model!, () => Processor.CPU);
  }

  private host(variant: InstanceVariantDefinition): void {
    if (!variant.hostsModel) {
      this.useRole(this.props.role ?? this.hostingRole ?? createExecutionRole(this));
    }
    variant.hosted.forEach(({ model }, index) => {
      if (model) {
        this.hostModel(model, () => processorOf(variant.hosted[index].instanceType));
      }
      const role = model ? model.role : this.hostingRole;
      if (role) {
        this.roles.grantOnly(role, (grantee) => grantInstanceVariant(grantee, variant.props));
      }
    });
    warnOfInstanceVariant(this, variant);
  }

  private hostModel(model: IModel, processor: () => Processor | undefined): void {
    recordHosting(model, processor);
    this.encryption?.allow(model);
    this.roles.addModel(model);
  }

  /** The role of inference components, once there are some. */
  private useRole(role: iam.IRole): void {
    if (this.hostingRole) {
      return;
    }
    this.hostingRole = role;
    warnOfForeignRole(this, role);
    this.resource.node.addDependency(role);
    grantHosting(granteeInStackOf(this, role), this, { vpc: this.network !== undefined }).forEach((grant) => waitForGrant(this.resource, grant));
    this.encryption?.allowRole(role);
    this.roles.addRole(role);
  }

  private finish(): string[] {
    warnOfConfig(this, this.props, this._variants);
    if (this.props.vpc && this.network) {
      warnOfMissingEndpoints(this, { vpc: this.props.vpc, subnets: this.network.subnets, needsCredentials: false });
    }
    return finishedConfigProblems(this.props, this._variants, this.network);
  }
}

markEndpointConfig(EndpointConfig.prototype);
