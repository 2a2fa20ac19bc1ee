import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '@/server/session';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DataTable, type Column } from '@/ui/DataTable';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { Page } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { SettingTabs } from '@/ui/SettingTabs';
import { browserOf } from './browser';
import type { MySessionsQuery } from './session.generated';
import { useMySessionsQuery, useSignOutEverywhereMutation, useSignOutSessionMutation } from './sessionApi';
import styles from './SessionsPage.module.css';

type Session = MySessionsQuery['mySessions'][number];

/** Where one is signed in, and the way out of each place. */
export function SessionsPage() {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const { data, error, refetch } = useMySessionsQuery();
  const [end, ending] = useSignOutSessionMutation();
  const [endAll, endingAll] = useSignOutEverywhereMutation();
  const [isLeaving, setIsLeaving] = useState(false);
  const sessions = data?.mySessions;
  const others = sessions?.filter(({ isCurrent }) => !isCurrent).length ?? 0;
  const refusal = ending.error ?? endingAll.error;
  const endOthers = async () => {
    const ended = await endAll({ exceptHere: true });
    if (ended.data) notify(t('mine.endedOthers', { number: ended.data.signOutEverywhere }));
  };
  const endEverywhere = async () => {
    const ended = await endAll({ exceptHere: false });
    if (!ended.data) return;
    setIsLeaving(true);
    await signOut();
  };
  const endOne = async (session: Session) => {
    const ended = await end({ id: session.id });
    if (ended.data) notify(t('mine.ended'));
  };
  const columns: Column<Session>[] = [
    {
      key: 'browser',
      header: t('mine.browser'),
      wide: true,
      cell: ({ userAgent }) => (
        <span title={userAgent}>{browserOf(userAgent) ?? (userAgent || t('mine.unknown'))}</span>
      ),
    },
    { key: 'address', header: t('mine.address'), minor: true, cell: ({ address }) => address },
    {
      key: 'begun',
      header: t('mine.begun'),
      numeric: true,
      minor: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: 'seen',
      header: t('mine.seen'),
      numeric: true,
      cell: ({ refreshedAt, isCurrent }) =>
        isCurrent ? <span className={styles.here}>{t('mine.here')}</span> : <RelativeTime at={refreshedAt} />,
    },
    {
      key: 'until',
      header: t('mine.until'),
      numeric: true,
      minor: true,
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      key: 'actions',
      header: '',
      numeric: true,
      cell: (session) =>
        session.isCurrent ? (
          <Button variant="default" size="xs" onClick={() => void signOut()}>
            {t('session.signOut')}
          </Button>
        ) : (
          <ConfirmButton
            label={t('mine.end')}
            question={t('mine.endSure')}
            size="xs"
            isLoading={ending.isLoading && ending.originalArgs?.id === session.id}
            confirm={() => void endOne(session)}
          />
        ),
    },
  ];
  return (
    <Page
      title={t('places.sessions')}
      purpose={t('mine.purpose')}
      action={
        <>
          {others > 0 ? (
            <ConfirmButton
              label={t('mine.endOthers')}
              question={t('mine.endOthersSure', { number: others })}
              isLoading={endingAll.isLoading && endingAll.originalArgs?.exceptHere === true}
              confirm={() => void endOthers()}
            />
          ) : null}
          <ConfirmButton
            label={t('mine.endAll')}
            question={t('mine.endAllSure')}
            isLoading={isLeaving || (endingAll.isLoading && !endingAll.originalArgs?.exceptHere)}
            confirm={() => void endEverywhere()}
          />
        </>
      }
    >
      <SettingTabs />
      {refusal ? <FailureNotice failure={refusal} /> : null}
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {error && !sessions ? null : (
        <DataTable
          caption={t('places.sessions')}
          columns={columns}
          rows={sessions}
          rowKey={({ id }) => id}
          marked={({ isCurrent }) => isCurrent}
          expected={3}
        />
      )}
    </Page>
  );
}
