import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isAccountOfAws } from '../../dlc/accounts-of-aws';
import type { ContainerImageConfig } from '../container-image';
import { isOfAws } from './of-aws';

/** The account of an image in Amazon ECR, if it is known not to be that of the stack, nor one of AWS. */
export function foreignRepository(scope: IConstruct, image: ContainerImageConfig): string | undefined {
  const own = Stack.of(scope).account;
  const account = /^(\d{12})\.dkr\.ecr\./.exec(image.imageName)?.[1];
  return account === undefined || isOfAws(image) || Token.isUnresolved(own) || account === own || isAccountOfAws(account) ? undefined : account;
}
