/**
 * Returns whether the statements of a resource policy allow an AWS service to perform an action, or may do so. Conditions and denials are not
 * considered, and a principal that is unknown until deployment may be the service.
 */
export function allowsService(statements: readonly unknown[], service: string, action: string): boolean {
  return statements.some((statement) => mayAllow(statement, service, action));
}

function mayAllow(statement: any, service: string, action: string): boolean {
  const { Effect, Principal, NotPrincipal, Action, NotAction } = statement ?? {};
  return Effect === 'Allow'
    && (NotPrincipal !== undefined || isPrincipal(Principal, service))
    && (NotAction !== undefined || listOf(Action).some((pattern) => matches(pattern, action)));
}

function isPrincipal(principal: any, service: string): boolean {
  return principal === '*' || listOf(principal?.AWS).includes('*') || listOf(principal?.Service).some((each) => typeof each !== 'string' || each === service);
}

/** Compares an action with a pattern, which can be a token. */
function matches(pattern: unknown, action: string): boolean {
  if (typeof pattern !== 'string') {
    return true;
  }
  const parts = pattern.toLowerCase().split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(action.toLowerCase());
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
