import type { Tx } from "../db/database.ts";

/** What runs out follows from something beside stock that changed: it is looked for again, within the minutes it always may take. */
export async function notePaceChanged(tx: Tx): Promise<void> {
  await tx.run(
    `update argosy.analytics_state set is_pace_outdated = true
     where organization_id = argosy.tenant() and not is_pace_outdated`,
  );
}
