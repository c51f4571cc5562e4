import type { IResource } from 'aws-cdk-lib';
import type { EndpointProps } from './endpoint';
import { required, text, type Check } from '../private/checks';
import { sameEnvironment } from '../private/environment';
import { RESOURCE_NAME } from '../private/names';

export function endpointPropsChecks(endpoint: IResource, props: EndpointProps): Check[] {
  return [
    text('endpointName', props.endpointName, RESOURCE_NAME),
    required('endpointConfig', props.endpointConfig, 'use an EndpointConfig'),
    ...(props.endpointConfig ? sameEnvironment('endpoint configuration', props.endpointConfig.env, endpoint.env) : []),
  ];
}
