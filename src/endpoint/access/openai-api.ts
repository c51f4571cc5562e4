import { Stack, Token, TokenComparison, region_info } from 'aws-cdk-lib';
import type { EndpointContext } from '../endpoint-context';

/**
 * Returns the base URL of the OpenAI API of an endpoint or of one of its inference components.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-openai-compatible.html
 */
export function openAiBaseUrl({ scope, endpointName }: EndpointContext, inferenceComponentName?: string): string {
  const component = inferenceComponentName === undefined ? '' : `/inference-components/${inferenceComponentName}`;
  return `https://runtime.sagemaker.${scope.env.region}.${urlSuffix(scope)}/endpoints/${endpointName}${component}/openai/v1`;
}

/** Returns the URL suffix of the partition of an endpoint. An imported endpoint can be in another region than the stack. */
function urlSuffix(endpoint: EndpointContext['scope']): string {
  const { region } = endpoint.env;
  const stack = Stack.of(endpoint);
  const isElsewhere = !Token.isUnresolved(region) && Token.compareStrings(region, stack.region) !== TokenComparison.SAME;
  return (isElsewhere ? region_info.RegionInfo.get(region).domainSuffix : undefined) ?? stack.urlSuffix;
}
