import type { Size } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { mapChecks } from './server-arguments';
import { gpusOf, mayHaveGpus, type ServerHost } from './server-host';
import { needsOf, weightsSizeCheck } from './server-needs';
import type { ServerParts } from './server-parts';
import type { ContainerDefinition } from '../../model/container-definition';
import type { JumpStartModel } from '../../model/jumpstart/jumpstart-model';
import { requiredString, type Check } from '../../private/checks';
import { JUMPSTART_MODEL, requiredShape } from '../../private/shapes';
import type { ModelNeeds } from '../capacity/capacity-parts';

/**
 * The options of the server of a SageMaker JumpStart model.
 *
 * @example
 * const mistral = sm.JumpStartModel.of('huggingface-llm-mistral-7b-instruct', { version: '3.5.0' });
 * new sm.LanguageModelEndpoint(this, 'Mistral', {
 *   server: sm.ModelServer.jumpStart(mistral, { weightsSize: Size.gibibytes(14) }),
 *   capacity: sm.Capacity.instances(mistral.defaultInstanceType),
 * });
 */
export interface JumpStartServerOptions {
  /**
   * The size of the weights, such as `Size.gibibytes(16)`. Must be known at synthesis. It determines the timeouts, the volume of instances without a
   * local disk, and the memory of a copy.
   *
   * @default - timeouts of 30 minutes, and the volume of SageMaker
   */
  readonly weightsSize?: Size;

  /**
   * Environment variables that are added to those of the model, or replace them.
   *
   * @default - the environment of the model
   */
  readonly environment?: { [name: string]: string };
}

/** The server that JumpStart has chosen for a model. It uses all GPUs of the instance type that its environment is for. */
export class JumpStartServer implements ServerParts {
  constructor(private readonly model: JumpStartModel, private readonly options: JumpStartServerOptions) {}

  public checks(_scope: IConstruct, host: ServerHost): Check[] {
    const { model, options: { weightsSize, environment } } = this;
    const modelProblem = requiredShape('server.model', model, JUMPSTART_MODEL);
    return [
      modelProblem,
      weightsSizeCheck(weightsSize),
      ...mapChecks('server.environment', environment, (name, value) => [requiredString(`server.environment['${name}']`, value, 'specify the value as text')]),
      ...modelProblem ? [] : model._checks(host.instanceType),
      host.kind === 'serverless'
        ? 'a JumpStart model requires instances, which a serverless capacity does not have; use Capacity.instances, Capacity.asynchronous or Capacity.components'
        : undefined,
    ];
  }

  public container({ instanceType }: ServerHost): ContainerDefinition {
    return this.model.container({ instanceType, environment: this.options.environment });
  }

  public needs(host: ServerHost): ModelNeeds {
    return needsOf({ ...this.options, isInS3: true }, host, mayHaveGpus(host) ? gpusOf(host) ?? 1 : undefined);
  }

  /** Adds no warnings: those about the instance type are of the model, which can be used without a server, too. */
  public warn(): void {}
}
