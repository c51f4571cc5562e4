import { ArnFormat, Lazy, PhysicalName, Stack, aws_sagemaker as sagemaker, type aws_cloudwatch as cloudwatch, type aws_logs as logs } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { chooseVariant, environmentOf, hostOf, variantOf, type ComponentHost } from './component-host';
import { ComponentModel, type NamedContainer } from './component-model';
import { ComponentNaming, identityOf } from './component-naming';
import { InferenceComponentAdapter, type InferenceComponentAdapterOptions } from './inference-component-adapter';
import { InferenceComponentBase, type IInferenceComponent } from './inference-component-base';
import { alarmsCheck, componentChecks, importChecks } from './inference-component-checks';
import type { InferenceComponentAttributes, InferenceComponentProps } from './inference-component-props';
import { bindSpecification, boundChecks, renderSpecification, type BoundSpecification, type InferenceComponentSpecification } from './inference-component-specification';
import { warnOfComponent, warnOfFixedName } from './inference-component-warnings';
import { gpusOfCopy } from './reserved-gpus';
import { warnOfZeroCopies } from './zero-copies';
import { instanceTypeOf } from '../../common/instance-type-input';
import type { InstanceType } from '../../common/instance-type.generated';
import { rolesOf } from '../../endpoint-config/endpoint-config-base';
import { prepareMissingEndpoints } from '../../model/vpc/missing-endpoints';
import { atSynth } from '../../private/at-synth';
import { assertValid, problemsOf } from '../../private/checks';
import { dependenciesAtSynth, watchForCircles } from '../../private/dependencies/circular-dependency';
import { warnOfNames, watchNames } from '../../private/dependencies/used-by-name';
import { keyInRegion, sameEnvironment } from '../../private/environment';
import { uniqueInStack } from '../../private/fixed-names';
import { given, pathOf } from '../../private/given';
import { fixedName, importedName, sagemakerArn } from '../../private/names';
import { KEY, shaped } from '../../private/shapes';
import { AutoRollback } from '../deployment/auto-rollback';
import { RollbackPermission } from '../deployment/rollback-permission';
import type { IEndpoint } from '../endpoint-interface';
import { createLogGroup, logGroupNameOfComponent, type EndpointLogGroupOptions } from '../logging/endpoint-log-group';
import { InferenceComponentHandle } from '../variants/inference-component-handle';

/**
 * An inference component: copies of a model that share the instances of an endpoint with other components. Each copy has its own compute resources, and
 * the number of copies can be scaled, to zero too.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 * declare const bucket: s3.IBucket;
 *
 * const vllm = sm.ContainerImage.fromFramework(sm.Framework.VLLM, '0.30.0');
 * const llama = new sm.InferenceComponent(this, 'Llama', {
 *   endpoint, // whose variant 'gpu' has no model
 *   variantName: 'gpu',
 *   specification: sm.InferenceComponentSpecification.fromImage(vllm, {
 *     modelData: sm.ModelData.fromBucket(bucket, 'llama.tar.gz'),
 *     compute: { accelerators: 1, minMemory: Size.gibibytes(24) },
 *   }),
 * });
 * llama.autoScaleCopyCount({ minCapacity: 0, maxCapacity: 4 }).scaleOnConcurrentRequests('Load', { targetConcurrentRequests: 5 });
 */
@propertyInjectable
export class InferenceComponent extends InferenceComponentBase {
  /** The ID that identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.InferenceComponent';

  /**
   * Imports an inference component in the account and region of the stack by its name, for metrics and scaling. For grants and adapters, use
   * `fromInferenceComponentAttributes` with its endpoint. Throws if the name is not valid.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param inferenceComponentName the name of the inference component
   */
  public static fromInferenceComponentName(scope: Construct, id: string, inferenceComponentName: string): IInferenceComponent {
    assertValid(scope, importedName('inferenceComponentName', inferenceComponentName, 'inference component'));
    return InferenceComponent.fromInferenceComponentAttributes(scope, id, { inferenceComponentName });
  }

  /**
   * Imports an inference component by its ARN, for metrics and scaling. For grants and adapters, use `fromInferenceComponentAttributes` with its
   * endpoint. Throws if the ARN is not that of an inference component.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param inferenceComponentArn the ARN of the inference component
   */
  public static fromInferenceComponentArn(scope: Construct, id: string, inferenceComponentArn: string): IInferenceComponent {
    assertValid(scope, sagemakerArn('inferenceComponentArn', inferenceComponentArn, 'inference-component'));
    return InferenceComponent.fromInferenceComponentAttributes(scope, id, { inferenceComponentArn });
  }

