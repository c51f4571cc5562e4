import { Model, Processor } from '../../src';
import { hostOn, processorsHosting } from '../../src/model/hosted-on';
import { testStack } from '../helpers/stack';

const { CPU, GPU, NEURON } = Processor;
const aModel = () => Model.fromModelName(testStack(), 'Model', 'theirs');

test('a model that nobody hosts runs on nothing', () => {
  expect(processorsHosting(aModel())).toEqual([]);
});

test('a model runs on the processors of all that host it, each once, in order', () => {
  const model = aModel();
  [GPU, CPU, GPU].forEach((processor) => hostOn(model, () => processor));
  expect(processorsHosting(model)).toEqual([GPU, CPU]);
});

test('what is not known is left out', () => {
  const model = aModel();
  [undefined, NEURON, undefined].forEach((processor) => hostOn(model, () => processor));
  expect(processorsHosting(model)).toEqual([NEURON]);
});

test('the processor is asked for late, and each time anew', () => {
  const model = aModel();
  let processor: Processor | undefined;
  hostOn(model, () => processor);
  expect(processorsHosting(model)).toEqual([]);
  processor = GPU;
  expect(processorsHosting(model)).toEqual([GPU]);
});

test('models of the same name are told apart', () => {
  const [one, two] = [aModel(), aModel()];
  hostOn(one, () => GPU);
  expect(processorsHosting(two)).toEqual([]);
});
