import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconAlertTriangleFilled, IconArrowBackUp, IconCircleCheckFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isServerFailure } from '@/server/failure';
import type { ModelVariant } from '@/server/schema.generated';
import { Allowed } from '@/ui/Allowed';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { Comparison } from './Comparison';
import { useDeploymentRulesQuery, useRequestDeploymentMutation } from './deploymentRequestApi';
import styles from './DeployPanel.module.css';
import type { ModelVersionQuery } from './modelVersion.generated';
import { useDeployModelVersionMutation, useRollbackDeploymentMutation } from './modelVersionApi';
import { PendingRequest } from './PendingRequest';

const RULES_EVERY_MS = 20_000;

interface Props {
  version: NonNullable<ModelVersionQuery['modelVersion']>;
  active: ModelVersionQuery['activeDeployment'];
}

/**
 * The decision to let a version serve: what serves now beside it, and one button that says what will happen. The server
 * is told what this page shows as serving; if that has changed meanwhile, it refuses and the page shows what is.
 */
export function DeployPanel({ version, active }: Props) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const [variant, setVariant] = useState<ModelVariant>('FP32');
  const [deploy, deploying] = useDeployModelVersionMutation();
  const [rollBack, rollingBack] = useRollbackDeploymentMutation();
  const [request, requesting] = useRequestDeploymentMutation();
  // Nothing tells of a new request: it is asked for now and then while somebody looks.
  const rules = useDeploymentRulesQuery(undefined, { pollingInterval: RULES_EVERY_MS, skipPollingIfUnfocused: true });
  const champion = active?.toVersion;
  const isServing = champion?.id === version.id;
  const fourEyes = rules.data?.settings.fourEyes ?? false;
  const pending = rules.data?.pending.nodes.filter(({ toVersion }) => toVersion.id === version.id) ?? [];
  // What is asked for already isn't asked for twice.
  const canDecide = rules.data ? !(fourEyes && pending.length > 0) : rules.isError;
  const error = deploying.error ?? rollingBack.error ?? requesting.error;
  // Not every version has an 8-bit graph: one that lost too much by it hasn't.
  const refusedVariant = isServerFailure(error)
    ? error.fields?.find(({ field }) => field === 'variant')?.message
    : undefined;
  const done = rollingBack.data?.rollbackDeployment ?? deploying.data?.deployModelVersion;

  // Nothing served before the very first deployment.
  const canGoBack = active?.kind === 'ROLLBACK' || active?.fromVersion != null;

  const start = async () => {
    [rollingBack, deploying, requesting].forEach(({ reset }) => reset());
    const wish = { versionId: version.id, expectedActiveVersionId: champion?.id, reason: reason.trim(), variant };
    const decided = fourEyes ? await request(wish) : await deploy(wish);
    if (!decided.data) return;
    setReason('');
    if (fourEyes) notify(t('request.asked'));
  };
  const goBack = async () => {
    [deploying, requesting].forEach(({ reset }) => reset());
    const decided = await rollBack({ expectedActiveVersionId: version.id, reason: reason.trim() });
    if (decided.data) setReason('');
  };
  const why = (
    <TextInput
      className={styles.reason}
      label={t('deploy.reason')}
      placeholder={t('deploy.reasonHint')}
      value={reason}
      maxLength={2000}
      onChange={(event) => setReason(event.currentTarget.value)}
    />
  );

  return (
    <Section
      aside={
        champion && !isServing ? (
          <Link to={`/admin/models/compare?a=${champion.id}&b=${version.id}`}>{t('versus.onSameRows')}</Link>
        ) : null
      }
      title={
        isServing
          ? t('deploy.serving')
          : champion
            ? t('deploy.compare', { number: champion.number })
            : t('deploy.first')
      }
    >
      <div className={styles.panel}>
        <div role="status">
          {done ? (
            <p className={styles.done}>
              <IconCircleCheckFilled size={18} aria-hidden />
              {t('deploy.done', { number: done.toVersion.number, revision: done.revision })}
            </p>
          ) : null}
        </div>
        {error && !refusedVariant ? <FailureNotice failure={error} /> : null}
        {isServing ? (
          <>
            <p className={styles.words}>{canGoBack ? t('deploy.servingWhy') : t('deploy.servingFirst')}</p>
            {canGoBack ? (
              <Allowed action="rollbackDeployment" explain>
                <div className={styles.act}>
                  {why}
                  <Button
                    variant="default"
                    leftSection={<IconArrowBackUp size={16} aria-hidden />}
                    loading={rollingBack.isLoading}
                    onClick={() => void goBack()}
                  >
                    {t('deploy.rollBack')}
                  </Button>
                </div>
              </Allowed>
            ) : null}
          </>
        ) : (
          <>
            {pending.map((one) => (
              <PendingRequest key={one.id} request={one} activeId={champion?.id} fourEyes={fourEyes} />
            ))}
            {champion ? <Warnings version={version} champion={champion} /> : null}
            {champion ? (
              <Comparison candidate={version} champion={champion} classes={version.labelSet.classes} />
            ) : null}
            {canDecide ? (
              <Allowed action="deployModelVersion" explain>
                <p className={styles.words}>
                  {fourEyes
                    ? t('request.willAsk', { to: version.number })
                    : champion
                      ? t('deploy.willReplace', { from: champion.number, to: version.number })
                      : t('deploy.willStart', { to: version.number })}
                </p>
                <div className={styles.act}>
                  {why}
                  <NativeSelect
                    label={t('deploy.variant')}
                    value={variant}
                    onChange={(event) => setVariant(event.currentTarget.value as ModelVariant)}
                    data={(['FP32', 'INT8'] as const).map((value) => ({ value, label: t(`deploy.variants.${value}`) }))}
                    error={refusedVariant}
                  />
                  <Button loading={deploying.isLoading || requesting.isLoading} onClick={() => void start()}>
                    {fourEyes
                      ? t('request.ask', { to: version.number })
                      : champion
                        ? t('deploy.replace', { from: champion.number, to: version.number })
                        : t('deploy.start', { to: version.number })}
                  </Button>
                </div>
              </Allowed>
            ) : null}
          </>
        )}
      </div>
    </Section>
  );
}

type Champion = NonNullable<ModelVersionQuery['activeDeployment']>['toVersion'];

/** What makes the comparison less than fair, or the change larger than it looks. */
function Warnings({ version, champion }: { version: Props['version']; champion: Champion }) {
  const { t } = useTranslation('console');
  const warnings = [
    version.labelSet.id !== champion.labelSet.id && t('deploy.otherLabels'),
    version.labelSet.id === champion.labelSet.id &&
      version.trainingRun.dataset.manifestSha256 !== champion.trainingRun.dataset.manifestSha256 &&
      t('deploy.otherTest'),
    version.testMetrics.macroF1 < champion.testMetrics.macroF1 && t('deploy.worse'),
  ].filter((warning) => warning !== false);
  return warnings.map((warning) => (
    <p key={warning} className={styles.warning}>
      <IconAlertTriangleFilled size={16} aria-hidden />
      {warning}
    </p>
  ));
}
