/** Returns the IDs that a part of a template refers to. Ignores what has another form than CloudFormation allows. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => referencesOf(key, inner)) : [];
}

/** Returns the IDs that a member of an object in a template refers to. */
export function referencesOf(key: string, value: unknown): string[] {
  const name = Array.isArray(value) ? value[0] : value;
  if (typeof name === 'string') {
    switch (key) {
      case 'Ref':
        return Array.isArray(value) ? [] : [name];
      case 'Fn::GetAtt':
        return [Array.isArray(value) ? name : name.split('.')[0], ...referencesIn(value)];
      case 'Fn::Sub':
        return [...substituted(name, Array.isArray(value) ? value[1] : undefined), ...referencesIn(value)];
      default:
    }
  }
  return referencesIn(value);
}

function substituted(text: string, variables: unknown): string[] {
  const names = [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, id]) => id.trim());
  return names.filter((name) => !isObject(variables) || !(name in variables));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
