import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassMetrics } from '@/ui/ClassMetrics';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { ConfusionMatrix } from '@/ui/ConfusionMatrix';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { LineChart } from '@/ui/LineChart';
import { Loading } from '@/ui/Loading';
import { Figures, Page, Section } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { EvaluationQuery } from './evaluation.generated';
import { useCancelEvaluationMutation, useEvaluationQuery } from './evaluationApi';
import styles from './EvaluationPage.module.css';
import { Measured } from './Measured';
import { Mistakes } from './Mistakes';
import { Reliability } from './Reliability';
import { Slices } from './Slices';

export type Evaluation = NonNullable<EvaluationQuery['evaluation']>;

/** One evaluation: how good a model is on these rows, whether its probabilities can be believed, and where it fails. */
export function EvaluationPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useEvaluationQuery({ id });
  if (error && !data)
    return <Page title={t('evaluation.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.evaluation)
    return (
      <Page title={t('evaluation.one')}>{<EmptyState title={t('evaluation.gone')} explanation={t('gone')} />}</Page>
    );
  return <Contents key={id} evaluation={data.evaluation} />;
}

function Contents({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [cancel, cancelling] = useCancelEvaluationMutation();
  const { metrics, calibration, labelSet, modelVersion, notSure } = evaluation;
  const isMoving = evaluation.status === 'QUEUED' || evaluation.status === 'RUNNING';
  return (
    <Page
      title={t('evaluation.title', { number: modelVersion.number })}
      purpose={
        <>
          <Status status={evaluation.status} />
          <span>
            <Measured evaluation={evaluation} />
          </span>
          <RelativeTime at={evaluation.createdAt} />
        </>
      }
      action={
        <>
          {isMoving ? (
            <Allowed action="cancelEvaluation">
              <ConfirmButton
                label={t('evaluation.cancel')}
                question={t('evaluation.cancelSure')}
                isLoading={cancelling.isLoading}
                confirm={() => void cancel({ id: evaluation.id })}
              />
            </Allowed>
          ) : null}
          {evaluation.csv ? <Download href={evaluation.csv} name="CSV" /> : null}
          {evaluation.reportPath ? <Download href={evaluation.reportPath} name="JSON" /> : null}
          <Button component={Link} to={`/admin/models/${modelVersion.id}`}>
            {t('training.toVersion', { number: modelVersion.number })}
          </Button>
        </>
      }
    >
      {cancelling.error ? <FailureNotice failure={cancelling.error} /> : null}
      {evaluation.error ? (
        <div className={styles.failure} role="alert">
          <b>{t('evaluation.failed')}</b> <code>{evaluation.errorCode}</code>
          <p lang="en">{evaluation.error}</p>
        </div>
      ) : null}
      {isMoving ? <Progress share={undefined} label={t('evaluation.measuring')} /> : null}
      {metrics && calibration ? (
        <>
          <Figures
            figures={[
              {
                name: t('metric.macroF1'),
                value: format.decimal(evaluation.macroF1 ?? 0),
                note: t('evaluation.ofRows', { rows: format.integer(evaluation.rowCount ?? 0) }),
              },
              { name: t('metric.accuracy'), value: format.percent(evaluation.accuracy ?? 0) },
              {
                name: t('evaluation.ece'),
                value: format.percent(calibration.expectedCalibrationError),
                note: t('evaluation.eceBefore', {
                  share: format.percent(calibration.expectedCalibrationErrorAtTemperature1),
                }),
              },
              {
                name: t('evaluation.notSure'),
                value: notSure ? format.percent(notSure.threshold, 0) : '–',
                note: notSure
                  ? t('evaluation.notSureWhy', { share: format.percent(notSure.coverage, 0) })
                  : t('evaluation.notSureNone'),
              },
            ]}
          />
          <div className={styles.pair}>
            <Section title={t('evaluation.reliability')}>
              <Reliability bins={calibration.bins} />
            </Section>
            <Coverage evaluation={evaluation} />
          </div>
          <div className={styles.pair}>
            <Section title={t('confusion.title')}>
              <ConfusionMatrix classes={labelSet.classes} counts={metrics.confusion} />
            </Section>
            <Section title={t('metric.byClass')}>
              <ClassMetrics classes={labelSet.classes} metrics={metrics.classes} />
            </Section>
          </div>
          <Slices slices={evaluation.slices ?? []} />
          <Mistakes evaluation={evaluation} />
        </>
      ) : null}
    </Page>
  );
}

/** What is gained by staying silent when unsure. */
function Coverage({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  // Several thresholds may answer the same share of texts; a line wants each once.
  const points = [...new Map((evaluation.coverage ?? []).map((point) => [point.coverage, point])).values()];
  return (
    <LineChart
      title={t('evaluation.coverage')}
      fileName={`v${evaluation.modelVersion.number} coverage`}
      x={points.map((point) => point.coverage)}
      xLabel={t('evaluation.answered')}
      yLabel={t('metric.accuracy')}
      format={(value) => format.decimal(value)}
      series={[
        {
          key: 'accuracy',
          label: t('metric.accuracy'),
          values: points.map((point) => point.accuracy),
          colour: '--accent',
        },
      ]}
    />
  );
}

function Download({ href, name }: { href: string; name: string }) {
  return (
    <Button component="a" href={href} download variant="default" leftSection={<IconDownload size={15} aria-hidden />}>
      {name}
    </Button>
  );
}
