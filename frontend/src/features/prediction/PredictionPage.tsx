import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassLabel } from '@/ui/ClassLabel';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Hash } from '@/ui/Hash';
import { Lineage } from '@/ui/Lineage';
import { Loading } from '@/ui/Loading';
import { Facts, Page, Section } from '@/ui/Page';
import { ProbabilityBars } from '@/ui/ProbabilityBars';
import { RelativeTime } from '@/ui/RelativeTime';
import { Opinion } from './Opinion';
import type { PredictionQuery } from './prediction.generated';
import { usePredictionQuery } from './predictionApi';
import { RelabelPrediction } from './RelabelPrediction';
import styles from './PredictionPage.module.css';

/** One prediction: what was asked, what was answered, by which model, and what the reader said of it. */
export function PredictionPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = usePredictionQuery({ id });
  if (error && !data)
    return <Page title={t('prediction.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.prediction)
    return (
      <Page title={t('prediction.one')}>{<EmptyState title={t('prediction.gone')} explanation={t('gone')} />}</Page>
    );
  return <Contents prediction={data.prediction} />;
}

function Contents({ prediction }: { prediction: NonNullable<PredictionQuery['prediction']> }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { text, modelVersion: version, timing, feedback } = prediction;
  const run = version.trainingRun;
  const [deployment] = version.deployments.nodes;
  const ms = (microseconds: number) => `${format.decimal(microseconds / 1000, 1)} ms`;
  const threshold = version.calibration?.notSureBelow?.threshold;
  return (
    <Page
      title={t('prediction.one')}
      purpose={
        <>
          <ClassLabel label={prediction.label} />
          <b className="figures">{format.percent(prediction.probability)}</b>
          {threshold !== undefined && prediction.probability < threshold ? (
            <span>{t('prediction.wasUnsure')}</span>
          ) : null}
          <RelativeTime at={prediction.createdAt} />
        </>
      }
    >
      <Lineage
        here="deployment"
        steps={{
          articles: {
            name: t('lineage.count', { number: format.integer(run.dataset.rowCount ?? 0) }),
            to: '/admin/articles',
          },
          dataset: { name: run.dataset.name, to: `/admin/datasets/${run.dataset.id}` },
          run: { name: run.name, to: `/admin/training/${run.id}` },
          version: { name: `v${version.number}`, to: `/admin/models/${version.id}` },
          deployment: { name: deployment ? t('ledger.short', { revision: deployment.revision }) : '–' },
        }}
      />
      {text === null ? (
        <p className={styles.forgotten}>{t('prediction.forgotten')}</p>
      ) : (
        <blockquote className={styles.text} lang="ko">
          {text}
        </blockquote>
      )}
      {text === null ? null : (
        <RelabelPrediction predictionId={prediction.id} classes={prediction.probabilities.map(({ label }) => label)} />
      )}
      <div className={styles.pair}>
        <Section title={t('prediction.shares')}>
          <ProbabilityBars scores={prediction.probabilities} caption={t('prediction.shares')} />
        </Section>
        <Section title={t('prediction.facts')}>
          <Facts
            facts={[
              {
                name: t('prediction.opinion'),
                value: feedback ? (
                  <>
                    <Opinion feedback={feedback} /> <RelativeTime at={feedback.createdAt} />
                  </>
                ) : (
                  t('prediction.noOpinion')
                ),
              },
              {
                name: t('column.version'),
                value: <Link to={`/admin/models/${version.id}`}>{`v${version.number} · ${version.architecture}`}</Link>,
              },
              { name: t('deploy.variant'), value: prediction.variant === 'INT8' ? 'int8' : 'fp32' },
              { name: t('model.bundle'), value: <Hash value={version.bundleSha256} /> },
              {
                name: t('calibration.temperature'),
                value: version.calibration ? format.decimal(version.calibration.temperature) : '–',
              },
              { name: t('evaluation.notSure'), value: threshold === undefined ? '–' : format.percent(threshold, 0) },
              { name: t('prediction.remembered'), value: prediction.cached ? t('prediction.yes') : t('prediction.no') },
              {
                name: t('prediction.wasCut'),
                value: prediction.truncated ? t('prediction.yes') : t('prediction.no'),
              },
              { name: t('prediction.queue'), value: ms(timing.queueMicroseconds) },
              { name: t('prediction.tokenize'), value: ms(timing.tokenizeMicroseconds) },
              { name: t('prediction.compute'), value: ms(timing.computeMicroseconds) },
              { name: t('prediction.total'), value: ms(timing.totalMicroseconds) },
              { name: t('prediction.hash'), value: <Hash value={prediction.textSha256} /> },
              { name: t('prediction.at'), value: format.absolute(prediction.createdAt) },
            ]}
          />
        </Section>
      </div>
    </Page>
  );
}
