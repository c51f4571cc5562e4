import { ArnFormat, Lazy, Stack, type aws_ec2 as ec2, aws_sagemaker as sagemaker, type aws_iam as iam } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { renderAsyncInference } from './async-inference';
import { renderDataCapture } from './data-capture';
import { describedVariants, endpointConfigAttributesChecks, type EndpointConfigAttributes } from './endpoint-config-attributes';
import { EndpointConfigBase, markEndpointConfig, type ComponentEnvironment, type IEndpointConfig } from './endpoint-config-base';
import { endpointConfigPropsChecks, finishedConfigProblems } from './endpoint-config-checks';
import { grantOfConfiguration } from './endpoint-config-grants';
import type { EndpointConfigProps } from './endpoint-config-props';
import { warnOfConfig, warnOfOverrides } from './endpoint-config-warnings';
import { renderExplainer } from './explainer';
import { HostingRoles } from './hosting-roles';
import { renderMetrics } from './metrics-config';
import { Processor } from '../dlc/processor';
import { processorLookup, type ProcessorLookup, recordHosting, type IModel } from '../model/model-base';
import { warnOfUntrustedRole } from '../model/model-warnings';
import { configureNetwork, type ModelNetwork } from '../model/network';
import { waitForSurroundings } from '../model/surroundings';
import { grantedProperties, grantInstanceVariant, InstanceVariantDefinition, warnOfInstanceVariant } from './variants/instance-variant';
import type { InstanceProductionVariant, InstanceProductionVariantProps } from './variants/instance-variant-props';
import { ServerlessVariantDefinition } from './variants/serverless-variant';
import type { ServerlessProductionVariant, ServerlessProductionVariantProps } from './variants/serverless-variant-props';
import { FOR_ARTIFACTS, prepareMissingEndpoints, warnOfMissingEndpoints } from '../model/vpc/missing-endpoints';
import { prepareOutboundTraffic, warnOfNoOutboundTraffic } from '../model/vpc/outbound-traffic';
import { createExecutionRole, grantHosting } from '../permissions/execution-role';
import { granteeOfDependent } from '../permissions/role-in-stack';
import { waitForGrant } from '../permissions/wait-for';
import { atSynth } from '../private/at-synth';
import { assertValid, problemsOf } from '../private/checks';
import { dependenciesAtSynth, watchForCircles } from '../private/dependencies/circular-dependency';
import { warnOfNames, watchNames } from '../private/dependencies/used-by-name';
import { ValidationError } from '../private/errors';
import { uniqueInStack } from '../private/fixed-names';
import { fixedName, importedName, isFixedName } from '../private/names';
import { warn } from '../private/warnings';
import {
  addInstanceVariantChecks, addServerlessVariantChecks, addShadowVariantChecks, allVariants, findInstanceVariant, findServerlessVariant,
  type Variants,
} from './variants/variant-set';
import { given, pathOf } from '../private/given';

/**
 * An endpoint configuration: the models to host, the capacity to host them on, and the share of requests each variant receives.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 *
 * @example
 * declare const current: sm.Model;
 * declare const candidate: sm.Model;
 *
 * // The candidate receives 1 of 10 requests
 * const endpointConfig = new sm.EndpointConfig(this, 'Config', {
 *   instanceProductionVariants: [
 *     { model: current, variantName: 'current', instanceType: sm.InstanceType.C5_XLARGE, initialVariantWeight: 9 },
 *     { model: candidate, variantName: 'candidate', instanceType: sm.InstanceType.C5_XLARGE, initialVariantWeight: 1 },
 *   ],
 * });
 */
@propertyInjectable
export class EndpointConfig extends EndpointConfigBase implements ec2.IConnectable {
  /** The ID that identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.EndpointConfig';

  /**
   * Imports an endpoint configuration by its ARN. Throws if the ARN is not that of an endpoint configuration.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param endpointConfigArn the ARN of the endpoint configuration
   */
  public static fromEndpointConfigArn(scope: Construct, id: string, endpointConfigArn: string): IEndpointConfig {
    return EndpointConfig.fromEndpointConfigAttributes(scope, id, { endpointConfigArn });
  }

