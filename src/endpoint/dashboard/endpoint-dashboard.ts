import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type EndpointDashboardOptions, periodCheck } from './endpoint-dashboard-options';
import { endpointWidgets } from './endpoint-widgets';
import { FULL_WIDTH } from './graphs';
import { assertValid, matches, type StringRule } from '../../private/checks';
import type { IEndpoint } from '../endpoint-interface';
import { partsOf } from '../endpoint-parts';

const DEFAULT_INTERVAL = Duration.hours(3);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const DASHBOARD_NAME: StringRule = { pattern: /^[A-Za-z0-9_-]+$/, maxLength: 255, allowed: "letters, digits, '-' and '_'" };

/**
 * What the dashboard of an endpoint is made of.
 */
export interface EndpointDashboardProps extends EndpointDashboardOptions {
  /**
   * The endpoint to show. Its variants have to be known: import an endpoint by `Endpoint.fromEndpointAttributes` with an `endpointConfig`.
   */
  readonly endpoint: IEndpoint;
}

/**
 * A CloudWatch dashboard of an endpoint: traffic and errors, latency, the variants compared, utilization, scaling, and what else there is of
 * an endpoint of its kind.
 *
 * What is added to the endpoint later, such as scaling and alarms, is shown too.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 */
export class EndpointDashboard extends Construct {
  /** The dashboard itself, for further widgets. */
  public readonly dashboard: cloudwatch.Dashboard;

  /**
   * Makes the dashboard; `addDashboard` of an endpoint does it too. Throws when the variants of the endpoint are not known.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props which endpoint, and how to show it
   */
  constructor(scope: Construct, id: string, props: EndpointDashboardProps) {
    super(scope, id);
    assertValid(this, periodCheck(props.period), matches('dashboardName', props.dashboardName, DASHBOARD_NAME));
    // Throws here rather than at synth.
    partsOf(props.endpoint);
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? DEFAULT_INTERVAL,
      widgets: [[new WidgetsAtSynth(() => endpointWidgets(partsOf(props.endpoint), props))]],
    });
  }
}

/** Stacks widgets below each other, and makes them when the template is made: by then, all that they show is there. */
class WidgetsAtSynth implements cloudwatch.IWidget {
  public readonly width = FULL_WIDTH;
  private placed?: cloudwatch.Column;

  constructor(private readonly make: () => cloudwatch.IWidget[][]) {}

  public get height(): number {
    return this.column().height;
  }

  public position(x: number, y: number): void {
    this.placed = this.column();
    this.placed.position(x, y);
  }

  public toJson(): any[] {
    return (this.placed ?? this.column()).toJson();
  }

  private column(): cloudwatch.Column {
    return new cloudwatch.Column(...this.make().map((widgets) => new cloudwatch.Row(...widgets)));
  }
}
