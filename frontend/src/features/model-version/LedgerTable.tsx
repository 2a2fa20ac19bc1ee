import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DataTable } from '@/ui/DataTable';
import { RelativeTime } from '@/ui/RelativeTime';
import styles from './LedgerTable.module.css';
import type { LedgerRowFragment } from './modelVersion.generated';

/** Who put what into service, when and why. */
export function LedgerTable({ rows }: { rows: readonly LedgerRowFragment[] }) {
  const { t } = useTranslation('console');
  return (
    <DataTable
      caption={t('ledger.title')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'revision', header: t('ledger.revision'), cell: (row) => row.revision },
        { key: 'kind', header: t('ledger.what'), minor: true, cell: (row) => t(`ledger.${row.kind}`) },
        {
          key: 'change',
          header: t('ledger.change'),
          cell: ({ fromVersion, toVersion, variant }) => (
            <span className={styles.change}>
              {fromVersion ? (
                <Link to={`/admin/models/${fromVersion.id}`}>v{fromVersion.number}</Link>
              ) : (
                t('ledger.nothing')
              )}{' '}
              → <Link to={`/admin/models/${toVersion.id}`}>v{toVersion.number}</Link>
              {variant === 'INT8' ? ' int8' : null}
            </span>
          ),
        },
        { key: 'reason', header: t('ledger.reason'), wide: true, cell: (row) => row.reason || '–' },
        { key: 'actor', header: t('ledger.actor'), minor: true, cell: (row) => row.actor },
        { key: 'at', header: t('ledger.at'), numeric: true, cell: (row) => <RelativeTime at={row.createdAt} /> },
      ]}
    />
  );
}
