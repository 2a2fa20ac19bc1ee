import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { useApplyCleaningMutation, useCancelCleaningMutation, useUndoCleaningMutation } from './cleaningApi';
import type { CleaningRun } from './CleaningRunPage';

/** What one may do with a cleaning run as it stands: apply, go on, undo, stop. */
export function CleaningRunActions({ run }: { run: CleaningRun }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const notify = useNotify();
  const { id, status } = run;
  const [apply, applying] = useApplyCleaningMutation();
  const [undo, undoing] = useUndoCleaningMutation();
  const [cancel, cancelling] = useCancelCleaningMutation();
  const error = applying.error ?? undoing.error ?? cancelling.error;
  const changes = run.report?.changes.total ?? 0;
  const isMoving = status === 'QUEUED' || status === 'RUNNING' || status === 'APPLYING' || status === 'UNDOING';
  return (
    <>
      {error ? <FailureNotice failure={error} /> : null}
      {isMoving ? (
        <Allowed action="cancelCleaning">
          <ConfirmButton
            label={t('cleaning.cancel')}
            question={t('cleaning.cancelSure')}
            isLoading={cancelling.isLoading}
            confirm={() => void cancel({ id })}
          />
        </Allowed>
      ) : null}
      {status === 'APPLIED' || status === 'INTERRUPTED' ? (
        <Allowed action="undoCleaning">
          <ConfirmButton
            label={t('cleaning.undo')}
            question={t('cleaning.undoSure')}
            isLoading={undoing.isLoading}
            confirm={() => void undo({ id })}
          />
        </Allowed>
      ) : null}
      {status === 'PROPOSED' || status === 'INTERRUPTED' ? (
        <Allowed action="applyCleaning">
          <Button
            loading={applying.isLoading}
            onClick={() =>
              void apply({ id }).then(({ data }) => {
                if (data) notify(t('cleaning.applying'));
              })
            }
          >
            {status === 'INTERRUPTED' ? t('cleaning.goOn') : t('cleaning.apply', { number: format.integer(changes) })}
          </Button>
        </Allowed>
      ) : null}
    </>
  );
}
