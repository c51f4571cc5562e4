import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { FutureModel } from './contents';
import { type AdditionalInferenceSpecification, type InferenceSpecification, specificationsOf } from './inference-specification';
import type { ModelPackageContainer } from './model-package-container';
import type { ModelPackageOptions } from './model-package-props';
import { processorOf } from '../dlc/processor';
import { type ContainerImageConfig, RepositoryAccessMode } from '../model/container-image-config';
import { type ModelDataConfig, needsDataSource, renderModelData } from '../model/data/model-data-config';
import { recordHosting } from '../model/model-base';
import { assertValid, required, matches, type Check } from '../private/checks';
import { IMAGE_NAME, MODEL_DATA_URL } from '../private/names';

type CfnContainer = sagemaker.CfnModelPackage.ModelPackageContainerDefinitionProperty;

/** A container of a package whose image and data have been resolved. */
interface BoundContainer {
  readonly where: string;
  readonly definition: ModelPackageContainer;
  readonly image: ContainerImageConfig;
  readonly data?: ModelDataConfig;
}

/** The inference specifications of a package as CloudFormation takes them. */
export interface RenderedSpecifications {
  readonly inferenceSpecification?: sagemaker.CfnModelPackage.InferenceSpecificationProperty;
  readonly additionalInferenceSpecifications?: sagemaker.CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty[];
  readonly additionalInferenceSpecificationsToAdd?: sagemaker.CfnModelPackage.AdditionalInferenceSpecificationDefinitionProperty[];
}

export function bindSpecifications(contents: FutureModel, props: ModelPackageOptions): RenderedSpecifications {
  hostOnSupported(contents, props);
  const bound = new Map(specificationsOf(props).map(([where, specification]) => [
    specification,
    specification.containers.map((container, index) => bindContainer(contents, `${where}.containers[${index}]`, container)),
  ]));
  assertValid(contents.node.scope, ...[...bound.values()].flat().flatMap((container) => boundChecks(container, props)));
  const rendered = (specification: InferenceSpecification | AdditionalInferenceSpecification) => ({
    containers: bound.get(specification)!.map(renderContainer),
    supportedContentTypes: specification.supportedContentTypes,
    supportedResponseMimeTypes: specification.supportedResponseMimeTypes,
    supportedRealtimeInferenceInstanceTypes: specification.supportedRealtimeInferenceInstanceTypes?.map(String),
    supportedTransformInstanceTypes: specification.supportedTransformInstanceTypes?.map(String),
  });
  const additional = (specifications: AdditionalInferenceSpecification[] | undefined) =>
    specifications?.map((specification) => ({ name: specification.name, description: specification.description, ...rendered(specification) }));
  return {
    inferenceSpecification: props.inferenceSpecification
      && rendered(props.inferenceSpecification) as sagemaker.CfnModelPackage.InferenceSpecificationProperty,
    additionalInferenceSpecifications: additional(props.additionalInferenceSpecifications),
    additionalInferenceSpecificationsToAdd: additional(props.additionalInferenceSpecificationsToAdd),
  };
}

/** The image of a framework follows the instances that the package is for, as that of a model follows those it is hosted on. */
function hostOnSupported(contents: FutureModel, props: ModelPackageOptions): void {
  specificationsOf(props)
    .flatMap(([, specification]) => [
      ...specification.supportedRealtimeInferenceInstanceTypes ?? [],
      ...specification.supportedTransformInstanceTypes ?? [],
    ])
    .forEach((instanceType) => recordHosting(contents, () => processorOf(instanceType)));
}

function bindContainer(contents: FutureModel, where: string, definition: ModelPackageContainer): BoundContainer {
  return { where, definition, image: definition.image.bind(contents, contents), data: definition.modelData?.bind(contents, contents) };
}

function boundChecks({ where, image, data }: BoundContainer, props: ModelPackageOptions): Check[] {
  return [
    required(`${where}.image.imageName`, image.imageName, 'the bind method of the image has to return it'),
    matches(`${where}.image`, image.imageName, IMAGE_NAME),
    image.repositoryAccessMode === RepositoryAccessMode.VPC || image.repositoryCredentialsProvider
      ? `${where}.image is in a private registry, but a model package takes images of Amazon ECR only; copy it there`
      : undefined,
    ...data ? dataChecks(`${where}.modelData`, data, props) : [],
  ];
}

/** @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html#sagemaker-Type-ContainerDefinition-ModelDataSource */
function dataChecks(where: string, data: ModelDataConfig, props: ModelPackageOptions): Check[] {
  const user = [
    props.certifyForMarketplace ? 'a package for AWS Marketplace' : undefined,
    props.validationSpecification ? 'the batch transform job of validationSpecification' : undefined,
  ].find((candidate) => candidate !== undefined);
  return [
    ...archiveUriChecks(where, data),
    data.hubContentArn === undefined ? undefined : `${where} has a hubContentArn, which a model package can't have; leave it out`,
    user && data.hubContentArn === undefined && needsDataSource(data)
      ? `${where} must be a single archive without acceptEula for ${user}; pack it into a .tar.gz file`
      : undefined,
  ];
}

function archiveUriChecks(where: string, data: ModelDataConfig): Check[] {
  return [required(`${where}.uri`, data.uri, 'the bind method of the model data has to return it'), matches(where, data.uri, MODEL_DATA_URL)];
}

/** The URL of the artifacts of an algorithm, for which there is nothing but a URL. */
export function bindAlgorithmData(contents: FutureModel, props: ModelPackageOptions): string | undefined {
  const data = props.sourceAlgorithm?.modelData?.bind(contents, contents);
  if (data) {
    const where = 'sourceAlgorithm.modelData';
    assertValid(contents.node.scope, ...archiveUriChecks(where, data), needsDataSource(data)
      ? `${where} must be a single archive without acceptEula and hubContentArn; pack it into a .tar.gz file`
      : undefined);
  }
  return data?.uri;
}

function renderContainer({ definition, image, data }: BoundContainer): CfnContainer {
  return {
    image: image.imageName,
    imageDigest: definition.imageDigest,
    containerHostname: definition.containerHostname,
    environment: definition.environment,
    framework: definition.framework,
    frameworkVersion: definition.frameworkVersion,
    // CloudFormation has no type for it, so the CDK leaves the capitals to us.
    modelInput: definition.dataInputConfig === undefined ? undefined : { DataInputConfig: definition.dataInputConfig },
    nearestModelName: definition.nearestModelName,
    ...(data ? renderModelData(data) as Pick<CfnContainer, 'modelDataUrl' | 'modelDataSource'> : {}),
  };
}
