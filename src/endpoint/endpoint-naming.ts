import { Lazy, Names, Stack, type Resource } from 'aws-cdk-lib';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
const MAX_LENGTH = 63;

/**
 * The name of an endpoint, and who has to know it before the endpoint exists: alarms that the endpoint names for its rollback, and the log
 * group, which SageMaker would create otherwise. Then the name is the given one, or one that is made here of the place in the app, and
 * what CloudFormation would make up is not used.
 *
 * Tokens are not cached: who asks early, such as the CDK for references to other environments, must not decide for those who ask at last.
 */
export class EndpointNaming {
  private readonly needs: (() => boolean)[] = [];

  /**
   * @param endpoint the endpoint
   * @param physicalName its name as it was given; resolves to nothing if CloudFormation may choose
   */
  constructor(private readonly endpoint: Resource, private readonly physicalName: string) {}

  /** Tells of somebody who may have to know the name beforehand. */
  public requireLiteralName(isNeeded: () => boolean): void {
    this.needs.push(isNeeded);
  }

  /** The name as the resource gets it. */
  public get propertyValue(): string {
    return Lazy.uncachedString({ produce: () => this.needsLiteralName ? this.literal() : this.physicalName });
  }

  /**
   * The name for those who must not wait for the endpoint if its name has to be known beforehand, and else should.
   *
   * @param attribute the name as an attribute of the resource
   */
  public metricsName(attribute: string): string {
    return Lazy.uncachedString({ produce: () => this.needsLiteralName ? this.literal() : attribute });
  }

  /** The name, for somebody who has said that it is needed beforehand. */
  public get literalName(): string {
    return Lazy.uncachedString({ produce: () => this.literal() });
  }

  private get needsLiteralName(): boolean {
    return this.needs.some((isNeeded) => isNeeded());
  }

  private literal(): string {
    return Stack.of(this.endpoint).resolve(this.physicalName) === undefined ? this.generated() : this.physicalName;
  }

  /** Begins with the name of the stack; for a nested stack, whose name is not known, of the one around it. */
  private generated(): string {
    return Names.uniqueResourceName(this.endpoint, { maxLength: MAX_LENGTH, separator: '-' });
  }
}
