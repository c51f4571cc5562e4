import type { Stack } from 'aws-cdk-lib';
import { resourcesOf } from '../../helpers/stack';

/** The dashboards of a stack, in which references are written as in Fn::Sub. */
export function dashboardsIn(stack: Stack): any[] {
  return Object.values(resourcesOf(stack, 'AWS::CloudWatch::Dashboard')).map(({ Properties }) => {
    const body = Properties.DashboardBody;
    const parts: any[] = typeof body === 'string' ? [body] : body['Fn::Join'][1];
    return JSON.parse(parts.map((part) => typeof part === 'string' ? part : `\${${part.Ref ?? part['Fn::GetAtt']?.join('.') ?? part['Fn::ImportValue']}}`).join(''));
  });
}

/** The widgets of the only dashboard. */
export function widgetsIn(stack: Stack): any[] {
  const [dashboard] = dashboardsIn(stack);
  return dashboard.widgets;
}

/** Headings and titles, from top to bottom. */
export function titlesOf(widgets: readonly any[]): string[] {
  return widgets.map(({ properties }) => properties.title ?? properties.markdown.split('\n')[0]);
}

export function graphOf(widgets: readonly any[], title: string): any {
  const found = widgets.filter(({ properties }) => properties.title === title);
  expect(found).toHaveLength(1);
  return found[0].properties;
}

/** Each line of a graph as text: its label, and what it is of. */
export function linesOf(graph: any): string[] {
  const metrics: any[][] = [];
  graph.metrics.forEach((metric: any[]) => metrics.push(metric.map((part, place) => part === '.' ? metrics[metrics.length - 1][place] : part)));
  const written = (metric: any[]) => {
    const [namespace, name, ...rest] = metric;
    const { stat = 'Average' } = rest.pop();
    return `${namespace} ${name} of ${rest.filter((_part: unknown, place: number) => place % 2 === 1).join(' ')} (${stat})`;
  };
  const byId = new Map(metrics.filter((metric) => metric.length > 1).map((metric) => [metric[metric.length - 1].id, written([...metric])]));
  return metrics.filter((metric) => metric[metric.length - 1].visible !== false).map((metric) => {
    const { label, expression } = metric[metric.length - 1];
    return `${label}: ${expression === undefined
      ? written([...metric])
      : expression.replace(/[a-z]\w*_\d+/g, (id: string) => `[${byId.get(id)}]`)}`;
  });
}