  /**
   * Imports an endpoint configuration by its name. It must be in the account and region of the stack. Throws if the name is not valid.
   * For a configuration of the same stack, use the construct itself, so that CloudFormation creates it first; a warning is added otherwise.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param endpointConfigName the name of the endpoint configuration
   */
  public static fromEndpointConfigName(scope: Construct, id: string, endpointConfigName: string): IEndpointConfig {
    assertValid(scope, importedName('endpointConfigName', endpointConfigName, 'endpoint configuration'));
    const arn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint-config', resourceName: endpointConfigName });
    return EndpointConfig.fromEndpointConfigArn(scope, id, arn);
  }

  /**
   * Imports an endpoint configuration by its attributes. Describe its variants, so that an endpoint that uses the configuration offers their
   * metrics and scaling. Throws if an attribute is not valid; the message lists all problems.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param attrs the attributes of the imported endpoint configuration
   */
  public static fromEndpointConfigAttributes(scope: Construct, id: string, attrs: EndpointConfigAttributes): IEndpointConfig {
    attrs = given('EndpointConfigAttributes', attrs, scope, 'attrs');
    assertValid(scope, ...endpointConfigAttributesChecks(attrs));
    const { endpointConfigArn } = attrs;
    class Import extends EndpointConfigBase {
      public readonly endpointConfigArn = endpointConfigArn;
      public readonly endpointConfigName = Stack.of(scope).splitArn(endpointConfigArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      /** @internal */
      public readonly _variants = describedVariants(attrs);
      /** @internal */
      public readonly _roles = attrs.role ? new HostingRoles(this, this) : undefined;

      /** @internal */
      public _componentEnvironment(): ComponentEnvironment {
        return { role: attrs.role, isolated: false, hasUnknownNetwork: true };
      }
    }
    const imported = new Import(scope, id, { environmentFromArn: endpointConfigArn });
    imported._roles?.addRole(attrs.role!);
    return imported;
  }

  /**
   * The role that SageMaker assumes for inference components.
   *
   * @default - undefined if each variant has a model, which has its own role
   */
  public get role(): iam.IRole | undefined {
    return this.hostingRole;
  }

  /** @internal */
  public readonly _roles: HostingRoles;

  private readonly resource: sagemaker.CfnEndpointConfig;
  private readonly network?: ModelNetwork;
  private readonly instanceVariants: InstanceVariantDefinition[] = [];
  private readonly shadowVariants: InstanceVariantDefinition[] = [];
  private serverlessVariant?: ServerlessVariantDefinition;
  private hostingRole?: iam.IRole;
  private readonly variantListeners: (() => void)[] = [];

  /**
   * Defines an endpoint configuration. Throws if SageMaker does not accept the value of a property; the message lists all problems.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoint configuration
   */
  constructor(scope: Construct, id: string, private readonly props: EndpointConfigProps = {}) {
    props = given('EndpointConfigProps', props, pathOf(scope, id));
    super(scope, id, { physicalName: props.endpointConfigName });
    assertValid(this, ...endpointConfigPropsChecks(this, props));
    if (isFixedName(props.endpointConfigName)) {
      warn(this, 'fixedEndpointConfigName', 'endpointConfigName is fixed, so CloudFormation cannot replace the endpoint configuration, '
        + 'which every change requires; omit endpointConfigName');
    }
    this.network = configureNetwork(this, props);
    this.resource = this.createResource();
    watchForCircles(this.resource);
    watchNames(this.resource);
    waitForSurroundings(this.resource, () => ({ role: this.hostingRole, vpc: props.vpc, network: this.network }));
    this.node.defaultChild = this.resource;
    this._roles = new HostingRoles(this, this.resource);
    grantOfConfiguration(this._roles, this.props);

    props.instanceProductionVariants?.forEach((variant) => this.attachInstanceVariant(variant));
    props.shadowProductionVariants?.forEach((variant) => this.attachShadowVariant(variant));
    if (props.serverlessProductionVariant) {
      this.attachServerlessVariant(props.serverlessProductionVariant);
    }
    if (props.role) {
      this.useRole(props.role);
    }
    prepareMissingEndpoints(this);
    prepareOutboundTraffic(this);
    const nameCheck = uniqueInStack(this.resource, 'endpointConfigName', fixedName(props.endpointConfigName));
    atSynth(this, () => [...problemsOf(nameCheck()), ...this.finish()]);
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

  /** The network connections of the inference components. Throws if the endpoint configuration has no VPC. */
  public get connections(): ec2.Connections {
    if (!this.network) {
      throw new ValidationError('the endpoint configuration is not in a VPC, so it has no network connections; set vpc, '
        + 'or use the connections of the models', this);
    }
    return this.network.connections;
  }

  /** The production variants that run on instances, in the order they were added. */
  public get instanceProductionVariants(): InstanceProductionVariant[] {
    return this.instanceVariants.map((variant) => variant.describe());
  }

  /** The shadow variants, which receive a copy of the requests, in the order they were added. */
  public get shadowProductionVariants(): InstanceProductionVariant[] {
    return this.shadowVariants.map((variant) => variant.describe());
  }

  /**
   * The serverless production variant.
   *
   * @default - undefined if the variants run on instances
   */
  public get serverlessProductionVariant(): ServerlessProductionVariant | undefined {
    return this.serverlessVariant?.describe();
  }

  /**
   * Adds a production variant that runs on instances. Throws if the endpoint configuration does not allow the variant; the message lists
   * all problems.
   *
   * @param props the properties of the variant
   */
  public addInstanceProductionVariant(props: InstanceProductionVariantProps): void {
    props = given('InstanceProductionVariantProps', props, this);
    assertValid(this, ...addInstanceVariantChecks(this, props, this._variants));
    this.attachInstanceVariant(props);
    this.tellOfVariant();
  }

  /**
   * Adds a shadow variant, which receives a copy of the requests and whose responses are discarded. Throws if the endpoint configuration
   * does not allow the variant; the message lists all problems.
   *
   * @param props the properties of the variant
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
   */
  public addShadowProductionVariant(props: InstanceProductionVariantProps): void {
    props = given('InstanceProductionVariantProps', props, this);
    assertValid(this, ...addShadowVariantChecks(this, props, this._variants));
    this.attachShadowVariant(props);
  }

  /**
   * Adds the production variant of a serverless endpoint. Throws if the endpoint configuration does not allow the variant; the message
   * lists all problems.
   *
   * @param props the properties of the variant
   */
  public addServerlessProductionVariant(props: ServerlessProductionVariantProps): void {
    props = given('ServerlessProductionVariantProps', props, this);
    assertValid(this, ...addServerlessVariantChecks(this, props, this._variants));
    this.attachServerlessVariant(props);
    this.tellOfVariant();
  }

  /**
   * Returns the production variant with this name among those that run on instances. Throws if there is none, or if the name is omitted and there
   * are several; the message lists the names of the instance variants.
   *
   * @param name the name of the variant; can be omitted if there is 1 instance variant
   */
  public findInstanceProductionVariant(name?: string): InstanceProductionVariant {
    return findInstanceVariant(this, this._variants, name).describe();
  }

  /**
   * Returns the serverless production variant with this name. Throws if there is none; the message contains the name of the serverless
   * variant, if any.
   *
   * @param name the name of the variant; can be omitted
   */
  public findServerlessProductionVariant(name?: string): ServerlessProductionVariant {
    return findServerlessVariant(this, this._variants, name).describe();
  }

  /** @internal */
  public get _variants(): Variants {
    return { instance: this.instanceVariants, shadow: this.shadowVariants, serverless: this.serverlessVariant };
  }

  /** @internal */
  public _componentEnvironment(): ComponentEnvironment {
    const { network, props: { vpc, networkIsolation, metrics } } = this;
    return {
      role: this.hostingRole,
      isolated: networkIsolation ?? false,
      connections: network?.connections,
      attachment: vpc && network && { vpc, subnets: network.subnets },
      detailedObservability: metrics?.detailedObservability,
    };
  }

  /** @internal */
  public _whenVariantAdded(listener: () => void): void {
    this.variantListeners.push(listener);
  }

  private tellOfVariant(): void {
    this.variantListeners.forEach((listener) => listener());
  }

  private createResource(): sagemaker.CfnEndpointConfig {
    const { props, network } = this;
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
      vpcConfig: network && {
        subnets: network.subnetIds,
        securityGroupIds: Lazy.list({ produce: () => network.connections.securityGroups.map((group) => group.securityGroupId) }),
      },
      enableNetworkIsolation: props.networkIsolation,
    });
  }

