import type { IConstruct } from 'constructs';

/** The names of the properties of a part, as the construct that creates the part has them. */
export interface PropertyNames {
  /** The environment of the only container of the model. */
  readonly environment?: string;
  /** What enables adapters. */
  readonly lora?: string;
  /** The specification of the inference component. */
  readonly specification?: string;
  /** The location of the payloads of asynchronous requests. */
  readonly asyncInput?: string;
}

/** The IDs of the parts that an endpoint with one model creates. */
const PARTS: readonly string[] = ['Model', 'EndpointConfig', 'Component'];

/**
 * Returns the names of the properties of a part for messages, if its parent creates the part from properties of its own: an endpoint with one model, of
 * this or another copy of the package.
 */
export function propertyNamesOf({ node: { id, scope } }: IConstruct): PropertyNames {
  const { _propertyNames: names } = (scope ?? {}) as Partial<{ readonly _propertyNames: PropertyNames }>;
  return PARTS.includes(id) ? names ?? {} : {};
}
