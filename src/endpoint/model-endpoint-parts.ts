import type { Construct } from 'constructs';
import type { ModelNeeds } from './capacity/capacity-parts';
import type { ModelEndpointProps } from './model-endpoint-props';
import { EndpointConfig } from '../endpoint-config/endpoint-config';
import { Model } from '../model/model';
import type { IModel } from '../model/model-base';

const DEFAULT_VARIANT_NAME = 'AllTraffic';

/** The parts of an endpoint with one model, which are its children. */
export interface ModelEndpointParts {
  readonly model: IModel;
  readonly endpointConfig: EndpointConfig;
  readonly variantName: string;
}

/** The properties of the parts. */
export type PartOptions = ModelEndpointProps;

/** Returns the name of the variant. */
export function variantNameOf({ variantName }: Pick<PartOptions, 'variantName'>): string {
  return variantName ?? DEFAULT_VARIANT_NAME;
}

/** Creates the model and the configuration as children of the endpoint, so that tags and aspects of the endpoint apply to them. */
export function createParts(self: Construct, props: PartOptions, needs: ModelNeeds): ModelEndpointParts {
  const { capacity, encryptionKey, dataCapture, explainer, metrics } = props;
  const { role, vpc, vpcSubnets, securityGroups, allowAllOutbound, networkIsolation, roleRestrictions } = props;
  const variantName = variantNameOf(props);
  const hosting = { role, vpc, vpcSubnets, securityGroups, allowAllOutbound, networkIsolation, roleRestrictions };
  const ofConfig = { encryptionKey, dataCapture, explainer, metrics };
  const containers = props.containers ?? [props.container!];
  if (capacity._hostsComponents) {
    // The model of a component has the role and the network of the configuration.
    const endpointConfig = new EndpointConfig(self, 'EndpointConfig', { ...ofConfig, ...hosting, ...capacity._parts.config(variantName, undefined, needs) });
    const network = vpc ? { vpc, vpcSubnets, securityGroups: endpointConfig.connections.securityGroups } : {};
    const model = props.model ?? new Model(self, 'Model', { role: endpointConfig.role, networkIsolation, roleRestrictions, ...network, containers });
    return { model, endpointConfig, variantName };
  }
  const model = props.model ?? new Model(self, 'Model', { ...hosting, containers });
  const endpointConfig = new EndpointConfig(self, 'EndpointConfig', { ...ofConfig, ...capacity._parts.config(variantName, model, needs) });
  return { model, endpointConfig, variantName };
}
