import { ArnFormat, Lazy, Stack, aws_sagemaker as sagemaker, type aws_cloudwatch as cloudwatch, type aws_iam as iam, type aws_logs as logs } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { grantableArns } from './access/endpoint-grants';
import { AutoRollback } from './deployment/auto-rollback';
import { RollbackPermission } from './deployment/rollback-permission';
import { EndpointBase } from './endpoint-base';
import { endpointPropsChecks, rollingChecks } from './endpoint-checks';
import type { EndpointContext } from './endpoint-context';
import type { IEndpoint } from './endpoint-interface';
import { EndpointNaming } from './endpoint-naming';
import type { EndpointAttributes, EndpointProps } from './endpoint-props';
import { warnOfEndpoint } from './endpoint-warnings';
import { createLogGroup, type EndpointLogGroupOptions } from './logging/endpoint-log-group';
import { EndpointVariants } from './variants/endpoint-variants';
import { rolesOf, variantsOf } from '../endpoint-config/endpoint-config-base';
import { roleWithDeferredPolicy } from '../permissions/role-in-stack';
import { atSynth } from '../private/at-synth';
import { assertValid, problemsOf, required, matches } from '../private/checks';
import { sameEnvironment } from '../private/environment';
import { inLowerCase, RESOURCE_NAME, sagemakerArn } from '../private/names';
import { warn } from '../private/warnings';

/**
 * A SageMaker endpoint: hosts models as its configuration says, and answers requests with their predictions.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
 */
@propertyInjectable
export class Endpoint extends EndpointBase {
  /** The id by which property injectors know this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.Endpoint';

  /**
   * An endpoint that is defined elsewhere, by its ARN. If its name has capitals, which the ARN does not show, use
   * `fromEndpointAttributes` or `fromEndpointName`.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param endpointArn the ARN of the endpoint
   */
  public static fromEndpointArn(scope: Construct, id: string, endpointArn: string): IEndpoint {
    return Endpoint.fromEndpointAttributes(scope, id, { endpointArn });
  }

