import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type EndpointDashboardOptions, widgetsChecks } from './endpoint-dashboard-options';
import { endpointWidgets } from './endpoint-widgets';
import { FULL_WIDTH } from './graphs';
import { assertValid, matches, type StringRule } from '../../private/checks';
import { given, pathOf } from '../../private/given';
import { ENDPOINT, requiredShape } from '../../private/shapes';
import type { IEndpoint } from '../endpoint-interface';
import { partsOf } from '../endpoint-parts';

const DEFAULT_INTERVAL = Duration.hours(3);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const DASHBOARD_NAME: StringRule = { pattern: /^[A-Za-z0-9_-]+$/, maxLength: 255, allowed: "letters, digits, '-' and '_'" };

/**
 * The properties of the dashboard of an endpoint.
 */
export interface EndpointDashboardProps extends EndpointDashboardOptions {
  /**
   * The endpoint to show. Its variants must be known: import an endpoint with `Endpoint.fromEndpointAttributes` and an `endpointConfig`.
   */
  readonly endpoint: IEndpoint;
}

/**
 * A CloudWatch dashboard that shows an endpoint: traffic and errors, latency, a comparison of variants, utilization, scaling, and metrics that are
 * specific to the type of endpoint.
 *
 * Scaling, alarms and variants that are added to the endpoint later are also shown.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 *
 * @example
 * declare const endpoint: sm.Endpoint;
 *
 * new sm.EndpointDashboard(this, 'Dashboard', { endpoint, dashboardName: 'churn', period: Duration.minutes(1) });
 */
export class EndpointDashboard extends Construct {
  /** The underlying dashboard, to which further widgets can be added. */
  public readonly dashboard: cloudwatch.Dashboard;

  /**
   * Defines the dashboard, as `addDashboard` of an endpoint does. Throws if the variants of the endpoint are not known.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the dashboard
   */
  constructor(scope: Construct, id: string, props: EndpointDashboardProps) {
    props = given('EndpointDashboardProps', props, pathOf(scope, id));
    super(scope, id);
    assertValid(this, requiredShape('endpoint', props.endpoint, ENDPOINT), ...widgetsChecks(props), matches('dashboardName', props.dashboardName, DASHBOARD_NAME));
    // Throws in the constructor rather than at synthesis.
    partsOf(props.endpoint);
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      defaultInterval: props.defaultInterval ?? DEFAULT_INTERVAL,
      widgets: [[new WidgetsAtSynth(() => endpointWidgets(partsOf(props.endpoint), props))]],
    });
  }
}

/** Arranges widgets in a column, and creates them when the template is rendered, so that later additions are shown. */
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
