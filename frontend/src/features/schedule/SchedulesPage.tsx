import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Allowed } from '@/ui/Allowed';
import { DataTable, type Column } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { JobTabs } from '@/ui/JobTabs';
import { useNotify } from '@/ui/notices';
import { Page } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { useKoreanTime } from './koreanTime';
import type { ScheduleRowFragment } from './schedule.generated';
import { useChangeScheduleMutation, useSchedulesQuery } from './scheduleApi';
import { kindOf } from './scheduleValues';

/** What is done by the clock, by name. */
export function SchedulesPage() {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const { data, error, refetch } = useSchedulesQuery();
  const [change, changing] = useChangeScheduleMutation();
  const turn = ({ id, paused, name }: ScheduleRowFragment) => {
    const set = (to: boolean) => change({ input: { id, paused: to } });
    void set(!paused).then(({ data: done }) => {
      if (done) notify(t(paused ? 'scheduled.woken' : 'scheduled.paused', { name }), () => void set(paused));
    });
  };
  const columns = useColumns(turn, changing.isLoading ? changing.originalArgs?.input.id : undefined);
  const add = (
    <Allowed action="createSchedule">
      <Button component={Link} to="/admin/schedules/new">
        {t('scheduled.add')}
      </Button>
    </Allowed>
  );
  return (
    <Page title={t('scheduled.list')} purpose={t('scheduled.purpose')} action={add}>
      <JobTabs />
      {changing.error ? <FailureNotice failure={changing.error} /> : null}
      {error ? <FailureNotice failure={error} retry={() => void refetch()} /> : null}
      {data?.schedules.length === 0 ? (
        <EmptyState
          title={t('scheduled.empty')}
          explanation={t('scheduled.emptyWhy')}
          action={add}
          needs="createSchedule"
        />
      ) : error && !data ? null : (
        <DataTable
          caption={t('scheduled.list')}
          columns={columns}
          rows={data?.schedules}
          rowKey={(schedule) => schedule.id}
          choosable="hide"
        />
      )}
    </Page>
  );
}

function useColumns(
  turn: (schedule: ScheduleRowFragment) => void,
  busyId: string | undefined,
): Column<ScheduleRowFragment>[] {
  const { t } = useTranslation('console');
  const korean = useKoreanTime();
  return [
    {
      key: 'name',
      header: t('column.name'),
      wide: true,
      cell: (schedule) => <Link to={`/admin/schedules/${schedule.id}`}>{schedule.name}</Link>,
    },
    {
      key: 'action',
      header: t('scheduled.starts'),
      minor: true,
      cell: ({ action }) => t(`scheduled.kind.${kindOf(action)}`),
    },
    { key: 'cron', header: t('scheduled.cron'), minor: true, cell: ({ cron }) => <code>{cron}</code> },
    {
      key: 'next',
      header: t('scheduled.next'),
      cell: ({ paused, nextTimes: [next] }) =>
        paused ? <Status status="PAUSED" /> : next ? <time dateTime={next}>{korean(next)}</time> : '–',
    },
    {
      key: 'outcome',
      header: t('scheduled.last'),
      minor: true,
      cell: ({ lastOutcome, lastError }) =>
        lastOutcome ? (
          <span title={lastError ?? undefined}>
            <Status status={lastOutcome} />
          </span>
        ) : (
          t('source.never')
        ),
    },
    {
      key: 'lastAt',
      header: t('scheduled.lastAt'),
      numeric: true,
      minor: true,
      cell: ({ lastAt }) => (lastAt ? <RelativeTime at={lastAt} /> : '–'),
    },
    {
      key: 'actions',
      header: '',
      numeric: true,
      cell: (schedule) => (
        <Allowed action="changeSchedule">
          <Button variant="default" size="xs" loading={busyId === schedule.id} onClick={() => turn(schedule)}>
            {schedule.paused ? t('scheduled.wake') : t('scheduled.pause')}
          </Button>
        </Allowed>
      ),
    },
  ];
}
