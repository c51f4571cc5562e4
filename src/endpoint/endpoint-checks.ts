import type { IResource } from 'aws-cdk-lib';
import type { AutoRollback } from './deployment/auto-rollback';
import type { DeploymentStrategy } from './deployment/deployment-strategy';
import type { EndpointProps } from './endpoint-props';
import type { IEndpointConfig } from '../endpoint-config/endpoint-config-base';
import type { Variants } from '../endpoint-config/variants/variant-set';
import { required, matches, type Check } from '../private/checks';
import { sameEnvironment } from '../private/environment';
import { RESOURCE_NAME } from '../private/names';
import { ENDPOINT_CONFIG, shaped } from '../private/shapes';

/** Checks the properties whose validity does not depend on later calls. */
export function endpointPropsChecks(endpoint: IResource, props: EndpointProps, rollback: AutoRollback, variants: Variants | undefined): Check[] {
  const { endpointConfig, autoRollbackAlarms: alarms } = props;
  return [
    matches('endpointName', props.endpointName, RESOURCE_NAME),
    required('endpointConfig', endpointConfig, 'specify an EndpointConfig'),
    ...configChecks(endpointConfig, endpoint),
    ...(props.deploymentStrategy?._checks() ?? []),
    ...sizesChecks(props.deploymentStrategy),
    ...rollingChecks(props, variants),
    ...(alarms ? rollback.checks('autoRollbackAlarms', alarms) : []),
  ];
}

/** Checks that the sizes are those of a fleet of instances. */
function sizesChecks(strategy: DeploymentStrategy | undefined): Check[] {
  const inCopies = Object.entries(strategy?._sizes ?? {}).filter(([, size]) => size?._type === 'COPY_COUNT').map(([property]) => property);
  return inCopies.map((property) => `deploymentStrategy: ${property} of an endpoint must be in instances; use CapacitySize.instances or CapacitySize.percent`);
}

/** Checks that a configuration is one, and that it is in the environment of the endpoint. */
export function configChecks(config: IEndpointConfig | undefined, endpoint: IResource): Check[] {
  const problem = shaped('endpointConfig', config, ENDPOINT_CONFIG);
  return problem || !config ? [problem] : sameEnvironment('endpoint configuration', config.env, endpoint.env);
}

/**
 * Checks the exclusions of rolling deployments. Variants are only ever added to a configuration, so a violation remains one.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
 */
export function rollingChecks({ deploymentStrategy }: EndpointProps, variants: Variants | undefined): Check[] {
  if (!deploymentStrategy?._isRolling || !variants) {
    return [];
  }
  return [
    variants.serverless ? 'a rolling deployment does not support serverless variants; omit deploymentStrategy' : undefined,
    variants.instance.length > 1
      ? `a rolling deployment requires exactly 1 production variant, got ${variants.instance.length}; use DeploymentStrategy.blueGreen`
      : undefined,
  ];
}
