import { isExpression, type Plan, type Value } from './plan';

/** The program of a plan, in TypeScript, as a counterexample is shown. */
export function programOf(plan: Plan): string {
  const { region, inStage, recommendedFlags, tagged, model, endpoint } = plan.placement;
  const where = `// ${region ?? 'no region'}${inStage ? ', in a stage' : ''}${recommendedFlags ? ', recommended flags' : ''}${tagged ? ', tags' : ''}; model: ${model}, endpoint: ${endpoint}`;
  return [where, ...plan.units.flatMap((unit, index) => [
    '{',
    ...unit.map((step) => `  ${step.as === undefined ? '' : `const ${step.as} = `}${written(step.do)};`),
    index < plan.units.length ? '}' : '',
  ])].join('\n');
}

function written(value: Value): string {
  if (Array.isArray(value)) {
    return `[${list(value)}]`;
  }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? `'${value}'` : String(value);
  }
  if (!isExpression(value)) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined).map(([key, each]) => `${/^\w+$/.test(key) ? key : `'${key}'`}: ${written(each as Value)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  switch (value.$) {
    case 'call': return `${value.fn}(${list(value.args)})`;
    case 'new': return `new ${value.cls}(${list(value.args)})`;
    case 'get': return value.of;
    case 'method': return `${written(value.on)}.${value.name}(${list(value.args)})`;
    case 'prop': return `${written(value.on)}.${value.name}`;
    case 'var': return value.name;
    case 'scope': return `${value.layer}Stack`;
    case 'id': case 'name': return `'${value.of}'`;
    case 'given': return `${value.what}${value.n}${value.layer === 'given' ? '' : `In${value.layer === 'model' ? 'Model' : 'Endpoint'}Stack`}`;
    case 'token': return `${value.how}${value.kind[0].toUpperCase()}${value.kind.slice(1)}(${written(value.value)})`;
    case 'asset': return `'${value.path}'`;
    case 'null': return 'null';
  }
}

function list(values: readonly Value[]): string {
  const last = values.reduce((found: number, each, index) => each === undefined ? found : index, -1);
  return values.slice(0, last + 1).map(written).join(', ');
}
