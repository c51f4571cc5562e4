import type { Resource } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { ModelNeeds } from './capacity/capacity-parts';
import { variantNameOf } from './model-endpoint-parts';
import type { ModelEndpointProps } from './model-endpoint-props';
import { SingleModelEndpoint } from './single-model-endpoint';
import { assertValid, required, type Check } from '../private/checks';
import { given, pathOf } from '../private/given';
import { CAPACITY, MODEL, requiredShape, shaped } from '../private/shapes';

/**
 * An endpoint with one model: the model, the endpoint configuration, the endpoint and its scaling in one construct. For several variants, use `Model`,
 * `EndpointConfig` and `Endpoint`. An endpoint in service is kept if you change from one form to the other under the same construct ID.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
 *
 * @example
 * declare const repository: ecr.IRepository;
 * declare const client: iam.IRole;
 *
 * const churn = new sm.ModelEndpoint(this, 'Churn', {
 *   container: {
 *     image: sm.ContainerImage.fromEcrRepository(repository, '1.4.2'),
 *     modelData: sm.ModelData.fromS3Uri('s3://my-models/churn/3/model.tar.gz'),
 *   },
 *   capacity: sm.Capacity.instances(sm.InstanceType.M5_LARGE, { minCapacity: 2, maxCapacity: 10, maxRequestsPerSecond: 30 }),
 * });
 * churn.grantInvoke(client);
 */
@propertyInjectable
export class ModelEndpoint extends SingleModelEndpoint {
  /** The ID that property injectors use for this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.ModelEndpoint';

  /**
   * Defines a model, its endpoint configuration and its endpoint. Throws if SageMaker does not allow the value of a property; the message lists all
   * such values.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoint, such as its container and its capacity
   */
  constructor(scope: Construct, id: string, props: ModelEndpointProps) {
    props = given('ModelEndpointProps', props, pathOf(scope, id));
    super(scope, id, props, (self) => {
      assertValid(self, ...modelEndpointChecks(self, props));
      return { parts: props, needs: NO_NEEDS };
    });
  }
}

const NO_NEEDS: ModelNeeds = {};

function modelEndpointChecks(self: Resource, props: ModelEndpointProps): Check[] {
  const { container, containers, model, capacity } = props;
  const capacityProblem = requiredShape('capacity', capacity, CAPACITY);
  const sources = Object.entries({ container, containers, model }).filter(([, value]) => value !== undefined).map(([name]) => name);
  return [
    sources.length === 0 ? required('container', undefined, 'specify a ContainerDefinition, or set model') : undefined,
    sources.length > 1 ? `${sources.join(' and ')} cannot be combined; set one of them` : undefined,
    shaped('model', model, MODEL),
    ...ofModelChecks(props),
    capacityProblem,
    ...capacityProblem ? [] : capacity._parts.checks(self, variantNameOf(props), NO_NEEDS),
  ];
}

/** Checks that options of a new model are not set with a model that is defined already. */
function ofModelChecks(props: ModelEndpointProps): Check[] {
  const names = (['role', 'vpc', 'vpcSubnets', 'securityGroups', 'allowAllOutbound', 'networkIsolation', 'roleRestrictions'] as const)
    .filter((name) => props[name] !== undefined);
  return props.model && names.length > 0 && !props.capacity?._hostsComponents
    ? [`${names.join(' and ')} cannot be combined with model, which has its own; set ${names.length > 1 ? 'them' : 'it'} on the model`]
    : [];
}
