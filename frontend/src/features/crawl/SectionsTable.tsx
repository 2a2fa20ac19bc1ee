import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/format';
import { DataTable, type Column } from '@/ui/DataTable';
import { Progress } from '@/ui/Progress';
import type { CrawlSectionFragment } from './crawl.generated';
import type { Crawl } from './CrawlPage';
import styles from './CrawlPage.module.css';
import { isUnderWay, linksPerPage, settled } from './crawlProgress';

/** The sections of a crawl: pages, links and what came of the articles, moving as it happens. */
export function SectionsTable({ crawl }: { crawl: Crawl }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const labels = new Map(crawl.definition?.sections.map(({ key, label }) => [key, label]));
  const suspect = new Set(crawl.health?.reasons.map(({ section }) => section));
  const count = (key: 'articlesNew' | 'articlesUpdated' | 'articlesKnown' | 'articlesFailed', minor: boolean) => ({
    key,
    header: t(`crawl.${key}`),
    numeric: true,
    minor,
    cell: (section: CrawlSectionFragment) => format.integer(section[key]),
  });
  const columns: Column<CrawlSectionFragment>[] = [
    {
      key: 'section',
      header: t('crawl.section'),
      cell: ({ key }) => {
        const label = labels.get(key);
        return label && label !== key ? `${key} → ${label}` : key;
      },
    },
    {
      key: 'progress',
      header: t('column.progress'),
      minor: true,
      cell: (section) => {
        const share = section.links === 0 ? undefined : Math.min(1, settled(section) / section.links);
        if (share === undefined && !isUnderWay(crawl.status)) return '–';
        return (
          <span className={styles.section}>
            <Progress share={share ?? 0} label={`${section.key} ${t('column.progress')}`} />
            <span>{share === undefined ? '' : format.percent(share, 0)}</span>
          </span>
        );
      },
    },
    {
      key: 'pages',
      header: t('crawl.listPages'),
      numeric: true,
      cell: ({ pages, pageBudget }) => `${format.integer(pages)} / ${format.integer(pageBudget)}`,
    },
    { key: 'links', header: t('crawl.links'), numeric: true, cell: ({ links }) => format.integer(links) },
    {
      key: 'yield',
      header: t('crawl.yield'),
      numeric: true,
      minor: true,
      cell: (section) => {
        const links = linksPerPage([section]);
        return links === undefined ? '–' : format.decimal(links, 1);
      },
    },
    count('articlesNew', false),
    count('articlesUpdated', true),
    count('articlesKnown', true),
    count('articlesFailed', true),
  ];
  return (
    <DataTable
      caption={t('crawl.sections')}
      columns={columns}
      rows={crawl.sections}
      rowKey={({ key }) => key}
      marked={({ key }) => suspect.has(key)}
    />
  );
}
