import { apps } from './apps';
import { artifacts } from './artifacts';
import { components } from './components';
import { containers } from './containers';
import { copies } from './copies';
import { endpoints } from './endpoints';
import { images } from './images';
import { instances } from './instances';
import { languageModels } from './language';
import { network } from './network';
import { registry } from './registry';
import {
  reportedLanguageModels, reportedPackages, reportedQueues, reportedRequests, reportedScaling, reportedVariants,
} from './reported-endpoints';
import { reportedArtifacts, reportedContainers, reportedImages, reportedRoles } from './reported-models';
import { requests } from './requests';
import { scaling } from './scaling';
import { serverless } from './serverless';
import { variants } from './variants';
import type { Mistake } from '../mistake';

/** The mistakes, by the headline that docs/mistakes.md has them under. */
export const AREAS: { readonly [headline: string]: readonly Mistake[] } = {
  'Containers and environment': [...containers, ...reportedContainers],
  'Images and JumpStart models': [...images, ...reportedImages],
  'Artifacts and multi-model containers': [...artifacts, ...reportedArtifacts],
  'Network and roles': [...network, ...reportedRoles],
  'Variants and models': variants,
  'Serverless, asynchronous and shadow variants': [...serverless, ...reportedQueues],
  'Instances, keys, data capture and explainers': [...instances, ...reportedVariants],
  'Endpoints, deployments and alarms': endpoints,
  'Requests and VPC endpoints': [...requests, ...reportedRequests],
  'Inference components': components,
  'Copies, updates and adapters of inference components': copies,
  'Scaling': [...scaling, ...reportedScaling],
  'Language models': [...languageModels, ...reportedLanguageModels],
  'Model registry': [...registry, ...reportedPackages],
  'Whole apps': apps,
};
