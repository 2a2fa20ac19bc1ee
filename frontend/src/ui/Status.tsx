import {
  IconAlertTriangleFilled,
  IconArrowBackUp,
  IconBulb,
  IconCircleCheckFilled,
  IconCircleMinus,
  IconCircleXFilled,
  IconClock,
  IconLoader2,
  IconPlayerPauseFilled,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import '@/i18n/console';
import styles from './Status.module.css';

/** Every state that something in the console can be in. */
export type StatusKey =
  | 'QUEUED'
  | 'RUNNING'
  | 'PAUSED'
  | 'BUILDING'
  | 'SUCCEEDED'
  | 'SEALED'
  | 'DEGRADED'
  | 'FAILED'
  | 'CANCELLED'
  | 'SERVING'
  | 'LOADING'
  | 'FETCHING'
  | 'READY'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'PENDING'
  | 'APPROVED'
  | 'REJECTED'
  | 'WAITING'
  | 'PROPOSED'
  | 'APPLYING'
  | 'APPLIED'
  | 'UNDOING'
  | 'UNDONE'
  | 'INTERRUPTED'
  | 'ERASING'
  | 'ERASED'
  | 'STARTED'
  | 'MISSED'
  | 'OVERLAPPED'
  | 'REFUSED';

const LOOKS: Record<StatusKey, { icon: typeof IconClock; tone: string | undefined }> = {
  QUEUED: { icon: IconClock, tone: styles.neutral },
  RUNNING: { icon: IconLoader2, tone: styles.moving },
  PAUSED: { icon: IconPlayerPauseFilled, tone: styles.neutral },
  BUILDING: { icon: IconLoader2, tone: styles.moving },
  LOADING: { icon: IconLoader2, tone: styles.moving },
  FETCHING: { icon: IconLoader2, tone: styles.moving },
  READY: { icon: IconCircleCheckFilled, tone: styles.good },
  ACTIVE: { icon: IconCircleCheckFilled, tone: styles.good },
  SUSPENDED: { icon: IconPlayerPauseFilled, tone: styles.attention },
  PENDING: { icon: IconClock, tone: styles.attention },
  APPROVED: { icon: IconCircleCheckFilled, tone: styles.good },
  REJECTED: { icon: IconCircleMinus, tone: styles.neutral },
  SUCCEEDED: { icon: IconCircleCheckFilled, tone: styles.good },
  SEALED: { icon: IconCircleCheckFilled, tone: styles.good },
  SERVING: { icon: IconCircleCheckFilled, tone: styles.good },
  DEGRADED: { icon: IconAlertTriangleFilled, tone: styles.attention },
  FAILED: { icon: IconCircleXFilled, tone: styles.bad },
  CANCELLED: { icon: IconCircleMinus, tone: styles.neutral },
  WAITING: { icon: IconClock, tone: styles.neutral },
  PROPOSED: { icon: IconBulb, tone: styles.attention },
  APPLYING: { icon: IconLoader2, tone: styles.moving },
  APPLIED: { icon: IconCircleCheckFilled, tone: styles.good },
  UNDOING: { icon: IconLoader2, tone: styles.moving },
  UNDONE: { icon: IconArrowBackUp, tone: styles.neutral },
  INTERRUPTED: { icon: IconAlertTriangleFilled, tone: styles.attention },
  ERASING: { icon: IconLoader2, tone: styles.moving },
  ERASED: { icon: IconCircleCheckFilled, tone: styles.good },
  STARTED: { icon: IconCircleCheckFilled, tone: styles.good },
  MISSED: { icon: IconCircleMinus, tone: styles.neutral },
  OVERLAPPED: { icon: IconAlertTriangleFilled, tone: styles.attention },
  REFUSED: { icon: IconCircleXFilled, tone: styles.bad },
};

/** A state as a word, an icon and a colour. */
export function Status({ status }: { status: StatusKey }) {
  const { t } = useTranslation('console');
  const { icon: Icon, tone } = LOOKS[status];
  return (
    <span className={`${styles.status ?? ''} ${tone ?? ''}`}>
      <Icon size={15} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}
