import { Lazy, Names, Stack, type Resource } from 'aws-cdk-lib';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
const MAX_LENGTH = 63;

/**
 * The name of an endpoint. Some things have to know it before the endpoint exists: alarms that the endpoint names for its rollback, and the
 * log group, which SageMaker would create otherwise. Then the name is the given one, or one that is derived here from the construct path,
 * rather than one that CloudFormation makes.
 *
 * Tokens are not cached: an early resolution, such as the CDK's for references to other environments, must not decide for later ones.
 */
export class EndpointNaming {
  private readonly needs: (() => boolean)[] = [];

  /**
   * @param endpoint the endpoint
   * @param physicalName its name as it was given; resolves to nothing if CloudFormation may choose
   */
  constructor(private readonly endpoint: Resource, private readonly physicalName: string) {}

  /** Records a condition under which the name has to be known before the endpoint exists. */
  public requireLiteralName(isNeeded: () => boolean): void {
    this.needs.push(isNeeded);
  }

  /** The name as the resource gets it. */
  public get propertyValue(): string {
    return Lazy.uncachedString({ produce: () => this.needsLiteralName ? this.literal() : this.physicalName });
  }

  /**
   * Returns the name for metrics. What uses them must not wait for the endpoint if the name has to be known beforehand, and else should.
   *
   * @param attribute the name as an attribute of the resource
   */
  public metricsName(attribute: string): string {
    return Lazy.uncachedString({ produce: () => this.needsLiteralName ? this.literal() : attribute });
  }

  /** The name as it is known before the endpoint exists; only after `requireLiteralName`. */
  public get literalName(): string {
    return Lazy.uncachedString({ produce: () => this.literal() });
  }

  private get needsLiteralName(): boolean {
    return this.needs.some((isNeeded) => isNeeded());
  }

  private literal(): string {
    return Stack.of(this.endpoint).resolve(this.physicalName) === undefined ? this.generated() : this.physicalName;
  }

  /** Derives a name that begins with that of the stack; for a nested stack, whose name is not known, with that of the one around it. */
  private generated(): string {
    return Names.uniqueResourceName(this.endpoint, { maxLength: MAX_LENGTH, separator: '-' });
  }
}
