import type { IConstruct } from 'constructs';
import { excessOfWeights } from './gpu-memory';
import type { ModelServerOptions } from './model-server-options';
import { parallelismCheck, shardsOf, sizeToIncrease, tensorParallelismOf, usedGpusOf, type ParallelismOptions } from './parallelism';
import { argumentChecks, mapChecks, renderArguments, variableOf } from './server-arguments';
import type { ServerDefinition } from './server-definition';
import { gpusOf, mayHaveGpus, processorOfHost, unknownCountOf, type ServerHost } from './server-host';
import { needsOf, weightsSizeCheck } from './server-needs';
import { checksOf, render, type Variables } from './server-option';
import type { ServerParts } from './server-parts';
import { isGpuCount } from '../../common/instance-type-base';
import { Processor } from '../../dlc/processor';
import type { ContainerDefinition } from '../../model/container-definition';
import { ContainerImage } from '../../model/container-image';
import { problemsOf, requiredString, type Check } from '../../private/checks';
import { environmentChecks } from '../../private/environment-variables';
import { IMAGE, MODEL_WEIGHTS, requiredShape, shaped } from '../../private/shapes';
import { warn } from '../../private/warnings';
import type { ModelNeeds } from '../capacity/capacity-parts';

/** A server whose options become the environment variables that it documents. */
export class ConfiguredServer implements ServerParts {
  private readonly options: ModelServerOptions & ParallelismOptions & { readonly trustRemoteCode?: boolean; readonly prefixCaching?: boolean };
  /** The sizes that multiply the GPUs of a copy. */
  private readonly sizes: ParallelismOptions;

  constructor(private readonly server: ServerDefinition, options: ModelServerOptions) {
    this.options = server.complete?.(options) ?? options;
    this.sizes = server.parallelism?.(options) ?? this.options;
  }

  public get hasLora(): boolean {
    return 'lora' in this.server.options;
  }

  public checks(scope: IConstruct, host: ServerHost): Check[] {
    const { server, options } = this;
    const { weights, version, image, additionalArguments, environment } = options;
    const weightsProblem = requiredShape('server.weights', weights, MODEL_WEIGHTS);
    const problems = problemsOf(
      weightsProblem,
      ...weightsProblem ? [] : weights._checks('server.weights', scope),
      weightsSizeCheck(options.weightsSize),
      shaped('server.image', image, IMAGE),
      image && version !== undefined ? 'server.image and server.version cannot be combined; omit one of them' : undefined,
      ...checksOf('server', server.options, options),
      ...argumentChecks('server.additionalArguments', additionalArguments, server.syntax),
      ...mapChecks('server.environment', environment, (name, value) => [requiredString(`server.environment['${name}']`, value, 'specify the value as text')]),
    );
    // Other rules assume that each value is valid by itself.
    return problems.length > 0 ? problems : [
      ...environmentChecks('server.environment', environment, { entries: 100, keyLength: 1024, valueLength: 1024, valueUnit: 'bytes' }),
      ...server.rules?.(options, host) ?? [],
      ...this.conflictChecks(host),
      ...this.hostChecks(host),
    ];
  }

  public container(host: ServerHost): ContainerDefinition {
    const { server, options } = this;
    const { image, version, weights, environment } = options;
    return {
      image: image ?? ContainerImage.fromFramework(server.framework(host), version),
      modelData: weights._modelData,
      environment: { ...server.defaults(options, host), ...server.weights(weights), ...this.typed(host), ...this.additional(), ...environment },
    };
  }

  public needs(host: ServerHost): ModelNeeds {
    const { weights, weightsSize } = this.options;
    return needsOf({ weightsSize, isInS3: weights._modelData !== undefined }, host, mayHaveGpus(host) ? this.usedGpus(host) ?? 1 : undefined);
  }

  public warn(scope: IConstruct, host: ServerHost): void {
    const { server, options: { weights, trustRemoteCode, prefixCaching, environment, additionalArguments } } = this;
    this.warnOfGpus(scope, host);
    const excess = mayHaveGpus(host) ? excessOfWeights(this.options, host, this.splits ? shardsOf(this.sizes, host) : 1) : undefined;
    if (excess) {
      warn(scope, 'weightsExceedGpuMemory', `${excess}, so ${server.title} runs out of memory; choose an instance type with more GPU memory, or smaller `
        + 'weights, such as quantized ones');
    }
    if (host.routesByPrefix && (!('prefixCaching' in server.options) || prefixCaching === false)) {
      warn(scope, 'prefixRoutingWithoutCache', `the routing strategy of the capacity sends requests with the same prefix to the same instance, but ${server.title} has no `
        + `cache of prefixes${prefixCaching === false ? ' with prefixCaching false; omit it' : ''}, or use RoutingStrategy.LEAST_OUTSTANDING_REQUESTS`);
    }
    if (trustRemoteCode === true && weights._hub && weights._hub.options.revision === undefined) {
      warn(scope, 'remoteCodeWithoutRevision', 'server.trustRemoteCode runs the code on the default branch of the weights, which can change at any time; '
        + 'set the revision of ModelWeights.huggingFace to a commit that you have reviewed');
    }
    for (const [name, value] of Object.entries({ ...renderArguments(additionalArguments, server.syntax), ...environment })) {
      const doubt = server.doubt?.(name, value);
      if (doubt) {
        warn(scope, 'modelServerVariable', `variable '${name}' of ${server.title} ${doubt}`);
      }
    }
  }

