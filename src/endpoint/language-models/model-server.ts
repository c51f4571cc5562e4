import type { IConstruct } from 'constructs';
import { ConfiguredServer } from './configured-server';
import { JumpStartServer, type JumpStartServerOptions } from './jumpstart-server';
import { LMI, type LmiServerOptions } from './lmi';
import type { ServerHost } from './server-host';
import type { ServerParts } from './server-parts';
import { SGLANG, type SglangServerOptions } from './sglang';
import { TEI, type TeiServerOptions } from './tei';
import { VLLM, type VllmServerOptions } from './vllm';
import type { ContainerDefinition } from '../../model/container-definition';
import type { JumpStartModel } from '../../model/jumpstart/jumpstart-model';
import type { Check } from '../../private/checks';
import { given } from '../../private/given';
import type { ModelNeeds } from '../capacity/capacity-parts';

/**
 * A server of language models: its image, its weights, and its options, which become the environment variables that the server documents.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference.html
 *
 * @example
 * declare const bucket: s3.IBucket;
 *
 * const weights = sm.ModelWeights.fromModelData(sm.ModelData.fromBucketPrefix(bucket, 'qwen3-8b/'));
 * const server = sm.ModelServer.vllm({ weights, maxModelLength: 16384, prefixCaching: true });
 * new sm.LanguageModelEndpoint(this, 'Qwen', { server, capacity: sm.Capacity.instances(sm.InstanceType.of('ml.g6e.xlarge')) });
 */
export class ModelServer {
  /**
   * Returns vLLM, in the image of AWS. It serves chat completions, completions, embeddings and scores, and adapters while it runs.
   *
   * @param options the options of the server, such as its weights
   * @see https://aws.github.io/deep-learning-containers/vllm/
   */
  public static vllm(options: VllmServerOptions): ModelServer {
    return new ModelServer(new ConfiguredServer(VLLM, given('VllmServerOptions', options, 'ModelServer.vllm', 'options')));
  }

  /**
   * Returns SGLang, in the image of AWS. It serves chat completions.
   *
   * @param options the options of the server, such as its weights
   * @see https://aws.github.io/deep-learning-containers/sglang/
   */
  public static sglang(options: SglangServerOptions): ModelServer {
    return new ModelServer(new ConfiguredServer(SGLANG, given('SglangServerOptions', options, 'ModelServer.sglang', 'options')));
  }

  /**
   * Returns the Large Model Inference (LMI) container of AWS, which runs vLLM in DJL Serving. It serves chat completions, completions, and the schema of
   * LMI, and adapters while it runs.
   *
   * @param options the options of the server, such as its weights
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-container-docs.html
   */
  public static lmi(options: LmiServerOptions): ModelServer {
    return new ModelServer(new ConfiguredServer(LMI, given('LmiServerOptions', options, 'ModelServer.lmi', 'options')));
  }

  /**
   * Returns Text Embeddings Inference (TEI) of Hugging Face, for embeddings, reranking and classification. It also runs on CPUs, and serverless.
   *
   * @param options the options of the server, such as its weights
   * @see https://huggingface.co/docs/text-embeddings-inference
   */
  public static tei(options: TeiServerOptions): ModelServer {
    return new ModelServer(new ConfiguredServer(TEI, given('TeiServerOptions', options, 'ModelServer.tei', 'options')));
  }

  /**
   * Returns the server of a SageMaker JumpStart model: its image, artifacts and environment for the instance type of the capacity. A warning is added if
   * JumpStart does not list the instance type for the model.
   *
   * @param model the model, such as `JumpStartModel.of('huggingface-llm-mistral-7b-instruct')`
   * @param options additional environment variables, and the size of the weights
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/studio-jumpstart.html
   */
  public static jumpStart(model: JumpStartModel, options: JumpStartServerOptions = {}): ModelServer {
    return new ModelServer(new JumpStartServer(model, given('JumpStartServerOptions', options, 'ModelServer.jumpStart', 'options')));
  }

  private constructor(private readonly parts: ServerParts) {}

  /**
   * Returns the problems of the options on a capacity.
   *
   * @internal
   */
  public _checks(scope: IConstruct, host: ServerHost): Check[] {
    return this.parts.checks(scope, host);
  }

  /**
   * Indicates whether the server has an option `lora`.
   *
   * @internal
   */
  public get _hasLora(): boolean {
    return this.parts.hasLora ?? false;
  }

  /** @internal */
  public _container(host: ServerHost): ContainerDefinition {
    return this.parts.container(host);
  }

  /** @internal */
  public _needs(host: ServerHost): ModelNeeds {
    return this.parts.needs(host);
  }

  /** @internal */
  public _warn(scope: IConstruct, host: ServerHost): void {
    this.parts.warn(scope, host);
  }
}
