import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { isServerFailure } from '@/server/failure';
import { Allowed, NotAllowed, useMay } from '@/ui/Allowed';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { useNotify } from '@/ui/notices';
import { Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { DefinitionEditor } from './DefinitionEditor';
import { TEMPLATE } from './definitionText';
import type { SourceDefinitionsQuery } from './source.generated';
import { useSourceDefinitionsQuery, useUpdateSourceMutation } from './sourceApi';
import styles from './SourcePage.module.css';
import { SourceTabs } from './SourceTabs';

type Source = NonNullable<SourceDefinitionsQuery['source']>;

/** How a source is read: its definition as text, and every version it ever had. `?version=` shows an earlier one. */
export function SourceDefinitionPage() {
  const { t } = useTranslation('console');
  const { key = '' } = useParams();
  const { currentData: data, error, refetch } = useSourceDefinitionsQuery({ key });
  if (error && !data)
    return <Page title={t('source.definition')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.source)
    return <Page title={t('source.one')}>{<EmptyState title={t('source.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={key} source={data.source} />;
}

function Contents({ source }: { source: Source }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const may = useMay();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [update, { error, isLoading, reset }] = useUpdateSourceMutation();
  const [current] = source.definitions;
  const wanted = source.definitions.find(({ version }) => String(version) === search.get('version'));
  const old = wanted && wanted.version !== current?.version ? wanted : undefined;
  const saved = current?.text ?? TEMPLATE;
  const [draft, setDraft] = useState<string>();
  const [comment, setComment] = useState('');
  // What the author began with: if somebody else saves meanwhile, the server refuses to write over that.
  const [beganWith, setBeganWith] = useState(current?.version ?? 0);
  const text = draft ?? saved;
  const isChanged = draft !== undefined && draft !== saved;
  const to = `/admin/sources/${source.key}/definition`;
  const fields = isServerFailure(error) ? error.fields : undefined;
  const change = (next: string) => {
    if (draft === undefined) setBeganWith(current?.version ?? 0);
    setDraft(next);
  };

  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isChanged]);

  const save = async () => {
    const input = {
      key: source.key,
      definition: text,
      expectedVersion: draft === undefined ? (current?.version ?? 0) : beganWith,
      comment: comment.trim() || undefined,
    };
    const { data } = await update({ input });
    if (!data) return;
    setDraft(undefined);
    setComment('');
    notify(t('source.saved', { number: data.updateSource.definition?.version ?? beganWith + 1 }));
  };
  const restore = async (version: { version: number; text: string }) => {
    reset();
    change(version.text);
    notify(t('source.restored', { number: version.version }));
    await navigate(to);
  };

  return (
    <Page title={source.name} purpose={<code>{source.key}</code>}>
      <SourceTabs sourceKey={source.key} />
      <div className={styles.columns}>
        <div className={styles.main}>
          {old ? (
            <>
              <div className={styles.old}>
                <p>{t('source.old', { number: old.version, current: current?.version ?? 0 })}</p>
                <span className={styles.actions}>
                  <Button size="xs" variant="default" component={Link} to={to}>
                    {t('source.toCurrent')}
                  </Button>
                  <Allowed action="updateSource">
                    <Button size="xs" onClick={() => void restore(old)}>
                      {t('source.restore')}
                    </Button>
                  </Allowed>
                </span>
              </div>
              <DefinitionEditor text={old.text} />
            </>
          ) : !may('updateSource') ? (
            <>
              <DefinitionEditor text={text} />
              <NotAllowed action="updateSource" />
            </>
          ) : (
            <form
              className={styles.main}
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                void save();
              }}
            >
              {error && !fields ? <FailureNotice failure={error} /> : null}
              <DefinitionEditor text={text} change={change} errors={fields ?? []} />
              <TextInput
                label={t('source.comment')}
                description={t('source.commentHint')}
                value={comment}
                onChange={(event) => setComment(event.currentTarget.value)}
              />
              <div className={styles.actions}>
                <Button type="submit" loading={isLoading} disabled={current !== undefined && !isChanged}>
                  {t('source.save')}
                </Button>
                {isChanged ? (
                  <>
                    <Button
                      variant="default"
                      onClick={() => {
                        reset();
                        setDraft(undefined);
                      }}
                    >
                      {t('source.discard')}
                    </Button>
                    <span className={styles.none}>{t('source.unsaved')}</span>
                  </>
                ) : null}
              </div>
            </form>
          )}
        </div>
        <Section title={t('source.versions')}>
          {source.definitions.length === 0 ? <p className={styles.none}>{t('source.noDefinitionWhy')}</p> : null}
          <ol className={styles.versions}>
            {source.definitions.map(({ id, version, comment: why, createdBy, createdAt }) => (
              <li key={id}>
                <Link
                  to={version === current?.version ? to : `${to}?version=${version}`}
                  aria-current={version === (old?.version ?? current?.version)}
                >
                  <b>{t('source.version', { number: version })}</b>
                  {version === current?.version ? ` · ${t('source.current')}` : ''}
                  {why ? <p>{why}</p> : null}
                  <p>
                    {createdBy} · <RelativeTime at={createdAt} />
                  </p>
                </Link>
              </li>
            ))}
          </ol>
        </Section>
      </div>
    </Page>
  );
}
