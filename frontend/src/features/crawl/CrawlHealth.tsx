import { IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { crawling } from '@/i18n/ko/crawling';
import { Facts, Section } from '@/ui/Page';
import type { Crawl } from './CrawlPage';
import styles from './CrawlPage.module.css';

type Reason = keyof typeof crawling.crawl.reason;
const isKnown = (code: string): code is Reason => code in crawling.crawl.reason;

/** How well a crawl went: what was amiss, with the selector and an address where it can be seen. */
export function CrawlHealth({ crawl }: { crawl: Crawl }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const { health, source } = crawl;
  if (!health) return null;
  return (
    <Section title={t('crawl.health')}>
      {health.reasons.length === 0 ? (
        <p className={styles.well}>
          <IconCircleCheckFilled size={16} aria-hidden />
          {t('crawl.well')}
        </p>
      ) : (
        <ul className={styles.findings}>
          {health.reasons.map((reason, index) => (
            <li key={index} data-bad={crawl.status === 'FAILED'}>
              <b>
                {isKnown(reason.code) ? t(`crawl.reason.${reason.code}`) : reason.code}
                {reason.section ? <span>· {reason.section}</span> : null}
              </b>
              <p className={styles.server} lang="en">
                {reason.message}
              </p>
              {reason.selectors.length > 0 || reason.exampleUrl ? (
                <dl>
                  {reason.selectors.length > 0 ? (
                    <>
                      <dt>{t('crawl.selectors')}</dt>
                      <dd>
                        {reason.selectors.map((selector) => (
                          <div key={selector}>
                            <code>{selector}</code>
                          </div>
                        ))}
                      </dd>
                    </>
                  ) : null}
                  {reason.exampleUrl ? (
                    <>
                      <dt>{t('crawl.example')}</dt>
                      <dd>
                        <a href={reason.exampleUrl} rel="noreferrer">
                          {reason.exampleUrl}
                        </a>
                        {' · '}
                        <Link to={tryAt(source.key, reason.exampleUrl, reason.selectors[0])}>
                          {t('crawl.tryThere')}
                        </Link>
                      </dd>
                    </>
                  ) : null}
                </dl>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {crawl.acceptedAt ? (
        <div className={styles.accepted}>
          <b>{t('crawl.acceptedWhy')}</b> {crawl.acceptedReason}
          <p>
            {crawl.acceptedBy} · {format.absolute(crawl.acceptedAt)}
          </p>
        </div>
      ) : null}
      <Facts
        facts={[
          { name: t('crawl.articlesRead'), value: format.integer(health.articlesRead) },
          { name: t('crawl.duplicates'), value: format.percent(health.duplicateShare) },
          {
            name: t('crawl.medianBody'),
            value: health.medianBodyCharacters === null ? '–' : format.integer(health.medianBodyCharacters),
          },
          ...health.coverage.map(({ field, share }) => ({
            name: t('crawl.found', { field }),
            value: format.percent(share),
          })),
        ]}
      />
    </Section>
  );
}

/** Where a selector can be tried on the page on which it failed. */
function tryAt(sourceKey: string, address: string, selector: string | undefined) {
  const search = new URLSearchParams({ address, ...(selector ? { selector } : {}) });
  return `/admin/sources/${sourceKey}/try?${search.toString()}`;
}
