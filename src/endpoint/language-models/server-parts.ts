import type { IConstruct } from 'constructs';
import type { ServerHost } from './server-host';
import type { ContainerDefinition } from '../../model/container-definition';
import type { Check } from '../../private/checks';
import type { ModelNeeds } from '../capacity/capacity-parts';

/** What an endpoint asks of a model server, with the capacity that runs it. */
export interface ServerParts {
  /** Indicates whether the server has an option `lora`. */
  readonly hasLora?: boolean;
  readonly checks: (scope: IConstruct, host: ServerHost) => Check[];
  readonly container: (host: ServerHost) => ContainerDefinition;
  readonly needs: (host: ServerHost) => ModelNeeds;
  readonly warn: (scope: IConstruct, host: ServerHost) => void;
}
