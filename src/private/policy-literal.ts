/** A token inside of a key, or a character that means more in a policy than in a key. */
const SPECIAL = /\$\{Token\[[^\]]*\]\}|[*?$]/g;

/** A key as a policy has to write it, in which `*` and `?` would stand for other keys too. */
export function literally(key: string): string {
  return key.replace(SPECIAL, (found) => found.length > 1 ? found : `\${${found}}`);
}
