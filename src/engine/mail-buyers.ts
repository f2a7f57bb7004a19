/** Mails to buyers about their parcels: once a minute, in one process. */
import type { OrganizationId } from "../commerce/ids.ts";
import { noteSent, noteUnsent, takeDueMails } from "../hub/shipping/buyer-mails.ts";
import type { NotifyDeps } from "./notify.ts";

/** Sends what is due of an organization; one that is refused keeps none of the others waiting. */
export async function mailBuyers(deps: NotifyDeps, organization: OrganizationId): Promise<void> {
  const { db, sendMail, appUrl } = deps;
  if (!sendMail) return;
  const now = new Date(deps.clock.now());
  const due = await db.tenant(organization, (tx) => takeDueMails(tx, { organization, appUrl, now }));
  for (const each of due) {
    try {
      await sendMail(each.mail);
    } catch (error) {
      deps.log.warn({ err: error, organization }, "a buyer could not be mailed; trying again");
      await db.tenant(organization, (tx) => noteUnsent(tx, each, now));
      continue;
    }
    await db.tenant(organization, (tx) => noteSent(tx, each, now));
  }
}
