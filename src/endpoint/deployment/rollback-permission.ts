import { aws_cloudwatch as cloudwatch, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { HostingRoles } from '../../endpoint-config/hosting-roles';
import { DESCRIBE_ALARMS_ACTIONS } from '../../permissions/execution-role';
import { roleWithLocalPolicy } from '../../permissions/role-in-stack';

/**
 * Grants the roles of an endpoint permission to describe the alarms that roll a deployment back. The permission is in a separate policy, because
 * models depend on the policy of their role, and would depend on the alarms.
 */
export class RollbackPermission {
  private readonly statements = new Map<iam.IRole, iam.PolicyStatement>();
  private readonly alarms = new Set<cloudwatch.IAlarm>();

  /**
   * @param endpoint the scope of the policy
   */
  constructor(private readonly endpoint: Construct) {}

  /**
   * Adds alarms.
   *
   * @param roles the roles that SageMaker assumes for the endpoint, including those that are added later; undefined if they are not known
   */
  public addAlarms(alarms: readonly cloudwatch.IAlarm[], roles: HostingRoles | undefined): void {
    const isFirst = this.alarms.size === 0;
    const added = alarms.filter((alarm) => !this.alarms.has(alarm));
    added.forEach((alarm) => this.alarms.add(alarm));
    this.statements.forEach((statement) => statement.addResources(...added.map(resourceOf)));
    if (isFirst) {
      roles?.forEach((role) => this.addRole(role));
    }
  }

  private addRole(role: iam.IRole): void {
    if (!this.statements.has(role)) {
      const statement = new iam.PolicyStatement({ actions: DESCRIBE_ALARMS_ACTIONS, resources: [...this.alarms].map(resourceOf) });
      this.statements.set(role, statement);
      roleWithLocalPolicy(this.endpoint, role).grantPrincipal.addToPrincipalPolicy(statement);
    }
  }
}

/**
 * Returns the resource to grant permission on. CloudWatch shows composite alarms only to principals that can describe all alarms.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
function resourceOf(alarm: cloudwatch.IAlarm): string {
  return alarm instanceof cloudwatch.CompositeAlarm ? '*' : alarm.alarmArn;
}
