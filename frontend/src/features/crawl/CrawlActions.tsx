import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isServerFailure } from '@/server/failure';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import {
  useAcceptCrawlMutation,
  useCancelCrawlMutation,
  usePauseCrawlMutation,
  useReExtractCrawlMutation,
  useResumeCrawlMutation,
} from './crawlApi';
import type { Crawl } from './CrawlPage';
import styles from './CrawlPage.module.css';
import { isUnderWay } from './crawlProgress';

/** What one may do with a crawl as it stands: pause, go on, stop, accept, read again. */
export function CrawlActions({ crawl }: { crawl: Crawl }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const { id, status } = crawl;
  const [pause, pausing] = usePauseCrawlMutation();
  const [resume, resuming] = useResumeCrawlMutation();
  const [cancel, cancelling] = useCancelCrawlMutation();
  const [readAgain, reading] = useReExtractCrawlMutation();
  const [isAsking, setIsAsking] = useState(false);
  const [job] = crawl.jobs.nodes;
  const isReading = job?.kind === 'RE_EXTRACT_CRAWL' && (job.status === 'QUEUED' || job.status === 'RUNNING');
  const error = pausing.error ?? resuming.error ?? cancelling.error ?? reading.error;
  if (isAsking && status === 'DEGRADED') return <Accept id={id} close={() => setIsAsking(false)} />;
  return (
    <>
      {error ? <FailureNotice failure={error} /> : null}
      {status === 'QUEUED' || status === 'RUNNING' ? (
        <Allowed action="pauseCrawl">
          <Button
            variant="default"
            loading={pausing.isLoading}
            onClick={() =>
              void pause({ id }).then(({ data }) => {
                if (data) notify(t('crawl.paused'), () => void resume({ id }));
              })
            }
          >
            {t('crawl.pause')}
          </Button>
        </Allowed>
      ) : null}
      {status === 'PAUSED' ? (
        <Allowed action="resumeCrawl">
          <Button loading={resuming.isLoading} onClick={() => void resume({ id })}>
            {t('crawl.resume')}
          </Button>
        </Allowed>
      ) : null}
      {isUnderWay(status) ? (
        <Allowed action="cancelCrawl">
          <ConfirmButton
            label={t('crawl.cancel')}
            question={t('crawl.cancelSure')}
            isLoading={cancelling.isLoading}
            confirm={() => void cancel({ id })}
          />
        </Allowed>
      ) : (
        <Allowed action="reExtractCrawl">
          <Button
            variant="default"
            loading={reading.isLoading}
            disabled={isReading}
            title={t('crawl.reExtractWhy')}
            onClick={() => void readAgain({ id })}
          >
            {t('crawl.reExtract')}
          </Button>
        </Allowed>
      )}
      {status === 'DEGRADED' && !crawl.acceptedAt ? (
        <Allowed action="acceptCrawl">
          <Button onClick={() => setIsAsking(true)}>{t('crawl.accept')}</Button>
        </Allowed>
      ) : null}
    </>
  );
}

/** Why a degraded crawl may be used although it is. */
function Accept({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const [accept, { error, isLoading }] = useAcceptCrawlMutation();
  const refused = isServerFailure(error) ? error.fields?.[0]?.message : undefined;
  return (
    <form
      className={styles.ask}
      aria-label={t('crawl.accept')}
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (reason.trim() === '') return;
        void accept({ id, reason: reason.trim() }).then(({ data }) => {
          if (!data) return;
          notify(t('crawl.acceptedNow'));
          close();
        });
      }}
    >
      <p>{t('crawl.acceptWhat')}</p>
      {error && !refused ? <FailureNotice failure={error} /> : null}
      <Textarea
        label={t('crawl.acceptReason')}
        rows={3}
        autoFocus
        value={reason}
        error={isTried && reason.trim() === '' ? t('form.required') : refused}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={styles.buttons}>
        <Button type="submit" loading={isLoading}>
          {t('crawl.accept')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('form.keep')}
        </Button>
      </div>
    </form>
  );
}
