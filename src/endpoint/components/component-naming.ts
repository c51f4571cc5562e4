import { createHash } from 'node:crypto';
import { CfnResource, Lazy, Names, Stack, type Resource, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { isFixedName, titleOfName } from '../../private/names';
import { definitionOf } from '../../private/rendered';
import { warn } from '../../private/warnings';
import type { EndpointContext } from '../endpoint-context';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceComponent.html */
const MAX_LENGTH = 63;
const HASH_LENGTH = 8;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
const MAX_LOGICAL_ID_LENGTH = 255;

/**
 * Returns what identifies an endpoint, for the hash of its components: whatever changes it makes CloudFormation create another endpoint. The name counts
 * if it is a literal, as rendered, because overrides and aspects can set it too.
 */
export function identityOf({ scope, physicalName }: Pick<EndpointContext, 'scope' | 'physicalName'>): unknown[] {
  const { path, defaultChild: resource } = scope.node;
  if (!CfnResource.isCfnResource(resource)) {
    return [path, physicalName];
  }
  const { EndpointName: name } = definitionOf(resource).Properties ?? {};
  return [path, resource.stack.stackName, resource.logicalId, name];
}

/** The property of the resource with the name. */
const NAME = 'InferenceComponentName';

/**
 * The name and the logical ID of an inference component.
 *
 * CloudFormation returns the ARN of a component, but not its name, which scaling, metrics and adapters require. Hence the name is known at
 * synthesis. CloudFormation never replaces a component either, although SageMaker can change neither its name, nor its endpoint, nor its variant, nor
 * its base. Hence both a derived name and the logical ID contain a hash of these, so that a change of one of them creates another component.
 *
 * They are determined at synthesis, because the endpoint can get a name until then, and overrides and aspects can set the name of the component.
 */
export class ComponentNaming {
  private resource?: sagemaker.CfnInferenceComponent;

  /**
   * @param component the inference component
   * @param givenName the name that the user specified
   * @param placedOn the function that returns what a component cannot move away from: its endpoint, and its variant or base
   */
  constructor(
    private readonly component: Resource, private readonly givenName: string | undefined, private readonly placedOn: () => readonly unknown[],
  ) {}

  /** The name, which is a token until synthesis unless the user specified it. The token follows overrides and aspects. */
  public get name(): string {
    return isFixedName(this.givenName) ? this.givenName! : Lazy.uncachedString({ produce: () => (this.rendered() ?? this.generated()) as string });
  }

  /** The name to render in the resource. */
  public get propertyValue(): string {
    return isFixedName(this.givenName) ? this.givenName! : Lazy.uncachedString({ produce: () => this.generated() });
  }

  /** Takes over the resource: reads its name, and appends the hash to its logical ID. */
  public identify(resource: sagemaker.CfnInferenceComponent): void {
    const { stack } = resource;
    this.resource = resource;
    resource.overrideLogicalId(Lazy.uncachedString({
      produce: () => `${stack.getLogicalId(resource).slice(0, MAX_LOGICAL_ID_LENGTH - HASH_LENGTH)}${this.idHash().toUpperCase()}`,
    }));
  }

  /**
   * Warns if an override or an aspect gives the resource another name than all else uses: a name that the user specified is a literal, which cannot
   * follow. Call it at validation.
   */
  public warnOfOverride(): void {
    const [rendered, used] = [this.rendered(), this.name].map((name) => this.resolve(name));
    if (JSON.stringify(rendered) !== JSON.stringify(used)) {
      warn(this.component, 'overriddenComponentName', `an override or aspect gives the resource of the component ${titleOfName(rendered)}, but adapters, metrics, permissions and scaling `
        + `use ${titleOfName(used)}; set inferenceComponentName instead`);
    }
  }

  /** Returns the name in the template: an override has priority over the property. Undefined if CloudFormation generates the name. */
  private rendered(): unknown {
    const { rawOverrides: { Properties: overrides } = {} } = this.resource as unknown as {
      readonly rawOverrides?: { readonly Properties?: { readonly [NAME]?: unknown } };
    };
    return overrides && NAME in overrides ? overrides[NAME] : this.resource?.inferenceComponentName;
  }

  /** Derives a name in lower case: SageMaker may write names in lower case in ARNs. */
  private generated(): string {
    const name = Names.uniqueResourceName(this.component, { maxLength: MAX_LENGTH - HASH_LENGTH - 1, separator: '-' });
    return `${name.toLowerCase()}-${this.hash()}`;
  }

  /** Returns the hash of the logical ID: that of the derived name, or one that includes another name. */
  private idHash(): string {
    const name = this.resolve(this.rendered());
    return name === undefined || name === this.generated() ? this.hash() : this.hash(name);
  }

  private hash(...name: unknown[]): string {
    // Includes the path, because the CDK derives equal names for some paths, such as those of one part in stacks 'a-b' and 'ab'.
    const identity = this.resolve([this.component.node.path, ...this.placedOn(), ...name]);
    return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, HASH_LENGTH);
  }

  private resolve(value: unknown): unknown {
    return Stack.of(this.component).resolve(value);
  }
}
