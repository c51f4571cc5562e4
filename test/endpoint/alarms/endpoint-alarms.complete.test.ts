import * as path from 'path';
import type { EndpointAlarmsOptions } from '../../../src';
import { expectRecorded } from '../../helpers/recorded';
import { resourcesOf, testStack } from '../../helpers/stack';
import { ALL_KINDS, OTHER_THRESHOLDS } from '../all-kinds';

/** The alarms of each kind of endpoint, complete. */
function alarmsOfAll(options?: EndpointAlarmsOptions): { [kind: string]: object[] } {
  return Object.fromEntries(Object.entries(ALL_KINDS).map(([kind, endpoint]) => {
    const stack = testStack();
    endpoint(stack).addRecommendedAlarms(options);
    const alarms = Object.entries(resourcesOf(stack, 'AWS::CloudWatch::Alarm')).filter(([id]) => id.includes('RecommendedAlarms'));
    return [kind, alarms.map(([id, { Properties }]) => ({ id, ...Properties }))];
  }));
}

test('the alarms of each kind of endpoint, complete, with the default thresholds', () => {
  expectRecorded(path.join(__dirname, 'data', 'alarms.json'), alarmsOfAll());
});

test('the alarms of each kind of endpoint, complete, with other thresholds', () => {
  expectRecorded(path.join(__dirname, 'data', 'alarms-of-other-thresholds.json'), alarmsOfAll(OTHER_THRESHOLDS));
});
