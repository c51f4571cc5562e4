import type { Stack } from 'aws-cdk-lib';
import { access } from './access';
import { inferenceComponents } from './components';
import { configs } from './configs';
import { data } from './data';
import { derived } from './derived';
import { endpoints } from './endpoints';
import { languageModels } from './language-models';
import { metrics } from './metrics';
import { models } from './models';
import { oneCall } from './one-call';
import { registries } from './registry';
import { scaling } from './scaling';
import { sharedRoles } from './shared-roles';
import { variants } from './variants';
import { warnedComponents } from './warned-components';
import { warnedEndpoints } from './warned-endpoints';
import { warnedModels } from './warned-models';
import { watching } from './watching';

/**
 * All that the library offers, by area. Each area is a stack with an account and a region, and another one without.
 *
 * `npm run same` synthesizes them with two versions of the library; features.test.ts sees to it that nothing public and no warning is left out.
 */
export const AREAS: { readonly [area: string]: (stack: Stack) => void } = {
  models,
  data,
  registry: registries,
  configs,
  variants,
  endpoints,
  inferenceComponents,
  metrics,
  scaling,
  watching,
  access,
  sharedRoles,
  derived,
  oneCall,
  languageModels,
  warnedModels,
  warnedEndpoints,
  warnedComponents,
};
