import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { RelativeTime } from '@/ui/RelativeTime';
import { Section } from '@/ui/Page';
import type { Article } from './ArticlePage';
import styles from './ArticlePage.module.css';

/** The article's text: as it was collected, and beside that as models read it, with what cleaning decided and why. */
export function CleanedText({ article }: { article: Article }) {
  const { t } = useTranslation('console');
  const decision = article.cleaningDecision;
  if (article.takedown) return null;
  const [title, body] = [decision?.cleanedTitle ?? article.title, decision?.cleanedBody ?? article.body];
  const isChanged = decision !== null && (decision.cleanedTitle !== null || decision.cleanedBody !== null);
  return (
    <>
      {decision ? <Decision decision={decision} /> : null}
      <div className={styles.texts} data-two={isChanged}>
        <Section title={isChanged ? t('article.raw') : t('article.text')}>
          {isChanged ? (
            <p className={styles.rawTitle} lang="ko">
              {article.title}
            </p>
          ) : null}
          {article.body ? (
            <p className={styles.body} lang="ko">
              {article.body}
            </p>
          ) : (
            <p className={styles.none}>{t('article.noBody')}</p>
          )}
          {decision && !isChanged ? <p className={styles.none}>{t('article.sameText')}</p> : null}
          {decision ? null : <p className={styles.none}>{t('article.notCleaned')}</p>}
        </Section>
        {isChanged ? (
          <Section title={t('article.cleanedText')}>
            <p className={styles.rawTitle} lang="ko">
              {title}
            </p>
            <p className={styles.body} lang="ko">
              {body}
            </p>
          </Section>
        ) : null}
      </div>
    </>
  );
}

function Decision({ decision }: { decision: NonNullable<Article['cleaningDecision']> }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { outcome, rule, evidence, ruleSetVersion, cleaningRunId, decidedAt, isCurrent } = decision;
  const Icon = outcome === 'KEPT' ? IconCircleCheckFilled : IconCircleXFilled;
  return (
    <div className={styles.decision} data-outcome={outcome}>
      <p>
        <b>
          <Icon size={16} aria-hidden />
          {t(`article.outcome.${outcome}`)}
          {rule ? `: ${t(`cleaning.rule.${rule}.name`)}` : ''}
        </b>
        {evidence?.measured == null ? null : (
          <span>
            {format.figure(evidence.measured)}
            {evidence.threshold == null
              ? ''
              : ` (${t('cleaning.thresholdIs', { value: format.figure(evidence.threshold) })})`}
          </span>
        )}
        {evidence?.matched ? <span lang="ko">“{evidence.matched}”</span> : null}
        {evidence?.labelKeys.length ? <span>{evidence.labelKeys.join(', ')}</span> : null}
        {evidence?.keptArticle ? (
          <span lang="ko">
            {t('cleaning.keptInstead')}:{' '}
            <Link to={`/admin/articles/${evidence.keptArticle.id}`}>{evidence.keptArticle.title}</Link>
          </span>
        ) : null}
      </p>
      <p className={styles.none}>
        <Link to={`/admin/cleaning/${cleaningRunId}`}>{t('cleaning.of', { number: ruleSetVersion })}</Link>{' '}
        <RelativeTime at={decidedAt} />
        {isCurrent ? '' : ` · ${t('article.outdated')}`}
      </p>
    </div>
  );
}
