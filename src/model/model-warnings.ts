import { Stack, Token, TokenComparison, type aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BoundContainer } from './bound-container';
import type { IModelPackage } from './model-package-interface';
import { warn } from '../private/warnings';
import { isUnlikelyArchive } from './data/model-data-config';

/** What a model as a whole has. */
export interface ModelTraits {
  readonly isolated: boolean;
  readonly direct: boolean;
}

/** SageMaker is handed the role, which no account can do with that of another one. */
export function warnOfForeignRole(scope: IConstruct, role: iam.IRole): void {
  const own = Stack.of(scope).account;
  if (role.principalAccount !== undefined && Token.compareStrings(role.principalAccount, own) === TokenComparison.DIFFERENT) {
    warn(scope, 'roleOfOtherAccount', `role is of account ${role.principalAccount}, but only a role of account ${own} can be passed on to SageMaker here; `
      + 'use one, and let it assume the other where its permissions are needed');
  }
}

/** What is legal but probably not meant, as soon as a container is there. */
export function warnOfContainer(scope: IConstruct, index: number, { definition, data }: BoundContainer, { isolated }: ModelTraits): void {
  const where = `containers[${index}]`;
  const { image, modelPackage, environment, inferenceSpecificationName } = definition;
  if (data && isUnlikelyArchive(definition, data)) {
    warn(scope, 'modelDataNotArchive', `${where}.modelData is read as a gzip-compressed tar archive, but its name does not end in '.tar.gz'; `
      + 'name an archive, set compressed to false, or use ModelData.fromBucketPrefix');
  }
  if (image && modelPackage) {
    warn(scope, 'imageAndModelPackage', `${where} has an image and a modelPackage, which brings its own; leave one of them out`);
  }
  if (inferenceSpecificationName !== undefined && !modelPackage) {
    warn(scope, 'inferenceSpecificationWithoutModelPackage', `${where}.inferenceSpecificationName means one of a modelPackage; set that too`);
  }
  if (modelPackage && Object.keys(environment ?? {}).length > 0) {
    warn(scope, 'environmentWithModelPackage', `${where} has an environment, which SageMaker refuses if the model package has one too; set it there`);
  }
  if (modelPackage && !isolated && mayBeMarketplace(scope, modelPackage)) {
    warn(scope, 'marketplaceNetworkIsolation', `${where}.modelPackage has no version and is not known to be of this account; if it is a product of AWS `
      + 'Marketplace, it can only be deployed with networkIsolation');
  }
}

/** The same for what only the finished model can tell. */
export function warnOfModel(scope: IConstruct, containers: readonly BoundContainer[], { direct }: ModelTraits): void {
  const [only] = containers;
  if (containers.length === 1 && only.definition.containerHostname !== undefined && !direct) {
    warn(scope, 'containerHostnameIgnored', 'containerHostname of the only container is ignored; leave it out');
  }
  if (direct && containers.some((container) => container.definition.mode?._isMultiModel)) {
    warn(scope, 'directMultiModel', 'inferenceExecutionMode DIRECT is not known to work with a multi-model container; give that a model of its own');
  }
}

/** Products of AWS Marketplace have no version, and belong to an account of AWS. */
function mayBeMarketplace(scope: IConstruct, { modelPackageArn }: IModelPackage): boolean {
  if (Token.isUnresolved(modelPackageArn)) {
    return false;
  }
  const [,,,, account, resource] = modelPackageArn.split(':');
  return resource.split('/').length === 2 && Token.compareStrings(account, Stack.of(scope).account) !== TokenComparison.SAME;
}
