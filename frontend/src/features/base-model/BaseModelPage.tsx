import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { useFormat } from '@/i18n/format';
import { Allowed } from '@/ui/Allowed';
import { ConfirmByName } from '@/ui/ConfirmByName';
import { DataTable } from '@/ui/DataTable';
import { EmptyState } from '@/ui/EmptyState';
import { Failed } from '@/ui/Failed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Hash } from '@/ui/Hash';
import { Loading } from '@/ui/Loading';
import { useNotify } from '@/ui/notices';
import { Facts, Figures, Page, Section } from '@/ui/Page';
import { Progress } from '@/ui/Progress';
import { RelativeTime } from '@/ui/RelativeTime';
import { Status } from '@/ui/Status';
import type { BaseModelQuery } from './baseModel.generated';
import { useBaseModelQuery, useRemoveBaseModelMutation } from './baseModelApi';

type BaseModel = NonNullable<BaseModelQuery['baseModel']>;

/** One published encoder: what it is, where it comes from, and which runs started from it. */
export function BaseModelPage() {
  const { t } = useTranslation('console');
  const { id = '' } = useParams();
  const { currentData: data, error, refetch } = useBaseModelQuery({ id });
  if (error && !data)
    return <Page title={t('baseModel.one')}>{<FailureNotice failure={error} retry={() => void refetch()} />}</Page>;
  if (!data) return <Loading />;
  if (!data.baseModel)
    return <Page title={t('baseModel.one')}>{<EmptyState title={t('baseModel.gone')} explanation={t('gone')} />}</Page>;
  return <Contents key={id} base={data.baseModel} />;
}

function Contents({ base }: { base: BaseModel }) {
  const { t } = useTranslation('console');
  const format = useFormat();
  const navigate = useNavigate();
  const notify = useNotify();
  const [remove, removing] = useRemoveBaseModelMutation();
  const isMoving = base.status === 'QUEUED' || base.status === 'FETCHING';
  const [job] = base.jobs.nodes;
  const runs = base.trainingRuns;
  const confirm = async () => {
    const removed = await remove({ id: base.id });
    if (!removed.data) return;
    notify(t('baseModel.removed', { name: base.name }));
    await navigate('/admin/base-models');
  };
  return (
    <Page
      title={base.name}
      purpose={
        <>
          <Status status={base.status} />
          <span>{base.location}</span>
          <RelativeTime at={base.createdAt} />
        </>
      }
      action={
        <>
          {isMoving ? (
            <Button variant="default" component={Link} to="/admin/jobs?kind=ADD_BASE_MODEL">
              {t('import.toJob')}
            </Button>
          ) : null}
          {base.status === 'READY' ? (
            <Allowed action="startTrainingRun">
              <Button component={Link} to={`/admin/training/new?base=${base.name}`}>
                {t('baseModel.train')}
              </Button>
            </Allowed>
          ) : null}
        </>
      }
    >
      {removing.error ? <FailureNotice failure={removing.error} /> : null}
      {base.error ? <Failed title={t('baseModel.failed')} code={base.errorCode} reason={base.error} /> : null}
      {isMoving ? (
        <div>
          <Progress share={job?.progress ?? undefined} label={t('baseModel.fetching')} />
          <p className="figures">{job?.progressNote ?? t('baseModel.fetching')}</p>
        </div>
      ) : null}
      {base.status === 'READY' ? (
        <Figures
          figures={[
            {
              name: t('model.weights'),
              value: base.parameterCount === null ? '–' : format.integer(base.parameterCount),
              note: base.sizeBytes === null ? undefined : format.bytes(base.sizeBytes),
            },
            {
              name: t('parameter.vocabularySize.name'),
              value: base.vocabularySize === null ? '–' : format.integer(base.vocabularySize),
            },
            { name: t('baseModel.runs'), value: format.integer(runs.totalCount) },
          ]}
        />
      ) : null}
      <Section title={t('baseModel.facts')}>
        <Facts
          facts={[
            { name: t('column.source'), value: t(`baseModel.source.${base.source === 'HUB' ? 'hub' : 'folder'}`) },
            { name: t('column.architecture'), value: base.family ?? '–' },
            { name: t('baseModel.revision'), value: base.revision ?? '–' },
            {
              name: t('baseModel.commit'),
              value: base.resolvedRevision ? <Hash value={base.resolvedRevision} /> : '–',
            },
            { name: t('baseModel.prefix'), value: base.textPrefix ? <code>{base.textPrefix}</code> : '–' },
            { name: t('parameter.pooling.name'), value: base.pooling ? t(`pooling.${base.pooling}`) : '–' },
            { name: t('model.bundle'), value: base.sha256 ? <Hash value={base.sha256} /> : '–' },
            {
              name: t('baseModel.missing'),
              value: base.keyReport?.missing.length ? base.keyReport.missing.join(', ') : '–',
            },
            {
              name: t('baseModel.unexpected'),
              value: base.keyReport?.unexpected.length ? base.keyReport.unexpected.join(', ') : '–',
            },
          ]}
        />
      </Section>
      {runs.nodes.length > 0 ? (
        <Section title={t('baseModel.runs')}>
          <DataTable
            caption={t('baseModel.runs')}
            rows={runs.nodes}
            rowKey={(run) => run.id}
            columns={[
              {
                key: 'name',
                header: t('column.name'),
                wide: true,
                cell: (run) => <Link to={`/admin/training/${run.id}`}>{run.name}</Link>,
              },
              { key: 'status', header: t('column.status'), cell: (run) => <Status status={run.status} /> },
              {
                key: 'version',
                header: t('column.version'),
                numeric: true,
                cell: ({ modelVersion }) =>
                  modelVersion ? <Link to={`/admin/models/${modelVersion.id}`}>v{modelVersion.number}</Link> : '–',
              },
              {
                key: 'created',
                header: t('column.requested'),
                numeric: true,
                cell: (run) => <RelativeTime at={run.createdAt} />,
              },
            ]}
          />
        </Section>
      ) : null}
      {isMoving || runs.totalCount > 0 ? null : (
        <Allowed action="removeBaseModel">
          <Section title={t('baseModel.remove')}>
            <ConfirmByName
              label={t('baseModel.remove')}
              explanation={t('baseModel.removeWhy')}
              name={base.name}
              isLoading={removing.isLoading}
              confirm={() => void confirm()}
            />
          </Section>
        </Allowed>
      )}
    </Page>
  );
}
