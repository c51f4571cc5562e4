import { Lazy, Stack, aws_sagemaker as sagemaker, type Resource, type aws_cloudwatch as cloudwatch, type aws_iam as iam, type aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AutoRollback } from './deployment/auto-rollback';
import { RollbackPermission } from './deployment/rollback-permission';
import { EndpointBase } from './endpoint-base';
import { endpointPropsChecks, rollingChecks } from './endpoint-checks';
import type { EndpointContext } from './endpoint-context';
import { EndpointNaming } from './endpoint-naming';
import type { EndpointOptions, EndpointProps } from './endpoint-props';
import { warnOfEndpoint } from './endpoint-warnings';
import { createLogGroup, logGroupNameOf, type EndpointLogGroupOptions } from './logging/endpoint-log-group';
import { EndpointVariants } from './variants/endpoint-variants';
import { rolesOf, variantsOf, type IEndpointConfig } from '../endpoint-config/endpoint-config-base';
import { roleAmong } from '../endpoint-config/hosting-roles';
import { roleWithDeferredPolicy } from '../permissions/role-in-stack';
import { atSynth } from '../private/at-synth';
import { assertValid, problemsOf } from '../private/checks';
import { dependenciesAtSynth, watchForCircles } from '../private/dependencies/circular-dependency';
import { warnOfNames, watchNames } from '../private/dependencies/used-by-name';
import { keyInRegion } from '../private/environment';
import { uniqueInStack } from '../private/fixed-names';
import { given } from '../private/given';
import { fixedName, inLowerCase } from '../private/names';
import { KEY, shaped } from '../private/shapes';
import { warn } from '../private/warnings';

/**
 * The base class of the endpoints that an app defines.
 *
 * @internal
 */
export abstract class DefinedEndpoint extends EndpointBase {
  /** @internal */
  protected readonly _variants: EndpointVariants;
  /** @internal */
  protected readonly _context: EndpointContext;
  private readonly props: EndpointProps;
  private readonly resource: sagemaker.CfnEndpoint;
  private readonly naming: EndpointNaming;
  private readonly rollback = new AutoRollback(this);
  private readonly rollbackPermission = new RollbackPermission(this);
  private ownLogGroup?: logs.LogGroup;

  /**
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param settings the properties of the endpoint
   * @param createConfig the function that returns the configuration of the endpoint; it can create one inside the endpoint
   */
  constructor(scope: Construct, id: string, settings: EndpointOptions, createConfig: (endpoint: Resource) => IEndpointConfig) {
    super(scope, id, { physicalName: settings.endpointName });
    const props: EndpointProps = { ...settings, endpointConfig: createConfig(this) };
    this.props = props;
    assertValid(this, ...endpointPropsChecks(this, props, this.rollback, variantsOf(props.endpointConfig)));
    this.naming = new EndpointNaming(this, this.physicalName);
    this.naming.requireLiteralName(() => this.rollback.mayWatchEndpoint);
    this.resource = this.createResource(props);
    this.node.defaultChild = this.resource;
    watchForCircles(this.resource);
    watchNames(this.resource);
    this._context = this.createContext();
    this._variants = new EndpointVariants(this._context, props.endpointConfig);
    if (props.autoRollbackAlarms) {
      this.attachRollbackAlarms(props.autoRollbackAlarms);
    }
    rolesOf(props.endpointConfig)?.noteLaterNeed(() => this.rollback.alarms.length > 0 ? `autoRollbackAlarms of endpoint '${this.node.path}'` : undefined);
    // Compares names in lower case, as SageMaker does for endpoints.
    const nameCheck = uniqueInStack(this.resource, 'endpointName', inLowerCase(fixedName(props.endpointName)));
    atSynth(this, () => [...problemsOf(nameCheck()), ...this.finish()]);
  }

  /** The name of this endpoint. */
  public get endpointName(): string {
    return this.getResourceNameAttribute(this.resource.attrEndpointName);
  }

