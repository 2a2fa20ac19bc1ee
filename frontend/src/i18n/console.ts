/** The console's words travel with the console: a reader never downloads them. */
import { i18n } from './index';
import { console as en } from './en/console';
import { console as ko } from './ko/console';

i18n.addResourceBundle('ko', 'console', ko);
i18n.addResourceBundle('en', 'console', en);
