import { IconChevronRight, IconKey, IconTerminal2, IconUser, IconUserQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AuditAuthorKind } from '@/server/schema.generated';
import { Hash } from '@/ui/Hash';
import { Facts } from '@/ui/Page';
import { RelativeTime } from '@/ui/RelativeTime';
import { addressOf, useActionName, useNounName } from './actions';
import styles from './AuditPage.module.css';
import type { AuditEntryRowFragment } from './auditEntry.generated';
import { changesBetween, laidOut, type Change } from './changes';

const ICONS: Record<AuditAuthorKind, typeof IconUser> = {
  SESSION: IconUser,
  API_TOKEN: IconKey,
  COMMAND_LINE: IconTerminal2,
  ANONYMOUS: IconUserQuestion,
};

/** More changes than these are told when the line is opened. */
const MOST_IN_LINE = 3;

/** One line: who did what to what, the change in short, and everything else behind it. */
export function AuditLine({ entry }: { entry: AuditEntryRowFragment }) {
  const { t } = useTranslation('console');
  const actionName = useActionName();
  const nounName = useNounName();
  const Icon = ICONS[entry.authorKind];
  const kind = t(`audit.kind.${entry.authorKind}`);
  const changes = changesBetween(entry.before, entry.after);
  const changed = changes.filter(({ isChanged }) => isChanged);
  const subject = addressOf(entry.noun, entry.subjectId);
  return (
    <li>
      <details className={styles.line}>
        <summary>
          <IconChevronRight className={styles.chevron} size={15} aria-hidden />
          <span className={styles.head}>
            <span className={`${styles.number ?? ''} figures`}>{entry.sequence}</span>
            <span className={styles.author}>
              <Icon size={16} role="img" aria-label={kind} />
              <b>{entry.authorName}</b>
            </span>
            <span title={entry.action}>{actionName(entry.action)}</span>
            {entry.noun ? (
              <span className={styles.subjectOf}>
                {nounName(entry.noun)} {entry.subjectId?.slice(0, 8)}
              </span>
            ) : null}
            <RelativeTime at={entry.at} />
          </span>
          {changed.length ? (
            <span className={styles.short}>
              {changed.slice(0, MOST_IN_LINE).map((change) => (
                <Short key={change.field} change={change} />
              ))}
              {changed.length > MOST_IN_LINE ? (
                <span>{t('audit.more', { number: changed.length - MOST_IN_LINE })}</span>
              ) : null}
            </span>
          ) : null}
        </summary>
        <div className={styles.more}>
          {changes.length ? <Difference changes={changes} /> : <p>{t('audit.noState')}</p>}
          {entry.input ? (
            <>
              <p className={styles.subhead}>{t('audit.input')}</p>
              <pre tabIndex={0}>{laidOut(entry.input)}</pre>
            </>
          ) : null}
          <Facts
            facts={[
              { name: t('audit.with'), value: kind },
              { name: t('audit.address'), value: entry.address ?? '–' },
              { name: t('audit.command'), value: <code>{entry.action}</code> },
              {
                name: t('audit.subject'),
                value: entry.subjectId ? (
                  <>
                    {subject ? <Link to={subject}>{entry.subjectId.slice(0, 8)}</Link> : null}{' '}
                    <Link to={`/admin/audit?subject=${entry.subjectId}`}>{t('audit.allOfSubject')}</Link>
                  </>
                ) : (
                  '–'
                ),
              },
              { name: t('audit.request'), value: entry.requestId ? <code>{entry.requestId}</code> : '–' },
              { name: t('audit.hash'), value: <Hash value={entry.hash} /> },
            ]}
          />
        </div>
      </details>
    </li>
  );
}

function Short({ change: { field, before, after } }: { change: Change }) {
  return (
    <span>
      {field ? `${field} ` : ''}
      {before === undefined ? null : <del>{before}</del>}
      {before !== undefined && after !== undefined ? ' → ' : ''}
      {after === undefined ? null : <ins>{after}</ins>}
    </span>
  );
}

/** Both states, field by field. */
function Difference({ changes }: { changes: Change[] }) {
  const { t } = useTranslation('console');
  return (
    <div className={styles.scroll} role="region" aria-label={t('audit.difference')} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{t('audit.difference')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('audit.field')}</th>
            <th scope="col">{t('audit.before')}</th>
            <th scope="col">{t('audit.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after, isChanged }) => (
            <tr key={field} data-changed={isChanged}>
              <th scope="row">{field || t('audit.value')}</th>
              <td>{isChanged && before !== undefined ? <del>{before}</del> : before}</td>
              <td>{isChanged && after !== undefined ? <ins>{after}</ins> : after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
