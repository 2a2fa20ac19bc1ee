import type { console } from './ko/console';
import type { reader } from './ko/reader';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'reader';
    resources: { reader: typeof reader; console: typeof console };
    enableSelector: false;
  }
}
