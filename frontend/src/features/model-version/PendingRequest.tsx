import { Button, TextInput } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Allowed } from '@/ui/Allowed';
import { FailureNotice } from '@/ui/FailureNotice';
import { useNotify } from '@/ui/notices';
import { RelativeTime } from '@/ui/RelativeTime';
import styles from './DeployPanel.module.css';
import type { PendingDeploymentFragment } from './deploymentRequest.generated';
import { useApproveDeploymentMutation, useRejectDeploymentMutation } from './deploymentRequestApi';

interface Props {
  request: PendingDeploymentFragment;
  /** Id of what serves now. */
  activeId: string | undefined;
  fourEyes: boolean;
}

/** Somebody asks for this version to serve: approve it, or not. The difference to what serves stands below. */
export function PendingRequest({ request, activeId, fourEyes }: Props) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [reason, setReason] = useState('');
  const [approve, approving] = useApproveDeploymentMutation();
  const [reject, rejecting] = useRejectDeploymentMutation();
  const { id, isMine, requester, toVersion, variant } = request;
  const isStale = (request.expectedActiveVersionId ?? undefined) !== activeId;
  const mayApprove = !isStale && !(fourEyes && isMine);
  const error = approving.error ?? rejecting.error;
  const decision = { id, reason: reason.trim() };
  const accept = async () => {
    rejecting.reset();
    const accepted = await approve(decision);
    if (accepted.data) notify(t('request.approved', { number: toVersion.number }));
  };
  const refuse = async () => {
    approving.reset();
    const refused = await reject(decision);
    if (refused.data) notify(isMine ? t('request.takenBack') : t('request.rejected'));
  };
  return (
    <section className={styles.request} aria-label={t('places.requests')}>
      <p className={styles.asks}>
        <IconUserQuestion size={18} aria-hidden />
        <span>
          <b>{isMine && fourEyes ? t('request.mine') : t('request.waits', { name: requester })}</b>{' '}
          <RelativeTime at={request.createdAt} />
          {variant === 'INT8' ? ' · int8' : null}
        </span>
      </p>
      {request.reason ? <blockquote>{request.reason}</blockquote> : null}
      {isStale ? <p className={styles.words}>{t('request.stale')}</p> : null}
      {error ? <FailureNotice failure={error} /> : null}
      <Allowed action="approveDeployment" explain>
        <div className={styles.act}>
          <TextInput
            className={styles.reason}
            label={t('request.decisionReason')}
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {mayApprove ? (
            <Button loading={approving.isLoading} onClick={() => void accept()}>
              {t('request.approve', { number: toVersion.number })}
            </Button>
          ) : null}
          <Button variant="default" loading={rejecting.isLoading} onClick={() => void refuse()}>
            {isMine ? t('request.takeBack') : t('request.reject')}
          </Button>
        </div>
      </Allowed>
    </section>
  );
}
