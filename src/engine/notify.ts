/** Alerts by mail: once a minute, in one process, after what the minute brought. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Database } from "../db/database.ts";
import type { SendMail } from "../hub/accounts/mail.ts";
import { hasNews, mailsDue, recipientsOf, recordMail } from "../hub/notifications/mails.ts";

export interface NotifyDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly appUrl: string;
  /** Absent: the hub has no mail server, and nothing is mailed. */
  readonly sendMail?: SendMail | undefined;
}

/** Mails what members of an organization want mailed. What a mail server refuses is tried again in a minute. */
export async function mailAlerts(deps: NotifyDeps, organization: OrganizationId): Promise<void> {
  const { db, sendMail } = deps;
  if (!sendMail) return;
  const now = new Date(deps.clock.now());
  if (!(await db.tenant(organization, (tx) => hasNews(tx, now)))) return;
  const recipients = await recipientsOf(db.auth, organization);
  const mails = await db.tenant(organization, (tx) => mailsDue(tx, { recipients, appUrl: deps.appUrl, now }));
  for (const due of mails) {
    try {
      await sendMail(due.mail);
    } catch (error) {
      deps.log.warn({ err: error, organization }, "alerts could not be mailed; trying again in a minute");
      return;
    }
    await db.tenant(organization, (tx) => recordMail(tx, due, now));
  }
}
