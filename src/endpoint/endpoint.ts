import { ArnFormat, Stack } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { grantableArns } from './access/endpoint-grants';
import { DefinedEndpoint } from './defined-endpoint';
import { EndpointBase } from './endpoint-base';
import { configChecks } from './endpoint-checks';
import type { EndpointContext } from './endpoint-context';
import type { IEndpoint } from './endpoint-interface';
import type { EndpointAttributes, EndpointProps } from './endpoint-props';
import { EndpointVariants } from './variants/endpoint-variants';
import { assertValid, matches } from '../private/checks';
import { given, pathOf } from '../private/given';
import { importedName, RESOURCE_NAME, sagemakerArn } from '../private/names';

/**
 * A SageMaker endpoint, which hosts the models of its configuration and responds to inference requests.
 *
 * @stable
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
 *
 * @example
 * declare const endpointConfig: sm.EndpointConfig;
 * declare const client: iam.IRole;
 *
 * const endpoint = new sm.Endpoint(this, 'Endpoint', { endpointConfig });
 * endpoint.grantInvoke(client);
 * endpoint.addRecommendedAlarms({ maxModelLatency: Duration.millis(500) });
 * endpoint.addDashboard();
 * new CfnOutput(this, 'EndpointName', { value: endpoint.endpointName });
 */
@propertyInjectable
export class Endpoint extends DefinedEndpoint {
  /** The ID that property injectors use for this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.Endpoint';

  /**
   * Imports an endpoint that is defined elsewhere, by its ARN. If the name contains capital letters, which the ARN does not show, use
   * `fromEndpointAttributes` or `fromEndpointName` instead.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param endpointArn the ARN of the endpoint
   */
  public static fromEndpointArn(scope: Construct, id: string, endpointArn: string): IEndpoint {
    return Endpoint.fromEndpointAttributes(scope, id, { endpointArn });
  }

  /**
   * Imports an endpoint that is defined elsewhere in the account and region of the stack, by its name.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param endpointName the name of the endpoint
   */
  public static fromEndpointName(scope: Construct, id: string, endpointName: string): IEndpoint {
    assertValid(scope, importedName('endpointName', endpointName, 'endpoint'));
    const endpointArn = Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName: endpointName });
    return Endpoint.fromEndpointAttributes(scope, id, { endpointArn, endpointName });
  }

  /**
   * Imports an endpoint that is defined elsewhere, by its attributes.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param attrs the attributes of the imported endpoint
   */
  public static fromEndpointAttributes(scope: Construct, id: string, attrs: EndpointAttributes): IEndpoint {
    attrs = given('EndpointAttributes', attrs, scope, 'attrs');
    assertValid(scope, sagemakerArn('endpointArn', attrs.endpointArn, 'endpoint'), matches('endpointName', attrs.endpointName, RESOURCE_NAME));
    class Import extends EndpointBase {
      public readonly endpointArn = attrs.endpointArn;
      public readonly endpointName = attrs.endpointName ?? Stack.of(scope).splitArn(attrs.endpointArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
      /** @internal */
      protected readonly _context: EndpointContext = {
        scope: this,
        endpointName: this.endpointName,
        physicalName: this.endpointName,
        metricsName: this.endpointName,
        grantableArns: grantableArns(this.endpointArn, this.endpointName),
        config: attrs.endpointConfig,
        granteeOf: (grantee) => grantee,
      };
      /** @internal */
      protected readonly _variants = new EndpointVariants(this._context, attrs.endpointConfig);
    }
    const imported = new Import(scope, id, { environmentFromArn: attrs.endpointArn });
    assertValid(imported, ...configChecks(attrs.endpointConfig, imported));
    return imported;
  }

  /**
   * Defines an endpoint. Throws if SageMaker does not allow the value of a property; the message lists all such values.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoint
   */
  constructor(scope: Construct, id: string, props: EndpointProps) {
    props = given('EndpointProps', props, pathOf(scope, id));
    super(scope, id, props, () => props.endpointConfig);
  }
}
