import { inflateRawSync } from 'zlib';
import { JUMPSTART_TABLE } from './jumpstart-table.generated';
import { nearestNames, nearestVersions } from '../../dlc/nearest';

type Environment = { readonly [name: string]: string };

/** An image, without the account and region of its registry. */
export interface JumpStartImage {
  /** The repository and the tag. */
  readonly name: string;
  /** The families of instances that it is for, separated by spaces. */
  readonly families: string;
  /** The repository and the tag in regions with another one. */
  readonly elsewhere?: { readonly [region: string]: string };
}

/** Versions of a model with the same data. Numbers are indexes into the tables of the parts. */
interface Versions {
  /** The versions, separated by spaces, the newest first. */
  readonly versions: string;
  readonly types: number;
  /** The index among the types. */
  readonly defaultType: number;
  /** The key of the artifacts, in which `{id}` stands for the ID of the model. */
  readonly artifacts: number;
  /** The key of the text of the license agreement; undefined if there is none. */
  readonly license?: number;
  /** Present if the artifacts are in the bucket for models with a license agreement. */
  readonly gated?: 1;
  readonly environment: number;
  readonly environmentsByType: number;
  readonly images: number;
}

interface Table {
  readonly models: { readonly [id: string]: readonly Versions[] };
  readonly types: readonly (readonly string[])[];
  readonly keys: readonly string[];
  readonly environments: readonly Environment[];
  readonly environmentsByType: readonly { readonly [type: string]: Environment }[];
  readonly images: readonly (readonly JumpStartImage[])[];
}

/** A version of a model in the catalog. */
export interface JumpStartSpecification {
  readonly modelId: string;
  readonly version: string;
  readonly defaultInstanceType: string;
  readonly instanceTypes: readonly string[];
  readonly artifactKey: string;
  /** The key of the text of the license agreement in the bucket of public models. */
  readonly licenseKey?: string;
  /** Indicates whether the artifacts are in the bucket for models with a license agreement. */
  readonly gated: boolean;
  readonly environment: Environment;
  readonly environmentsByType: { readonly [type: string]: Environment };
  readonly images: readonly JumpStartImage[];
}

let decompressed: Table | undefined;

/** Decompresses the catalog on first use, because most apps do not use it. */
function table(): Table {
  decompressed ??= JSON.parse(inflateRawSync(Buffer.from(JUMPSTART_TABLE, 'base64')).toString()) as Table;
  return decompressed;
}

/** Returns the IDs of all models. */
export function jumpStartModelIds(): string[] {
  return Object.keys(table().models);
}

/** Returns the versions of a model, the newest first; undefined if the catalog does not contain the model. */
export function jumpStartVersions(modelId: string): string[] | undefined {
  const { models } = table();
  return Object.hasOwn(models, modelId) ? models[modelId].flatMap(({ versions }) => versions.split(' ')) : undefined;
}

/** Looks up a version of a model, by default the newest one; returns the problem if there is none. */
export function findJumpStartModel(modelId: string, version: string | undefined): JumpStartSpecification | { readonly problem: string } {
  const known = jumpStartVersions(modelId);
  if (!known) {
    return { problem: unknownModel(modelId) };
  }
  const [wanted] = version === undefined ? known : known.filter((each) => each === version);
  return wanted === undefined
    ? { problem: `version '${version}' of model '${modelId}' is not in the catalog; the nearest versions are ${nearestVersions(version!, known).join(', ')}` }
    : specificationOf(modelId, wanted);
}

function unknownModel(modelId: string): string {
  const nearest = nearestNames(modelId, [jumpStartModelIds()]);
  return `model '${modelId}' is not in the catalog; ${nearest.length > 0 ? `similar models: ${nearest.join(', ')}` : 'specify an ID such as huggingface-llm-mistral-7b'}; `
    + 'for a model that is not in the catalog, use ContainerImage.fromUri and ModelData.fromS3Uri';
}

function specificationOf(modelId: string, version: string): JumpStartSpecification {
  const { models, types, keys, environments, environmentsByType, images } = table();
  const found = models[modelId].find(({ versions }) => versions.split(' ').includes(version))!;
  const instanceTypes = types[found.types];
  return {
    modelId,
    version,
    defaultInstanceType: instanceTypes[found.defaultType],
    instanceTypes,
    artifactKey: keys[found.artifacts].replace('{id}', modelId),
    licenseKey: found.license === undefined ? undefined : keys[found.license],
    gated: found.gated !== undefined,
    environment: environments[found.environment],
    environmentsByType: environmentsByType[found.environmentsByType],
    images: images[found.images],
  };
}

/** Returns the image for an instance type; undefined if there is none for its family. */
export function jumpStartImageFor({ images }: JumpStartSpecification, instanceType: string): JumpStartImage | undefined {
  const family = instanceType.split('.')[1];
  return images.find(({ families }) => families.split(' ').includes(family));
}

/** Returns the environment for an instance type. */
export function jumpStartEnvironmentFor({ environment, environmentsByType }: JumpStartSpecification, instanceType: string): Environment {
  return { ...environment, ...environmentsByType[instanceType] };
}
