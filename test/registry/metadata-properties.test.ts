import { ONE_LINE, describeTexts } from './texts';

describeTexts([
  [
    'metadataProperties.repository', (value) => () => ({ metadataProperties: { repository: value } }),
    ONE_LINE, ['', 'a'.repeat(1024)], ['a\nb', 'a'.repeat(1025)],
  ],
]);
