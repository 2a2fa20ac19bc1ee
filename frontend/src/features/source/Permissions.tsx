import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { isServerFailure } from '@/server/failure';
import { Allowed } from '@/ui/Allowed';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { DataTable } from '@/ui/DataTable';
import { FailureNotice } from '@/ui/FailureNotice';
import form from '@/ui/Form.module.css';
import { useNotify } from '@/ui/notices';
import { Section } from '@/ui/Page';
import { useRecordSourcePermissionMutation, useRevokeSourcePermissionMutation } from './sourceApi';
import type { Source } from './SourcePage';
import styles from './SourcePage.module.css';

/** Who allowed a site to be crawled against its robots.txt, when and why; nothing that was recorded is ever deleted. */
export function Permissions({ source }: { source: Source }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const notify = useNotify();
  const [isRecording, setIsRecording] = useState(false);
  const [revoke, revoking] = useRevokeSourcePermissionMutation();
  const { permissions, definition } = source;
  const holds = permissions.some(({ revokedAt }) => revokedAt === null);
  if (!definition?.needsPermission && permissions.length === 0)
    return (
      <Section title={t('source.permission')}>
        <p className={styles.none}>{t('source.notNeeded')}</p>
      </Section>
    );
  return (
    <Section
      title={t('source.permission')}
      aside={
        holds ? (
          <Allowed action="revokeSourcePermission">
            <ConfirmButton
              size="xs"
              label={t('source.revoke')}
              question={t('source.revokeSure')}
              isLoading={revoking.isLoading}
              confirm={() =>
                void revoke({ sourceKey: source.key }).then(({ data }) => {
                  if (data) notify(t('source.revokedNow'));
                })
              }
            />
          </Allowed>
        ) : isRecording ? null : (
          <Allowed action="recordSourcePermission" explain>
            <Button size="xs" onClick={() => setIsRecording(true)}>
              {t('source.recordPermission')}
            </Button>
          </Allowed>
        )
      }
    >
      <p className={styles.none}>{t('source.permissionWhy')}</p>
      {revoking.error ? <FailureNotice failure={revoking.error} /> : null}
      {isRecording && !holds ? <Record sourceKey={source.key} close={() => setIsRecording(false)} /> : null}
      {permissions.length === 0 ? (
        <p>{t('source.noPermission')}</p>
      ) : (
        <DataTable
          caption={t('source.permission')}
          rows={permissions}
          rowKey={(permission) => permission.id}
          columns={[
            { key: 'by', header: t('source.grantedBy'), cell: ({ grantedBy }) => grantedBy },
            {
              key: 'reason',
              header: t('source.reason'),
              wide: true,
              cell: ({ reason }) => <span title={reason}>{reason}</span>,
            },
            { key: 'recordedBy', header: t('source.recordedBy'), minor: true, cell: ({ recordedBy }) => recordedBy },
            {
              key: 'recordedAt',
              header: t('source.recordedAt'),
              numeric: true,
              minor: true,
              cell: ({ recordedAt }) => format.absolute(recordedAt),
            },
            {
              key: 'state',
              header: t('column.status'),
              cell: ({ revokedAt, revokedBy }) =>
                revokedAt === null
                  ? t('source.holds')
                  : `${t('source.revoked')} · ${revokedBy ?? ''} ${format.absolute(revokedAt)}`,
            },
          ]}
        />
      )}
    </Section>
  );
}

function Record({ sourceKey, close }: { sourceKey: string; close: () => void }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [record, { error, isLoading }] = useRecordSourcePermissionMutation();
  const [grantedBy, setGrantedBy] = useState('');
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const needed = (text: string) => (isTried && text.trim() === '' ? t('form.required') : undefined);
  const refused = (path: string) =>
    isServerFailure(error) ? error.fields?.find(({ field }) => field.endsWith(path))?.message : undefined;
  return (
    <form
      className={form.form}
      noValidate
      aria-label={t('source.recordPermission')}
      onSubmit={(event) => {
        event.preventDefault();
        setIsTried(true);
        if (grantedBy.trim() === '' || reason.trim() === '') return;
        void record({ sourceKey, grantedBy: grantedBy.trim(), reason: reason.trim() }).then(({ data }) => {
          if (!data) return;
          notify(t('source.recorded'));
          close();
        });
      }}
    >
      {error && !(isServerFailure(error) && error.fields) ? <FailureNotice failure={error} /> : null}
      <TextInput
        label={t('source.grantedBy')}
        description={t('source.grantedByHint')}
        value={grantedBy}
        autoFocus
        onChange={(event) => setGrantedBy(event.currentTarget.value)}
        error={needed(grantedBy) ?? refused('grantedBy')}
      />
      <Textarea
        label={t('source.reason')}
        description={t('source.reasonHint')}
        rows={3}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={needed(reason) ?? refused('reason')}
      />
      <div className={form.actions}>
        <Button type="submit" loading={isLoading}>
          {t('source.recordPermission')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}
