/** The records opened last in an organization, on this machine, last first. */
import { jsonOf, keepChoice, keepJson, namesKept } from "../storage/choices.ts";

const KEPT = "argosy.recent.";
const MOST = 8;

export interface Recent {
  readonly to: string;
  readonly label: string;
}

/** Empty where nothing was kept, or something else stands there. */
export function recentlyOpened(organizationId: string): readonly Recent[] {
  const kept = jsonOf(KEPT + organizationId);
  return Array.isArray(kept) ? kept : [];
}

/** Without a label it is kept no longer: it has no name any more. */
export function keepRecent(organizationId: string, to: string, label: string | undefined): void {
  const others = recentlyOpened(organizationId).filter((one) => one.to !== to);
  const kept = label === undefined ? others : [{ to, label }, ...others];
  keepJson(KEPT + organizationId, kept.slice(0, MOST));
}

/** Names of customers are nobody's business after the sign-out. */
export function forgetRecent(): void {
  for (const name of namesKept()) if (name.startsWith(KEPT)) keepChoice(name, null);
}
