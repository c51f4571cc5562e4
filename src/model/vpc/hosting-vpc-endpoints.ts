import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { assertValid, type Check } from '../../private/checks';

/**
 * Which endpoints a VPC gets.
 */
export interface HostingVpcEndpointsProps {
  /**
   * The VPC that gets the endpoints.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Whether to add the gateway endpoint for Amazon S3. A VPC can have one for each of its route tables.
   *
   * @default true
   */
  readonly s3?: boolean;

  /**
   * The services that get an interface endpoint. A VPC can have one with private DNS for each service. Add
   * `InterfaceVpcEndpointAwsService.LAMBDA` for a function that hands over the credentials of a private registry,
   * `SAGEMAKER_RUNTIME` for clients in the VPC that invoke endpoints, and `KMS` where containers decrypt something themselves.
   *
   * @default - Amazon ECR (`ECR` and `ECR_DOCKER`), CloudWatch Logs, and CloudWatch metrics
   */
  readonly interfaceServices?: ec2.IInterfaceVpcEndpointService[];

  /**
   * The subnets that the interface endpoints are in, and whose route tables lead to S3.
   *
   * @default - the private subnets of the VPC for the interface endpoints, and all route tables for S3
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The security groups of the interface endpoints.
   *
   * @default - a new security group that is open to the VPC on port 443
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/**
 * The VPC endpoints that models need in subnets without a way to the internet: for artifacts, images, logs and metrics.
 *
 * Interface endpoints cost money by the hour. A VPC that has some of them already needs only the others.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
 */
export class HostingVpcEndpoints extends Construct implements ec2.IConnectable {
  /** The gateway endpoint for Amazon S3, if there is one. */
  public readonly s3Endpoint?: ec2.GatewayVpcEndpoint;

  /** The interface endpoints, in the order of their services. */
  public readonly interfaceEndpoints: ec2.InterfaceVpcEndpoint[];

  /** The connections of the interface endpoints, on port 443 by default: `model.connections.allowToDefaultPort(endpoints)`. */
  public readonly connections: ec2.Connections;

  /**
   * Adds the endpoints to a VPC.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props which endpoints the VPC gets
   */
  constructor(scope: Construct, id: string, props: HostingVpcEndpointsProps) {
    super(scope, id);
    const { vpc, subnets } = props;
    assertValid(this, ...propsChecks(props));
    const securityGroups = props.securityGroups ?? [new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc, allowAllOutbound: false, description: 'VPC endpoints of SageMaker model hosting',
    })];
    this.connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(443) });
    if (props.s3 ?? true) {
      this.s3Endpoint = new ec2.GatewayVpcEndpoint(this, 'S3', {
        vpc, service: ec2.GatewayVpcEndpointAwsService.S3, subnets: subnets && [subnets],
      });
    }
    this.interfaceEndpoints = (props.interfaceServices ?? defaultServices()).map((service, index) =>
      new ec2.InterfaceVpcEndpoint(this, idOf(service, index), {
        vpc, service, subnets, securityGroups, open: props.securityGroups === undefined,
      }));
  }
}

/** Checks the properties by themselves. */
function propsChecks({ securityGroups, interfaceServices = [] }: HostingVpcEndpointsProps): Check[] {
  const names = interfaceServices.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return [
    securityGroups?.length === 0 ? 'securityGroups must not be empty; leave it out to have one made' : undefined,
    twice === undefined ? undefined : `interfaceServices must not have a service twice, got ${twice} again`,
  ];
}

/** Returns the services that hosting needs beside S3, to pull images, write logs and publish metrics. */
function defaultServices(): ec2.IInterfaceVpcEndpointService[] {
  const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, CLOUDWATCH_MONITORING } = ec2.InterfaceVpcEndpointAwsService;
  return [ECR, ECR_DOCKER, CLOUDWATCH_LOGS, CLOUDWATCH_MONITORING];
}

/** Returns the name of a service; that of a service of AWS has parts that depend on the region, so it is the short one. */
function nameOf(service: ec2.IInterfaceVpcEndpointService): string {
  return service instanceof ec2.InterfaceVpcEndpointAwsService ? service.shortName : service.name;
}

/** Returns an id with the short name of the service where it has one, so that another order of the services replaces nothing. */
function idOf(service: ec2.IInterfaceVpcEndpointService, index: number): string {
  return service instanceof ec2.InterfaceVpcEndpointAwsService ? `Interface-${service.shortName}` : `Interface${index}`;
}
