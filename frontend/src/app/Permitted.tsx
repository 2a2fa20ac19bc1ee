import { Button } from '@mantine/core';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMeQuery } from '@/server/me';
import { permits, type Permission } from '@/server/permissions';
import { useWhoMay } from '@/ui/Allowed';
import { EmptyState } from '@/ui/EmptyState';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';

/** A page for those who may do what it is for; everybody else is told who may. */
export function permitted(action: Permission, Wanted: ComponentType): ComponentType {
  return function Permitted() {
    const { t } = useTranslation('console');
    const whoMay = useWhoMay();
    const { data, error, refetch } = useMeQuery();
    if (error && !data)
      return (
        <Page title={t('permission.title')}>
          <FailureNotice failure={error} retry={() => void refetch()} />
        </Page>
      );
    if (!data) return <Loading />;
    if (permits(data.me?.allowed ?? [], action)) return <Wanted />;
    return (
      <Page title={t('permission.title')}>
        <EmptyState
          title={t('permission.why')}
          explanation={`${whoMay(action)} ${t('permission.ask')}`}
          action={
            <Button variant="default" component={Link} to="/admin">
              {t('permission.home')}
            </Button>
          }
        />
      </Page>
    );
  };
}
