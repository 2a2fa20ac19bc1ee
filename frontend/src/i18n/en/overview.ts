import type { SameKeys } from '../index';
import type { overview as ko } from '../ko/overview';

export const overview: SameKeys<typeof ko> = {
  overview: {
    purpose: 'What serves now, how readers fare with it, and what is under way.',
    serving: 'The model that serves now',
    since: 'Serving since',
    learnedFrom: 'Learned from',
    readers: 'Answers to readers',
    range: 'Time range',
    ranges: { day: '24 hours', days: '12 days', weeks: '12 weeks' },
    mix: 'What did readers ask about?',
    from: 'From',
    asked: '{{number}} predictions',
    noPredictions: 'No predictions in this time.',
    underWay: 'Under way',
    deployments: 'Latest deployments',
    material: 'What models are made of',
    refused: '{{number}} rows refused',
    all: 'See all',
    first: {
      title: 'Four steps to the first model',
      done: 'Done',
      articles: 'Import articles',
      articlesWhy: 'Bring labelled articles as CSV, TSV, JSONL or Parquet.',
      articlesDo: 'Import articles',
      dataset: 'Build a dataset',
      datasetWhy: 'Choose articles, split them into train, validation and test, and seal them.',
      datasetDo: 'Build a dataset',
      run: 'Train a model',
      runWhy: 'Teach a model on a sealed dataset. A small one takes minutes.',
      runDo: 'Start training',
      deployment: 'Deploy it',
      deploymentWhy: 'Choose the best model and let it answer readers.',
      deploymentDo: 'Choose a model',
    },
  },
};
