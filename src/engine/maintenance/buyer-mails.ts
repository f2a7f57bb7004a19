/** Mails buyers about parcels and pickups, and whom automations mail: once a minute, in one process. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { createSharedAllowance } from "../../hub/accounts/allowance.ts";
import { type Mail, tenantMailer } from "../../hub/accounts/mail.ts";
import { markLetterSent, markLetterUnsent, takeDueLetters } from "../../hub/automations/mails.ts";
import { recipientsOf } from "../../hub/notifications/mails.ts";
import { markMailSent, markMailUnsent, takeDueMails } from "../../hub/shipping/buyer-mails.ts";
import { markPickupMailUnsent, takeDuePickupMails } from "../../hub/shipping/pickup-mails.ts";
import type { NotifyDeps } from "./alert-mails.ts";

interface Letter {
  readonly mail: Mail;
  sent(tx: Tx): Promise<void>;
  unsent(tx: Tx): Promise<void>;
}

/** Sends what is due of an organization; one that is refused keeps none of the others waiting. */
export async function mailBuyers(deps: NotifyDeps, organization: OrganizationId): Promise<void> {
  const { db, appUrl } = deps;
  const sendMail = tenantMailer(deps.sendMail, createSharedAllowance(db.auth, deps.clock), organization);
  if (!sendMail) return;
  const now = new Date(deps.clock.now());
  const parcels = await db.tenant(organization, (tx) => takeDueMails(tx, { organization, appUrl, now }));
  const pickups = await db.tenant(organization, (tx) => takeDuePickupMails(tx, now));
  const members = new Map((await recipientsOf(db.auth, organization)).map(({ userId, email }) => [userId, email]));
  const automated = await db.tenant(organization, (tx) => takeDueLetters(tx, { members, now }));
  const letters: Letter[] = [
    ...automated.map((each) => ({
      mail: each.mail,
      sent: (tx: Tx) => markLetterSent(tx, each, now),
      unsent: (tx: Tx) => markLetterUnsent(tx, each, now),
    })),
    ...parcels.map((each) => ({
      mail: each.mail,
      sent: (tx: Tx) => markMailSent(tx, each, now),
      unsent: (tx: Tx) => markMailUnsent(tx, each, now),
    })),
    ...pickups.map((each) => ({
      mail: each.mail,
      sent: () => Promise.resolve(),
      unsent: (tx: Tx) => markPickupMailUnsent(tx, each, now),
    })),
  ];
  for (const each of letters) {
    try {
      await sendMail(each.mail);
    } catch (error) {
      deps.log.warn({ err: error, organization }, "a buyer could not be mailed; trying again");
      await db.tenant(organization, (tx) => each.unsent(tx));
      continue;
    }
    await db.tenant(organization, (tx) => each.sent(tx));
  }
}
