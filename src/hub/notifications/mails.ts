/** Which alerts are to be mailed to whom now, and the mails they make. */
import type pg from "pg";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { MessagePart } from "../../commerce/message.ts";
import { type Message, message } from "../../commerce/message.ts";
import { type Translator, translatorFor } from "../../commerce/translator.ts";
import { type Tx, txOf } from "../../db/database.ts";
import type { Mail } from "../accounts/mail.ts";
import { type Role, roleOf } from "../accounts/permissions.ts";
import { choicesOfAll } from "./choices.ts";
import { type StormBounds, stormsNow } from "./storms.ts";
import { type EmailRoute, topicOf } from "./topics.ts";

export interface Recipient {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
}

export interface AlertMail {
  readonly to: Recipient;
  readonly route: Exclude<EmailRoute, "off">;
  readonly alertIds: readonly string[];
  readonly mail: Mail;
}

interface OpenAlert {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly title: string;
  readonly text: string;
  readonly said: { readonly title: readonly MessagePart[] | null; readonly text: readonly MessagePart[] | null } | null;
  readonly mailedTo: readonly string[];
}

// What is older is no news any more; a digest looks back over a week-end.
export const NEWS = "7 days";
const MOST_IN_A_MAIL = 25;
const DIGEST_HOUR = 8;

/** People of an organization who may get mail: active members whose accounts are on. */
export async function recipientsOf(pool: pg.Pool, organization: OrganizationId): Promise<Recipient[]> {
  const rows = await txOf(pool).rows<{ userId: string; email: string; role: string }>(
    `select m.user_id as "userId", u."email" as email, m.role from auth.member m
     join auth."user" u on u."id" = m.user_id and u.deactivated_at is null
     where m.organization_id = $1 and m.active order by m.created_at`,
    [organization],
  );
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }));
}

/** The mails to send now: news at once, and after eight in the organization's morning one digest a day. */
export async function mailsDue(
  tx: Tx,
  input: {
    readonly recipients: readonly Recipient[];
    readonly appUrl: string;
    readonly storm: StormBounds;
    readonly now: Date;
  },
): Promise<AlertMail[]> {
  const alerts = await tx.rows<OpenAlert>(
    `select a.id, a.kind, a.severity, a.title, a.text, a.said,
       array(select user_id from alert_mail m
         where m.organization_id = a.organization_id and m.alert_id = a.id) as "mailedTo"
     from alert a
     where a.organization_id = argosy.tenant() and a.state = 'open' and a.last_at > $1::timestamptz - interval '${NEWS}'
       and a.first_at > $1::timestamptz - interval '${NEWS}' order by a.last_at desc limit 500`,
    [input.now],
  );
  if (alerts.length === 0) return [];
  const { name, day, hour, digested, language, zone } = await dayOf(tx, input.now);
  const speaks = translatorFor(language, zone);
  const choices = await choicesOfAll(tx, input.recipients);
  const isStorm = await stormsNow(tx, input.storm, input.now);
  return input.recipients.flatMap((to) => {
    const requires = new Map(choices.get(to.userId)?.map((choice) => [choice.topic, choice.email]));
    const isDigestDue = hour >= DIGEST_HOUR && !digested.includes(`${to.userId} ${day}`);
    return (["now", "daily"] as const).flatMap((route) => {
      if (route === "daily" && !isDigestDue) return [];
      const news = alerts.filter(
        (alert) =>
          requires.get(topicOf(alert.kind)) === route &&
          !alert.mailedTo.includes(to.userId) &&
          !(route === "now" && isStorm(to.userId, alert.kind)),
      );
      if (news.length === 0) return [];
      const mail = { to: to.email, ...textsOf(news, { organization: name, appUrl: input.appUrl, route, speaks }) };
      return [{ to, route, alertIds: news.map((alert) => alert.id), mail }];
    });
  });
}

async function dayOf(tx: Tx, now: Date) {
  return tx.one<{ name: string; day: string; hour: number; digested: string[]; language: string; zone: string }>(
    `select name, language, zone, ($1::timestamptz at time zone zone)::date::text as day,
       extract(hour from $1::timestamptz at time zone zone)::int as hour,
       array(select user_id || ' ' || d.day::text from notification_digest d
         where d.organization_id = argosy.tenant()) as digested
     from organization where organization_id = argosy.tenant()`,
    [now],
  );
}

function textsOf(
  alerts: readonly OpenAlert[],
  of: {
    readonly organization: string;
    readonly appUrl: string;
    readonly route: "now" | "daily";
    readonly speaks: Translator;
  },
): Pick<Mail, "subject" | "text"> {
  const translate = (one: Message) => of.speaks.message(one, one.text);
  const worded = alerts.map(({ title, text, said }) => ({
    title: of.speaks.parts(said?.title, title),
    text: of.speaks.parts(said?.text, text),
  }));
  const [first] = worded;
  const oneLine = (text: string) => text.replace(/\s+/g, " ").slice(0, 150);
  const subject =
    worded.length === 1 && first !== undefined
      ? `${oneLine(first.title)} (${of.organization})`
      : translate(message("mail.alerts", { count: worded.length, organization: of.organization }));
  const shown = worded.slice(0, MOST_IN_A_MAIL).map(({ title, text }) => `${title}\n${text}`);
  const rest = worded.length - shown.length;
  const lines = [...shown, ...(rest > 0 ? [translate(message("mail.more", { count: rest }))] : [])];
  const ends = [
    message("mail.look", { url: `${of.appUrl}/inbox` }),
    message("mail.choose", { url: `${of.appUrl}/settings/notifications` }),
  ];
  return {
    subject: of.route === "daily" ? translate(message("mail.today", { subject })) : subject,
    text: `${lines.join("\n\n")}\n\n${ends.map(translate).join("\n")}`,
  };
}

/** Remembers that a mail was sent, so that nobody gets the same twice. */
export async function recordMail(tx: Tx, mail: AlertMail, now: Date): Promise<void> {
  await tx.run(
    `insert into alert_mail (organization_id, alert_id, user_id, sent_at)
     select argosy.tenant(), a, $2, $3 from unnest($1::uuid[]) as a on conflict do nothing`,
    [mail.alertIds, mail.to.userId, now],
  );
  if (mail.route === "daily")
    await tx.run(
      `insert into notification_digest (organization_id, user_id, day)
       select organization_id, $1, ($2::timestamptz at time zone zone)::date
       from organization
       where organization_id = argosy.tenant()
       on conflict (organization_id, user_id) do update set day = excluded.day`,
      [mail.to.userId, now],
    );
}
