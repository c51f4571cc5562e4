import type { IEndpoint } from './endpoint-interface';
import { ValidationError } from '../private/errors';
import type { EndpointView } from './variants/endpoint-view';

/** How to look at an endpoint; what makes an endpoint tells it here, so that those who watch it need not know its class. */
const VIEWS = new WeakMap<IEndpoint, () => EndpointView>();

export function registerView(endpoint: IEndpoint, view: () => EndpointView): void {
  VIEWS.set(endpoint, view);
}

/** Throws where the variants of the endpoint are not known. */
export function viewOf(endpoint: IEndpoint): EndpointView {
  const view = VIEWS.get(endpoint);
  if (!view) {
    throw new ValidationError(`'${endpoint?.node?.path}' is not an endpoint of this library, so its variants are not known; use Endpoint.fromEndpointAttributes`, endpoint);
  }
  return view();
}
