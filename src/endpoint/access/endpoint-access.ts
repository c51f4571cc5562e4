import { Lazy, type aws_iam as iam } from 'aws-cdk-lib';
import {
  grantCallWithBearerToken, grantInvoke, grantInvokeAsync, grantInvokeTargets, grantInvokeWithBidirectionalStream, grantInvokeWithResponseStream,
  type InvocationTargets,
} from './endpoint-grants';
import { checkedGrant } from './grantee-warnings';
import { openAiBaseUrl } from './openai-api';
import type { Variants } from '../../endpoint-config/variants/variant-set';
import { atSynth } from '../../private/at-synth';
import { warn } from '../../private/warnings';
import type { EndpointContext } from '../endpoint-context';

/** The variants of an endpoint, without a dependency on their class. */
interface EndpointVariants {
  /** Indicates whether the endpoint is known to host models, so that it hosts no components. */
  readonly hostsModels: boolean;
  /** Returns the definitions of the variants; undefined if they are not known. */
  known(): Variants | undefined;
  /** Returns the components that a request can be for, without adapters; undefined if the endpoint is not known to host components. */
  requested(): readonly RequestedComponent[] | undefined;
}

/** An inference component of an endpoint, without a dependency on its class. */
interface Component {
  /** The ARNs of the component to grant permissions on, without those of its endpoint. */
  readonly ownArnsToGrant: string[];
  /** Indicates whether the component has been removed from the construct tree. */
  readonly isRemoved: boolean;
}

/** A component that a request can be for. */
interface RequestedComponent {
  readonly openAiBaseUrl: string;
  /** The name for messages. */
  readonly title: string;
}

/** Grants permission on ARNs. */
type GrantOn = (resourceArns: string[], grantee: iam.IGrantable) => iam.Grant;

/** The permissions on one endpoint as a whole that the app grants. */
export class EndpointAccess {
  /** The methods that were called to grant synchronous requests; each is named once in the warnings. */
  private readonly synchronous = new Set<string>();
  private isAsynchronousGranted = false;
  private isHostGranted = false;
  private isUrlUsed = false;
  /** The statements that allow requests to whatever the endpoint hosts. */
  private readonly statements: iam.PolicyStatement[] = [];
  private readonly components = new Set<Component>();

  constructor(private readonly endpoint: EndpointContext, private readonly variants: EndpointVariants) {
    atSynth(endpoint.scope, () => {
      this.warnOfGrants();
      this.warnOfUrl();
    });
  }

  public grantInvoke(grantee: iam.IGrantable): iam.Grant {
    this.synchronous.add('grantInvoke');
    return this.checked('grantInvoke', grantee, this.grantHosted(grantInvoke, grantee));
  }

  public grantInvokeWithResponseStream(grantee: iam.IGrantable): iam.Grant {
    this.synchronous.add('grantInvokeWithResponseStream');
    return this.checked('grantInvokeWithResponseStream', grantee, this.grantHosted(grantInvokeWithResponseStream, grantee));
  }

  public grantInvokeOpenAi(grantee: iam.IGrantable): iam.Grant {
    this.synchronous.add('grantInvokeOpenAi');
    return this.checked('grantInvokeOpenAi', grantee, this.grantHosted(grantInvoke, grantee)).combine(grantCallWithBearerToken(grantee));
  }

  public grantInvokeWithBidirectionalStream(grantee: iam.IGrantable): iam.Grant {
    this.synchronous.add('grantInvokeWithBidirectionalStream');
    return this.checked('grantInvokeWithBidirectionalStream', grantee, grantInvokeWithBidirectionalStream(this.endpoint.grantableArns, grantee));
  }

  public grantInvokeTargets(grantee: iam.IGrantable, targets: InvocationTargets): iam.Grant {
    this.synchronous.add('grantInvokeTargets');
    return this.checked('grantInvokeTargets', grantee, grantInvokeTargets(this.endpoint.grantableArns, grantee, targets));
  }

