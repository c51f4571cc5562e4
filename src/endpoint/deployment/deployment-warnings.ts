import type { IConstruct } from 'constructs';
import { secondsToAlarm } from './alarm-time';
import type { AutoRollback } from './auto-rollback';
import { timeoutHint } from './deployment-checks';
import type { DeploymentStrategy } from './deployment-strategy';
import { warn } from '../../private/warnings';

/** Warns about the times of the deployments of an endpoint or of an inference component. */
export function warnOfTimes(deployed: IConstruct, deploymentStrategy: DeploymentStrategy | undefined, rollback: AutoRollback): void {
  if (!deploymentStrategy) {
    return;
  }
  warnOfBakeTime(deployed, deploymentStrategy, rollback);
  const hint = timeoutHint(deploymentStrategy._times);
  if (hint) {
    warn(deployed, 'deploymentTimeout', hint);
  }
}

/** Warns about alarms that take longer than the bake time to go into the ALARM state. */
function warnOfBakeTime(deployed: IConstruct, { _times: { bakeTime } }: DeploymentStrategy, rollback: AutoRollback): void {
  if (bakeTime?.isUnresolved()) {
    return;
  }
  const seconds = bakeTime?.toSeconds() ?? 0;
  const slow = rollback.alarms.filter((alarm) => (secondsToAlarm(alarm) ?? 0) > seconds);
  if (slow.length > 0) {
    const alarms = slow.map((alarm) => `'${alarm.node.path}' (${secondsToAlarm(alarm)} seconds)`).join(', ');
    warn(deployed, 'bakeTimeTooShort', 'alarms cannot roll the deployment back in time, because they take longer to go into the ALARM state than the '
      + `bakeTime of ${seconds} seconds: ${alarms}; increase bakeTime, or use shorter alarm periods`);
  }
}
