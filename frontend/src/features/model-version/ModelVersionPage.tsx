import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { ClassMetrics } from '@/ui/ClassMetrics';
import { ConfusionMatrix } from '@/ui/ConfusionMatrix';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Hash } from '@/ui/Hash';
import { Lineage } from '@/ui/Lineage';
import { Loading } from '@/ui/Loading';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { BundleSections } from './BundleSections';
import { DeployPanel } from './DeployPanel';
import { LedgerTable } from './LedgerTable';
import type { ModelVersionQuery } from './modelVersion.generated';
import { useModelVersionQuery } from './modelVersionApi';
import styles from './ModelVersionPage.module.css';

/** One model version: how good it is, where it comes from, and the decision to let it serve. */
export function ModelVersionPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useModelVersionQuery({ id });
  if (error && !data)
    return <Page title={t('model.version')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.modelVersion)
    return <Page title={t('model.version')}>{<EmptyState title={t('model.gone')} explanation={t('gone')} />}</Page>;
  return <Version key={id} version={data.modelVersion} active={data.activeDeployment} />;
}

interface Props {
  version: NonNullable<ModelVersionQuery['modelVersion']>;
  active: ModelVersionQuery['activeDeployment'];
}

function Version({ version, active }: Props) {
  const { t, i18n } = useTranslation('console');
  const format = useFormat();
  const { testMetrics, parity, trainingRun, labelSet, calibration } = version;
  const isServing = active?.toVersion.id === version.id;
  const newest = version.deployments.nodes[0];
  return (
    <Page
      title={t('model.title', { number: version.number })}
      purpose={
        <>
          {isServing ? <Status status="SERVING" /> : null}
          <span>{version.architecture}</span>
          <span>
            {t('model.registered')} <RelativeTime at={version.createdAt} />
          </span>
        </>
      }
      action={
        <>
          <Button variant="default" component={Link} to={`/admin/models/try?versions=${version.id}`}>
            {t('trial.do')}
          </Button>
          <Button variant="default" component={Link} to={`/admin/evaluations?version=${version.id}`}>
            {t('evaluation.list')}
          </Button>
        </>
      }
    >
      <Lineage
        here="version"
        steps={{
          articles: {
            name: t('lineage.count', { number: format.integer(trainingRun.dataset.rowCount ?? 0) }),
            to: '/admin/articles',
          },
          dataset: { name: trainingRun.dataset.name, to: `/admin/datasets/${trainingRun.dataset.id}` },
          run: { name: trainingRun.name, to: `/admin/training/${trainingRun.id}` },
          version: { name: `v${version.number}` },
          ...(newest ? { deployment: { name: t('ledger.short', { revision: newest.revision }), to: '#ledger' } } : {}),
        }}
      />
      <Figures
        figures={[
          {
            name: t('metric.testMacroF1'),
            value: format.decimal(testMetrics.macroF1),
            note: t('model.testRows', { rows: format.integer(testMetrics.rows) }),
          },
          { name: t('metric.accuracy'), value: format.percent(testMetrics.accuracy), note: t('metric.onTest') },
          {
            name: t('model.weights'),
            value: format.integer(version.parameterCount),
            note: format.bytes(version.sizeBytes),
          },
        ]}
      />
      <DeployPanel version={version} active={active} />
      <div className={styles.pair}>
        <Section title={t('confusion.title')}>
          <ConfusionMatrix classes={labelSet.classes} counts={testMetrics.confusion} />
        </Section>
        <Section title={t('metric.byClass')}>
          <ClassMetrics classes={labelSet.classes} metrics={testMetrics.classes} />
        </Section>
      </div>
      <Section title={t('model.facts')}>
        <Facts
          facts={[
            { name: t('model.bundle'), value: <Hash value={version.bundleSha256} /> },
            { name: t('column.labelSet'), value: i18n.language === 'en' ? labelSet.nameEn : labelSet.nameKo },
            {
              name: t('column.dataset'),
              value: <Link to={`/admin/datasets/${trainingRun.dataset.id}`}>{trainingRun.dataset.name}</Link>,
            },
            ...(calibration
              ? [
                  { name: t('calibration.temperature'), value: format.decimal(calibration.temperature) },
                  {
                    name: t('calibration.error'),
                    value: `${format.percent(calibration.expectedCalibrationErrorBefore)} → ${format.percent(calibration.expectedCalibrationErrorAfter)}`,
                  },
                ]
              : []),
            {
              name: t('parity.cases'),
              value: t('parity.casesValue', { cases: parity.cases, batches: parity.batches }),
            },
            { name: t('parity.single'), value: format.figure(parity.maxSingleDifference) },
            { name: t('parity.batch'), value: format.figure(parity.maxBatchDifference) },
            { name: t('parity.batchToSingle'), value: format.figure(parity.maxBatchToSingleDifference) },
            { name: t('parity.tolerance'), value: format.figure(parity.tolerance) },
          ]}
        />
      </Section>
      <BundleSections versionId={version.id} classes={labelSet.classes} />
      {newest ? (
        <div id="ledger">
          <Section title={t('ledger.ofVersion')}>
            <LedgerTable rows={version.deployments.nodes} />
          </Section>
        </div>
      ) : null}
    </Page>
  );
}
