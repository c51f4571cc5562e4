import type { NamedRepository } from '../../permissions/ecr';

const TOKEN = String.raw`\$\{Token\[[^\]]*\]\}`;
const NAME = new RegExp(
  String.raw`^(\d{12}|${TOKEN})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+|${TOKEN})\.(?:[a-z0-9.-]+|${TOKEN})/((?:[a-z0-9._/-]|${TOKEN})+)(?:[:@].*)?$`,
);

/**
 * Returns the repository in the name of an image in Amazon ECR; undefined for another registry. Its parts can be tokens, but a name that is one
 * token cannot be read.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export function repositoryInName(imageName: string): NamedRepository & { readonly region: string } | undefined {
  const [, account, region, name] = NAME.exec(imageName) ?? [];
  return name === undefined ? undefined : { account, region, name };
}
