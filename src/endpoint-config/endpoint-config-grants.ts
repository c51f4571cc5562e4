import { grantAsyncInference } from './async-inference';
import { grantDataCapture } from './data-capture';
import type { EndpointConfigProps } from './endpoint-config-props';
import { grantExplainer } from './explainer';
import type { HostingRoles } from './hosting-roles';

/** Grants each role of the endpoint the permissions that the configuration requires, regardless of its variants. */
export function grantOfConfiguration(roles: HostingRoles, { encryptionKey, asyncInference, dataCapture, explainer }: EndpointConfigProps): void {
  if (encryptionKey) {
    roles.grantVolumeKey(encryptionKey);
  }
  if (asyncInference) {
    roles.grant('asyncInference', (grantee) => grantAsyncInference(grantee, asyncInference));
  }
  if (dataCapture) {
    roles.grant('dataCapture', (grantee) => grantDataCapture(grantee, dataCapture));
  }
  // Grants only for a baseline in a bucket: an inline baseline requires no permission, so a role that is not known needs no warning.
  if (explainer?._clarify.baseline._object) {
    roles.grant('explainer', (grantee) => grantExplainer(grantee, explainer));
  }
}
