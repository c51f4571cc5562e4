import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { conflictingEndpoints, markVpcEndpoints } from './conflicting-endpoints';
import { atSynth } from '../../private/at-synth';
import { assertValid, problemsOf, type Check } from '../../private/checks';
import { given, pathOf } from '../../private/given';
import { eachShaped, INTERFACE_SERVICE, requiredShape, SECURITY_GROUP, VPC } from '../../private/shapes';

/**
 * Properties for the VPC endpoints of model hosting.
 */
export interface HostingVpcEndpointsProps {
  /**
   * The VPC to add the endpoints to.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Indicates whether to add the gateway endpoint for Amazon S3. Each route table of a VPC can have only one.
   *
   * @default true
   */
  readonly s3?: boolean;

  /**
   * The services to add interface endpoints for. A VPC can have only one endpoint with private DNS for each service. Hosting itself requires none:
   * SageMaker pulls images from Amazon ECR and writes logs and metrics through its own network. Add members of `InterfaceVpcEndpointAwsService` for
   * what else is accessed from the VPC: `LAMBDA` for a function that provides the credentials of a private registry, `SSM_MESSAGES` for `ssmAccess`,
   * `SAGEMAKER_RUNTIME` for clients in the VPC that invoke endpoints, and `KMS`, `CLOUDWATCH_LOGS`, `CLOUDWATCH_MONITORING`, `ECR` or `ECR_DOCKER` for
   * containers that call these services themselves.
   *
   * @default - no interface endpoints
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
   */
  readonly interfaceServices?: ec2.IInterfaceVpcEndpointService[];

  /**
   * The subnets of the interface endpoints. Their route tables also receive the route to Amazon S3.
   *
   * @default - the private subnets of the VPC for the interface endpoints, and all route tables for Amazon S3
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The security groups of the interface endpoints.
   *
   * @default - a new security group that allows inbound traffic from the VPC on port 443, if there are interface endpoints
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/**
 * The VPC endpoints of models in subnets without a route to the internet: the gateway endpoint for Amazon S3, through which the artifacts are read,
 * and the interface endpoints of `interfaceServices`.
 *
 * Interface endpoints are charged by the hour. If a VPC already has some of these endpoints, add only the missing endpoints. Models in the VPC are
 * created after its endpoints.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const image: sm.ContainerImage;
 *
 * new sm.HostingVpcEndpoints(this, 'VpcEndpoints', { vpc, interfaceServices: [ec2.InterfaceVpcEndpointAwsService.KMS] });
 * new sm.Model(this, 'Private', {
 *   containers: [{ image }],
 *   vpc,
 *   vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
 * });
 */
export class HostingVpcEndpoints extends Construct implements ec2.IConnectable {
  /** The gateway endpoint for Amazon S3; undefined if `s3` is false. */
  public readonly s3Endpoint?: ec2.GatewayVpcEndpoint;

  /** The interface endpoints, in the order of their services. */
  public readonly interfaceEndpoints: ec2.InterfaceVpcEndpoint[];

  /** The connections of the interface endpoints, with the default port 443: `model.connections.allowToDefaultPort(endpoints)`. */
  public readonly connections: ec2.Connections;

  /**
   * Adds the endpoints to a VPC. Throws if a service is listed twice, or if `securityGroups` is empty. Synthesis fails if the app adds another
   * endpoint with private DNS for one of the services to the VPC, or another gateway endpoint for Amazon S3 to its route tables.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the endpoints
   */
  constructor(scope: Construct, id: string, props: HostingVpcEndpointsProps) {
    props = given('HostingVpcEndpointsProps', props, pathOf(scope, id));
    super(scope, id);
    const { vpc, subnets } = props;
    assertValid(this, ...propsChecks(props));
    const interfaceServices = props.interfaceServices ?? [];
    const securityGroups = props.securityGroups ?? (interfaceServices.length === 0 ? [] : [new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc, allowAllOutbound: false, description: 'VPC endpoints of SageMaker model hosting',
    })]);
    this.connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(443) });
    if (props.s3 ?? true) {
      this.s3Endpoint = new ec2.GatewayVpcEndpoint(this, 'S3', {
        vpc, service: ec2.GatewayVpcEndpointAwsService.S3, subnets: subnets && [subnets],
      });
    }
    this.interfaceEndpoints = interfaceServices.map((service, index) =>
      new ec2.InterfaceVpcEndpoint(this, idOf(service, index), {
        vpc, service, subnets, securityGroups, open: props.securityGroups === undefined,
      }));
    atSynth(this, () => conflictingEndpoints(this, {
      privateDns: 'omit these services from interfaceServices',
      gateway: 'set s3 to false',
    }));
  }
}

markVpcEndpoints(HostingVpcEndpoints.prototype);

/** Checks the properties without the VPC. */
function propsChecks({ vpc, securityGroups, interfaceServices: services }: HostingVpcEndpointsProps): Check[] {
  const serviceProblems = problemsOf(...eachShaped('interfaceServices', services, INTERFACE_SERVICE));
  const interfaceServices = serviceProblems.length > 0 ? [] : services ?? [];
  const names = interfaceServices.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return [
    requiredShape('vpc', vpc, VPC),
    ...eachShaped('securityGroups', securityGroups, SECURITY_GROUP),
    ...serviceProblems,
    securityGroups?.length === 0 ? 'securityGroups must not be empty; omit it to create a security group' : undefined,
    twice === undefined ? undefined : `interfaceServices must be unique, got ${twice} twice`,
  ];
}

/** Returns the name of a service. For an AWS service, it is the short name, because the full name contains the region. */
function nameOf(service: ec2.IInterfaceVpcEndpointService): string {
  return service instanceof ec2.InterfaceVpcEndpointAwsService ? service.shortName : service.name;
}

/** Returns an ID with the short name of an AWS service, so that reordering the services replaces no endpoint. */
function idOf(service: ec2.IInterfaceVpcEndpointService, index: number): string {
  return service instanceof ec2.InterfaceVpcEndpointAwsService ? `Interface-${service.shortName}` : `Interface${index}`;
}