  /**
   * Imports an inference component by its attributes. Throws if an attribute is not valid; the message lists all problems.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param attrs the attributes of the imported inference component
   */
  public static fromInferenceComponentAttributes(scope: Construct, id: string, attrs: InferenceComponentAttributes): IInferenceComponent {
    attrs = given('InferenceComponentAttributes', attrs, scope, 'attrs');
    assertValid(scope, ...importChecks(attrs));
    const { inferenceComponentArn: arn, endpoint } = attrs;
    const stack = Stack.of(scope);
    const context = endpoint && hostOf(endpoint).context;
    class Import extends InferenceComponentBase {
      public readonly inferenceComponentName = attrs.inferenceComponentName ?? stack.splitArn(arn!, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      /** @internal */
      public readonly _endpoint = endpoint;
      /** @internal */
      protected readonly _handle: InferenceComponentHandle = new InferenceComponentHandle(context, this.inferenceComponentName, this);
      public readonly inferenceComponentArn = arn ?? this._handle.inferenceComponentArn;

      public addAdapter(adapterId: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter {
        return adapterOf(this, adapterId, options);
      }
    }
    const { account, region } = endpoint?.env ?? {};
    const imported = new Import(scope, id, arn ? { environmentFromArn: arn } : { account, region });
    if (endpoint) {
      assertValid(imported, ...sameEnvironment('endpoint', endpoint.env, imported.env));
      hostOf(endpoint).add(imported._component());
    }
    return imported;
  }

  public readonly inferenceComponentName: string;

  /** @internal */
  public readonly _endpoint: IEndpoint;
  /** @internal */
  protected readonly _handle: InferenceComponentHandle;
  private readonly resource: sagemaker.CfnInferenceComponent;
  private readonly host: ComponentHost;
  private readonly variantName?: string;
  private readonly rollback = new AutoRollback(this, 'an inference component');
  private readonly rollbackPermission = new RollbackPermission(this);
  private ownLogGroup?: logs.LogGroup;
  private readonly bound: BoundSpecification[] = [];

  /**
   * Defines an inference component. Throws if SageMaker does not allow the value of a property; the message lists all such values.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the inference component
   */
  constructor(scope: Construct, id: string, private readonly props: InferenceComponentProps) {
    props = given('InferenceComponentProps', props, pathOf(scope, id));
    super(scope, id, { physicalName: props.inferenceComponentName ?? PhysicalName.GENERATE_IF_NEEDED });
    assertValid(this, ...componentChecks(this, props, this.rollback));
    this._endpoint = props.endpoint;
    this.host = hostOf(props.endpoint);
    this.variantName = chooseVariant(this.host, props.variantName).name;
    const { scope: endpoint } = this.host.context;
    const naming = new ComponentNaming(this, props.inferenceComponentName, () => [...identityOf(this.host.context), this.variantName]);
    this.inferenceComponentName = naming.name;
    this.resource = this.createResource(naming.propertyValue);
    this.node.defaultChild = this.resource;
    naming.identify(this.resource);
    watchForCircles(this.resource);
    watchNames(this.resource);
    if (endpoint.node.defaultChild) {
      // Deletes the component before the endpoint, too, which SageMaker requires.
      this.resource.node.addDependency(endpoint.node.defaultChild);
    }
    this._handle = new InferenceComponentHandle(this.host.context, this.inferenceComponentName, this, false, this.variantName);
    this.host.add(this._handle);
    this.bindSpecifications();
    this._handle.reserve(gpusOfCopy(this.bound), props.copyCount);
    if (props.autoRollbackAlarms) {
      this.attachRollbackAlarms(props.autoRollbackAlarms);
    }
    warnOfFixedName(this, props.inferenceComponentName, 'another endpoint or variant');
    prepareMissingEndpoints(this);
    const nameCheck = uniqueInStack(this.resource, 'inferenceComponentName', fixedName(props.inferenceComponentName));
    atSynth(this, () => {
      naming.warnOfOverride();
      return [...problemsOf(nameCheck()), ...this.finish()];
    });
  }

  /** The ARN of this inference component. */
  public get inferenceComponentArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, {
      service: 'sagemaker', resource: 'inference-component', resourceName: this.inferenceComponentName,
    });
  }

  public get logGroup(): logs.ILogGroup {
    return this.ownLogGroup ?? super.logGroup;
  }

