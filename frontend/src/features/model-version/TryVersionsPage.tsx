import { Button, Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { ModelTabs } from '@/ui/ModelTabs';
import { Page } from '@/ui/Page';
import type { TryVersionsFormQuery } from './modelVersion.generated';
import { useTryVersionsFormQuery } from './modelVersionApi';
import { TriedAnswer } from './TriedAnswer';
import styles from './TryVersionsPage.module.css';

/** Versions that are asked side by side: as many as the server keeps loaded. */
const MOST = 3;

/** One text, asked of any versions: `?versions=` between commas. */
export function TryVersionsPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useTryVersionsFormQuery();
  if (error && !data)
    return <Page title={t('trial.title')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  return (
    <Page title={t('trial.title')} purpose={t('trial.purpose')}>
      <ModelTabs />
      {data.modelVersions.nodes.length === 0 ? (
        <EmptyState
          title={t('model.empty')}
          explanation={t('model.emptyWhy')}
          action={
            <Button component={Link} to="/admin/training/new">
              {t('training.start')}
            </Button>
          }
        />
      ) : (
        <Trial versions={data.modelVersions.nodes} serving={data.activeDeployment?.toVersion.id} />
      )}
    </Page>
  );
}

interface Props {
  versions: TryVersionsFormQuery['modelVersions']['nodes'];
  serving: string | undefined;
}

function Trial({ versions, serving }: Props) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const usual = versions.find(({ id }) => id === serving) ?? versions[0];
  const written = search.get('versions')?.split(',').filter(Boolean);
  const chosen = versions.filter(({ id }) => (written ? written.includes(id) : id === usual?.id)).slice(0, MOST);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<{ text: string; time: number }>();
  const choose = (id: string, isChosen: boolean) => {
    const ids = chosen.map((one) => one.id).filter((one) => one !== id);
    setSearch({ versions: (isChosen ? [...ids, id] : ids).join(',') || '-' }, { replace: true });
  };
  const isReady = text.trim() !== '' && chosen.length > 0;
  return (
    <>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) setAsked({ text: text.trim(), time: Date.now() });
        }}
      >
        <Textarea
          label={t('trial.text')}
          lang="ko"
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <fieldset className={styles.versions}>
          <legend>{t('trial.versions', { most: MOST })}</legend>
          {versions.map((version) => {
            const isChosen = chosen.includes(version);
            return (
              <Checkbox
                key={version.id}
                checked={isChosen}
                disabled={!isChosen && chosen.length >= MOST}
                onChange={(event) => choose(version.id, event.currentTarget.checked)}
                label={`v${version.number} · ${version.architecture} · macro-F1 ${format.decimal(version.testMetrics.macroF1)}${
                  version.id === serving ? ` · ${t('trial.serving')}` : ''
                }`}
              />
            );
          })}
        </fieldset>
        <div>
          <Button type="submit" disabled={!isReady}>
            {t('trial.ask')}
          </Button>
        </div>
      </form>
      {asked ? (
        <div className={styles.answers} aria-live="polite">
          {chosen.map(({ id, number }) => (
            <TriedAnswer key={`${id} ${asked.time}`} versionId={id} number={number} text={asked.text} />
          ))}
        </div>
      ) : null}
    </>
  );
}
