import { createHash } from 'node:crypto';
import { CfnResource, Lazy, Names, Stack, type Resource } from 'aws-cdk-lib';
import { isFixedName } from '../../private/names';
import { definitionOf } from '../../private/rendered';
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

/**
 * The name and the logical ID of an inference component.
 *
 * CloudFormation returns the ARN of a component, but not its name, which scaling, metrics and adapters require. Hence the name is known at
 * synthesis. CloudFormation never replaces a component either, although SageMaker can change neither its name, nor its endpoint, nor its variant, nor
 * its base. Hence both the name and the logical ID contain a hash of these, so that a change of one of them creates another component.
 *
 * They are determined at synthesis, because the endpoint can get a name until then.
 */
export class ComponentNaming {
  /**
   * @param component the inference component
   * @param givenName the name that the user specified
   * @param placedOn the function that returns what a component cannot move away from: its endpoint, and its variant or base
   */
  constructor(
    private readonly component: Resource, private readonly givenName: string | undefined, private readonly placedOn: () => readonly unknown[],
  ) {}

  /** The name, which is a token until synthesis unless the user specified it. */
  public get name(): string {
    return isFixedName(this.givenName) ? this.givenName! : Lazy.uncachedString({ produce: () => this.generated() });
  }

  /** Appends the hash to the logical ID of the resource. */
  public identify(resource: CfnResource): void {
    const { stack } = resource;
    resource.overrideLogicalId(Lazy.uncachedString({
      produce: () => `${stack.getLogicalId(resource).slice(0, MAX_LOGICAL_ID_LENGTH - HASH_LENGTH)}${this.hash().toUpperCase()}`,
    }));
  }

  /** Derives a name in lower case: SageMaker may write names in lower case in ARNs. */
  private generated(): string {
    const name = Names.uniqueResourceName(this.component, { maxLength: MAX_LENGTH - HASH_LENGTH - 1, separator: '-' });
    return `${name.toLowerCase()}-${this.hash()}`;
  }

  private hash(): string {
    // Includes the path, because the CDK derives equal names for some paths, such as those of one part in stacks 'a-b' and 'ab'.
    const placedOn = Stack.of(this.component).resolve([this.component.node.path, ...this.placedOn()]);
    return createHash('sha256').update(JSON.stringify(placedOn)).digest('hex').slice(0, HASH_LENGTH);
  }
}
