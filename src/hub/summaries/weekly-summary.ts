/** What a week brought, mailed to members who asked for it: on Monday from eight on, by the organization's clock. */
import { type DayRange, dayAfter, previousOf } from "../../commerce/days.ts";
import { type Message, message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { moneyWriter } from "../../commerce/money-text.ts";
import { translatorFor } from "../../commerce/translator.ts";
import type { Tx } from "../../db/database.ts";
import type { Mail } from "../accounts/mail.ts";
import { type Calendar, calendarOf } from "../analytics/calendar.ts";
import { salesReport } from "../analytics/sales.ts";
import { losingProducts } from "../profit/products.ts";
import { profitReport } from "../profit/report.ts";
import { marketingReport } from "./marketing-report.ts";

export const FROM_HOUR = 8;

/** Monday of the day's week. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return dayAfter(day, -((weekday + 6) % 7));
}

/** The week that was over at last, Monday to Sunday. Before eight of a Monday the one before it is still the last one. */
export function lastWeek(today: string, hour: number): DayRange {
  const monday = mondayOf(today);
  const isEarly = today === monday && hour < FROM_HOUR;
  const from = dayAfter(monday, isEarly ? -14 : -7);
  return { from, to: dayAfter(from, 6) };
}

export async function receivesSummary(tx: Tx, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ isOn: boolean }>(
    `select is_on as "isOn" from argosy.weekly_summary
     where organization_id = argosy.tenant() and user_id = $1`,
    [userId],
  );
  return row?.isOn ?? false;
}

/** The first mail after it is switched on is of a week that ends later: nobody is told a week twice. */
export async function subscribeToSummary(tx: Tx, userId: string, isOn: boolean, now: Date): Promise<void> {
  const { from } = await weekOf(tx, now);
  await tx.run(
    `insert into argosy.weekly_summary as s (organization_id, user_id, is_on, told_week)
     values (argosy.tenant(), $1, $2, $3)
     on conflict (organization_id, user_id) do update
       set is_on = excluded.is_on, told_week = greatest(s.told_week, excluded.told_week)`,
    [userId, isOn, from],
  );
}

async function weekOf(tx: Tx, now: Date): Promise<DayRange> {
  const { today, hour } = await tx.one<{ today: string; hour: number }>(
    `select ($1::timestamptz at time zone zone)::date::text as today,
       extract(hour from $1::timestamptz at time zone zone)::int as hour
     from argosy.organization where organization_id = argosy.tenant()`,
    [now],
  );
  return lastWeek(today, hour);
}

/** Who is to be told of the last week; none costs one look. */
export async function summariesDue(
  tx: Tx,
  now: Date,
): Promise<{ readonly week: DayRange; readonly userIds: string[] }> {
  const wanting = await tx.rows<{ userId: string; toldWeek: string }>(
    `select user_id as "userId", told_week::text as "toldWeek" from argosy.weekly_summary
     where organization_id = argosy.tenant() and is_on`,
  );
  if (wanting.length === 0) return { week: { from: "", to: "" }, userIds: [] };
  const week = await weekOf(tx, now);
  return { week, userIds: wanting.filter(({ toldWeek }) => toldWeek < week.from).map(({ userId }) => userId) };
}

/** Takes the week for a member; false: somebody took it before. */
export async function takeWeek(tx: Tx, userId: string, week: DayRange): Promise<boolean> {
  const taken = await tx.run(
    `update argosy.weekly_summary set told_week = $2
     where organization_id = argosy.tenant() and user_id = $1 and is_on and told_week < $2`,
    [userId, week.from],
  );
  return taken > 0;
}

/** The mail could not be sent: the week is still to be told. */
export async function giveBackWeek(tx: Tx, userId: string, week: DayRange): Promise<void> {
  await tx.run(
    `update argosy.weekly_summary set told_week = $2
     where organization_id = argosy.tenant() and user_id = $1 and told_week = $3`,
    [userId, dayAfter(week.from, -7), week.from],
  );
}

const MOST_LOSING = 3;

/** What is said of the week, in the organization's language. */
export async function summaryOf(
  tx: Tx,
  { week, now, appUrl }: { readonly week: DayRange; readonly now: Date; readonly appUrl: string },
): Promise<Pick<Mail, "subject" | "text">> {
  const calendar = await calendarOf(tx, now);
  const { name, language } = await tx.one<{ name: string; language: string }>(
    "select name, language from argosy.organization where organization_id = argosy.tenant()",
  );
  const translate = (one: Message) => translatorFor(language, calendar.zone).message(one, one.text);
  const lines = await linesOf(tx, { calendar, week, now, language });
  const losing = await losingProducts(tx, { calendar, range: week, limit: MOST_LOSING });
  const money = moneyIn(calendar.currency, language);
  const losses = losing.items.map(({ title, sku, cm3Minor }) =>
    translate(message("mail.week.loses", { product: title ?? sku ?? "–", amount: money(cm3Minor) })),
  );
  const days = { from: week.from, to: week.to };
  const reports = `${appUrl}/reports/profit?period=${week.from}..${week.to}`;
  return {
    subject: translate(message("mail.week", { organization: name, ...days })),
    text: [
      lines.map(translate).join("\n"),
      ...(losses.length === 0 ? [] : [[translate(message("mail.week.losing")), ...losses].join("\n")]),
      [
        translate(message("mail.look", { url: reports })),
        translate(message("mail.choose", { url: `${appUrl}/settings/notifications` })),
      ].join("\n"),
    ].join("\n\n"),
  };
}

interface SummaryTexts {
  readonly calendar: Calendar;
  readonly week: DayRange;
  readonly now: Date;
  readonly language: string;
}

async function linesOf(tx: Tx, { calendar, week, now, language }: SummaryTexts): Promise<Message[]> {
  const sales = await salesReport(tx, { calendar, range: week, compare: true, now });
  const profit = await profitReport(tx, { calendar, range: week, compare: true });
  const ads = await marketingReport(tx, { calendar, range: week, now });
  const before = await marketingReport(tx, { calendar, range: previousOf(week), now });
  const money = moneyIn(calendar.currency, language);
  const amount = (label: "net" | "cm2" | "cm3" | "spend", is: bigint, was: bigint) =>
    message(`mail.week.${label}`, { now: money(is), before: money(was) });
  const { total, previous } = profit;
  return [
    amount("net", sales.total.netMinor, sales.previous?.total.netMinor ?? 0n),
    message("mail.week.orders", { now: String(sales.total.orders), before: String(sales.previous?.total.orders ?? 0) }),
    amount("cm2", total.cm2Minor, previous?.total.cm2Minor ?? 0n),
    amount("spend", ads.total.spendMinor, before.total.spendMinor),
    amount("cm3", total.cm3Minor, previous?.total.cm3Minor ?? 0n),
    ...(ads.total.mer === null ? [] : [message("mail.week.mer", { mer: String(ads.total.mer) })]),
    ...(total.estimatedPercent !== null && total.estimatedPercent > 0
      ? [message("mail.week.estimated", { percent: String(total.estimatedPercent) })]
      : []),
    ...(total.missing.cost > 0 ? [message("mail.week.noCost", { count: total.missing.cost })] : []),
  ];
}

function moneyIn(currency: string, language: string): (minor: bigint) => string {
  const write = moneyWriter(language, currency);
  return (minor) => write(formatDecimal({ minor, currency }));
}
