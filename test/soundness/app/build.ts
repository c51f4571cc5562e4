import { createRequire } from 'module';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GIVEN } from './given';
import { isExpression, type Expression, type Layer, type Plan, type Value } from './plan';
import * as sm from '../../../src';

/** A plan that makes no sense: a mistake of a generator, or what is left of a plan that shrinks too far. */
export class PlanError extends Error {}

// It is not among the types of the CDK.
const RECOMMENDED: { readonly [flag: string]: unknown } = createRequire(__filename)('aws-cdk-lib/recommended-feature-flags.json');

const NAMESPACES: { readonly [name: string]: any } = { sm, cdk };

export interface BuildOptions {
  readonly outdir?: string;
  /** The folder with the files of the programs. */
  readonly assets: string;
  readonly context?: { readonly [key: string]: unknown };
}

/** Builds the app of a plan. Throws what the library or the CDK throws. */
export function buildApp(plan: Plan, options: BuildOptions): cdk.App {
  const app = new cdk.App({
    outdir: options.outdir,
    analyticsReporting: false,
    context: {
      ...plan.placement.recommendedFlags ? RECOMMENDED : {},
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      // Where elements were created is not judged, and takes long to find.
      'aws:cdk:disable-creation-stack-traces': true,
      ...options.context,
    },
  });
  if (plan.placement.tagged) {
    cdk.Tags.of(app).add('team', 'churn');
  }
  new Builder(app, plan, options.assets).build();
  return app;
}

class Builder {
  private readonly layers: { readonly [layer in Layer]: cdk.Stack };
  private readonly givens = new Map<string, unknown>();
  private readonly used = new Map<string, number>();
  private variables = new Map<string, unknown>();

  constructor(app: cdk.App, private readonly plan: Plan, private readonly assets: string) {
    const { region, inStage, model, endpoint } = plan.placement;
    const env = region === undefined ? undefined : { account: '123456789012', region };
    const root: Construct = inStage ? new cdk.Stage(app, 'Prod', { env }) : app;
    const stack = (name: string, how: 'same' | 'stack' | 'nested', before: cdk.Stack): cdk.Stack => {
      switch (how) {
        case 'same': return before;
        case 'stack': return new cdk.Stack(root, name, { env });
        case 'nested': return new cdk.NestedStack(before, name);
      }
    };
    const first = new cdk.Stack(root, 'Given', { env });
    const second = stack('Models', model, first);
    this.layers = { given: first, model: second, endpoint: stack('Endpoints', endpoint, second) };
    // A stack must have something in it.
    new Set(Object.values(this.layers)).forEach((each) => new cdk.CfnWaitConditionHandle(each, 'Always'));
  }

  public build(): void {
    for (const unit of this.plan.units) {
      this.variables = new Map();
      for (const step of unit) {
        const value = this.valueOf(step.do);
        if (step.as !== undefined) {
          this.variables.set(step.as, value);
        }
      }
    }
  }

  private valueOf(value: Value): any {
    if (Array.isArray(value)) {
      return value.filter((each) => each !== undefined).map((each) => this.valueOf(each));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    return isExpression(value)
      ? this.evaluated(value)
      : Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).map(([key, each]) => [key, this.valueOf(each as Value)]));
  }

  private evaluated(expression: Expression): any {
    switch (expression.$) {
      case 'call': return this.called(expression.fn.split('.'), expression.args);
      case 'new': {
        const Class = found(expression.cls.split('.'));
        return new Class(...this.all(expression.args));
      }
      case 'get': return found(expression.of.split('.'));
      case 'method': {
        const on = this.valueOf(expression.on);
        if (typeof on?.[expression.name] !== 'function') {
          throw new PlanError(`there is no method ${expression.name}`);
        }
        return on[expression.name](...this.all(expression.args));
      }
      case 'prop': return this.valueOf(expression.on)[expression.name];
      case 'var': {
        if (!this.variables.has(expression.name)) {
          throw new PlanError(`there is no ${expression.name}`);
        }
        return this.variables.get(expression.name);
      }
      case 'scope': return this.layers[expression.layer];
      case 'id': return this.unique('id', expression.of);
      case 'name': return this.unique('name', expression.of);
      case 'given': return this.given(expression.what, expression.n, expression.layer);
      case 'token': return this.token(expression);
      case 'asset': return path.join(this.assets, expression.path);
      case 'null': return null;
    }
  }

  private all(values: readonly Value[]): any[] {
    return values.map((each) => this.valueOf(each));
  }

  private called(names: readonly string[], args: readonly Value[]): unknown {
    const owner = found(names.slice(0, -1));
    return owner[names[names.length - 1]](...this.all(args));
  }

  private unique(kind: string, of: string): string {
    const key = `${kind} ${of}`;
    const count = (this.used.get(key) ?? 0) + 1;
    this.used.set(key, count);
    return count === 1 ? of : `${of}${count}`;
  }

  private given(what: string, n: number, layer: Layer): unknown {
    const at = this.layers[layer];
    const key = `${at.node.path} ${what} ${n}`;
    if (!this.givens.has(key)) {
      this.givens.set(key, GIVEN[what](at, n));
    }
    return this.givens.get(key);
  }

  private token({ how, kind, value }: Extract<Expression, { $: 'token' }>): unknown {
    const at = this.layers.given;
    if (how === 'lazy') {
      const produce = () => value as any;
      return kind === 'number' ? cdk.Lazy.number({ produce }) : kind === 'list' ? cdk.Lazy.list({ produce }) : cdk.Lazy.string({ produce });
    }
    if (how === 'ssm' && kind === 'string') {
      return cdk.aws_ssm.StringParameter.valueForStringParameter(at, `/given/${this.unique('name', 'value')}`);
    }
    if (how === 'import') {
      const imported = cdk.Fn.importValue(`Elsewhere:${this.unique('name', 'Value')}`);
      return kind === 'number' ? cdk.Token.asNumber(imported) : kind === 'list' ? cdk.Fn.split(',', imported) : imported;
    }
    const type = { string: 'String', number: 'Number', list: 'CommaDelimitedList' }[kind];
    const parameter = new cdk.CfnParameter(at, this.unique('id', 'Parameter'), { type, default: kind === 'list' ? (value as string[]).join(',') : value });
    return kind === 'number' ? parameter.valueAsNumber : kind === 'list' ? parameter.valueAsList : parameter.valueAsString;
  }
}

function found(names: readonly string[]): any {
  return names.reduce((owner, name) => {
    if (owner?.[name] === undefined) {
      throw new PlanError(`there is no ${names.join('.')}`);
    }
    return owner[name];
  }, NAMESPACES);
}
