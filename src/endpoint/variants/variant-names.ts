import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { EndpointVariants } from './endpoint-variants';
import { isDefinedConfig } from '../../endpoint-config/endpoint-config-base';
import { allVariants } from '../../endpoint-config/variants/variant-set';
import { memberOf, renderedProperty } from '../../private/dependencies/unrendered';
import { titleOfName } from '../../private/names';
import { isRenderedAs, resolveWithPaths } from '../../private/rendered';
import { warn } from '../../private/warnings';

/**
 * Warns if an override or an aspect gives a variant of the resource of the configuration another name than that which metrics, alarms and scaling of
 * this endpoint use. Call it at validation.
 */
export function warnOfVariantNames(endpoint: IConstruct, variants: EndpointVariants): void {
  const { config } = variants;
  const known = variants.known();
  const used = variants.used();
  const resource = isDefinedConfig(config) ? config.node.defaultChild : undefined;
  if (used.length === 0 || !known || !CfnResource.isCfnResource(resource)) {
    return;
  }
  const lists = [
    { defined: allVariants(known), rendered: renderedProperty(resource, 'ProductionVariants') },
    { defined: known.shadow, rendered: renderedProperty(resource, 'ShadowProductionVariants') },
  ];
  // A name that another variant has after the change is still that of a variant, such as in another order.
  const names = lists.flatMap(({ rendered }) => Array.isArray(rendered) ? rendered.map((each) => memberOf(each, 'VariantName')) : []);
  lists.forEach(({ defined, rendered }) => defined.forEach(({ props: { variantName } }, index) => {
    const variant = Array.isArray(rendered) ? rendered[index] : undefined;
    if (variant && used.includes(variantName) && !names.some((name) => isRenderedAs(name, variantName, resource))) {
      warn(endpoint, 'overriddenVariantName', `an override or aspect gives variant '${variantName}' of the resource of the endpoint configuration `
        + `${titleOfName(memberOf(variant, 'VariantName'))}, but its metrics, alarms and scaling use ${titleOfName(resolveWithPaths(variantName, resource))}; `
        + 'set variantName instead');
    }
  }));
}