  private warnOfGpus(scope: IConstruct, host: ServerHost): void {
    const { server: { title, fillsInstance } } = this;
    if (fillsInstance || !mayHaveGpus(host)) {
      return;
    }
    if (this.splits && tensorParallelismOf(this.sizes, host) === undefined) {
      warn(scope, 'unknownGpuCount', `${unknownCountOf(host)}, so ${title} uses 1 GPU for each layer; set server.tensorParallelSize`);
    }
    const [gpus, used] = [gpusOf(host), this.usedGpus(host)];
    if (gpus === undefined || used === undefined || used >= gpus) {
      return;
    }
    const larger = this.splits ? sizeToIncrease(this.sizes, host) : undefined;
    const more = larger ? [`increase server.${larger}`] : [];
    if (host.accelerators !== undefined) {
      warn(scope, 'unusedGpus', `${title} uses ${used} of the ${gpus} GPUs that compute.accelerators of the capacity reserves; ${[`reserve ${used}`, ...more].join(', or ')}`);
    } else if (host.kind !== 'components') {
      const ways = [
        ...isGpuCount(used) ? [`choose an instance type with ${used}`] : [],
        ...gpus % used === 0 ? [`use Capacity.components for a copy on ${used === 1 ? 'each' : `each ${used}`}`] : [],
        ...more,
      ];
      warn(scope, 'unusedGpus', `${title} uses ${used} of the ${gpus} GPUs of ${host.instanceType}; `
        + `${ways.length > 0 ? ways.join(', or ') : `choose sizes of the server whose product is ${gpus}`}`);
    }
  }

  /** Indicates whether the server can split a model over several GPUs. */
  private get splits(): boolean {
    return 'tensorParallelSize' in this.server.options;
  }

  /** Returns the number of GPUs that a copy uses; undefined if it is not known at synthesis. */
  private usedGpus(host: ServerHost): number | undefined {
    return this.splits ? usedGpusOf(this.sizes, host) : 1;
  }

  private typed(host: ServerHost): Variables {
    const { server: { options: table }, options } = this;
    return render(table, this.splits ? { ...options, tensorParallelSize: tensorParallelismOf(this.sizes, host) } : options);
  }

  private additional(): Variables {
    return renderArguments(this.options.additionalArguments, this.server.syntax);
  }

  /** Checks that no variable is set twice, and that the server reads each of them. */
  private conflictChecks(host: ServerHost): Check[] {
    const { server: { options: table, refused, accepted = {}, aliases = {}, features = [], syntax, weights }, options } = this;
    const set = { ...weights(options.weights), ...this.typed(host) };
    const additional = this.additional();
    const setBy = (variable: string) => Object.entries(table).find(([, { variables }]) => variables.includes(variable));
    const isSet = (option: string) => options[option as keyof ModelServerOptions] !== undefined;
    const problemOf = (where: string, variable: string, value: string | undefined): Check => {
      const [option, { isGroup }] = setBy(variable) ?? [undefined, {}];
      const feature = features.find(({ variables, option: needed }) => variables.test(variable) && !isSet(needed));
      const alias = aliases[variable];
      return refused[variable] !== undefined && accepted[variable] !== value ? `${where}: ${refused[variable]}`
        : isGroup ? `${where}: use server.${option}, which enables the feature too`
          : variable in set ? `${where} sets ${variable}, which ${option === undefined ? 'server.weights' : `server.${option}`} also sets; omit one of them`
            : feature ? `${where} requires server.${feature.option}, which enables the feature; set it, such as to ${feature.example}`
              : alias !== undefined && isSet(alias) ? `${where} is another name of server.${alias}; omit one of them`
                : undefined;
    };
    return [
      ...Object.keys(options.additionalArguments ?? {}).flatMap((argument) => {
        const where = `server.additionalArguments['${argument}']`;
        const name = variableOf(argument);
        // Both forms of a switch are the same argument.
        const value = options.additionalArguments![argument];
        return problemsOf(...[name, `NO_${name}`, name.replace(/^NO_/, '')].map((each) => problemOf(where, `${syntax.prefix}${each}`, value))).slice(0, 1);
      }),
      ...Object.keys(options.environment ?? {}).map((variable) => problemOf(`server.environment['${variable}']`, variable, options.environment![variable])
        ?? (variable in additional ? `server.environment['${variable}'] is also set by server.additionalArguments; omit one of them` : undefined)),
    ];
  }

  /** Checks the capacity that runs the server. */
  private hostChecks(host: ServerHost): Check[] {
    const { server, options } = this;
    const processor = processorOfHost(host);
    if (host.kind === 'serverless' && server.requiresGpu) {
      return [`${server.title} requires GPUs, which a serverless capacity does not have; use Capacity.instances, Capacity.asynchronous or Capacity.components`];
    }
    // An image of the user can run on other processors.
    if (options.image) {
      return [parallelismCheck(this.sizes, host), processor === Processor.NEURON && host.kind === 'components' && host.accelerators === undefined
        ? `compute.accelerators of the capacity is required on ${host.instanceType}, because a copy has no accelerators without it; set compute, such as to `
          + '{ minMemory: Size.gibibytes(8), accelerators: 1 }'
        : undefined];
    }
    const supported = server.requiresGpu ? [Processor.GPU] : [Processor.GPU, Processor.CPU];
    return [processor !== undefined && !supported.includes(processor)
      ? `the image of ${server.title} requires GPUs${server.requiresGpu ? '' : ' or x86 processors'}, which ${host.instanceType} does not have; choose another instance type, such as `
        + `ml.g6e.xlarge, or ${(processor === Processor.NEURON ? server.onNeuron : undefined) ?? 'set server.image'}`
      : parallelismCheck(this.sizes, host)];
  }
}
