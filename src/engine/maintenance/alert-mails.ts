/** Mails alerts and weekly summaries: once a minute, in one process, after that minute's work. */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import type { SendMail } from "../../hub/accounts/mail.ts";
import { mailsDue, recipientsOf, recordMail } from "../../hub/notifications/mails.ts";
import type { StormBounds } from "../../hub/notifications/storms.ts";
import { giveBackWeek, summariesDue, summaryOf, takeWeek } from "../../hub/summaries/weekly-summary.ts";

export interface NotifyDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly appUrl: string;
  readonly alertStorm: StormBounds;
  /** Absent: the hub has no mail server, and nothing is mailed. */
  readonly sendMail?: SendMail | undefined;
}

/**
 * Mails what members of an organization want mailed. What a mail server refuses is tried again in a minute, and keeps no
 * other member waiting: an address may be refused for good.
 */
export async function mailAlerts(deps: NotifyDeps, organization: OrganizationId): Promise<void> {
  const { db, sendMail } = deps;
  if (!sendMail) return;
  const now = new Date(deps.clock.now());
  const recipients = await recipientsOf(db.auth, organization);
  const { appUrl, alertStorm: storm } = deps;
  const mails = await db.tenant(organization, (tx) => mailsDue(tx, { recipients, appUrl, storm, now }));
  for (const due of mails) {
    try {
      await sendMail(due.mail);
    } catch (error) {
      deps.log.warn({ err: error, organization }, "alerts could not be mailed; trying again in a minute");
      continue;
    }
    await db.tenant(organization, (tx) => recordMail(tx, due, now));
  }
}

/** Mails what the week before brought to those who asked for it, each week once. */
export async function mailSummaries(deps: NotifyDeps, organization: OrganizationId): Promise<void> {
  const { db, sendMail, appUrl } = deps;
  if (!sendMail) return;
  const now = new Date(deps.clock.now());
  const { week, userIds } = await db.tenant(organization, (tx) => summariesDue(tx, now));
  if (userIds.length === 0) return;
  const recipients = (await recipientsOf(db.auth, organization)).filter(({ userId }) => userIds.includes(userId));
  if (recipients.length === 0) return;
  const summary = await db.tenant(organization, (tx) => summaryOf(tx, { week, now, appUrl }));
  for (const { userId, email } of recipients) {
    // Taken before it is sent: whoever dies in between leaves a mail unsent rather than sent twice.
    if (!(await db.tenant(organization, (tx) => takeWeek(tx, userId, week)))) continue;
    try {
      await sendMail({ to: email, ...summary });
    } catch (error) {
      await db.tenant(organization, (tx) => giveBackWeek(tx, userId, week));
      deps.log.warn({ err: error, organization }, "a week's summary could not be mailed; trying again in a minute");
    }
  }
}
