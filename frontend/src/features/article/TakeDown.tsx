import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { Allowed } from '@/ui/Allowed';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { Status } from '@/ui/Status';
import type { Article } from './ArticlePage';
import { useTakeDownArticleMutation } from './articleApi';
import styles from './ArticlePage.module.css';

/** Why an article's text is gone, and what had learnt from it. */
export function Tombstone({ takedown }: { takedown: NonNullable<Article['takedown']> }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { datasets, trainingRuns, modelVersions } = takedown;
  return (
    <Section title={t('takedown.title')}>
      <div className={styles.tombstone}>
        <p>
          <Status status={takedown.status} /> {takedown.reason}
        </p>
        <p className={styles.none}>
          {takedown.requestedBy} · {format.absolute(takedown.createdAt)}
        </p>
      </div>
      {takedown.error ? (
        <Failed title={t('takedown.failed')} code={takedown.errorCode} reason={takedown.error} />
      ) : null}
      {datasets.length + trainingRuns.length + modelVersions.length > 0 ? (
        <>
          <p>{t('takedown.usedBy')}</p>
          <ul className={styles.datasets}>
            {datasets.map(({ id, name }) => (
              <li key={id}>
                {t('places.datasets')}: <Link to={`/admin/datasets/${id}`}>{name}</Link>
              </li>
            ))}
            {trainingRuns.map(({ id, name }) => (
              <li key={id}>
                {t('places.training')}: <Link to={`/admin/training/${id}`}>{name}</Link>
              </li>
            ))}
            {modelVersions.map(({ id, number }) => (
              <li key={id}>
                {t('places.models')}: <Link to={`/admin/models/${id}`}>v{number}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className={styles.none}>{t('takedown.unused')}</p>
      )}
    </Section>
  );
}

/** Takes an article's text down for good: with a reason, and only after its number was typed. */
export function TakeDown({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isTried, setIsTried] = useState(false);
  const [takeDown, { error, isLoading }] = useTakeDownArticleMutation();
  const fields = isServerFailure(error) ? error.fields : undefined;
  const isSure = typed.trim() === article.externalId;
  return (
    <Allowed action="takeDownArticle">
      <Section title={t('takedown.offer')}>
        {isAsking ? (
          <form
            className={styles.takeDown}
            noValidate
            aria-label={t('takedown.do')}
            onSubmit={(event) => {
              event.preventDefault();
              setIsTried(true);
              if (!isSure || reason.trim() === '') return;
              void takeDown({ input: { articleId: article.id, reason: reason.trim() } }).then(({ data }) => {
                if (data) notify(t('takedown.done'));
              });
            }}
          >
            <p>{t('takedown.what', { number: article.datasets.nodes.length })}</p>
            {error && !fields ? <FailureNotice failure={error} /> : null}
            <Textarea
              label={t('takedown.reason')}
              description={t('takedown.reasonHint')}
              rows={3}
              autoFocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              error={isTried && reason.trim() === '' ? t('form.required') : fields?.[0]?.message}
            />
            <TextInput
              label={t('form.typeName', { name: article.externalId })}
              value={typed}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <div className={styles.buttons}>
              <Button type="submit" color="bad" loading={isLoading} disabled={!isSure}>
                {t('takedown.do')}
              </Button>
              <Button variant="default" onClick={() => setIsAsking(false)}>
                {t('form.keep')}
              </Button>
            </div>
          </form>
        ) : (
          <div>
            <Button variant="default" onClick={() => setIsAsking(true)}>
              {t('takedown.do')}
            </Button>
          </div>
        )}
      </Section>
    </Allowed>
  );
}
