import {
  findJumpStartModel, jumpStartEnvironmentFor, jumpStartImageFor, jumpStartModelIds, jumpStartVersions, type JumpStartSpecification,
} from '../../src/model/jumpstart/jumpstart-catalog';

/*
 * What the library knows of each version of each JumpStart model, as JSON on stdout: one row for each version, with the environment and the image of
 * each type.
 */

const rows = jumpStartModelIds().flatMap((id) => jumpStartVersions(id)!.map((version) => {
  const specification = findJumpStartModel(id, version) as JumpStartSpecification;
  const byType = (type: string) => {
    const image = jumpStartImageFor(specification, type);
    const environment = jumpStartEnvironmentFor(specification, type);
    return [type, { environment, image: image && { name: image.name, elsewhere: image.elsewhere ?? {} } }];
  };
  const { images: _images, ...facts } = specification;
  return { ...facts, types: Object.fromEntries(specification.instanceTypes.map(byType)) };
}));
process.stdout.write(JSON.stringify(rows));
