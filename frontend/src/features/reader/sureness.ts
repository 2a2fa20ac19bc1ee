/** What an answer says of its model's own threshold. */
interface Answered {
  probability: number;
  modelVersion: { calibration: { notSureBelow: { threshold: number } | null } | null };
}

/** Below this any model's answer is more likely wrong than right. */
const MORE_LIKELY_WRONG = 0.5;

/** The probability from which on an answer counts as sure: the model's own threshold where it has one. */
export const sureFrom = ({ modelVersion }: Pick<Answered, 'modelVersion'>) =>
  modelVersion.calibration?.notSureBelow?.threshold ?? MORE_LIKELY_WRONG;

export const isUnsure = (answer: Answered) => answer.probability < sureFrom(answer);