  private attachInstanceVariant(props: InstanceProductionVariantProps): void {
    const variant = new InstanceVariantDefinition(props, this.props.asyncInference !== undefined);
    this.instanceVariants.push(variant);
    this.attachModels(variant);
  }

  private attachShadowVariant(props: InstanceProductionVariantProps): void {
    const variant = new InstanceVariantDefinition(props);
    this.shadowVariants.push(variant);
    this.attachModels(variant);
  }

  private attachServerlessVariant(props: ServerlessProductionVariantProps): void {
    this.serverlessVariant = new ServerlessVariantDefinition(props);
    // Asserts the model, because the checks require it for a serverless variant.
    this.attachModel(props.model!, () => Processor.CPU);
  }

  /** Attaches the models of an instance variant, and grants their roles the permissions that the variant requires. */
  private attachModels(variant: InstanceVariantDefinition): void {
    if (!variant.hostsModel) {
      this.useRole(this.props.role ?? this.hostingRole ?? createExecutionRole(this));
    }
    variant.hosted.forEach(({ model }, index) => {
      if (model) {
        // Looks the instance type up on each call, because it can change until synthesis.
        this.attachModel(model, processorLookup(() => variant.hosted[index].instanceType));
        this._roles.noteNeeds(model, grantedProperties(variant));
      }
      const role = model ? model.role : this.hostingRole;
      if (role) {
        this._roles.grantOnly(role, (grantee) => grantInstanceVariant(grantee, variant.props));
      }
    });
    warnOfInstanceVariant(this, variant);
  }

