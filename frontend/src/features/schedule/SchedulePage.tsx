import { Button } from '@mantine/core';
import { skipToken } from '@reduxjs/toolkit/query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { usePlanChoicesQuery } from '@/server/plan.generated';
import { Allowed, useMay } from '@/ui/Allowed';
import { ConfirmByName } from '@/ui/ConfirmByName';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { useNotify } from '@/ui/notices';
import { Facts, Page, Section } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import { useKoreanTime } from './koreanTime';
import type { ScheduleRowFragment } from './schedule.generated';
import { useChangeScheduleMutation, useRemoveScheduleMutation, useScheduleQuery } from './scheduleApi';
import { ScheduleForm } from './ScheduleForm';
import styles from './SchedulePage.module.css';
import { actionInput, kindOf, valuesOf, type ScheduleValues } from './scheduleValues';

/** One schedule: when it fires next, what became of the last time, and the way to change, rest or delete it. */
export function SchedulePage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useScheduleQuery(id ? { id } : skipToken);
  if (error && !data)
    return <Page title={t('scheduled.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.schedule)
    return <Page title={t('scheduled.one')}>{<EmptyState title={t('scheduled.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} schedule={data.schedule} />;
}

/** Where what a schedule started is looked at. */
const PLACES = {
  crawl: '/admin/crawls',
  clean: '/admin/cleaning',
  buildDataset: '/admin/datasets',
  train: '/admin/training',
  pipeline: '/admin/pipelines',
};

function Contents({ schedule }: { schedule: ScheduleRowFragment }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const navigate = useNavigate();
  const may = useMay();
  const korean = useKoreanTime();
  const choices = usePlanChoicesQuery();
  const [change, changing] = useChangeScheduleMutation();
  const [remove, removing] = useRemoveScheduleMutation();
  const { id, name, paused } = schedule;
  const set = (to: boolean) => change({ input: { id, paused: to } });
  const save = async (values: ScheduleValues) => {
    const { missed } = values;
    const input = { id, name: values.name.trim(), cron: values.cron.trim(), action: actionInput(values), missed };
    const { data } = await change({ input });
    if (data) notify(t('scheduled.saved'));
  };
  return (
    <Page
      title={name}
      purpose={
        <>
          <span>{t(`scheduled.kind.${kindOf(schedule.action)}`)}</span>
          <code>{schedule.cron}</code>
          {paused ? <Status status="PAUSED" /> : null}
        </>
      }
      action={
        <Allowed action="changeSchedule">
          <Button
            variant="default"
            loading={changing.isLoading}
            onClick={() =>
              void set(!paused).then(({ data }) => {
                if (data) notify(t(paused ? 'scheduled.woken' : 'scheduled.paused', { name }), () => void set(paused));
              })
            }
          >
            {paused ? t('scheduled.wake') : t('scheduled.pause')}
          </Button>
        </Allowed>
      }
    >
      <div className={styles.columns}>
        <Section title={t('scheduled.nextFive')} aside={<span className={styles.soft}>{t('scheduled.korean')}</span>}>
          {schedule.nextTimes.length ? (
            <ol className={styles.times}>
              {schedule.nextTimes.map((time) => (
                <li key={time}>
                  <time dateTime={time}>{korean(time)}</time>
                  <RelativeTime at={time} />
                </li>
              ))}
            </ol>
          ) : (
            <p className={styles.soft}>{t('scheduled.rests')}</p>
          )}
        </Section>
        <Section title={t('scheduled.last')}>
          <Facts
            facts={[
              {
                name: t('scheduled.outcome'),
                value: schedule.lastOutcome ? <Status status={schedule.lastOutcome} /> : t('source.never'),
              },
              { name: t('scheduled.lastAt'), value: schedule.lastAt ? korean(schedule.lastAt) : '–' },
              {
                name: t('scheduled.started'),
                value: schedule.lastSubjectId ? (
                  <Link to={`${PLACES[kindOf(schedule.action)]}/${schedule.lastSubjectId}`}>
                    {t('scheduled.toStarted')}
                  </Link>
                ) : (
                  '–'
                ),
              },
              { name: t('scheduled.missedLabel'), value: t(`scheduled.missed.${schedule.missed}`) },
              { name: t('scheduled.by'), value: schedule.createdBy },
            ]}
          />
          {schedule.lastError ? (
            <p className={styles.error} lang="en">
              {schedule.lastError}
            </p>
          ) : null}
        </Section>
      </div>
      {choices.data && may('changeSchedule') ? (
        <Section title={t('scheduled.edit')}>
          <ScheduleForm
            // What somebody else saved meanwhile is shown, not written over.
            key={schedule.updatedAt}
            choices={choices.data}
            starting={valuesOf(schedule, choices.data)}
            save={save}
            saveLabel={t('scheduled.save')}
            error={changing.error}
            isLoading={changing.isLoading}
          />
        </Section>
      ) : null}
      <Allowed action="removeSchedule">
        <Section title={t('scheduled.removeTitle')}>
          {removing.error ? <FailureNotice failure={removing.error} /> : null}
          <div>
            <ConfirmByName
              label={t('scheduled.remove')}
              explanation={t('scheduled.removeWhy')}
              name={name}
              isLoading={removing.isLoading}
              confirm={() =>
                void remove({ id }).then(({ data }) => {
                  if (!data) return;
                  notify(t('scheduled.removed', { name }));
                  void navigate('/admin/schedules');
                })
              }
            />
          </div>
        </Section>
      </Allowed>
    </Page>
  );
}
