import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '@/i18n/format';
import { DataTable } from '@/ui/DataTable';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { ArticleImportRowFragment } from './article.generated';

/** Files of articles and what became of their rows. */
export function ImportsTable({ imports }: { imports: readonly ArticleImportRowFragment[] }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  return (
    <DataTable
      caption={t('article.imports')}
      rows={imports}
      rowKey={(one) => one.id}
      columns={[
        {
          key: 'file',
          header: t('import.file'),
          wide: true,
          cell: (one) => <Link to={`/admin/articles/imports/${one.id}`}>{one.fileName}</Link>,
        },
        { key: 'status', header: t('column.status'), cell: (one) => <Status status={one.status} /> },
        { key: 'source', header: t('column.source'), minor: true, cell: (one) => one.source.name },
        { key: 'read', header: t('import.read'), numeric: true, cell: (one) => format.integer(one.rowsRead) },
        {
          key: 'inserted',
          header: t('import.inserted'),
          numeric: true,
          minor: true,
          cell: (one) => format.integer(one.inserted),
        },
        {
          key: 'refused',
          header: t('import.refused'),
          numeric: true,
          minor: true,
          cell: (one) => format.integer(one.refused),
        },
        {
          key: 'at',
          header: t('column.requested'),
          numeric: true,
          minor: true,
          cell: (one) => <RelativeTime at={one.createdAt} />,
        },
      ]}
    />
  );
}
