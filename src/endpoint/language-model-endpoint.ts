import { Size, type Resource } from 'aws-cdk-lib';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { Capacity } from './capacity/capacity';
import type { ModelNeeds } from './capacity/capacity-parts';
import type { InferenceComponentAdapter, InferenceComponentAdapterOptions } from './components/inference-component-adapter';
import type { LanguageModelEndpointProps } from './language-model-endpoint-props';
import type { ServerHost } from './language-models/server-host';
import { variantNameOf } from './model-endpoint-parts';
import { SingleModelEndpoint } from './single-model-endpoint';
import { instanceTypeOf } from '../common/instance-type-input';
import { assertValid, problemsOf } from '../private/checks';
import { ValidationError } from '../private/errors';
import { given, pathOf } from '../private/given';
import type { PropertyNames } from '../private/property-names';
import { CAPACITY, MODEL_SERVER, requiredShape } from '../private/shapes';

/**
 * An endpoint with a language model: the container of a model server with its environment, the model, the endpoint configuration, the endpoint and its
 * scaling in one construct. The number of GPUs, the machine image, the routing, the timeouts and the volume follow from the server and the instance type,
 * unless the capacity specifies them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference.html
 *
 * @example
 * declare const hubToken: secretsmanager.ISecret;
 * declare const client: iam.IRole;
 *
 * const weights = sm.ModelWeights.huggingFace('org/llama-8b-instruct', { revision: '0e9e39f', token: hubToken.secretValue });
 * const llama = new sm.LanguageModelEndpoint(this, 'Llama', {
 *   server: sm.ModelServer.vllm({ weights, maxModelLength: 8192 }),
 *   capacity: sm.Capacity.instances(sm.InstanceType.of('ml.g6e.xlarge')),
 * });
 * llama.grantInvokeOpenAi(client);
 * new CfnOutput(this, 'BaseUrl', { value: llama.openAiBaseUrl });
 */
@propertyInjectable
export class LanguageModelEndpoint extends SingleModelEndpoint {
  /** The ID that property injectors use for this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-sagemaker-hosting.LanguageModelEndpoint';

  private readonly hasLora: boolean;

  /**
   * Defines a language model, its endpoint configuration and its endpoint. Throws if SageMaker or the model server do not allow the value of a property;
   * the message lists all such values.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoint, such as the model server and its capacity
   */
  constructor(scope: Construct, id: string, props: LanguageModelEndpointProps) {
    props = given('LanguageModelEndpointProps', props, pathOf(scope, id));
    super(scope, id, props, (self) => {
      const host = checkedHost(self, props);
      const { server, ...parts } = props;
      server._warn(self, host);
      return { parts: { ...parts, container: server._container(host) }, needs: server._needs(host) };
    });
    this.hasLora = props.server._hasLora;
  }

  /**
   * Adds an adapter on the inference component that runs the model. The server must load adapters: set `lora` of the server. Throws if the capacity is not
   * `Capacity.components`, or if SageMaker does not allow the value of an option.
   *
   * @param id the ID of the adapter
   * @param options the options of the adapter, such as its artifact
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
   */
  public addAdapter(id: string, options: InferenceComponentAdapterOptions): InferenceComponentAdapter {
    if (!this.component) {
      throw new ValidationError('an adapter requires an inference component, which other capacities do not have; use Capacity.components', this);
    }
    return this.component.addAdapter(id, options);
  }

  /** @internal */
  public override get _propertyNames(): PropertyNames {
    return { ...super._propertyNames, environment: 'the environment of server', lora: this.hasLora ? 'server.lora, such as to {}' : undefined };
  }
}

/** Stands in for the resources of a copy, which a server determines after it has been checked. */
const DETERMINED_LATER: ModelNeeds = { compute: { minMemory: Size.gibibytes(1) } };

/** Checks the properties, and returns the capacity as the server sees it. */
function checkedHost(self: Resource, props: LanguageModelEndpointProps): ServerHost {
  const { server, capacity } = props;
  const serverProblem = requiredShape('server', server, MODEL_SERVER);
  const capacityProblem = requiredShape('capacity', capacity, CAPACITY);
  const capacityProblems = problemsOf(
    ...capacityProblem ? [capacityProblem] : capacity._parts.checks(self, variantNameOf(props), DETERMINED_LATER),
  );
  const host: ServerHost = capacityProblems.length > 0 ? { kind: 'instances' } : hostOf(capacity);
  assertValid(self, ...serverProblem ? [serverProblem] : server._checks(self, host), ...capacityProblems);
  return host;
}

function hostOf({ _parts: { kind, instanceType, accelerators, routesByPrefix } }: Capacity): ServerHost {
  return { kind, instanceType: instanceTypeOf(instanceType), accelerators, routesByPrefix };
}
