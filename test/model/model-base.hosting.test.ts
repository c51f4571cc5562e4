import { Model, Processor, type IModel } from '../../src';
import { hostProcessors, recordHosting } from '../../src/model/model-base';
import { testStack } from '../helpers/stack';

const { CPU, GPU, NEURON } = Processor;
const aModel = () => Model.fromModelName(testStack(), 'Model', 'theirs');

test('a model that no configuration hosts has no processors', () => {
  expect(hostProcessors(aModel())).toEqual([]);
});

test('a model runs on the processors of all that host it, each once, in order', () => {
  const model = aModel();
  [GPU, CPU, GPU].forEach((processor) => recordHosting(model, () => processor));
  expect(hostProcessors(model)).toEqual([GPU, CPU]);
});

test('what is not known is left out', () => {
  const model = aModel();
  [undefined, NEURON, undefined].forEach((processor) => recordHosting(model, () => processor));
  expect(hostProcessors(model)).toEqual([NEURON]);
});

test('the processor is asked for late, and each time anew', () => {
  const model = aModel();
  let processor: Processor | undefined;
  recordHosting(model, () => processor);
  expect(hostProcessors(model)).toEqual([]);
  processor = GPU;
  expect(hostProcessors(model)).toEqual([GPU]);
});

test('models of the same name are told apart', () => {
  const [one, two] = [aModel(), aModel()];
  recordHosting(one, () => GPU);
  expect(hostProcessors(two)).toEqual([]);
});

test('the hosts of a model of another implementation are recorded, and a frozen one is not changed', () => {
  const theirs = { modelName: 'theirs' } as unknown as IModel;
  recordHosting(theirs, () => GPU);
  recordHosting(theirs, () => CPU);
  expect(hostProcessors(theirs)).toEqual([GPU, CPU]);
  expect(Object.keys(theirs)).toEqual(['modelName']);
  const frozen = Object.freeze({ modelName: 'frozen' }) as unknown as IModel;
  recordHosting(frozen, () => GPU);
  expect(hostProcessors(frozen)).toEqual([]);
});
