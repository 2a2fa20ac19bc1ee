import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { Choices } from '@/ui/Choices';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import type { StartCrawlFormQuery } from './crawl.generated';
import { useStartCrawlMutation } from './crawlApi';
import { isUnderWay } from './crawlProgress';

type Source = StartCrawlFormQuery['sources']['nodes'][number];

/** The server's limits. */
const MOST_PAGES = 10_000;
const MOST_REQUESTS = 1_000_000;

/** Whether the site must have given its permission, and hasn't. */
const lacksPermission = ({ definition, permissions }: Source) =>
  definition?.needsPermission === true && !permissions.some(({ revokedAt }) => revokedAt === null);

const isWithin = (text: string, most: number) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most;

/** Which source, which of its sections, and how much of them; as little as is useful unless one asks for more. */
export function StartCrawlForm({ sources, wanted }: { sources: readonly Source[]; wanted: string | undefined }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const navigate = useNavigate();
  const [start, { error, isLoading }] = useStartCrawlMutation();
  const usual = sources.find(({ key }) => key === wanted) ?? sources.find((one) => !lacksPermission(one)) ?? sources[0];
  const [sourceKey, setSourceKey] = useState(usual?.key ?? '');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [pages, setPages] = useState('1');
  const [list, setList] = useState('');
  const [budget, setBudget] = useState('');
  const [isTried, setIsTried] = useState(false);
  const source = sources.find(({ key }) => key === sourceKey);
  const sections = source?.definition?.sections ?? [];
  const chosen = sections.filter(({ key }) => !left.has(key));
  const busy = source?.crawls.nodes.find(({ status }) => isUnderWay(status));
  const isForbidden = source !== undefined && lacksPermission(source);
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field === `input.${path}`)?.message : undefined;
  const range = (most: number) => t('form.range', { minimum: 1, maximum: format.integer(most) });
  const problems = {
    pages: isWithin(pages, MOST_PAGES) ? undefined : range(MOST_PAGES),
    budget: budget === '' || isWithin(budget, MOST_REQUESTS) ? undefined : range(MOST_REQUESTS),
    sections: chosen.length === 0 ? t('crawl.someSection') : undefined,
  };
  const shown = (problem: string | undefined) => (isTried ? problem : undefined);

  const submit = async () => {
    setIsTried(true);
    if (Object.values(problems).some(Boolean)) return;
    const started = await start({
      input: {
        sourceKey,
        pagesPerSection: Number(pages),
        sections: chosen.length === sections.length ? [] : chosen.map(({ key }) => key),
        list: list || undefined,
        requestBudget: budget === '' ? undefined : Number(budget),
      },
    });
    if (started.data) await navigate(`/admin/crawls/${started.data.startCrawl.id}`);
  };

  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
      <div className={form.grid}>
        <NativeSelect
          label={t('column.source')}
          description={t('crawl.sourceHint')}
          value={sourceKey}
          onChange={(event) => {
            setSourceKey(event.currentTarget.value);
            setLeft(new Set());
            setList('');
          }}
          data={sources.map(({ key, name }) => ({ value: key, label: name }))}
          error={refused('sourceKey')}
        />
        <TextInput
          label={t('crawl.pagesPerSection')}
          description={t('crawl.pagesHint')}
          inputMode="numeric"
          value={pages}
          onChange={(event) => setPages(event.currentTarget.value)}
          error={shown(problems.pages) ?? refused('pagesPerSection')}
        />
      </div>
      {isForbidden ? (
        <p role="alert" className={form.warning}>
          {t('crawl.needsPermission')} <Link to={`/admin/sources/${sourceKey}`}>{t('source.recordPermission')}</Link>
        </p>
      ) : null}
      {busy ? (
        <p role="status" className={form.warning}>
          {t('crawl.busy')} <Link to={`/admin/crawls/${busy.id}`}>{t('crawl.toBusy')}</Link>
        </p>
      ) : null}
      <Choices
        label={t('crawl.sections')}
        options={sections.map(({ key, label }) => ({
          value: key,
          name: label && label !== key ? `${key} → ${label}` : key,
        }))}
        chosen={new Set(chosen.map(({ key }) => key))}
        choose={(keys) => setLeft(new Set(sections.map(({ key }) => key).filter((key) => !keys.has(key))))}
        error={shown(problems.sections) ?? refused('sections')}
      />
      <details className={form.more}>
        <summary>{t('crawl.more')}</summary>
        <div className={form.grid}>
          <NativeSelect
            label={t('crawl.layout')}
            description={t('crawl.layoutHint')}
            value={list}
            onChange={(event) => setList(event.currentTarget.value)}
            data={(source?.definition?.lists ?? []).map((name, index) => ({
              value: index === 0 ? '' : name,
              label: index === 0 ? t('crawl.usualLayout', { name }) : name,
            }))}
            error={refused('list')}
          />
          <TextInput
            label={t('crawl.budget')}
            description={t('crawl.budgetHint')}
            inputMode="numeric"
            value={budget}
            onChange={(event) => setBudget(event.currentTarget.value)}
            error={shown(problems.budget) ?? refused('requestBudget')}
          />
        </div>
      </details>
      <div className={form.actions}>
        <Button type="submit" loading={isLoading} disabled={isForbidden || busy !== undefined}>
          {t('crawl.startNow')}
        </Button>
        <Button variant="default" component={Link} to="/admin/crawls">
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}
