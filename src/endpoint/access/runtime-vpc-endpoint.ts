import { Stack, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { grantableArns, INVOCATION_ACTIONS } from './endpoint-grants';
import { assertValid } from '../../private/checks';
import type { IEndpoint } from '../endpoint-interface';

/**
 * How clients in a VPC reach endpoints.
 */
export interface RuntimeVpcEndpointProps {
  /**
   * The VPC of the clients. It can have one such VPC endpoint with private DNS.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The subnets that the VPC endpoint is in.
   *
   * @default - the private subnets of the VPC
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The security groups of the VPC endpoint; throws if it is empty.
   *
   * @default - a new security group that is open to the VPC on port 443
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Whether clients reach it by the name that the service has elsewhere, so that nothing has to be told them.
   *
   * @default true
   */
  readonly privateDnsEnabled?: boolean;

  /**
   * The endpoints that may be invoked through it, in whatever way. Clients need a grant on the endpoint as well. Throws if it is empty.
   *
   * @default - each endpoint that the client may invoke
   */
  readonly endpoints?: IEndpoint[];
}

/**
 * The interface VPC endpoint through which clients in a VPC invoke endpoints, without a way to the internet.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html
 */
export class RuntimeVpcEndpoint extends Construct implements ec2.IConnectable {
  /** The VPC endpoint itself. */
  public readonly vpcEndpoint: ec2.InterfaceVpcEndpoint;

  /** The connections of the VPC endpoint, on port 443 by default: `clients.connections.allowToDefaultPort(vpcEndpoint)`. */
  public readonly connections: ec2.Connections;

  /**
   * Adds the VPC endpoint to a VPC.
   *
   * @param scope where the construct belongs
   * @param id its id there
   * @param props how clients reach endpoints
   */
  constructor(scope: Construct, id: string, props: RuntimeVpcEndpointProps) {
    super(scope, id);
    const { vpc, subnets, endpoints } = props;
    assertValid(this,
      props.securityGroups?.length === 0 ? 'securityGroups must not be empty; leave it out to have one made' : undefined,
      endpoints?.length === 0 ? 'endpoints must not be empty; leave it out to allow each endpoint' : undefined,
    );
    const securityGroups = props.securityGroups ?? [new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc, allowAllOutbound: false, description: 'VPC endpoint of the SageMaker runtime',
    })];
    this.vpcEndpoint = new ec2.InterfaceVpcEndpoint(this, 'Resource', {
      vpc,
      subnets,
      securityGroups,
      service: ec2.InterfaceVpcEndpointAwsService.SAGEMAKER_RUNTIME,
      privateDnsEnabled: props.privateDnsEnabled,
      open: props.securityGroups === undefined,
    });
    this.connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(443) });
    endpoints?.forEach((endpoint) => this.allowInvoke(endpoint));
  }

  /**
   * Lets an endpoint be invoked through the VPC endpoint. The first call also closes it to all other endpoints.
   *
   * @param endpoint the endpoint
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html#create-vpc-endpoint-policy
   */
  public allowInvoke(endpoint: IEndpoint): void {
    const { account, region } = endpoint.env;
    // Who invokes an inference component has to be allowed its endpoint too, so that this opens no other endpoint.
    const components = Stack.of(this).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName: '*', account, region });
    this.vpcEndpoint.addToPolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: INVOCATION_ACTIONS,
      resources: [...grantableArns(endpoint.endpointArn, endpoint.endpointName), components],
    }));
  }
}
