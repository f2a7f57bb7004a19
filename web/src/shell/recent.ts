/** The records opened last in an organization, on this machine, last first. */
import { jsonOf, saveChoice, saveJson, storedNames } from "../storage/choices.ts";

const STORED = "argosy.recent.";
const MOST = 8;

export interface Recent {
  readonly to: string;
  readonly label: string;
}

/** Empty where nothing was kept, or something else stands there. */
export function recentlyOpened(organizationId: string): readonly Recent[] {
  const stored = jsonOf(STORED + organizationId);
  return Array.isArray(stored) ? stored : [];
}

/** Without a label it is kept no longer: it has no name any more. */
export function saveRecent(organizationId: string, to: string, label: string | undefined): void {
  const others = recentlyOpened(organizationId).filter((one) => one.to !== to);
  const stored = label === undefined ? others : [{ to, label }, ...others];
  saveJson(STORED + organizationId, stored.slice(0, MOST));
}

/** Names of customers are nobody's business after the sign-out. */
export function forgetRecent(): void {
  for (const name of storedNames()) if (name.startsWith(STORED)) saveChoice(name, null);
}
