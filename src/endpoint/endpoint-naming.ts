import { Lazy, Names, Stack, type CfnResource, type Resource } from 'aws-cdk-lib';
import { renderedProperty } from '../private/dependencies/unrendered';
import { titleOfName } from '../private/names';
import { isRenderedAs, resolveWithPaths } from '../private/rendered';
import { warn } from '../private/warnings';

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html */
const MAX_LENGTH = 63;

/**
 * The name of an endpoint. The alarms that roll the endpoint back and the log group of the endpoint require the name before the endpoint exists.
 * In these cases, the name is `endpointName` or is derived from the construct path. In all other cases, CloudFormation generates the name.
 *
 * The tokens are not cached, because the CDK resolves some of them early, such as those of cross-environment references, before the need for a
 * literal name is known.
 */
export class EndpointNaming {
  /**
   * What the endpoint hosts, if that is part of a derived name. An endpoint that replaces one of another kind then has another name, because CloudFormation
   * creates it before it deletes the other one.
   */
  public kind?: string;

  private readonly needs: (() => boolean)[] = [];
  private isLiteralUsed = false;

  /**
   * @param endpoint the endpoint
   * @param physicalName the name that the user specified; resolves to undefined if CloudFormation generates the name
   */
  constructor(private readonly endpoint: Resource, private readonly physicalName: string) {}

  /** Records a condition under which the name must be known before the endpoint exists. */
  public requireLiteralName(isNeeded: () => boolean): void {
    this.needs.push(isNeeded);
  }

  /** The name to render in the resource. */
  public get propertyValue(): string {
    return Lazy.uncachedString({ produce: () => this.needsLiteralName ? this.literal() : this.physicalName });
  }

  /**
   * Returns the name to use in metrics. If the name must be known before the endpoint exists, the name creates no dependency on the endpoint;
   * otherwise it does.
   *
   * @param attribute the name as an attribute of the resource
   */
  public metricsName(attribute: string): string {
    return Lazy.uncachedString({ produce: () => this.needsLiteralName ? this.usedLiteral() : attribute });
  }

  /** The name that is known before the endpoint exists. Call `requireLiteralName` first. */
  public get literalName(): string {
    return Lazy.uncachedString({ produce: () => this.usedLiteral() });
  }

  /** Records that something uses the name itself instead of a reference, such as a stack of another region. */
  public noteLiteralUse(): void {
    this.isLiteralUsed = true;
  }

  /**
   * Warns if an override or an aspect gives the resource another name than what uses the name itself instead of a reference. Call it at validation,
   * after the CDK has resolved each use.
   */
  public warnOfOverride(resource: CfnResource): void {
    if (!this.isLiteralUsed) {
      return;
    }
    const rendered = renderedProperty(resource, 'EndpointName');
    if (!isRenderedAs(rendered, this.propertyValue, resource)) {
      warn(this.endpoint, 'overriddenEndpointName', `an override or aspect gives the resource of the endpoint ${titleOfName(rendered)}, but its metrics, `
        + `alarms and log group use ${titleOfName(resolveWithPaths(this.propertyValue, resource))}; set endpointName instead`);
    }
  }

  private get needsLiteralName(): boolean {
    return this.needs.some((isNeeded) => isNeeded());
  }

  private usedLiteral(): string {
    this.noteLiteralUse();
    return this.literal();
  }

  private literal(): string {
    return Stack.of(this.endpoint).resolve(this.physicalName) === undefined ? this.generated() : this.physicalName;
  }

  /** Derives a name that begins with the stack name. The name of a nested stack is not known at synthesis, so the name of its parent is used. */
  private generated(): string {
    const suffix = this.kind ? `-${this.kind}` : '';
    return `${Names.uniqueResourceName(this.endpoint, { maxLength: MAX_LENGTH - suffix.length, separator: '-' })}${suffix}`;
  }
}
