import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { ReaderPage } from '@/features/reader/ReaderPage';
import type { Permission } from '@/server/permissions';
import { NotFound, RouteFailure } from './RouteFailure';

/** A page that is downloaded when it is first opened; `action` says what it is for, if that isn't everybody's. */
const page = <Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
  action?: Permission,
) => ({
  lazy: async () => {
    const Page = (await load())[name];
    return { Component: action ? (await import('./Permitted')).permitted(action, Page) : Page };
  },
});

export const routes: RouteObject[] = [
  { path: '/', Component: ReaderPage, ErrorBoundary: RouteFailure },
  {
    path: '/admin',
    ...page(() => import('./ConsoleFrame'), 'ConsoleFrame'),
    ErrorBoundary: RouteFailure,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteFailure,
        children: [
          { index: true, ...page(() => import('@/features/overview/OverviewPage'), 'OverviewPage') },
          { path: 'training', ...page(() => import('@/features/training-run/TrainingRunsPage'), 'TrainingRunsPage') },
          {
            path: 'training/new',
            ...page(
              () => import('@/features/training-run/StartTrainingRunPage'),
              'StartTrainingRunPage',
              'startTrainingRun',
            ),
          },
          {
            path: 'training/compare',
            ...page(() => import('@/features/training-run/CompareRunsPage'), 'CompareRunsPage'),
          },
          { path: 'sweeps', ...page(() => import('@/features/sweep/SweepsPage'), 'SweepsPage') },
          {
            path: 'sweeps/new',
            ...page(() => import('@/features/sweep/StartSweepPage'), 'StartSweepPage', 'startSweep'),
          },
          { path: 'sweeps/:id', ...page(() => import('@/features/sweep/SweepPage'), 'SweepPage') },
          { path: 'base-models', ...page(() => import('@/features/base-model/BaseModelsPage'), 'BaseModelsPage') },
          {
            path: 'base-models/new',
            ...page(() => import('@/features/base-model/AddBaseModelPage'), 'AddBaseModelPage', 'addBaseModel'),
          },
          { path: 'base-models/:id', ...page(() => import('@/features/base-model/BaseModelPage'), 'BaseModelPage') },
          { path: 'training/:id', ...page(() => import('@/features/training-run/TrainingRunPage'), 'TrainingRunPage') },
          { path: 'evaluations', ...page(() => import('@/features/evaluation/EvaluationsPage'), 'EvaluationsPage') },
          {
            path: 'evaluations/new',
            ...page(
              () => import('@/features/evaluation/StartEvaluationPage'),
              'StartEvaluationPage',
              'evaluateModelVersion',
            ),
          },
          { path: 'evaluations/:id', ...page(() => import('@/features/evaluation/EvaluationPage'), 'EvaluationPage') },
          { path: 'models', ...page(() => import('@/features/model-version/ModelVersionsPage'), 'ModelVersionsPage') },
          {
            path: 'models/compare',
            ...page(() => import('@/features/model-version/CompareVersionsPage'), 'CompareVersionsPage'),
          },
          {
            path: 'models/requests',
            ...page(() => import('@/features/model-version/DeploymentRequestsPage'), 'DeploymentRequestsPage'),
          },
          {
            path: 'models/try',
            ...page(() => import('@/features/model-version/TryVersionsPage'), 'TryVersionsPage'),
          },
          {
            path: 'models/:id',
            ...page(() => import('@/features/model-version/ModelVersionPage'), 'ModelVersionPage'),
          },
          { path: 'datasets', ...page(() => import('@/features/dataset/DatasetsPage'), 'DatasetsPage') },
          {
            path: 'datasets/new',
            ...page(() => import('@/features/dataset/BuildDatasetPage'), 'BuildDatasetPage', 'buildDataset'),
          },
          {
            path: 'datasets/compare',
            ...page(() => import('@/features/dataset/CompareDatasetsPage'), 'CompareDatasetsPage'),
          },
          { path: 'datasets/:id/rows', ...page(() => import('@/features/dataset/DatasetRowsPage'), 'DatasetRowsPage') },
          { path: 'datasets/:id', ...page(() => import('@/features/dataset/DatasetPage'), 'DatasetPage') },
          { path: 'articles', ...page(() => import('@/features/article/ArticlesPage'), 'ArticlesPage') },
          {
            path: 'articles/import',
            ...page(() => import('@/features/article/ImportArticlesPage'), 'ImportArticlesPage', 'importArticles'),
          },
          {
            path: 'articles/imports',
            ...page(() => import('@/features/article/ArticleImportsPage'), 'ArticleImportsPage'),
          },
          {
            path: 'articles/imports/:id',
            ...page(() => import('@/features/article/ArticleImportPage'), 'ArticleImportPage'),
          },
          { path: 'articles/:id', ...page(() => import('@/features/article/ArticlePage'), 'ArticlePage') },
          { path: 'crawls', ...page(() => import('@/features/crawl/CrawlsPage'), 'CrawlsPage') },
          {
            path: 'crawls/new',
            ...page(() => import('@/features/crawl/StartCrawlPage'), 'StartCrawlPage', 'startCrawl'),
          },
          { path: 'crawls/:id', ...page(() => import('@/features/crawl/CrawlPage'), 'CrawlPage') },
          { path: 'crawls/:id/pages', ...page(() => import('@/features/crawl/CrawlPagesPage'), 'CrawlPagesPage') },
          { path: 'sources', ...page(() => import('@/features/source/SourcesPage'), 'SourcesPage') },
          {
            path: 'sources/new',
            ...page(() => import('@/features/source/NewSourcePage'), 'NewSourcePage', 'createSource'),
          },
          { path: 'sources/:key', ...page(() => import('@/features/source/SourcePage'), 'SourcePage') },
          {
            path: 'sources/:key/definition',
            ...page(() => import('@/features/source/SourceDefinitionPage'), 'SourceDefinitionPage'),
          },
          { path: 'sources/:key/try', ...page(() => import('@/features/source/TrySelectorPage'), 'TrySelectorPage') },
          { path: 'cleaning', ...page(() => import('@/features/cleaning/CleaningPage'), 'CleaningPage') },
          { path: 'cleaning/:id', ...page(() => import('@/features/cleaning/CleaningRunPage'), 'CleaningRunPage') },
          { path: 'pipelines', ...page(() => import('@/features/pipeline-run/PipelineRunsPage'), 'PipelineRunsPage') },
          {
            path: 'pipelines/new',
            ...page(
              () => import('@/features/pipeline-run/StartPipelineRunPage'),
              'StartPipelineRunPage',
              'startPipelineRun',
            ),
          },
          {
            path: 'pipelines/:id',
            ...page(() => import('@/features/pipeline-run/PipelineRunPage'), 'PipelineRunPage'),
          },
          { path: 'schedules', ...page(() => import('@/features/schedule/SchedulesPage'), 'SchedulesPage') },
          {
            path: 'schedules/new',
            ...page(() => import('@/features/schedule/NewSchedulePage'), 'NewSchedulePage', 'createSchedule'),
          },
          { path: 'schedules/:id', ...page(() => import('@/features/schedule/SchedulePage'), 'SchedulePage') },
          { path: 'predictions', ...page(() => import('@/features/prediction/PredictionsPage'), 'PredictionsPage') },
          {
            path: 'predictions/:id',
            ...page(() => import('@/features/prediction/PredictionPage'), 'PredictionPage'),
          },
          { path: 'jobs', ...page(() => import('@/features/job/JobsPage'), 'JobsPage') },
          { path: 'members', ...page(() => import('@/features/member/MembersPage'), 'MembersPage', 'members') },
          {
            path: 'members/invite',
            ...page(() => import('@/features/member/InviteMemberPage'), 'InviteMemberPage', 'inviteMember'),
          },
          { path: 'audit', ...page(() => import('@/features/audit-entry/AuditPage'), 'AuditPage', 'auditEntries') },
          { path: 'settings', ...page(() => import('@/features/setting/SettingsPage'), 'SettingsPage') },
          { path: 'settings/sessions', ...page(() => import('@/features/session/SessionsPage'), 'SessionsPage') },
          { path: 'settings/tokens', ...page(() => import('@/features/api-token/ApiTokensPage'), 'ApiTokensPage') },
          {
            path: 'settings/tokens/new',
            ...page(() => import('@/features/api-token/CreateApiTokenPage'), 'CreateApiTokenPage'),
          },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
  { path: '*', Component: NotFound },
];

export const makeRouter = () => createBrowserRouter(routes);
