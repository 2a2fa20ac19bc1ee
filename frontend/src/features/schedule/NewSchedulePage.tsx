import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { usePlanChoicesQuery } from '@/server/plan.generated';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { useCreateScheduleMutation } from './scheduleApi';
import { ScheduleForm } from './ScheduleForm';
import { actionInput, startingSchedule, type ScheduleValues } from './scheduleValues';

/** A new schedule. */
export function NewSchedulePage() {
  const { t } = useTranslation('console');
  const navigate = useNavigate();
  const { data, error, refetch } = usePlanChoicesQuery();
  const [create, creating] = useCreateScheduleMutation();
  if (error && !data)
    return <Page title={t('scheduled.add')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  const save = async (values: ScheduleValues) => {
    const { name, cron, missed } = values;
    const input = { name: name.trim(), cron: cron.trim(), missed, action: actionInput(values) };
    const { data: made } = await create({ input });
    if (made) await navigate(`/admin/schedules/${made.createSchedule.id}`);
  };
  return (
    <Page title={t('scheduled.add')} purpose={t('scheduled.addPurpose')}>
      <ScheduleForm
        choices={data}
        starting={startingSchedule(data)}
        save={save}
        saveLabel={t('scheduled.addNow')}
        error={creating.error}
        isLoading={creating.isLoading}
      />
    </Page>
  );
}