  /** The ARN of this endpoint, which contains the name in lower case. */
  public get endpointArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, { service: 'sagemaker', resource: 'endpoint', resourceName: inLowerCase(this.physicalName) });
  }

  public get logGroup(): logs.ILogGroup {
    return this.ownLogGroup ?? super.logGroup;
  }

  /**
   * Adds alarms that roll the endpoint back to its previous configuration if they go into the ALARM state during a deployment. The alarms can be on
   * metrics of the endpoint itself. Throws if no alarm is given, if the endpoint would have more than 10 alarms in total, or if an alarm is in
   * another account or region.
   *
   * @param alarms the alarms, such as the critical ones of `addRecommendedAlarms`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
   */
  public addAutoRollbackAlarms(...alarms: cloudwatch.IAlarm[]): void {
    assertValid(this, ...this.rollback.checks('alarms', alarms));
    this.attachRollbackAlarms(alarms);
  }

  /**
   * Creates the log group of this endpoint, to set its retention and encryption. Otherwise, SageMaker creates a log group that retains logs
   * forever. Throws if the endpoint already has a log group from an earlier call.
   *
   * The call changes the name of an endpoint without an `endpointName`, and therefore replaces the endpoint. If the endpoint has already run
   * under its name, its log group exists, and CloudFormation cannot create it again.
   *
   * @param options the options of the log group
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
   */
  public addLogGroup(options: EndpointLogGroupOptions = {}): logs.LogGroup {
    options = given('EndpointLogGroupOptions', options, this, 'options');
    assertValid(this, shaped('encryptionKey', options.encryptionKey, KEY) ?? keyInRegion('encryptionKey', options.encryptionKey, this.env), this.ownLogGroup ? 'an endpoint can have only 1 log group; call addLogGroup once' : undefined);
    this.naming.requireLiteralName(() => true);
    this.ownLogGroup = createLogGroup(this, logGroupNameOf(this.naming.literalName), options);
    // Creates the group before SageMaker would. Depends on the group only: its children, such as a subscription, may depend on the endpoint.
    this.resource.node.addDependency(this.ownLogGroup.node.defaultChild!);
    return this.ownLogGroup;
  }

  /**
   * Notes that another account or region uses the name, which it cannot refer to. The CDK calls this method.
   *
   * @internal
   */
  public _enableCrossEnvironment(): void {
    super._enableCrossEnvironment();
    this.naming.noteLiteralUse();
  }

  /**
   * Makes what the endpoint hosts part of its logical ID, and of a name that is derived from the construct path.
   *
   * @internal
   */
  protected _identifyByKind(kind: string): void {
    const { naming, resource } = this;
    naming.kind = kind;
    resource.overrideLogicalId(Lazy.uncachedString({ produce: () => `${Stack.of(resource).getLogicalId(resource)}${kind}` }));
  }

  /**
   * Returns the grantee to which permissions on this endpoint are added. A model can invoke its own endpoint, or an endpoint that uses the same
   * role. The policy of that role is created before the model, and therefore before the endpoint. Hence the permission is added to a separate
   * policy. The same applies to the model of an inference component, which can be in a stack that this one depends on.
   */
  private granteeOfEndpoint(grantee: iam.IGrantable): iam.IGrantable {
    const role = rolesOf(this.props.endpointConfig)?.find(grantee) ?? roleAmong(this._variants.rolesOfComponents(), grantee);
    return role ? roleWithDeferredPolicy(this, role) : grantee;
  }

  /** Adds warnings and returns problems that depend on later calls, at synthesis. */
  private finish(): string[] {
    warnOfEndpoint(this, this.props, this.rollback, this._variants);
    warnOfNames(this, this.resource);
    this.naming.warnOfOverride(this.resource);
    this.warnOfLateAlarms();
    this.warnOfUnknownRole();
    return problemsOf(...rollingChecks(this.props, this._variants.known()), ...this.circularDependencies());
  }

  /** Reports the alarms of a circle, or else the whole circle. */
  private circularDependencies(): string[] {
    const dependencies = dependenciesAtSynth(this.resource);
    const alarms = dependencies.haveCircleThrough(this.resource)
      ? this.rollback.circularAlarms(this.resource, dependencies.references, fixedName(this.props.endpointName))
      : [];
    return alarms.length > 0 ? alarms : dependencies.problemsOf(this.resource);
  }

  /** Warns about variants that were added after the rollback alarms. */
  private warnOfLateAlarms(): void {
    const missing = this._recommended.flatMap((alarms) => alarms._missingIn(this.rollback.alarms));
    if (missing.length > 0) {
      warn(this, 'lateVariantWithoutRollback', `${missing.map(({ node }) => `'${node.path}'`).join(', ')} cannot roll the endpoint back, because the variant was added after the `
        + 'call of addAutoRollbackAlarms; call it after all variants are added');
    }
  }

  /** Warns about the role of an imported configuration. The configuration of this library warns about the roles of its models. */
  private warnOfUnknownRole(): void {
    if (this.rollback.alarms.length > 0 && !rolesOf(this.props.endpointConfig)) {
      warn(this, 'rollbackOfUnknownRole', 'the role of the imported configuration is not known, so it cannot be granted cloudwatch:DescribeAlarms on the alarms that '
        + 'roll a deployment back; grant the permission where the role is defined');
    }
  }

  private createResource(props: EndpointProps): sagemaker.CfnEndpoint {
    const retention = () => this._variants.retention(props.variantPropertyRetention)?._render();
    return new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointConfigName: props.endpointConfig.endpointConfigName,
      endpointName: this.naming.propertyValue,
      deploymentConfig: Lazy.uncachedAny({ produce: () => this.renderDeployment() }),
      retainDeploymentConfig: props.retainDeploymentConfig,
      retainAllVariantProperties: Lazy.uncachedAny({ produce: () => retention()?.retainAllVariantProperties }),
      excludeRetainedVariantProperties: Lazy.uncachedAny({ produce: () => retention()?.excludeRetainedVariantProperties }),
    });
  }

  private renderDeployment(): sagemaker.CfnEndpoint.DeploymentConfigProperty | undefined {
    const autoRollbackConfiguration = this.rollback.render();
    const { deploymentStrategy: strategy } = this.props;
    return autoRollbackConfiguration || strategy ? { ...strategy?._render(), autoRollbackConfiguration } : undefined;
  }

  private createContext(): EndpointContext {
    const metricsName = this.naming.metricsName(this.endpointName);
    // Within the same environment the ARN is an attribute; for other environments the CDK composes it from the name.
    return {
      scope: this,
      endpointName: this.endpointName,
      physicalName: this.naming.propertyValue,
      metricsName,
      grantableArns: [this.endpointArn],
      config: this.props.endpointConfig,
      granteeOf: (grantee) => this.granteeOfEndpoint(grantee),
    };
  }

  /** Adds alarms to the rollback configuration, and grants the roles of the models permission to describe them. */
  private attachRollbackAlarms(alarms: readonly cloudwatch.IAlarm[]): void {
    this.rollback.add(alarms);
    this.rollbackPermission.addAlarms(alarms, rolesOf(this.props.endpointConfig));
    this._alarms.push(...new Set(alarms.filter((alarm) => !this._alarms.includes(alarm))));
  }
}
