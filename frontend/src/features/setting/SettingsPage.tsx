import { skipToken } from '@reduxjs/toolkit/query';
import { Button } from '@mantine/core';
import { IconAlertTriangleFilled, IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Allowed, useMay } from '@/ui/Allowed';
import { FailureNotice } from '@/ui/FailureNotice';
import { Loading } from '@/ui/Loading';
import { useNotify } from '@/ui/notices';
import { Facts, Page, Section } from '@/ui/Page';
import { SettingTabs } from '@/ui/SettingTabs';
import { useDeployersQuery, useSetFourEyesMutation, useSettingsQuery } from './settingApi';
import styles from './SettingsPage.module.css';

/** What is decided for the whole installation, and what each decision does. */
export function SettingsPage() {
  const { t } = useTranslation('console');
  const { data, error, refetch } = useSettingsQuery();
  if (error && !data)
    return (
      <Page title={t('places.settings')}>
        <SettingTabs />
        <FailureNotice failure={error} retry={() => void refetch()} />
      </Page>
    );
  if (!data) return <Loading />;
  const { providerName, isLocal } = data.signInWay;
  return (
    <Page title={t('places.settings')} purpose={t('setting.purpose')}>
      <SettingTabs />
      <FourEyes isOn={data.settings.fourEyes} />
      <Section title={t('setting.signIn')}>
        <Facts
          facts={[
            {
              name: t('setting.provider'),
              value: providerName ?? (isLocal ? t('setting.localSignIn') : t('setting.noProvider')),
            },
          ]}
        />
        <p className={styles.hint}>{t('setting.signInWhy')}</p>
      </Section>
    </Page>
  );
}

/** Whether a deployment needs two people. */
function FourEyes({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation('console');
  const notify = useNotify();
  const [set, { error, isLoading }] = useSetFourEyesMutation();
  const mayKnow = useMay()('members');
  const deployers = useDeployersQuery(mayKnow ? undefined : skipToken).data;
  const isAlone = deployers && deployers.trainers.nodes.length + deployers.administrators.nodes.length < 2;
  const turn = async (enabled: boolean) => {
    const turned = await set({ enabled });
    if (turned.data)
      notify(
        t(enabled ? 'setting.fourEyes.turnedOn' : 'setting.fourEyes.turnedOff'),
        () => void set({ enabled: !enabled }),
      );
  };
  return (
    <Section title={t('setting.fourEyes.title')}>
      {error ? <FailureNotice failure={error} /> : null}
      <div className={styles.setting}>
        <div className={styles.words}>
          <p className={styles.state} data-on={isOn}>
            {isOn ? <IconCircleCheckFilled size={16} aria-hidden /> : <IconCircleDashed size={16} aria-hidden />}
            {isOn ? t('setting.on') : t('setting.off')}
          </p>
          <p>{t('setting.fourEyes.why')}</p>
          <ul>
            <li>{t('setting.fourEyes.does.request')}</li>
            <li>{t('setting.fourEyes.does.approve')}</li>
            <li>{t('setting.fourEyes.does.rollBack')}</li>
          </ul>
          {isAlone ? (
            <p className={styles.warning}>
              <IconAlertTriangleFilled size={16} aria-hidden />
              <span>
                {t('setting.fourEyes.alone')} <Link to="/admin/members/invite">{t('invitation.invite')}</Link>
              </span>
            </p>
          ) : null}
        </div>
        <Allowed action="setFourEyes" explain>
          <Button variant={isOn ? 'default' : 'filled'} loading={isLoading} onClick={() => void turn(!isOn)}>
            {isOn ? t('setting.fourEyes.turnOff') : t('setting.fourEyes.turnOn')}
          </Button>
        </Allowed>
      </div>
    </Section>
  );
}