  private attachModel(model: IModel, processor: ProcessorLookup): void {
    recordHosting(model, processor);
    this._roles.addModel(model);
  }

  /** Uses a role for the inference components, unless they already have one. */
  private useRole(role: iam.IRole): void {
    if (this.hostingRole) {
      return;
    }
    this.hostingRole = role;
    this.resource.node.addDependency(role);
    const { vpc, roleRestrictions: restrictions } = this.props;
    grantHosting(granteeOfDependent(this, role), this, { vpcId: vpc?.vpcId, restrictions }).forEach((grant) => waitForGrant(this.resource, grant));
    this._roles.addRole(role);
  }

  /** Warns about the complete configuration, and returns its problems. */
  private finish(): string[] {
    if (this.hostingRole) {
      warnOfUntrustedRole(this, this.hostingRole);
    }
    warnOfConfig(this, this.props, this._variants);
    warnOfOverrides(this, this.props, this.resource);
    warnOfNames(this, this.resource);
    if (this.props.vpc && this.network) {
      warnOfMissingEndpoints(this, { vpc: this.props.vpc, subnets: this.network.subnets }, [FOR_ARTIFACTS]);
      warnOfNoOutboundTraffic(this, this.network.connections);
    }
    return [...finishedConfigProblems(this.props, this._variants, this.network), ...dependenciesAtSynth(this.resource).problemsOf(this.resource)];
  }
}

markEndpointConfig(EndpointConfig.prototype);
