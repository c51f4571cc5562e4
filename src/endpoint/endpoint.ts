import { ArnFormat, Resource, Stack, aws_sagemaker as sagemaker, type aws_iam as iam } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { endpointPropsChecks } from './endpoint-checks';
import { grantableArns, grantInvoke, grantInvokeAsync } from './endpoint-grants';
import type { IEndpoint } from './endpoint-interface';
import type { IEndpointInstanceProductionVariant, IEndpointServerlessProductionVariant } from './endpoint-variant';
import { EndpointVariants } from './endpoint-variants';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-interface';
import { sagemakerArn } from '../private/arns';
import { assertValid, text } from '../private/checks';
import { RESOURCE_NAME } from '../private/names';

/**
 * What is known of an endpoint that is defined elsewhere.
 */
export interface EndpointAttributes {
  /**
   * The ARN of the endpoint.
   */
  readonly endpointArn: string;

  /**
   * The name of the endpoint, with its capitals. ARNs of endpoints are in lower case, but clients, metrics and scaling have to use the
   * name as it was given; so tell it when it has capitals, as the names that CloudFormation makes have.
   *
   * @default - the name in the ARN
   */
  readonly endpointName?: string;
}

/**
 * What an endpoint consists of.
 */
export interface EndpointProps {
  /**
   * The name of the endpoint, which clients send requests to: at most 63 letters, digits and hyphens. Unlike those of models and
   * configurations, it can be fixed: an endpoint is updated in place.
   *
   * @default - a unique name, made by CloudFormation
   */
  readonly endpointName?: string;

  /**
   * Which models the endpoint hosts, and on what. Must be in the account and region of the endpoint.
   */
  readonly endpointConfig: IEndpointConfig;
}

abstract class EndpointBase extends Resource implements IEndpoint {
  public abstract readonly endpointArn: string;
  public abstract readonly endpointName: string;
  /** @internal */
  protected abstract readonly _variants: EndpointVariants;

  /** @internal */
  protected get _grantableArns(): string[] {
    return [this.endpointArn];
  }

  /**
   * Allows a principal to send requests to this endpoint.
   *
   * @param grantee who may
   * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
   */
  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return grantInvoke(this._grantableArns, grantee);
  }

  public grantInvokeAsync(grantee: iam.IGrantable): iam.Grant {
    return grantInvokeAsync(this._grantableArns, grantee);
  }

  public findInstanceProductionVariant(name: string): IEndpointInstanceProductionVariant {
    return this._variants.findInstance(name);
  }

  public findServerlessProductionVariant(name: string): IEndpointServerlessProductionVariant {
    return this._variants.findServerless(name);
  }

  /** How other constructs refer to this endpoint. */
  public get endpointRef(): sagemaker.EndpointReference {
    return { endpointArn: this.endpointArn };
  }
}

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
    assertValid(scope, text('endpointName', endpointName, RESOURCE_NAME));
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
      text('endpointName', attrs.endpointName, RESOURCE_NAME),
    );
    class Import extends EndpointBase {
      public readonly endpointArn = attrs.endpointArn;
      public readonly endpointName = attrs.endpointName ?? Stack.of(scope).splitArn(attrs.endpointArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      /** @internal */
      protected readonly _variants = new EndpointVariants({ scope: this, endpointName: this.endpointName });

      /** @internal */
      protected get _grantableArns(): string[] {
        return grantableArns(this.endpointArn, this.endpointName);
      }
    }
    return new Import(scope, id, { environmentFromArn: attrs.endpointArn });
  }

  /** @internal */
  protected readonly _variants: EndpointVariants;
  private readonly resource: sagemaker.CfnEndpoint;

  /**
   * Defines an endpoint. Throws when a property has a value that SageMaker does not take; the message lists all of them.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props what the endpoint consists of
   */
  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id, { physicalName: props.endpointName });
    assertValid(this, ...endpointPropsChecks(this, props));
    this.resource = new sagemaker.CfnEndpoint(this, 'Endpoint', {
      endpointConfigName: props.endpointConfig.endpointConfigName,
      endpointName: this.physicalName,
    });
    this.node.defaultChild = this.resource;
    this._variants = new EndpointVariants({ scope: this, endpointName: this.endpointName }, props.endpointConfig);
  }

  /** The name of this endpoint. */
  public get endpointName(): string {
    return this.getResourceNameAttribute(this.resource.attrEndpointName);
  }

  /** The ARN of this endpoint. */
  public get endpointArn(): string {
    return this.getResourceArnAttribute(this.resource.ref, { service: 'sagemaker', resource: 'endpoint', resourceName: this.physicalName });
  }

  /**
   * The production variants on instances, for their metrics and to scale them, in the order they were added. Throws when the
   * endpoint configuration is an imported one, because its variants are not known.
   */
  public get instanceProductionVariants(): IEndpointInstanceProductionVariant[] {
    return this._variants.allInstance();
  }

  /**
   * The serverless production variant, for its metrics and to scale its provisioned concurrency. Throws when the endpoint configuration is
   * an imported one, because its variants are not known.
   *
   * @default - undefined: the variants run on instances
   */
  public get serverlessProductionVariant(): IEndpointServerlessProductionVariant | undefined {
    return this._variants.serverless();
  }
}
