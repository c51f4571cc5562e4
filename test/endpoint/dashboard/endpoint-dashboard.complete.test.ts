import * as path from 'path';
import { widgetsIn } from './given';
import { expectRecorded } from '../../helpers/recorded';
import { testStack } from '../../helpers/stack';
import { ALL_KINDS } from '../all-kinds';

test('the dashboard of each kind of endpoint, complete', () => {
  const found = Object.fromEntries(Object.entries(ALL_KINDS).map(([kind, endpoint]) => {
    const stack = testStack();
    endpoint(stack).addDashboard();
    return [kind, widgetsIn(stack)];
  }));
  expectRecorded(path.join(__dirname, 'data', 'dashboards.json'), found);
});
