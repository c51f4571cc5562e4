import { Duration, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { componentRows, reservationRows } from './component-widgets';
import type { EndpointWidgetsOptions } from './endpoint-dashboard-options';
import {
  alarmStates, errorRate, inMilliseconds, inPercent, inSeconds, latency, limitsOf, mark, row, shareOf, text, unitOf, type Graph, type Line,
} from './graphs';
import type { EndpointParts } from '../endpoint-parts';
import { InvocationHttpResponseCode } from '../metrics/invocation-http-response-code';
import type { InstanceVariantHandle } from '../variants/instance-variant-handle';
import type { IEndpointProductionVariant } from '../variants/variant-metrics';

const { INVOCATION_4XX_ERRORS, INVOCATION_5XX_ERRORS } = InvocationHttpResponseCode;

/** The number of variants above which graphs show a single percentile, because lines would overlap. */
const MAX_VARIANTS_WITH_PERCENTILES = 2;

/** Returns the rows of widgets of an endpoint, from general to specific. */
export function endpointWidgets(parts: EndpointParts, options: EndpointWidgetsOptions): cloudwatch.IWidget[][] {
  const period = options.period ?? Duration.minutes(1);
  const widgets = new Widgets(parts, period);
  return [
    text(`# ${options.title ?? parts.name}\n${descriptionOf(parts)}`, 2),
    ...alarmStates(options.alarms ?? parts.alarms),
    ...parts.isAsync ? section('Queue', widgets.queue()) : section('Traffic and errors', widgets.traffic()),
    ...section('Latency', widgets.latency()),
    ...section('Comparison of variants', widgets.comparison()),
    ...section('Serverless', widgets.serverless()),
    ...section('Inference components', componentRows(parts, period)),
    ...section('Scaling', widgets.scaling()),
    ...section('Utilization', widgets.utilization()),
    ...section('Multi-model', widgets.multiModel()),
  ];
}

function section(title: string, rows: cloudwatch.IWidget[][]): cloudwatch.IWidget[][] {
  return rows.length === 0 ? [] : [text(`## ${title}`, 1), ...rows];
}

/** The graphs of an endpoint, in sections. A section without graphs is omitted. */
class Widgets {
  /** The production variants. */
  private readonly variants: readonly IEndpointProductionVariant[];
  private readonly read: { readonly period: Duration };

  constructor(private readonly parts: EndpointParts, private readonly period: Duration) {
    this.variants = [...parts.instance, ...parts.serverless ? [parts.serverless] : []];
    this.read = { period };
  }

  public traffic(): cloudwatch.IWidget[][] {
    return this.row({
      title: `Invocations per ${unitOf(this.period)}`,
      unit: 'invocations',
      stacked: true,
      lines: this.variants.map((variant) => ({ label: variant.variantName, metric: variant.metricInvocations(this.read) })),
    }, {
      title: 'Error rate',
      unit: '% of invocations',
      lines: this.variants.flatMap((variant) => [
        this.errorRate(`${variant.variantName} 5XX`, variant, INVOCATION_5XX_ERRORS),
        this.errorRate(`${variant.variantName} 4XX`, variant, INVOCATION_4XX_ERRORS),
      ]),
    });
  }

  public latency(): cloudwatch.IWidget[][] {
    const percentiles = this.variants.length > MAX_VARIANTS_WITH_PERCENTILES ? ['p99'] : ['p50', 'p90', 'p99'];
    return this.row({
      title: 'Model latency',
      unit: 'milliseconds',
      lines: this.variants.flatMap((variant) => percentiles.map((statistic) => this.latencyOf(`${variant.variantName} ${statistic}`, variant, statistic))),
    }, this.parts.isAsync ? undefined : {
      title: 'Overhead latency (average)',
      unit: 'milliseconds',
      lines: this.variants.map((variant) => inMilliseconds(variant.variantName, variant.metricOverheadLatency(this.read))),
    });
  }

  /** Compares the variants by traffic, latency and errors; shadow variants receive copies of requests, so they have no share of the traffic. */
  public comparison(): cloudwatch.IWidget[][] {
    const compared: readonly IEndpointProductionVariant[] = [...this.variants, ...this.parts.shadow];
    if (compared.length < 2) {
      return [];
    }
    return this.row(this.shares(), {
      title: 'Model latency (p99)',
      unit: 'milliseconds',
      lines: compared.map((variant) => this.latencyOf(variant.variantName, variant, 'p99')),
    }, {
      title: 'Error rate (5XX)',
      unit: '% of invocations',
      lines: compared.map((variant) => this.errorRate(variant.variantName, variant, INVOCATION_5XX_ERRORS)),
    });
  }

  public utilization(): cloudwatch.IWidget[][] {
    const { instance } = this.parts;
    const full = [mark(100, '100 %')];
    const counted = instance.every(({ hostsComponents, vcpus }) => hostsComponents || vcpus);
    return [
      ...this.row(
        {
          title: 'CPU utilization',
          unit: counted ? '% of all cores' : '% of one core',
          annotations: counted ? full : [],
          lines: instance.map((variant) => this.cpu(variant, counted)),
        },
        {
          title: 'Memory utilization',
          unit: 'percent',
          annotations: full,
          lines: this.variants.map((variant) => ({ label: variant.variantName, metric: variant.metricMemoryUtilization(this.read) })),
        },
        {
          title: 'Disk utilization',
          unit: 'percent',
          annotations: full,
          lines: instance.map((variant) => ({ label: variant.variantName, metric: variant.metricDiskUtilization(this.read) })),
        },
      ),
      ...this.gpus(instance.filter(({ gpus }) => gpus)),
      ...reservationRows(this.parts, this.period),
    ];
  }

  /** Shows the number of instances as estimated from invocations, because CloudWatch has no metric for it. */
  public scaling(): cloudwatch.IWidget[][] {
    const { instance, isAsync } = this.parts;
    return instance.filter(({ scaling, hostsComponents }) => !hostsComponents && (scaling || !isAsync)).flatMap((variant) => this.row(
      isAsync ? this.backlogPerInstance(variant) : this.requestsPerInstance(variant),
      this.instances(variant),
    ));
  }

  public queue(): cloudwatch.IWidget[][] {
    const { metrics, instance } = this.parts;
    return [
      ...this.row({
        title: 'Approximate backlog size',
        unit: 'requests',
        lines: [{ label: 'backlog', metric: metrics.metricApproximateBacklogSize(this.read) }],
      }, {
        title: 'Approximate age of oldest request',
        unit: 'seconds',
        lines: [{ label: 'age', metric: metrics.metricApproximateAgeOfOldestRequest(this.read) }],
      }, {
        title: 'Has backlog without capacity',
        unit: '0 or 1',
        lines: [{ label: 'no capacity', metric: metrics.metricHasBacklogWithoutCapacity(this.read) }],
      }),
      ...instance.flatMap((variant) => this.row({
        title: 'Processing time (average)',
        unit: 'seconds',
        lines: [inSeconds('time in backlog', variant.metricTimeInBacklog(this.read)), inSeconds('total processing time', variant.metricTotalProcessingTime(this.read))],
      }, {
        title: 'Failures',
        unit: 'requests',
        stacked: true,
        lines: [
          { label: 'invocation', metric: variant.metricInvocationFailures(this.read) },
          { label: 'expired', metric: variant.metricExpiredRequests(this.read) },
          { label: 'request download', metric: variant.metricRequestDownloadFailures(this.read) },
          { label: 'response upload', metric: variant.metricResponseUploadFailures(this.read) },
          { label: 'notification', metric: variant.metricNotificationFailures(this.read) },
        ],
      })),
    ];
  }

  public serverless(): cloudwatch.IWidget[][] {
    const { serverless } = this.parts;
    if (!serverless) {
      return [];
    }
    const { isProvisioned } = serverless;
    return this.row({
      title: 'Concurrency utilization',
      unit: 'percent',
      annotations: [mark(100, '100 %')],
      lines: [
        inPercent('maximum concurrency', serverless.metricConcurrentExecutionsUtilization(this.read)),
        ...isProvisioned ? [inPercent('provisioned concurrency', serverless.metricProvisionedConcurrencyUtilization(this.read))] : [],
      ],
    }, isProvisioned ? {
      title: 'Provisioned concurrency invocations',
      unit: 'invocations',
      lines: [
        { label: 'provisioned', metric: serverless.metricProvisionedConcurrencyInvocations(this.read) },
        { label: 'spillover', metric: serverless.metricProvisionedConcurrencySpilloverInvocations(this.read) },
      ],
    } : undefined, {
      title: 'Model setup time',
      unit: 'milliseconds',
      lines: ['p50', 'p99'].map((statistic) => inMilliseconds(statistic, serverless.metricModelSetupTime({ ...this.read, statistic }))),
    });
  }

  public multiModel(): cloudwatch.IWidget[][] {
    return this.parts.instance.filter(({ isMultiModel }) => isMultiModel).flatMap((variant) => this.row({
      title: `Loaded models of ${variant.variantName}`,
      unit: 'models',
      lines: [{ label: 'loaded', metric: variant.metricLoadedModelCount(this.read) }],
    }, {
      title: 'Model cache hits',
      unit: '% of invocations',
      lines: [inPercent('cache hits', variant.metricModelCacheHit(this.read))],
    }, {
      title: 'Model loading time (average)',
      unit: 'milliseconds',
      lines: [
        inMilliseconds('loading wait time', variant.metricModelLoadingWaitTime(this.read)),
        inMilliseconds('downloading time', variant.metricModelDownloadingTime(this.read)),
        inMilliseconds('loading time', variant.metricModelLoadingTime(this.read)),
      ],
    }));
  }

  private errorRate(label: string, variant: IEndpointProductionVariant, code: InvocationHttpResponseCode): Line {
    return errorRate(label, variant, code, this.period);
  }

  private latencyOf(label: string, variant: IEndpointProductionVariant, statistic: string): Line {
    return latency(label, variant, statistic, this.period);
  }

  private row(...graphs: readonly (Graph | undefined)[]): cloudwatch.IWidget[][] {
    return row(this.period, ...graphs);
  }

  private shares(): Graph | undefined {
    if (this.variants.length < 2) {
      return undefined;
    }
    const all = Object.fromEntries(this.variants.map((variant, index) => [`v${index}`, variant.metricInvocations(this.read)]));
    return {
      title: 'Share of invocations',
      unit: '% of invocations',
      stacked: true,
      lines: this.variants.map((variant) => ({
        label: variant.variantName,
        metric: variant.metricInvocations(this.read),
        expression: `100 * FILL(m, 0) / (${Object.keys(all).map((each) => `FILL(${each}, 0)`).join(' + ')})`,
        others: all,
      })),
    };
  }

  /**
   * Shows CPU utilization in percent of all cores if their number is known, and in percent of one core otherwise, so that variants are
   * comparable.
   */
  private cpu(variant: InstanceVariantHandle, counted: boolean): Line {
    const { variantName, vcpus, hostsComponents } = variant;
    return hostsComponents
      ? { label: variantName, metric: variant.metricCpuUtilizationNormalized(this.read) }
      : shareOf(counted ? vcpus! : 1, variantName, variant.metricCpuUtilization(this.read));
  }

  private gpus(withGpus: readonly InstanceVariantHandle[]): cloudwatch.IWidget[][] {
    const full = [mark(100, '100 %')];
    return this.row({
      title: 'GPU utilization',
      unit: '% of all GPUs',
      annotations: full,
      lines: withGpus.map((variant) => variant.hostsComponents
        ? { label: variant.variantName, metric: variant.metricGpuUtilizationNormalized(this.read) }
        : shareOf(variant.gpus!, variant.variantName, variant.metricGpuUtilization(this.read))),
    }, {
      title: 'GPU memory utilization',
      unit: '% of all GPUs',
      annotations: full,
      lines: withGpus.map((variant) => variant.hostsComponents
        ? { label: variant.variantName, metric: variant.metricGpuMemoryUtilizationNormalized(this.read) }
        : shareOf(variant.gpus!, variant.variantName, variant.metricGpuMemoryUtilization(this.read))),
    });
  }

  private requestsPerInstance(variant: InstanceVariantHandle): Graph {
    const target = variant.scaling?.requestsPerInstance;
    return {
      title: `Invocations per instance of ${variant.variantName} (per minute)`,
      unit: 'invocations',
      lines: [{ label: 'per instance', metric: variant.metricInvocationsPerInstance({ period: Duration.minutes(1) }) }],
      annotations: target === undefined ? [] : [mark(target, 'target')],
    };
  }

  private backlogPerInstance({ scaling }: InstanceVariantHandle): Graph {
    const target = scaling?.backlogPerInstance;
    return {
      title: 'Approximate backlog size per instance',
      unit: 'requests',
      lines: [{ label: 'per instance', metric: this.parts.metrics.metricApproximateBacklogSizePerInstance(this.read) }],
      annotations: target === undefined ? [] : [mark(target, 'target')],
    };
  }

  private instances(variant: InstanceVariantHandle): Graph {
    const { variantName, scaling } = variant;
    const { metrics, isAsync } = this.parts;
    const line = isAsync
      ? { metric: metrics.metricApproximateBacklogSize(this.read), others: { each: metrics.metricApproximateBacklogSizePerInstance(this.read) } }
      : { metric: variant.metricInvocations(this.read), others: { each: variant.metricInvocationsPerInstance(this.read) } };
    return {
      title: `Instances of ${variantName} (estimated from ${isAsync ? 'the backlog' : 'invocations'})`,
      unit: 'instances',
      lines: [{ ...line, label: 'instances', expression: 'm / each' }],
      annotations: limitsOf(scaling),
    };
  }
}

/** Describes the variants and their capacity. */
function descriptionOf({ instance, serverless, shadow, isAsync }: EndpointParts): string {
  const parts = [
    ...instance.map(({ variantName, instanceTypes, scaling }) => [
      `**${variantName}**`,
      instanceTypes.join(' or '),
      ...scaling ? [`${scaling.minCapacity} to ${scaling.maxCapacity} instances`] : [],
    ].filter((part) => part !== '').join(', ')),
    ...serverless ? [`**${serverless.variantName}**, serverless`] : [],
    ...shadow.map(({ variantName }) => `**${variantName}**, shadow`),
  ];
  return `${isAsync ? 'Asynchronous. ' : ''}${parts.join(' | ')}`;
}
