import type { CleaningRule, CleaningRuleInput } from '@/server/schema.generated';
import type { CleaningRuleSettingFragment } from './cleaning.generated';

/** How a rule is to be set, as people type it. */
export interface RuleDraft {
  enabled: boolean;
  threshold: string;
}
export type Draft = Partial<Record<CleaningRule, RuleDraft>>;

/** A rule's setting as a form shows it. */
export const shownAs = (setting: CleaningRuleSettingFragment, draft: Draft): RuleDraft =>
  draft[setting.rule] ?? { enabled: setting.enabled, threshold: setting.threshold?.toString() ?? '' };

/** Whether a threshold is none, or one that the rule takes. */
export function isAllowed({ thresholdRange: range }: CleaningRuleSettingFragment, threshold: string): boolean {
  if (!range) return true;
  const value = Number(threshold);
  if (threshold.trim() === '' || Number.isNaN(value)) return false;
  return value >= range.minimum && value <= range.maximum && (!range.isInteger || Number.isInteger(value));
}

/** What a draft changes of the settings, as the server takes it. */
export function changesOf(settings: readonly CleaningRuleSettingFragment[], draft: Draft): CleaningRuleInput[] {
  return settings.flatMap((setting) => {
    const { enabled, threshold } = shownAs(setting, draft);
    const isOther = setting.thresholdRange !== null && Number(threshold) !== setting.threshold;
    if (enabled === setting.enabled && !isOther) return [];
    return [{ rule: setting.rule, enabled, ...(isOther ? { threshold: Number(threshold) } : {}) }];
  });
}
