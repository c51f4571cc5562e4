import * as path from 'path';
import { aws_iam as iam } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { ContainerImage, Model, ModelData, type ContainerDefinition, type ContainerImageConfig, type IModel, type ModelDataConfig } from '../../src';
import { propertiesOf, resourcesOf, statementsOf, testStack } from '../helpers/stack';

export const IMAGE_DIRECTORY = path.join(__dirname, '..', 'fixtures', 'image');
export const ARCHIVE = path.join(__dirname, '..', 'fixtures', 'model.tar.gz');

export const PULL = { Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'], Effect: 'Allow' };
export const LOG_IN = { Action: 'ecr:GetAuthorizationToken', Effect: 'Allow', Resource: '*' };

/** An image as a user of the library may write one. */
export class UserImage extends ContainerImage {
  public readonly bound: { readonly scope: Construct; readonly model: IModel }[] = [];

  constructor(private readonly config: ContainerImageConfig = { imageName: 'registry.example.com/image:1' }) {
    super();
  }

  public bind(scope: Construct, model: IModel): ContainerImageConfig {
    this.bound.push({ scope, model });
    return this.config;
  }
}

/** Artifacts as a user of the library may write them. */
export class UserData extends ModelData {
  public readonly bound: { readonly scope: Construct; readonly model: IModel }[] = [];

  constructor(private readonly uri: string) {
    super();
  }

  public bind(scope: Construct, model: IModel): ModelDataConfig {
    this.bound.push({ scope, model });
    return { uri: this.uri };
  }
}

/** The only model of a stack, with containers that have the image of a user. */
export function modelWith(...containers: Partial<ContainerDefinition>[]): Model {
  return new Model(testStack(), 'Model', { containers: containers.map((container) => ({ image: new UserImage(), ...container })) });
}

/** A role that SageMaker can assume. */
export function aRole(scope: Construct, id = 'GivenRole'): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
}

/** A role whose grants go to the resources that have a policy. */
export function unchangeable(scope: Construct): iam.IRole {
  return aRole(scope).withoutPolicyUpdates({ addGrantsToResources: true });
}

/** A role of another account, whose grants need the resources that have a policy. */
export function foreign(scope: Construct): iam.IRole {
  return iam.Role.fromRoleArn(scope, 'GivenRole', 'arn:aws:iam::999999999999:role/foreign');
}

/** The properties of the only model in a stack. */
export function modelIn(scope: IConstruct): any {
  return propertiesOf(scope, 'AWS::SageMaker::Model');
}

/** What the only model in a stack waits for, sorted. */
export function dependenciesIn(scope: IConstruct): string[] {
  const [model] = Object.values(resourcesOf(scope, 'AWS::SageMaker::Model'));
  return [...model.DependsOn ?? []].sort();
}

/** The statements in a stack, but for those that every model needs. */
export function ownStatements(scope: IConstruct): any[] {
  return statementsOf(scope).slice(2);
}

/** An ARN in the environment of the test stack. */
export function arnIn(service: string, resource: string, place = 'us-east-1:123456789012'): unknown {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:${place}:${resource}`]] };
}

/** An image of the test account's registry. */
export function imageIn(image: string, registry = '123456789012.dkr.ecr.us-east-1'): unknown {
  return { 'Fn::Join': ['', [`${registry}.`, { Ref: 'AWS::URLSuffix' }, `/${image}`]] };
}
