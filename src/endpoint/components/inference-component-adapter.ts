import { Lazy, PhysicalName, aws_sagemaker as sagemaker, type aws_applicationautoscaling as appscaling, type aws_logs as logs } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { warnOfFolder } from './adapter-folder';
import { environmentOf, hostOf } from './component-host';
import { ComponentModel, type NamedContainer } from './component-model';
import { ComponentNaming, identityOf } from './component-naming';
import { InferenceComponentBase, type IInferenceComponent } from './inference-component-base';
import { archiveChecks } from './inference-component-specification';
import { warnOfArtifact, warnOfBase, warnOfFixedName, warnOfUnknownRole } from './inference-component-warnings';
import { s3UriOf, type ModelDataConfig } from '../../model/data/model-data-config';
import type { ModelData } from '../../model/model-data';
import { atSynth } from '../../private/at-synth';
import { assertValid, matches, problemsOf, type Check } from '../../private/checks';
import { dependenciesAtSynth, watchForCircles } from '../../private/dependencies/circular-dependency';
import { warnOfNames, watchNames } from '../../private/dependencies/used-by-name';
import { sameEnvironment } from '../../private/environment';
import { ValidationError } from '../../private/errors';
import { uniqueInStack } from '../../private/fixed-names';
import { given, pathOf } from '../../private/given';
import { fixedName, RESOURCE_NAME } from '../../private/names';
import { INFERENCE_COMPONENT, MODEL_DATA, requiredShape } from '../../private/shapes';
import type { IEndpoint } from '../endpoint-interface';
import type { ScalableCopyCount } from '../scaling/scalable-copy-count';
import { handleOf, InferenceComponentHandle } from '../variants/inference-component-handle';

/**
 * The options of an adapter.
 *
 * @example
 * declare const llama: sm.InferenceComponent;
 * declare const bucket: s3.IBucket;
 *
 * const legal = llama.addAdapter('Legal', { artifact: sm.ModelData.fromBucket(bucket, 'adapters/legal.tar.gz') });
 */
export interface InferenceComponentAdapterOptions {
  /**
   * The artifact of the adapter: a gzip-compressed tar archive, with the files of the adapter at its root. The role of the endpoint configuration is
   * granted permission to read it. A change updates the adapter in place; if SageMaker refuses the update, change the ID of the adapter.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
   */
  readonly artifact: ModelData;

  /**
   * The name of the adapter, which clients specify as the name of the inference component: at most 63 letters, digits and hyphens. SageMaker cannot
   * move an adapter to another base component. Hence a fixed name prevents such a move.
   *
   * @default - a unique name, derived from the construct path and the base component
   */
  readonly inferenceComponentName?: string;
}

/**
 * The properties of an adapter.
 */
export interface InferenceComponentAdapterProps extends InferenceComponentAdapterOptions {
  /**
   * The inference component that the adapter adapts. Throws if it is an adapter itself, or if it is imported without its endpoint.
   */
  readonly baseInferenceComponent: IInferenceComponent;
}

/** What an adapter needs of its base, without a dependency on its class. */
interface Base extends IInferenceComponent {
  readonly _endpoint?: IEndpoint;
  readonly _isAdapter?: boolean;
  /** Returns the containers that are known; undefined for an imported component. */
  readonly _containers?: () => readonly NamedContainer[];
}

/**
 * An adapter, such as a LoRA adapter, on an inference component. SageMaker loads it into the copies of the base component. Clients invoke it by its own
 * name. The container of the base component must support adapters, as the vLLM and LMI containers do.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
 *
 * @example
 * declare const llama: sm.InferenceComponent;
 * declare const bucket: s3.IBucket;
 *
 * const legal = new sm.InferenceComponentAdapter(this, 'Legal', {
 *   baseInferenceComponent: llama,
 *   artifact: sm.ModelData.fromBucket(bucket, 'adapters/legal.tar.gz'),
 * });
 * new CfnOutput(this, 'LegalName', { value: legal.inferenceComponentName });
 */
@propertyInjectable
export class InferenceComponentAdapter extends InferenceComponentBase {
  /** The ID that identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.InferenceComponentAdapter';

  public readonly inferenceComponentName: string;

  /** @internal */
  public readonly _isAdapter = true;
  /** @internal */
  public readonly _endpoint: IEndpoint;
  /** @internal */
  protected readonly _handle: InferenceComponentHandle;
  private readonly base: IInferenceComponent;
  private artifact?: ModelDataConfig;
  private readonly resource: sagemaker.CfnInferenceComponent;

