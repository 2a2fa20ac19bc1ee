import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { Allowed } from '@/ui/Allowed';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { Loading } from '@/ui/Loading';
import { Page, Section } from '@/ui/Page';
import type { TrySelectorMutation } from './source.generated';
import { useSourceQuery, useTrySelectorMutation } from './sourceApi';
import styles from './SourcePage.module.css';
import { SourceTabs } from './SourceTabs';

/** What a selector, and the source's definition, find at an address. `?address=` and `?selector=` fill the form. */
export function TrySelectorPage() {
  const { t } = useTranslation('console');
  const { key = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const { currentData, error: unknown, refetch } = useSourceQuery({ key });
  const [tryIt, { data, error, isLoading, originalArgs }] = useTrySelectorMutation();
  const [address, setAddress] = useState(search.get('address') ?? '');
  const [selector, setSelector] = useState(search.get('selector') ?? '');
  const [isTried, setIsTried] = useState(false);
  if (unknown && !currentData)
    return <Page title={t('source.try')}>{<FailureNotice failure={unknown} retry={() => void refetch()} />}</Page>;
  if (!currentData) return <Loading />;
  const { source } = currentData;
  if (!source)
    return <Page title={t('source.one')}>{<EmptyState title={t('source.gone')} explanation={t('gone')} />}</Page>;
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;
  const submit = () => {
    setIsTried(true);
    if (address.trim() === '') return;
    const asked = { address: address.trim(), ...(selector.trim() ? { selector: selector.trim() } : {}) };
    setSearch(asked, { replace: true });
    void tryIt({ input: { sourceKey: key, ...asked } });
  };
  return (
    <Page title={source.name} purpose={t('source.tryPurpose')}>
      <SourceTabs sourceKey={key} />
      {source.definition ? (
        <form
          className={form.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextInput
            label={t('source.address')}
            description={t('source.addressHint')}
            type="url"
            spellCheck={false}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            error={isTried && address.trim() === '' ? t('form.required') : refused('address')}
          />
          <TextInput
            label={t('source.selector')}
            description={t('source.selectorHint')}
            spellCheck={false}
            placeholder="div.article_view p"
            value={selector}
            onChange={(event) => setSelector(event.currentTarget.value)}
            error={refused('selector')}
          />
          {error && !refused('address') && !refused('selector') ? <FailureNotice failure={error} /> : null}
          <div className={form.actions}>
            <Allowed action="trySelector" explain>
              <Button type="submit" loading={isLoading}>
                {t('source.tryNow')}
              </Button>
            </Allowed>
          </div>
        </form>
      ) : (
        <EmptyState
          title={t('source.noDefinition')}
          explanation={t('source.noDefinitionWhy')}
          needs="updateSource"
          action={
            <Button component={Link} to={`/admin/sources/${key}/definition`}>
              {t('source.define')}
            </Button>
          }
        />
      )}
      {data ? <Found trial={data.trySelector} hasSelector={originalArgs?.input.selector !== undefined} /> : null}
    </Page>
  );
}

function Found({ trial, hasSelector }: { trial: TrySelectorMutation['trySelector']; hasSelector: boolean }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const none = <span className={styles.bad}>{t('source.notFound')}</span>;
  return (
    <div className={styles.trial} role="status">
      {hasSelector ? (
        <Section title={t('source.matches')} aside={<span>{format.integer(trial.matches.length)}</span>}>
          {trial.matches.length === 0 ? (
            <p className={styles.bad}>{t('source.noMatches')}</p>
          ) : (
            <ol className={styles.matches} lang="ko">
              {trial.matches.map((match, index) => (
                <li key={index}>{match}</li>
              ))}
            </ol>
          )}
        </Section>
      ) : null}
      <Section title={t('source.byDefinition')}>
        {trial.missing.length > 0 ? (
          <p className={styles.bad}>{t('source.missing', { fields: trial.missing.join(', ') })}</p>
        ) : (
          <p className={styles.good}>{t('source.allFound')}</p>
        )}
        <dl className={styles.found}>
          <dt>{t('column.title')}</dt>
          <dd lang="ko">{trial.title || none}</dd>
          <dt>{t('source.press')}</dt>
          <dd lang="ko">{trial.press ?? none}</dd>
          <dt>{t('article.published')}</dt>
          <dd>{trial.publishedAt ? format.absolute(trial.publishedAt) : none}</dd>
          <dt>{t('source.body')}</dt>
          <dd lang="ko">{trial.body || none}</dd>
          <dt>{t('source.charset')}</dt>
          <dd>{trial.charset}</dd>
          {trial.finalUrl ? (
            <>
              <dt>{t('source.finalUrl')}</dt>
              <dd>{trial.finalUrl}</dd>
            </>
          ) : null}
        </dl>
      </Section>
    </div>
  );
}