  /**
   * An endpoint that is defined elsewhere in the account and region of the stack, by its name.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param endpointName the name of the endpoint
   */
  public static fromEndpointName(scope: Construct, id: string, endpointName: string): IEndpoint {
    assertValid(scope, required('endpointName', endpointName, 'the name of the endpoint'), matches('endpointName', endpointName, RESOURCE_NAME));
    const endpointArn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName: endpointName });
    return Endpoint.fromEndpointAttributes(scope, id, { endpointArn, endpointName });
  }

  /**
   * An endpoint that is defined elsewhere, by all that is known of it.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param attrs what is known
   */
  public static fromEndpointAttributes(scope: Construct, id: string, attrs: EndpointAttributes): IEndpoint {
    assertValid(scope,
      sagemakerArn('endpointArn', attrs.endpointArn, 'endpoint'),
      matches('endpointName', attrs.endpointName, RESOURCE_NAME),
    );
    class Import extends EndpointBase {
      public readonly endpointArn = attrs.endpointArn;
      public readonly endpointName = attrs.endpointName ?? Stack.of(scope).splitArn(attrs.endpointArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      /** @internal */
      protected readonly _context: EndpointContext = {
        scope: this,
        endpointName: this.endpointName,
        metricsName: this.endpointName,
        grantableArns: grantableArns(this.endpointArn, this.endpointName),
      };
      /** @internal */
      protected readonly _variants = new EndpointVariants(this._context, attrs.endpointConfig);
    }
    const imported = new Import(scope, id, { environmentFromArn: attrs.endpointArn });
    assertValid(imported, ...(attrs.endpointConfig ? sameEnvironment('endpoint configuration', attrs.endpointConfig.env, imported.env) : []));
    return imported;
  }

  /** @internal */
  protected readonly _variants: EndpointVariants;
  /** @internal */
  protected readonly _context: EndpointContext;
  private readonly resource: sagemaker.CfnEndpoint;
  private readonly naming: EndpointNaming;
  private readonly rollback = new AutoRollback(this);
  private readonly rollbackPermission = new RollbackPermission(this);
  private ownLogGroup?: logs.LogGroup;

  /**
   * Defines an endpoint. Throws when a property has a value that SageMaker does not take; the message lists all of them.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what the endpoint consists of
   */
  constructor(scope: Construct, id: string, private readonly props: EndpointProps) {
    super(scope, id, { physicalName: props.endpointName });
    assertValid(this, ...endpointPropsChecks(this, props, this.rollback, variantsOf(props.endpointConfig)));
    this.naming = new EndpointNaming(this, this.physicalName);
    this.naming.requireLiteralName(() => this.rollback.mayWatchEndpoint);
    this.resource = this.createResource(props);
    this.node.defaultChild = this.resource;
    this._context = this.createContext();
    this._variants = new EndpointVariants(this._context, props.endpointConfig);
    if (props.autoRollbackAlarms) {
      this.attachRollbackAlarms(props.autoRollbackAlarms);
    }
    atSynth(this, () => this.finish());
  }

  /** The name of this endpoint. */
  public get endpointName(): string {
    return this.getResourceNameAttribute(this.resource.attrEndpointName);
  }

  /** The ARN of this endpoint, in which SageMaker writes the name in lower case. */
  public get endpointArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, { service: 'sagemaker', resource: 'endpoint', resourceName: inLowerCase(this.physicalName) });
  }

  public get logGroup(): logs.ILogGroup {
    return this.ownLogGroup ?? super.logGroup;
  }

  /**
   * Adds alarms that take the endpoint back to its old configuration if they go off during a deployment. They may watch the endpoint
   * itself, by metrics that it returns. Throws when there are none, or would be more than 10 in all, and for an alarm of another account or
   * region.
   *
   * @param alarms the alarms, such as the critical ones of `addRecommendedAlarms`
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
   */
  public addAutoRollbackAlarms(...alarms: cloudwatch.IAlarm[]): void {
    assertValid(this, ...this.rollback.checks('alarms', alarms));
    this.attachRollbackAlarms(alarms);
  }

  /**
   * Makes the log group of this endpoint, to decide how long logs are kept, and how they are encrypted: SageMaker would make one that keeps
   * them forever. Throws when it was called before. An endpoint without an `endpointName` is given another name by it, and so is replaced.
   * For an endpoint that has run already under its name, there is a log group, and CloudFormation can't make another one.
   *
   * @param options how the logs are kept
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
   */
  public addLogGroup(options: EndpointLogGroupOptions = {}): logs.LogGroup {
    assertValid(this, this.ownLogGroup ? 'addLogGroup was called before, and an endpoint has one log group; call it once' : undefined);
    this.naming.requireLiteralName(() => true);
    this.ownLogGroup = createLogGroup(this, this.naming.literalName, options);
    // Or else SageMaker makes it. Just the group: what is below it, such as a subscription, may need the endpoint.
    this.resource.node.addDependency(this.ownLogGroup.node.defaultChild!);
    return this.ownLogGroup;
  }

  /**
   * Returns the grantee that takes permissions on this endpoint. A model may invoke its own endpoint, or one that is hosted by the same role.
   * Its role's policy comes before the model, and so before the endpoint; so the permission is in a policy of its own.
   *
   * @internal
   */
  protected _granteeOf(grantee: iam.IGrantable): iam.IGrantable {
    const role = rolesOf(this.props.endpointConfig)?.find(grantee);
    return role ? roleWithDeferredPolicy(this, role) : grantee;
  }

  /** Warns, and returns problems: of what later calls can still change. */
  private finish(): string[] {
    warnOfEndpoint(this, this.props, this.rollback, this._variants);
    this.warnOfUnknownRoles();
    return problemsOf(...rollingChecks(this.props, this._variants.known()), ...this.rollback.circularAlarms(this.resource));
  }

  /** Warns of roles that can't be allowed to look at the alarms. */
  private warnOfUnknownRoles(): void {
    const unknown = rolesOf(this.props.endpointConfig)?.unknown.map(({ node }) => `the model '${node.path}'`) ?? ['the configuration'];
    if (this.rollback.alarms.length > 0 && unknown.length > 0) {
      warn(this, 'rollbackOfUnknownRole', `the role of ${unknown.join(' and ')} is not known, so it can't be allowed cloudwatch:DescribeAlarms on the alarms that take a `
        + 'deployment back; allow it there');
    }
  }

  private createResource(props: EndpointProps): sagemaker.CfnEndpoint {
    return new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointConfigName: props.endpointConfig.endpointConfigName,
      endpointName: this.naming.propertyValue,
      deploymentConfig: Lazy.uncachedAny({ produce: () => this.renderDeployment() }),
      retainDeploymentConfig: props.retainDeploymentConfig,
      ...props.variantPropertyRetention?._render(),
    });
  }

  private renderDeployment(): sagemaker.CfnEndpoint.DeploymentConfigProperty | undefined {
    const autoRollbackConfiguration = this.rollback.render();
    const { deploymentStrategy: strategy } = this.props;
    return autoRollbackConfiguration || strategy ? { ...strategy?._render(), autoRollbackConfiguration } : undefined;
  }

  private createContext(): EndpointContext {
    const metricsName = this.naming.metricsName(this.endpointName);
    // In the same place the ARN is an attribute; elsewhere it is made of the name.
    return { scope: this, endpointName: this.endpointName, metricsName, grantableArns: [this.endpointArn] };
  }

  /** Makes a rollback of the alarms, and lets the roles behind the endpoint look at them. */
  private attachRollbackAlarms(alarms: readonly cloudwatch.IAlarm[]): void {
    const isFirst = this.rollback.alarms.length === 0;
    this.rollback.add(alarms);
    this.rollbackPermission.addAlarms(alarms);
    this._alarms.push(...new Set(alarms.filter((alarm) => !this._alarms.includes(alarm))));
    if (isFirst) {
      rolesOf(this.props.endpointConfig)?.forEach((role) => this.rollbackPermission.addRole(role));
    }
  }
}