  /**
   * Defines an adapter. Throws if SageMaker does not allow the value of a property; the message lists all such values.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the adapter
   */
  constructor(scope: Construct, id: string, props: InferenceComponentAdapterProps) {
    props = given('InferenceComponentAdapterProps', props, pathOf(scope, id));
    super(scope, id, { physicalName: props.inferenceComponentName ?? PhysicalName.GENERATE_IF_NEEDED });
    assertValid(this, ...adapterChecks(this, props));
    const { baseInferenceComponent: base, artifact } = props;
    this.base = base;
    this._endpoint = (base as Base)._endpoint!;
    const host = hostOf(this._endpoint);
    const { scope: endpoint, endpointName } = host.context;
    const naming = new ComponentNaming(this, props.inferenceComponentName, () => [...identityOf(host.context), base.inferenceComponentName]);
    this.inferenceComponentName = naming.name;
    this.resource = new sagemaker.CfnInferenceComponent(this, 'Resource', {
      inferenceComponentName: naming.propertyValue,
      endpointName,
      specification: {
        baseInferenceComponentName: base.inferenceComponentName,
        container: Lazy.any({ produce: () => ({ artifactUrl: s3UriOf(this.artifact!) }) }),
      },
    });
    this.node.defaultChild = this.resource;
    naming.identify(this.resource);
    watchForCircles(this.resource);
    watchNames(this.resource);
    const awaited = base.node.defaultChild ?? endpoint.node.defaultChild;
    if (awaited) {
      // The name of the base does not refer to its resource. Deletes the adapter before its base, too.
      this.resource.node.addDependency(awaited);
    }
    const model = new ComponentModel(this, 'Container', this.resource, environmentOf(host));
    this.bind(artifact, model);
    this._handle = new InferenceComponentHandle(host.context, this.inferenceComponentName, this, true);
    host.add(this._handle);
    handleOf(base).addAdapter?.(this._handle);
    const nameCheck = uniqueInStack(this.resource, 'inferenceComponentName', fixedName(props.inferenceComponentName));
    warnOfFixedName(this, props.inferenceComponentName, 'another endpoint or base component');
    atSynth(this, () => {
      naming.warnOfOverride();
      return [...problemsOf(nameCheck()), ...this.finish(base, model)];
    });
  }

  /** The log group of the base component, to which SageMaker writes the output of the containers. */
  public get logGroup(): logs.ILogGroup {
    return this.base.logGroup;
  }

  /** The ARN of this adapter. */
  public get inferenceComponentArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, {
      service: 'sagemaker', resource: 'inference-component', resourceName: this.inferenceComponentName,
    });
  }

  /**
   * Throws, because an adapter has no copies of its own.
   *
   * @param scalingProps the limits of the number of copies
   */
  public autoScaleCopyCount(scalingProps: appscaling.EnableScalingProps): ScalableCopyCount {
    given('aws_applicationautoscaling.EnableScalingProps', scalingProps, this, 'scalingProps');
    throw new ValidationError('an adapter has no copies of its own; use autoScaleCopyCount of its base component', this);
  }

  /**
   * Throws, because an adapter cannot have adapters.
   *
   * @param id the ID of the adapter
   * @param options the options of the adapter
   */
  public addAdapter(id: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter {
    given('InferenceComponentAdapterOptions', options, pathOf(this, id), 'options');
    throw new ValidationError('an adapter cannot have adapters; use addAdapter of its base component', this);
  }

  private bind(artifact: ModelData, model: ComponentModel): void {
    this.artifact = artifact.bind(model, model);
    assertValid(this, ...archiveChecks('artifact', this.artifact));
  }

  /** Warns about the complete adapter, and returns its problems. */
  private finish(base: Base, model: ComponentModel): string[] {
    warnOfArtifact(this, 'artifact', this.artifact!, 'copy the artifact to a bucket of your own');
    warnOfFolder(this, this.artifact!);
    warnOfUnknownRole(this, [model]);
    warnOfBase(this, base, base._containers?.() ?? []);
    warnOfNames(this, this.resource);
    return dependenciesAtSynth(this.resource).problemsOf(this.resource);
  }
}

function adapterChecks(adapter: InferenceComponentAdapter, props: InferenceComponentAdapterProps | undefined): Check[] {
  const base = props?.baseInferenceComponent as Base | undefined;
  const problem = requiredShape('baseInferenceComponent', base, INFERENCE_COMPONENT);
  return [
    problem ?? baseCheck(base!),
    ...problem || !base!._endpoint ? [] : sameEnvironment('endpoint', base!._endpoint.env, adapter.env),
    requiredShape('artifact', props?.artifact, MODEL_DATA),
    matches('inferenceComponentName', props?.inferenceComponentName, RESOURCE_NAME),
  ];
}

function baseCheck(base: Base): Check {
  if (base._isAdapter) {
    return `baseInferenceComponent must not be an adapter, got '${base.node.path}'; use its base component`;
  }
  return base._endpoint
    ? undefined
    : 'baseInferenceComponent has no endpoint; use InferenceComponent, or import the component with InferenceComponent.fromInferenceComponentAttributes and its endpoint';
}
