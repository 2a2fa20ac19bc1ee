import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { Allowed } from '@/ui/Allowed';
import { FailureNotice } from '@/ui/FailureNotice';
import { FilterChips, Filters } from '@/ui/FilterChips';
import { Section } from '@/ui/Page';
import { useFilter } from '@/ui/paging';
import { useNotify } from '@/ui/notices';
import { momentOf, TimeRange } from '@/ui/TimeRange';
import type { CleaningRuleSettingFragment } from './cleaning.generated';
import { useChangeCleaningRulesMutation, useCleanArticlesMutation } from './cleaningApi';
import styles from './CleaningPage.module.css';
import { changesOf, isAllowed, shownAs, type Draft, type RuleDraft } from './ruleDraft';

interface Props {
  settings: readonly CleaningRuleSettingFragment[];
  version: number | undefined;
  sources: readonly { key: string; name: string }[];
}

/** The rules with their thresholds, which articles they are tried on, and the way to see what that would change. */
export function RulesForm({ settings, version, sources }: Props) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [sourceKey, chooseSource] = useFilter('source');
  const [crawlId, chooseCrawl] = useFilter('crawl');
  const [from, chooseFrom] = useFilter('from');
  const [to, chooseTo] = useFilter('to');
  const [draft, setDraft] = useState<Draft>({});
  const [isTried, setIsTried] = useState(false);
  const [changeRules, changing] = useChangeCleaningRulesMutation();
  const [clean, cleaning] = useCleanArticlesMutation();
  const changes = changesOf(settings, draft);
  const isWrong = settings.some((setting) => !isAllowed(setting, shownAs(setting, draft).threshold));
  const error = changing.error ?? cleaning.error;
  const refused = (rule: string) => {
    if (!isServerFailure(changing.error)) return undefined;
    const place = changes.findIndex((change) => change.rule === rule);
    return changing.error.fields?.find(({ field }) => field === `input.rules.${place}.threshold`)?.message;
  };
  const edit = (setting: CleaningRuleSettingFragment, changed: Partial<RuleDraft>) =>
    setDraft((known) => ({ ...known, [setting.rule]: { ...shownAs(setting, known), ...changed } }));

  /** Makes a version of the rules if they differ; says which one is to be used, or that there is none. */
  const save = async (): Promise<{ version: number | undefined } | undefined> => {
    setIsTried(true);
    if (isWrong) return undefined;
    if (changes.length === 0) return { version };
    const { data } = await changeRules({ input: { rules: changes } });
    return data && { version: data.changeCleaningRules.version };
  };
  const tryOut = async () => {
    const saved = await save();
    if (!saved) return;
    const selection = {
      sourceKeys: sourceKey ? [sourceKey] : [],
      crawlIds: crawlId ? [crawlId] : [],
      importIds: [],
      publishedFrom: momentOf(from),
      publishedTo: momentOf(to),
    };
    const { data } = await clean({ input: { selection, ruleSetVersion: saved.version, appliesWhenReady: false } });
    if (data) await navigate(`/admin/cleaning/${data.cleanArticles.id}`);
  };

  return (
    <Section
      title={t('cleaning.rules')}
      aside={
        <span className={styles.soft}>
          {version === undefined ? t('cleaning.usual') : t('cleaning.version', { number: version })}
        </span>
      }
    >
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void tryOut();
        }}
      >
        {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
        <ol className={styles.rules}>
          {settings.map((setting) => (
            <Rule
              key={setting.rule}
              setting={setting}
              shown={shownAs(setting, draft)}
              edit={(changed) => edit(setting, changed)}
              error={refused(setting.rule)}
              isTried={isTried}
            />
          ))}
        </ol>
        <Filters>
          <NativeSelect
            size="xs"
            aria-label={t('column.source')}
            value={sourceKey ?? ''}
            onChange={(event) => chooseSource(event.currentTarget.value || undefined)}
            data={[
              { value: '', label: t('article.anySource') },
              ...sources.map((source) => ({ value: source.key, label: source.name })),
            ]}
          />
          {crawlId ? (
            <FilterChips
              label={t('crawl.one')}
              options={[{ value: crawlId, name: t('article.oneCrawl') }]}
              chosen={search.get('crawl') ?? undefined}
              choose={chooseCrawl}
            />
          ) : null}
          <TimeRange label={t('article.published')} from={from} to={to} chooseFrom={chooseFrom} chooseTo={chooseTo} />
        </Filters>
        <div className={styles.actions}>
          <Allowed action="cleanArticles" explain>
            <Button type="submit" loading={changing.isLoading || cleaning.isLoading}>
              {t('cleaning.tryOut')}
            </Button>
          </Allowed>
          {changes.length > 0 ? (
            <>
              <Button
                variant="default"
                loading={changing.isLoading}
                onClick={() =>
                  void save().then((saved) => {
                    if (saved?.version !== undefined) notify(t('cleaning.saved', { number: saved.version }));
                  })
                }
              >
                {t('cleaning.save')}
              </Button>
              <Button variant="default" onClick={() => setDraft({})}>
                {t('source.discard')}
              </Button>
            </>
          ) : null}
          <span className={styles.soft}>{t('cleaning.tryOutWhy')}</span>
        </div>
      </form>
    </Section>
  );
}

interface RuleProps {
  setting: CleaningRuleSettingFragment;
  shown: RuleDraft;
  edit: (changed: Partial<RuleDraft>) => void;
  error: string | undefined;
  isTried: boolean;
}

function Rule({ setting, shown, edit, error, isTried }: RuleProps) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { rule, thresholdRange: range } = setting;
  const isOther =
    shown.enabled !== setting.enabled || (range !== null && Number(shown.threshold) !== setting.threshold);
  const limits = range
    ? { minimum: format.figure(range.minimum), maximum: format.figure(range.maximum) }
    : { minimum: '', maximum: '' };
  return (
    <li data-changed={isOther} data-off={!shown.enabled}>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={shown.enabled}
          onChange={(event) => edit({ enabled: event.currentTarget.checked })}
        />
        <span>
          <b>{t(`cleaning.rule.${rule}.name`)}</b>
          <span className={styles.soft}>{t(`cleaning.rule.${rule}.does`)}</span>
        </span>
      </label>
      {range ? (
        <TextInput
          size="xs"
          w={188}
          label={t(`cleaning.rule.${rule}.threshold`)}
          description={`${t('form.from', limits)} · ${t('cleaning.default', { value: format.figure(range.default) })}`}
          inputMode="decimal"
          value={shown.threshold}
          disabled={!shown.enabled}
          onChange={(event) => edit({ threshold: event.currentTarget.value })}
          error={isTried && !isAllowed(setting, shown.threshold) ? t('form.range', limits) : error}
        />
      ) : null}
    </li>
  );
}
