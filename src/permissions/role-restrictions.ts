import { notEmpty, type Check } from '../private/checks';

/**
 * Restrictions of the permissions that the execution role is granted, beyond what AWS documents for hosting.
 *
 * AWS documents these permissions without restrictions, so test that the endpoint starts and publishes its metrics.
 *
 * @example
 * declare const image: sm.ContainerImage;
 *
 * new sm.Model(this, 'Restricted', {
 *   containers: [{ image }],
 *   roleRestrictions: { metricNamespaces: ['/aws/sagemaker/Endpoints', 'Churn'] },
 * });
 */
export interface ExecutionRoleRestrictions {
  /**
   * The CloudWatch namespaces to which the containers can publish metrics, at least 1. A name can contain the wildcards `*` and `?`. Include the
   * namespaces of your own metrics. Throws if the array is empty.
   *
   * @default - all namespaces
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
   */
  readonly metricNamespaces?: string[];

  /**
   * Indicates whether the role can create and delete network interfaces in the VPC only. Throws if it is true without `vpc`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
   */
  readonly networkInterfacesOfVpcOnly?: boolean;
}

/** Checks the restrictions of a role. */
export function roleRestrictionsChecks(restrictions: ExecutionRoleRestrictions | undefined, hasVpc: boolean): Check[] {
  return [
    notEmpty('roleRestrictions.metricNamespaces', restrictions?.metricNamespaces),
    restrictions?.networkInterfacesOfVpcOnly && !hasVpc ? 'roleRestrictions.networkInterfacesOfVpcOnly cannot be set without vpc; set vpc' : undefined,
  ];
}
