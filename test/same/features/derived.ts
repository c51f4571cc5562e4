import { Token, type Stack } from 'aws-cdk-lib';
import { aConfig, aModel, aRepository, aVpc } from './given';
import { onInstances } from './kinds';
import {
  ContainerImage, Framework, InstanceType, type ContainerImageConfig, type InstanceProductionVariantProps, type ModelProps,
} from '../../../src';

/** What the library sets or grants because of other properties. */
export function derived(stack: Stack): void {
  machineImages(stack);
  minCapacities(stack);
  permissionsOfUserImages(stack);
}

/** By CUDA 13 in the tag of the image, variants get the machine image that has its driver, where it can be changed without a loss. */
function machineImages(stack: Stack): void {
  const repositoryArn = 'arn:aws:ecr:us-east-1:123456789012:repository/serving';
  const models: { [id: string]: ModelProps } = {
    OfFramework: { containers: [{ image: ContainerImage.fromFramework(Framework.DJL_LMI, '0.36.0') }] },
    OfArn: { containers: [{ image: ContainerImage.fromEcrRepositoryArn(repositoryArn, '1.0-cu130') }] },
    OfRegistry: { containers: [{ image: ContainerImage.fromRegistry('registry.corp.example/team/model:1.0-cu130') }], vpc: aVpc(stack) },
    // These keep the choice of SageMaker.
    OfRepository: { containers: [{ image: ContainerImage.fromEcrRepository(aRepository(stack), '1.0-cu130') }] },
    OfCuda12: { containers: [{ image: ContainerImage.fromEcrRepositoryArn(repositoryArn, '1.0-cu129') }] },
  };
  const pools = [InstanceType.G5_XLARGE, InstanceType.G6_XLARGE].map((instanceType, index) => ({ instanceType, priority: index + 1 }));
  for (const [id, props] of Object.entries(models)) {
    const model = aModel(stack, `${id}Model`, props);
    const variants: Partial<InstanceProductionVariantProps>[] = [{ instanceType: InstanceType.G5_XLARGE }, { instancePools: pools }];
    aConfig(stack, id, { instanceProductionVariants: variants.map((variant, index) => ({ variantName: `v${index}`, model, ...variant })) });
  }
}

/** The lower limit of an instance count, if it is omitted: 1 where a token makes the number unknown. */
function minCapacities(stack: Stack): void {
  const count = Token.asNumber({ 'Fn::ImportValue': 'Count' });
  const counts: { [id: string]: { readonly initialInstanceCount?: number; readonly maxCapacity: number } } = {
    KnownCounts: { initialInstanceCount: 2, maxCapacity: 4 },
    UnknownInitialCount: { initialInstanceCount: count, maxCapacity: 4 },
    UnknownMaxCapacity: { initialInstanceCount: 2, maxCapacity: count },
    UnknownCounts: { initialInstanceCount: count, maxCapacity: count },
  };
  for (const [id, { initialInstanceCount, maxCapacity }] of Object.entries(counts)) {
    const model = aModel(stack, `${id}Model`);
    const endpoint = onInstances(stack, id, { instanceProductionVariants: [{ variantName: 'main', model, initialInstanceCount }] });
    endpoint.findInstanceProductionVariant('main').autoScaleInstanceCount({ maxCapacity });
  }
}

/** An image as users write one, which names a repository and grants nothing. */
class NamedImage extends ContainerImage {
  constructor(private readonly imageName: string) {
    super();
  }

  public bind(): ContainerImageConfig {
    return { imageName: this.imageName };
  }
}

/** The role may pull what such a class names, if it is in Amazon ECR. */
function permissionsOfUserImages(stack: Stack): void {
  const names: { [id: string]: string } = {
    OwnImage: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/serving:1.0',
    OthersImage: `111122223333.dkr.ecr.us-east-1.amazonaws.com/serving@sha256:${'0'.repeat(64)}`,
    RepositoryImage: aRepository(stack).repositoryUriForTag('1.0'),
    PublicImage: 'mirror.example.com/serving:1.0',
  };
  for (const [id, name] of Object.entries(names)) {
    aModel(stack, id, { containers: [{ image: new NamedImage(name) }] });
  }
}
