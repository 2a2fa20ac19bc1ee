import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Facts, Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { PipelineRunQuery } from './pipelineRun.generated';
import { useCancelPipelineRunMutation, usePipelineRunQuery, useRetryPipelineRunMutation } from './pipelineRunApi';
import { addressOf, StepPicture } from './StepPicture';

type PipelineRun = NonNullable<PipelineRunQuery['pipelineRun']>;

/** One pipeline run: all its steps in one picture, each with what it made, and the way to stop it or go on. */
export function PipelineRunPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = usePipelineRunQuery({ id });
  if (error && !data)
    return <Page title={t('pipeline.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.pipelineRun)
    return <Page title={t('pipeline.one')}>{<EmptyState title={t('pipeline.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} run={data.pipelineRun} />;
}

function Contents({ run }: { run: PipelineRun }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { id, plan, steps } = run;
  const [cancel, cancelling] = useCancelPipelineRunMutation();
  const [retry, retrying] = useRetryPipelineRunMutation();
  const refusal = cancelling.error ?? retrying.error;
  const failed = steps.find(({ status }) => status === 'FAILED');
  const failedAt = addressOf(failed?.subject ?? null);
  const isDegraded = failed?.subject?.__typename === 'Crawl' && failed.subject.crawlStatus === 'DEGRADED';
  const epochs = plan.train?.parameters.find(({ field }) => field === 'epochs')?.value;
  return (
    <Page
      title={run.name}
      purpose={
        <>
          <Status status={run.status} />
          <span>{run.requestedBy}</span>
          <RelativeTime at={run.createdAt} />
        </>
      }
      action={
        run.status === 'RUNNING' ? (
          <Allowed action="cancelPipelineRun">
            <ConfirmButton
              label={t('pipeline.cancel')}
              question={t('pipeline.cancelSure')}
              isLoading={cancelling.isLoading}
              confirm={() => void cancel({ id })}
            />
          </Allowed>
        ) : run.status === 'FAILED' || run.status === 'CANCELLED' ? (
          <Allowed action="retryPipelineRun">
            <Button loading={retrying.isLoading} onClick={() => void retry({ id })}>
              {t('pipeline.retry')}
            </Button>
          </Allowed>
        ) : null
      }
    >
      {refusal ? <FailureNotice failure={refusal} /> : null}
      {failed?.error ? (
        <Failed
          title={t('pipeline.failedAt', { step: t(`pipeline.step.${failed.kind}`) })}
          code={failed.errorCode}
          reason={failed.error}
        />
      ) : null}
      {failedAt && isDegraded ? (
        <p>
          {t('pipeline.degraded')} <Link to={failedAt}>{t('pipeline.toCrawl')}</Link>
        </p>
      ) : null}
      <StepPicture steps={steps} />
      <Section title={t('pipeline.plan')}>
        <Facts
          facts={[
            ...(plan.crawl
              ? [
                  {
                    name: t('pipeline.step.CRAWL'),
                    value: (
                      <>
                        <Link to={`/admin/sources/${plan.crawl.sourceKey}`}>{plan.crawl.sourceKey}</Link>
                        {` · ${t('plan.pages', { number: format.integer(plan.crawl.pagesPerSection ?? 1) })}`}
                      </>
                    ),
                  },
                ]
              : []),
            ...(plan.clean
              ? [
                  {
                    name: t('pipeline.step.CLEAN'),
                    value: plan.clean.selection.sourceKeys.join(', ') || t('plan.allArticles'),
                  },
                ]
              : []),
            {
              name: t('pipeline.step.DATASET'),
              value: `${plan.dataset.labelSetKey} · ${t(`plan.recipe.${plan.dataset.recipe}`)}`,
            },
            ...(plan.train
              ? [
                  {
                    name: t('pipeline.step.TRAIN'),
                    value: `${plan.train.baseModel}${epochs ? ` · ${t('plan.epochs', { number: epochs })}` : ''}`,
                  },
                ]
              : []),
            { name: t('crawl.startedAt'), value: format.absolute(run.createdAt) },
            { name: t('crawl.finishedAt'), value: run.finishedAt ? format.absolute(run.finishedAt) : '–' },
          ]}
        />
      </Section>
    </Page>
  );
}
