/** How often a page that stays open has its session renewed: well within the quarter of an hour that access lasts. */
const RENEW_EVERY_MS = 8 * 60_000;
/** Whoever comes back from signing in and still isn't signed in isn't sent away again within this time. */
const ONCE_WITHIN_MS = 30_000;
const SENT_AT = 'gisa.sentToSignIn';

let underWay: Promise<boolean> | undefined;

/**
 * Has the session renewed; says whether there is one. However many ask at the same time, in however many tabs, one
 * renewal is under way: a refresh token that is used twice ends its session.
 */
export function renewSession(): Promise<boolean> {
  underWay ??= oneTabAtATime(renew).finally(() => {
    underWay = undefined;
  });
  return underWay;
}

async function renew(): Promise<boolean> {
  try {
    const { ok } = await fetch('/auth/refresh', { method: 'POST' });
    return ok;
  } catch {
    return false;
  }
}

function oneTabAtATime(work: () => Promise<boolean>): Promise<boolean> {
  return 'locks' in navigator ? navigator.locks.request('gisa.session', work) : work();
}

/** Keeps the session going while the page is open; returns what ends that. */
export function keepSession(): () => void {
  const timer = setInterval(() => void renewSession(), RENEW_EVERY_MS);
  return () => clearInterval(timer);
}

/** Leaves the console to sign in and come back; says whether it does, for it doesn't twice in a row. */
export function leaveToSignIn(): boolean {
  if (!window.location.pathname.startsWith('/admin')) return false;
  const sentAt = Number(sessionStorage.getItem(SENT_AT) ?? 0);
  if (Date.now() - sentAt < ONCE_WITHIN_MS) return false;
  sessionStorage.setItem(SENT_AT, `${Date.now()}`);
  const { pathname, search, hash } = window.location;
  window.location.assign(`/auth/sign-in?return_to=${encodeURIComponent(pathname + search + hash)}`);
  return true;
}

/** Signs out, and leaves the console. */
export async function signOut(): Promise<void> {
  await fetch('/auth/sign-out', { method: 'POST' }).catch(() => undefined);
  window.location.assign('/');
}