  public grantInvokeAsync(grantee: iam.IGrantable): iam.Grant {
    this.isAsynchronousGranted = true;
    return this.checked('grantInvokeAsync', grantee, grantInvokeAsync(this.endpoint.grantableArns, grantee));
  }

  /**
   * Adds an inference component of the endpoint to the grants on the endpoint, both earlier and later ones, because SageMaker requires permission
   * on both. If all variants have models, the endpoint hosts no components, and the grants remain as they are.
   */
  public addComponent(component: Component): void {
    const instance = this.variants.known()?.instance ?? [];
    if (this.components.has(component) || (instance.length > 0 && instance.every(({ hostsModel }) => hostsModel))) {
      return;
    }
    this.components.add(component);
    // A statement is frozen after the first synthesis.
    this.statements.filter(({ frozen }) => !frozen).forEach((statement) => statement.addResources(...component.ownArnsToGrant));
  }

  /**
   * Returns the base URL of the OpenAI API: that of the component if the endpoint hosts only one, because SageMaker refuses a request to an endpoint
   * with components that names none. Components can be added until synthesis.
   */
  public openAiBaseUrl(): string {
    const url = openAiBaseUrl(this.endpoint);
    if (this.variants.hostsModels) {
      return url;
    }
    this.isUrlUsed = true;
    return Lazy.uncachedString({
      produce: () => {
        const components = this.variants.requested() ?? [];
        return components.length === 1 ? components[0].openAiBaseUrl : url;
      },
    });
  }

  private get presentComponents(): Component[] {
    return [...this.components].filter(({ isRemoved }) => !isRemoved);
  }

  private checked(method: string, grantee: iam.IGrantable, grant: iam.Grant): iam.Grant {
    return checkedGrant(this.endpoint.scope, method, grantee, grant);
  }

  private grantHosted(grantOn: GrantOn, grantee: iam.IGrantable): iam.Grant {
    this.isHostGranted = true;
    const ofComponents = this.presentComponents.flatMap(({ ownArnsToGrant }) => ownArnsToGrant);
    const grant = grantOn([...this.endpoint.grantableArns, ...ofComponents], grantee);
    this.statements.push(...grant.principalStatements);
    return grant;
  }

  /** Warns about grants that do not allow any request. The variants can be added after the grants. */
  private warnOfGrants(): void {
    const { scope } = this.endpoint;
    const variants = this.variants.known();
    const isAsync = variants?.instance.some((variant) => variant.isAsync) ?? false;
    const isSynchronous = variants !== undefined && !isAsync && (variants.instance.length > 0 || variants.serverless !== undefined);
    if (isAsync && this.synchronous.size > 0) {
      warn(scope, 'grantInvokeOfQueue', `${[...this.synchronous].join(', ')} allows requests that an asynchronous endpoint refuses; use grantInvokeAsync`);
    }
    if (isSynchronous && this.isAsynchronousGranted) {
      warn(scope, 'grantInvokeAsyncWithoutQueue', 'grantInvokeAsync allows requests that only asynchronous endpoints accept; use grantInvoke, '
        + 'or set asyncInference of the endpoint configuration');
    }
    if (this.isHostGranted && this.presentComponents.length === 0 && variants?.instance.some(({ hostsComponents }) => hostsComponents)) {
      warn(scope, 'grantInvokeWithoutComponent', 'the endpoint hosts inference components, and a request also requires permission on its component; '
        + 'add the component with addInferenceComponent, or use inferenceComponent(name).grantInvoke, which allows both');
    }
  }

  /** Warns about the URL of an endpoint whose requests must name one of its components. */
  private warnOfUrl(): void {
    const components = this.variants.requested();
    if (this.isUrlUsed && components && components.length !== 1) {
      const titles = components.map(({ title }) => title).join(' or ');
      warn(this.endpoint.scope, 'openAiBaseUrlWithoutComponent', 'openAiBaseUrl of the endpoint names no inference component, and SageMaker refuses such requests to an endpoint that hosts them; '
        + `use openAiBaseUrl of ${titles || 'the component, such as inferenceComponent(name).openAiBaseUrl'}`);
    }
  }
}
