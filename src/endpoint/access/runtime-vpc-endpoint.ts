import { Lazy, Stack, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CALL_WITH_BEARER_TOKEN, grantableArns, INVOCATION_ACTIONS } from './endpoint-grants';
import { conflictingEndpoints, markVpcEndpoints } from '../../model/vpc/conflicting-endpoints';
import { atSynth } from '../../private/at-synth';
import { assertValid } from '../../private/checks';
import { given, pathOf } from '../../private/given';
import { eachShaped, ENDPOINT, requiredShape, SECURITY_GROUP, VPC } from '../../private/shapes';
import type { IEndpoint } from '../endpoint-interface';

/** The port of bidirectional streams. @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html */
const STREAMING_PORT = 8443;

/**
 * The properties of a VPC endpoint for SageMaker Runtime.
 */
export interface RuntimeVpcEndpointProps {
  /**
   * The VPC of the clients. A VPC can have only one such VPC endpoint with private DNS: synthesis fails if the app adds two.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The subnets in which to create the VPC endpoint.
   *
   * @default - the private subnets of the VPC
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The security groups of the VPC endpoint. Throws if the array is empty.
   *
   * @default - a new security group that allows access from the VPC on port 443, and on port 8443 for bidirectional streams
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Set to true to let clients use the default DNS name of the service, without changes to their configuration.
   *
   * @default true
   */
  readonly privateDnsEnabled?: boolean;

  /**
   * The endpoints that clients can invoke through the VPC endpoint, with any invocation API, including the OpenAI-compatible API. Clients also
   * require a grant on the endpoint.
   * Throws if the array is empty.
   *
   * @default - all endpoints that the client has permission to invoke
   */
  readonly endpoints?: IEndpoint[];
}

/**
 * An interface VPC endpoint for SageMaker Runtime, through which clients in a VPC without a route to the internet invoke endpoints.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html
 *
 * @example
 * declare const vpc: ec2.IVpc;
 * declare const endpoint: sm.Endpoint;
 *
 * // Clients in the VPC can invoke this endpoint only
 * new sm.RuntimeVpcEndpoint(this, 'Runtime', { vpc, endpoints: [endpoint] });
 */
export class RuntimeVpcEndpoint extends Construct implements ec2.IConnectable {
  /** The underlying VPC endpoint. */
  public readonly vpcEndpoint: ec2.InterfaceVpcEndpoint;

  /**
   * The connections of the VPC endpoint, with port 443 as the default port: `clients.connections.allowToDefaultPort(vpcEndpoint)`. Bidirectional
   * streams use port 8443: `clients.connections.allowTo(vpcEndpoint, ec2.Port.tcp(8443))`.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-test-endpoints.html
   */
  public readonly connections: ec2.Connections;

  private isRestricted = false;

  /**
   * Defines the VPC endpoint.
   *
   * @param scope the scope in which to define this construct
   * @param id the ID of the construct, unique within its scope
   * @param props the properties of the VPC endpoint
   */
  constructor(scope: Construct, id: string, props: RuntimeVpcEndpointProps) {
    props = given('RuntimeVpcEndpointProps', props, pathOf(scope, id));
    super(scope, id);
    const { vpc, subnets, endpoints } = props;
    assertValid(this,
      requiredShape('vpc', vpc, VPC),
      ...eachShaped('securityGroups', props.securityGroups, SECURITY_GROUP),
      ...eachShaped('endpoints', endpoints, ENDPOINT),
      props.securityGroups?.length === 0 ? 'securityGroups must not be empty; omit it to create a security group' : undefined,
      endpoints?.length === 0 ? 'endpoints must not be empty; omit it to allow all endpoints' : undefined,
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
    if (props.securityGroups === undefined) {
      this.connections.allowFrom(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(STREAMING_PORT));
    }
    endpoints?.forEach((endpoint) => this.allowInvoke(endpoint));
    atSynth(this, () => conflictingEndpoints(this, { privateDns: 'set privateDnsEnabled to false, or use the other one' }));
  }

  /**
   * Allows an endpoint to be invoked through the VPC endpoint. The first call restricts the VPC endpoint to the endpoints that are allowed.
   *
   * @param endpoint the endpoint to allow access to
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/interface-vpc-endpoint.html#create-vpc-endpoint-policy
   */
  public allowInvoke(endpoint: IEndpoint): void {
    assertValid(this, requiredShape('endpoint', endpoint, ENDPOINT));
    if (!this.isRestricted) {
      // Allows bearer tokens, which are not for one endpoint. They open no endpoint, because a request requires permission on its endpoint too.
      this.addStatement(CALL_WITH_BEARER_TOKEN.actions, CALL_WITH_BEARER_TOKEN.resourceArns);
      this.isRestricted = true;
    }
    const { account, region } = endpoint.env;
    const arns = grantableArns(endpoint.endpointArn, endpoint.endpointName);
    // Allows all inference components. This opens no other endpoint, because invoking a component requires permission on its endpoint too.
    const components = Stack.of(this).formatArn({ service: 'sagemaker', resource: 'inference-component', resourceName: '*', account, region });
    // Rendered at synthesis, because variants can be added until then. The CDK omits an undefined item of a list.
    this.addStatement(INVOCATION_ACTIONS, [...arns, Lazy.string({ produce: () => hostsModelsOnly(endpoint) ? undefined : components })]);
  }

  private addStatement(actions: string[], resources: string[]): void {
    this.vpcEndpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources }));
  }
}

/** Returns whether an endpoint is known to host no inference components. An endpoint that the user implements does not show it. */
function hostsModelsOnly(endpoint: IEndpoint): boolean {
  return (endpoint as { _hostsModelsOnly?(): boolean })._hostsModelsOnly?.() ?? false;
}

markVpcEndpoints(RuntimeVpcEndpoint.prototype);
