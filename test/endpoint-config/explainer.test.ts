import { CfnParameter, Lazy, Size, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import {
  ClarifyFeatureType, ClarifyTextGranularity, EndpointConfig, Explainer, Model, ShapBaseline,
  type ClarifyExplainerOptions, type ClarifyInferenceOptions, type IModel,
} from '../../src';
import { must } from '../helpers/must';
import { like, messageOf, problemsAtSynth } from '../helpers/problems';
import { propertiesOf, statementsOf, testStack, warningsOf } from '../helpers/stack';
import { UserImage, aRole } from '../model/given';
import { aBucket } from '../registry/given';

const TYPE = 'AWS::SageMaker::EndpointConfig';
const { NUMERICAL, CATEGORICAL, TEXT } = ClarifyFeatureType;
const INLINE = ShapBaseline.inline('1,2');
const GERMAN = { granularity: ClarifyTextGranularity.SENTENCE, language: 'de' };
const LANGUAGES = ('af sq ar hy eu bn bg ca zh hr cs da nl en et fi fr de el gu he hi hu is id ga it kn ky lv lt lb mk ml mr ne nb fa pl pt '
  + 'ro ru sa sr tn '
  + 'si sk sl es sv tl ta tt te tr uk ur yo lij xx').split(' ');

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const s3Arn = (place: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${place}`]] });

/** A model whose role may do nothing but what each model's may. */
function plainModel(stack: Stack, id = 'Model', role?: iam.IRole): Model {
  return new Model(stack, id, { role, containers: [{ image: new UserImage() }] });
}

function configWith(options: Partial<ClarifyExplainerOptions> = {}, stack = testStack(), model: IModel = plainModel(stack)): EndpointConfig {
  return new EndpointConfig(stack, 'Config', {
    instanceProductionVariants: [{ model, variantName: 'main' }],
    explainer: Explainer.clarify({ baseline: INLINE, ...options }),
  });
}

const rendered = (options?: Partial<ClarifyExplainerOptions>, stack?: Stack) =>
  propertiesOf(configWith(options, stack), TYPE).ExplainerConfig.ClarifyExplainerConfig;
const refused = (options: Partial<ClarifyExplainerOptions>) => messageOf(() => configWith(options));
const inferenceOf = (inference: ClarifyInferenceOptions, stack?: Stack) => rendered({ inference }, stack).InferenceConfig;

/** As CloudFormation names a property. */
const capital = (name: string) => name[0].toUpperCase() + name.slice(1);

describe('rendering', () => {
  test('nothing without it', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', { instanceProductionVariants: [{ model: plainModel(stack), variantName: 'main' }] });
    expect(propertiesOf(stack, TYPE)).not.toHaveProperty('ExplainerConfig');
  });

  test('nothing but the baseline, if nothing else is said', () => {
    expect(rendered()).toEqual({ ShapConfig: { ShapBaselineConfig: { ShapBaseline: '1,2' } } });
  });

  test('all options', () => {
    expect(rendered({
      baseline: ShapBaseline.inline('1,2', { mimeType: 'text/csv' }),
      enableExplanations: '`true`',
      numberOfSamples: 100,
      seed: 7,
      useLogit: true,
      text: GERMAN,
      inference: {
        featuresAttribute: 'features',
        contentTemplate: '{"features":$features}',
        featureHeaders: ['age', 'note'],
        featureTypes: [NUMERICAL, CATEGORICAL, TEXT],
        maxRecordCount: 10,
        maxPayload: Size.mebibytes(6),
        probabilityIndex: 1,
        labelIndex: 0,
        probabilityAttribute: 'p',
        labelAttribute: 'l',
        labelHeaders: ['stays', 'leaves'],
      },
    })).toEqual({
      EnableExplanations: '`true`',
      InferenceConfig: {
        FeaturesAttribute: 'features',
        ContentTemplate: '{"features":$features}',
        FeatureHeaders: ['age', 'note'],
        FeatureTypes: ['numerical', 'categorical', 'text'],
        MaxRecordCount: 10,
        MaxPayloadInMB: 6,
        ProbabilityIndex: 1,
        LabelIndex: 0,
        ProbabilityAttribute: 'p',
        LabelAttribute: 'l',
        LabelHeaders: ['stays', 'leaves'],
      },
      ShapConfig: {
        ShapBaselineConfig: { ShapBaseline: '1,2', MimeType: 'text/csv' },
        NumberOfSamples: 100,
        Seed: 7,
        UseLogit: true,
        TextConfig: { Granularity: 'sentence', Language: 'de' },
      },
    });
  });

  test('zeros and false, which are not the same as left out', () => {
    expect(rendered({ seed: 0, useLogit: false, inference: { labelIndex: 0, probabilityIndex: 0 } })).toEqual({
      InferenceConfig: { LabelIndex: 0, ProbabilityIndex: 0 },
      ShapConfig: { ShapBaselineConfig: { ShapBaseline: '1,2' }, Seed: 0, UseLogit: false },
    });
  });

  test.each(['a.csv', '/a.csv'])('a baseline in a bucket, with key %s', (key) => {
    const stack = testStack();
    expect(rendered({ baseline: ShapBaseline.fromBucket(aBucket(stack), key, { mimeType: 'text/csv' }) }, stack).ShapConfig)
      .toEqual({ ShapBaselineConfig: { ShapBaselineUri: 's3://bucket/a.csv', MimeType: 'text/csv' } });
  });

  test('tokens unbroken', () => {
    const stack = testStack();
    const text = (id: string) => new CfnParameter(stack, id).valueAsString;
    const list = (id: string) => new CfnParameter(stack, id, { type: 'CommaDelimitedList' }).valueAsList;
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    expect(rendered({
      baseline: ShapBaseline.inline(text('Baseline'), { mimeType: text('Mime') }),
      enableExplanations: text('Which'),
      numberOfSamples: number('Samples'),
      seed: number('Seed'),
      text: { granularity: text('Granularity') as ClarifyTextGranularity, language: text('Language') },
      inference: {
        featuresAttribute: text('Features'),
        featureHeaders: list('Names'),
        featureTypes: list('Types') as ClarifyFeatureType[],
        labelHeaders: [text('Label'), 'leaves'],
        maxRecordCount: number('Records'),
        maxPayload: Size.mebibytes(number('Payload')),
        probabilityIndex: number('Column'),
      },
    }, stack)).toEqual({
      EnableExplanations: { Ref: 'Which' },
      InferenceConfig: {
        FeaturesAttribute: { Ref: 'Features' },
        FeatureHeaders: { Ref: 'Names' },
        FeatureTypes: { Ref: 'Types' },
        LabelHeaders: [{ Ref: 'Label' }, 'leaves'],
        MaxRecordCount: { Ref: 'Records' },
        MaxPayloadInMB: { Ref: 'Payload' },
        ProbabilityIndex: { Ref: 'Column' },
      },
      ShapConfig: {
        ShapBaselineConfig: { ShapBaseline: { Ref: 'Baseline' }, MimeType: { Ref: 'Mime' } },
        NumberOfSamples: { Ref: 'Samples' },
        Seed: { Ref: 'Seed' },
        TextConfig: { Granularity: { Ref: 'Granularity' }, Language: { Ref: 'Language' } },
      },
    });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('the baseline', () => {
  test('fails when it is left out', () => {
    expect(refused({ baseline: undefined })).toBe('Test/Config: explainer.baseline is required; create it with a method of ShapBaseline');
  });

  test.each([1, 4096])('may have %d characters', (length) => {
    expect(rendered({ baseline: ShapBaseline.inline('1'.repeat(length)) }).ShapConfig.ShapBaselineConfig.ShapBaseline).toHaveLength(length);
  });

  test('may have several lines', () => {
    expect(rendered({ baseline: ShapBaseline.inline('1,2\n3,4\n') }).ShapConfig.ShapBaselineConfig.ShapBaseline).toBe('1,2\n3,4\n');
  });

  test.each(['', '1'.repeat(4097)])('fails as %p', (content) => {
    expect(refused({ baseline: ShapBaseline.inline(content) }))
      .toBe(`Test/Config: explainer.baseline must be records (1 to 4096 characters), got '${content}'; use ShapBaseline.fromBucket for larger baselines`);
  });

  test('may have 1024 characters as a URI', () => {
    const stack = testStack();
    // s3://bucket/ has 12 characters.
    const baseline = ShapBaseline.fromBucket(aBucket(stack), 'k'.repeat(1012));
    expect(rendered({ baseline }, stack).ShapConfig.ShapBaselineConfig.ShapBaselineUri).toHaveLength(1024);
  });

  test('fails with 1025 characters as a URI', () => {
    const stack = testStack();
    expect(messageOf(() => configWith({ baseline: ShapBaseline.fromBucket(aBucket(stack), 'k'.repeat(1013)) }, stack)))
      .toBe(`Test/Config: explainer.baseline ${must.beUrl(`s3://bucket/${'k'.repeat(1013)}`)}`);
  });

  test.each(['text/csv', 'application/jsonlines', 'image/svg+xml', `a/${'b'.repeat(253)}`])('may be of type %s', (mimeType) => {
    expect(rendered({ baseline: ShapBaseline.inline('1', { mimeType }) }).ShapConfig.ShapBaselineConfig.MimeType).toBe(mimeType);
  });

  test.each(['', 'csv', 'text/', '/csv', `a/${'b'.repeat(254)}`])('fails with type %p', (mimeType) => {
    expect(refused({ baseline: ShapBaseline.inline('1', { mimeType }) }))
      .toBe(`Test/Config: explainer.baseline.mimeType must be a MIME type such as 'text/csv' (1 to 255 characters), got '${mimeType}'`);
  });
});

describe.each<[string, (value: string) => Partial<ClarifyExplainerOptions>, string]>([
  ['enableExplanations', (value) => ({ enableExplanations: value }), 'an expression'],
  ...(['featuresAttribute', 'contentTemplate', 'probabilityAttribute', 'labelAttribute'] as const).map((name) => (
    [`inference.${name}`, (value: string) => ({ inference: { [name]: value } }), 'an expression'] as
    [string, (value: string) => Partial<ClarifyExplainerOptions>, string])),
  ['inference.featureHeaders[0]', (value) => ({ inference: { featureHeaders: [value] } }), 'a name'],
  ['inference.labelHeaders[0]', (value) => ({ inference: { labelHeaders: [value] } }), 'a name'],
])('%s', (name, options, what) => {
  test.each([1, 64])('may have %d characters', (length) => {
    expect(JSON.stringify(rendered(options('x'.repeat(length))))).toContain(`"${'x'.repeat(length)}"`);
  });

  test.each(['', 'x'.repeat(65)])('fails as %p', (value) => {
    expect(refused(options(value))).toBe(`Test/Config: explainer.${name} must be ${what} (1 to 64 characters), got '${value}'`);
  });

  test('is not measured as a token', () => {
    expect(JSON.stringify(rendered(options(Lazy.string({ produce: () => 'y'.repeat(65) }))))).toContain('y'.repeat(65));
  });
});

describe.each<[keyof ClarifyInferenceOptions, number, string]>([
  ['featureHeaders', 256, 'x'],
  ['featureTypes', 256, TEXT],
  ['labelHeaders', 16, 'x'],
])('inference.%s', (name, max, item) => {
  test.each([1, max])('may have %d entries', (length) => {
    expect(inferenceOf({ [name]: Array(length).fill(item) })).toEqual({ [capital(name)]: Array(length).fill(item) });
  });

  test('fails when it is empty', () => {
    expect(refused({ inference: { [name]: [] } })).toBe(`Test/Config: explainer.inference.${name} ${must.notBeEmpty()}`);
  });

  test('fails with one more', () => {
    expect(refused({ inference: { [name]: Array(max + 1).fill(item) } }))
      .toBe(`Test/Config: explainer.inference.${name} ${must.haveAtMost(max, max + 1)}`);
  });
});

describe.each<[string, (value: number) => Partial<ClarifyExplainerOptions>, number]>([
  ['numberOfSamples', (value) => ({ numberOfSamples: value }), 1],
  ['inference.maxRecordCount', (value) => ({ inference: { maxRecordCount: value } }), 1],
  ['inference.probabilityIndex', (value) => ({ inference: { probabilityIndex: value } }), 0],
  ['inference.labelIndex', (value) => ({ inference: { labelIndex: value } }), 0],
])('%s', (name, options, min) => {
  test.each([min, 1_000_000])('may be %d', (value) => {
    expect(JSON.stringify(rendered(options(value)))).toMatch(new RegExp(`"${capital(name.replace('inference.', ''))}":${value}[,}]`));
  });

  test('fails below its limit', () => {
    expect(refused(options(min - 1))).toBe(`Test/Config: explainer.${name} ${must.beAtLeast(min, min - 1)}`);
  });

  test('fails as a fraction', () => {
    expect(refused(options(1.5))).toBe(`Test/Config: explainer.${name} ${must.beWhole(1.5)}`);
  });
});

describe('seed', () => {
  test.each([-1, 0, 2_147_483_647])('may be %d', (seed) => {
    expect(rendered({ seed }).ShapConfig.Seed).toBe(seed);
  });

  test.each([0.5, NaN, Infinity])('fails as %d', (seed) => {
    expect(refused({ seed })).toBe(`Test/Config: explainer.seed ${must.beWhole(seed)}`);
  });
});

describe('inference.maxPayload', () => {
  test.each<[Size, number]>([
    [Size.mebibytes(1), 1],
    [Size.mebibytes(25), 25],
    [Size.kibibytes(2048), 2],
  ])('may be %s', (maxPayload, megabytes) => {
    expect(inferenceOf({ maxPayload })).toEqual({ MaxPayloadInMB: megabytes });
  });

  test.each<[Size, number]>([
    [Size.mebibytes(0), 0],
    [Size.kibibytes(512), 0.5],
    [Size.kibibytes(1536), 1.5],
    [Size.mebibytes(26), 26],
    [Size.gibibytes(1), 1024],
  ])('fails as %s', (maxPayload, megabytes) => {
    expect(refused({ inference: { maxPayload } }))
      .toBe(`Test/Config: explainer.inference.maxPayload ${must.beMebibytes(1, 25, megabytes)}`);
  });

  test('fails as a token of another unit, which cannot be converted', () => {
    expect(refused({ inference: { maxPayload: Size.gibibytes(Lazy.number({ produce: () => 1 })) } }))
      .toBe(`Test/Config: explainer.inference.maxPayload ${must.beSizeIn('mebibytes')}`);
  });
});

describe('text', () => {
  test('the units of text and the types of features are those of the API', () => {
    expect(Object.values(ClarifyTextGranularity)).toEqual(['token', 'sentence', 'paragraph']);
    expect(Object.values(ClarifyFeatureType)).toEqual(['numerical', 'categorical', 'text']);
  });

  test.each(Object.values(ClarifyTextGranularity))('may be explained by %s', (granularity) => {
    expect(rendered({ text: { granularity, language: 'en' } }).ShapConfig.TextConfig).toEqual({ Granularity: granularity, Language: 'en' });
  });

  test('may be of each language that AWS lists', () => {
    const { TOKEN: granularity } = ClarifyTextGranularity;
    const taken = LANGUAGES.map((language) => rendered({ text: { granularity, language } }).ShapConfig.TextConfig.Language);
    expect(taken).toEqual(LANGUAGES);
    expect(new Set(taken).size).toBe(60);
  });

  test.each(['', 'EN', 'en-US', 'ja', 'english'])('fails in language %p', (language) => {
    expect(refused({ text: { granularity: ClarifyTextGranularity.TOKEN, language } }))
      .toBe(`Test/Config: explainer.text.language ${must.beOneOf(LANGUAGES, language)}`);
  });

  test('fails with what is no part of it', () => {
    expect(refused({ text: { granularity: 'word' as ClarifyTextGranularity, language: 'en' } }))
      .toBe(`Test/Config: explainer.text.granularity ${must.beOneOf(Object.values(ClarifyTextGranularity), 'word')}`);
  });

  const warning = 'Test/Config: explainer.text is set, but explainer.inference.featureTypes does not contain TEXT; add it [ack: cdk-sagemaker-hosting:explainerTextFeature]';
  const token = Lazy.string({ produce: () => TEXT }) as ClarifyFeatureType;
  const tokens = Lazy.list({ produce: () => [TEXT] }) as ClarifyFeatureType[];

  test.each<[string, Partial<ClarifyExplainerOptions>, string[]]>([
    ['no text', { text: GERMAN, inference: { featureTypes: [NUMERICAL, CATEGORICAL] } }, [warning]],
    ['text among others', { text: GERMAN, inference: { featureTypes: [NUMERICAL, TEXT] } }, []],
    ['one that is a token', { text: GERMAN, inference: { featureTypes: [NUMERICAL, token] } }, []],
    ['a list that is a token', { text: GERMAN, inference: { featureTypes: tokens } }, []],
    ['none given', { text: GERMAN, inference: {} }, []],
    ['no inference given', { text: GERMAN }, []],
    ['no text, which is not explained', { inference: { featureTypes: [NUMERICAL] } }, []],
  ])('with features of %s is warned of if none is text', (_what, options, warnings) => {
    expect(warningsOf(configWith(options))).toEqual(warnings);
  });
});

test('a type of a feature fails as what is none', () => {
  expect(refused({ inference: { featureTypes: [TEXT, 'image' as ClarifyFeatureType] } }))
    .toBe(`Test/Config: explainer.inference.featureTypes[1] ${must.beOneOf(Object.values(ClarifyFeatureType), 'image')}`);
});

test('fails with all problems in one message', () => {
  expect(refused({ baseline: undefined, enableExplanations: '', seed: 0.5, inference: { labelHeaders: [] } })).toEqual(like('Test/Config: 4 problems:\n'
    + '  - explainer.baseline ...\n'
    + "  - explainer.enableExplanations ... got ''\n"
    + `  - explainer.seed ${must.beWhole(0.5)}\n`
    + `  - explainer.inference.labelHeaders ${must.notBeEmpty()}`));
});

describe('an explainer of a serverless variant', () => {
  test('is warned of', () => {
    const stack = testStack();
    const config = new EndpointConfig(stack, 'Config', {
      serverlessProductionVariant: { model: plainModel(stack), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 },
      explainer: Explainer.clarify({ baseline: INLINE }),
    });
    expect(problemsAtSynth(config)).toEqual([]);
    expect(warningsOf(stack)).toEqual(['Test/Config: AWS does not document explainer with serverless inference; use an instance variant '
      + '[ack: cdk-sagemaker-hosting:serverlessExplainer]']);
  });

  test('may read a baseline too', () => {
    const stack = testStack();
    new EndpointConfig(stack, 'Config', {
      explainer: Explainer.clarify({ baseline: ShapBaseline.fromBucket(aBucket(stack), 'a.csv') }),
    }).addServerlessProductionVariant({ model: plainModel(stack, 'Model', aRole(stack)), variantName: 'less', maxConcurrency: 1, memorySizeInMB: 1024 });
    expect(statementsOf(stack).slice(2)).toEqual([allow('s3:GetObject', s3Arn('bucket/a.csv'))]);
  });
});

test('instances are not warned of', () => {
  expect(warningsOf(configWith())).toEqual([]);
});

test('a baseline fails without a key', () => {
  const stack = testStack();
  expect(messageOf(() => configWith({ baseline: ShapBaseline.fromBucket(aBucket(stack), '') }, stack)))
    .toBe("Test/Config: objectKey of explainer.baseline must be a key such as models/model.tar.gz, without line breaks (1 to 1024 characters), got ''");
});