  public addAdapter(id: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter {
    return adapterOf(this, id, options);
  }

  /**
   * Returns the containers that are known, which adapters run in.
   *
   * @internal
   */
  public _containers(): NamedContainer[] {
    return this.bound.flatMap(({ name, data, model: { container }, specification: { _model: model } }) => (
      container ? [{ name, mayHaveArtifacts: (data ?? model) !== undefined, ...container }] : []
    ));
  }

  /**
   * Adds alarms that roll an update back if they go into the ALARM state during it. Throws if the component has no `deploymentStrategy`, if no alarm is
   * given, if the component would have more than 10 alarms in total, or if an alarm is in another account or region.
   *
   * @param alarms the alarms, such as on the errors of this component
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentDeploymentConfig.html
   */
  public addAutoRollbackAlarms(...alarms: cloudwatch.IAlarm[]): void {
    assertValid(this, ...this.rollback.checks('alarms', alarms), alarmsCheck(this.props, alarms));
    this.attachRollbackAlarms(alarms);
  }

  /**
   * Creates the log group of this component, to set its retention and encryption. Otherwise, SageMaker creates a log group that retains logs forever.
   * Throws if the component already has a log group from an earlier call.
   *
   * If the component has already run under its name, its log group exists, and CloudFormation cannot create it again.
   *
   * @param options the options of the log group
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html
   */
  public addLogGroup(options: EndpointLogGroupOptions = {}): logs.LogGroup {
    options = given('EndpointLogGroupOptions', options, this, 'options');
    assertValid(this,
      shaped('encryptionKey', options.encryptionKey, KEY) ?? keyInRegion('encryptionKey', options.encryptionKey, this.env),
      this.ownLogGroup ? 'an inference component can have only 1 log group; call addLogGroup once' : undefined,
    );
    this.ownLogGroup = createLogGroup(this, logGroupNameOfComponent(this.inferenceComponentName), options);
    // Creates the group before SageMaker would. Depends on the group only: its children, such as a subscription, may depend on the component.
    this.resource.node.addDependency(this.ownLogGroup.node.defaultChild!);
    return this.ownLogGroup;
  }

  private createResource(inferenceComponentName: string): sagemaker.CfnInferenceComponent {
    return new sagemaker.CfnInferenceComponent(this, 'Resource', {
      inferenceComponentName,
      endpointName: this.host.context.endpointName,
      variantName: this.variantName,
      specification: Lazy.any({ produce: () => this.bound.filter(({ instanceType }) => !instanceType).map(renderSpecification)[0] }),
      specifications: Lazy.any({
        produce: () => this.bound.flatMap((bound) => (
          bound.instanceType ? { instanceType: bound.instanceType.toString(), ...renderSpecification(bound) } : []
        )),
      }, { omitEmptyArray: true }),
      runtimeConfig: Lazy.any({ produce: () => ({ copyCount: this.props.copyCount ?? this._handle.initialCopyCount }) }),
      deploymentConfig: Lazy.uncachedAny({ produce: () => this.renderDeployment() }),
    });
  }

  private renderDeployment(): sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty | undefined {
    const { deploymentStrategy: strategy } = this.props;
    return strategy && { rollingUpdatePolicy: strategy._render().rollingUpdatePolicy, autoRollbackConfiguration: this.rollback.render() } as
      sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty;
  }

  private bindSpecifications(): void {
    const { specification, specifications } = this.props;
    if (specification) {
      this.bind('specification', 'Container', specification);
    }
    specifications?.forEach((each, index) => {
      this.bind(`specifications[${index}].specification`, `Container${index + 1}`, each.specification, instanceTypeOf(each.instanceType));
    });
  }

  private bind(name: string, id: string, specification: InferenceComponentSpecification, instanceType?: InstanceType): void {
    const model = new ComponentModel(this, id, this.resource, environmentOf(this.host), specification._model);
    const variant = this.variantName === undefined ? undefined : variantOf(this.host, this.variantName);
    // Before the image is bound, which can depend on the instance type.
    variant?.hostComponent(model, instanceType, specification._model);
    const bound = bindSpecification(name, specification, model, instanceType);
    assertValid(this, ...boundChecks(bound));
    this.bound.push(bound);
  }

  private attachRollbackAlarms(alarms: readonly cloudwatch.IAlarm[]): void {
    this.rollback.add(alarms);
    this.rollbackPermission.addAlarms(alarms, rolesOf(this.host.config));
  }

  private finish(): string[] {
    const { props, host, variantName, bound, rollback, _handle: { limits } } = this;
    warnOfComponent({ component: this, props, host, variantName, bound, rollback, limits });
    warnOfZeroCopies(this, this._handle, this.host);
    warnOfNames(this, this.resource);
    return dependenciesAtSynth(this.resource).problemsOf(this.resource);
  }
}

function adapterOf(base: IInferenceComponent & Construct, id: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter {
  return new InferenceComponentAdapter(base, id, {
    ...given('InferenceComponentAdapterOptions', options, pathOf(base, id), 'options'), baseInferenceComponent: base,
  });
}
