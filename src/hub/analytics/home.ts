import { z } from "zod";
import { causeOf } from "../../commerce/alert-causes.ts";
import { type DayRange, dayAfter, daysOf } from "../../commerce/days.ts";
import { type Tx, together } from "../../db/database.ts";
import { type AlertKind, type AlertSeverity, alertSchema, listAlerts } from "../alerts/alerts.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { type Calendar, calendarOf } from "./calendar.ts";
import { figuresOf, figuresSchema } from "./figures.ts";
import { countInbox, inboxCountsSchema } from "./inbox.ts";
import { countLowStock, runningOut, runningOutSchema } from "./running-out.ts";
import { byChannel, channelSalesSchema, channelsOf, type SoldRow, soldOn, soldUntilNow } from "./sales.ts";
import { type StoreSync, storeSyncSchema, storesSync } from "./stores-sync.ts";
import { orderCountFields, ordersToShip, ordersToShipSchema, shortOrders } from "./to-ship.ts";

/** Sales of the days up to now, and of as many days before up to the same time of day. */
const periodSalesSchema = z
  .object({
    from: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
    to: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
    days: z.int(),
    total: figuresSchema,
    previous: figuresSchema.describe("as many days before, the last one up to the same time of day"),
    stores: z.array(channelSalesSchema),
  })
  .meta({ id: "PeriodSales" });

export type PeriodSales = Answered<typeof periodSalesSchema>;

const homeDaySchema = z
  .object({
    day: z.string().describe("YYYY-MM-DD, in the organization's time zone"),
    orders: z.int(),
    netMinor: minorUnits,
    previousNetMinor: minorUnits.describe("thirty days before"),
    stores: z.array(
      z.object({
        storeId: id.nullable().describe("null: orders made in the hub itself"),
        orders: z.int(),
        netMinor: minorUnits,
      }),
    ),
  })
  .meta({ id: "HomeDay" });

export type HomeDay = Answered<typeof homeDaySchema>;

const homeAlertSchema = alertSchema
  .extend({ alike: z.int().describe("others of the same cause, of the 50 newest of each severity") })
  .meta({ id: "HomeAlert" });

export type HomeAlert = Answered<typeof homeAlertSchema>;

export const homeSchema = z
  .object({
    at: time,
    zone: z.string(),
    currency: z.string(),
    isCounting: z.boolean().describe("changes of the last moments are still being counted"),
    sales: z.object({
      today: periodSalesSchema,
      week: periodSalesSchema,
      month: periodSalesSchema /** The last 30 days, also those without a sale. */,
      days: z.array(homeDaySchema),
    }),
    toShip: ordersToShipSchema,
    short: z.object(orderCountFields).describe("orders without enough stock"),
    runningOut: z.array(runningOutSchema).describe("the first of what is low"),
    lowStock: z.int().describe("how much is low, as /inventory/low-stock lists it; to 10,000"),
    stores: z.array(typed<StoreSync>(storeSyncSchema)),
    alerts: z.array(homeAlertSchema).describe("the five worst causes"),
    inbox: inboxCountsSchema,
  })
  .meta({ id: "Home" });

export type Home = Answered<typeof homeSchema>;

const MONTH = 30;
const RUNNING_OUT_SHOWN = 8;
const ALERTS_SHOWN = 5;
/** Of each severity: many of one cause are one line. */
const ALERTS_READ = 50;
const URGENCY: readonly { readonly severity?: AlertSeverity; readonly kind?: AlertKind }[] = [
  { severity: "critical" },
  { kind: "stock_undecided" },
  { severity: "warning" },
  { severity: "info" },
];

/** What a seller looks at first, in one answer. Its cost grows with days, channels and variants sold, not with orders. */
export async function homeFigures(tx: Tx, now: Date, userId?: string): Promise<Home> {
  const calendar = await calendarOf(tx, now);
  const [sales, toShip, short, running, lowStock, stores, alerts, inbox] = await together([
    homeSales(tx, calendar, now),
    ordersToShip(tx, now),
    shortOrders(tx),
    runningOut(tx, RUNNING_OUT_SHOWN),
    countLowStock(tx),
    storesSync(tx, now),
    urgentAlerts(tx, now, userId),
    countInbox(tx, now),
  ]);
  const { zone, currency, isCounting } = calendar;
  return {
    at: now,
    zone,
    currency,
    isCounting,
    sales,
    toShip,
    short,
    runningOut: running,
    lowStock,
    stores,
    alerts,
    inbox,
  };
}

async function homeSales(tx: Tx, calendar: Calendar, now: Date): Promise<Home["sales"]> {
  const { today } = calendar;
  const all = { from: dayAfter(today, 1 - 2 * MONTH), to: today };
  const partDays = [1, 7, MONTH].map((days) => dayAfter(today, -days));
  const [rows, ...parts] = await together([
    soldOn(tx, { calendar, now }, all),
    ...partDays.map((day) => soldUntilNow(tx, { calendar, now }, day)),
  ]);
  const channels = await channelsOf(tx, rows?.map((row) => row.storeId) ?? []);
  const period = (days: number): PeriodSales => {
    const range = { from: dayAfter(today, 1 - days), to: today };
    const here = within(rows ?? [], range);
    const old = before(rows ?? [], parts, { today, days });
    return { ...range, days, total: figuresOf(here), previous: figuresOf(old), stores: byChannel(channels, here, old) };
  };
  const days = homeDays(rows ?? [], parts, today);
  return { today: period(1), week: period(7), month: period(MONTH), days };
}

const within = (rows: readonly SoldRow[], { from, to }: DayRange) =>
  rows.filter((row) => row.day >= from && row.day <= to);

/** The same stretch before: whole days, and the last one only as far as today has come. */
function before(
  rows: readonly SoldRow[],
  parts: readonly (readonly SoldRow[])[],
  { today, days }: { readonly today: string; readonly days: number },
): SoldRow[] {
  const last = dayAfter(today, -days);
  const whole = within(rows, { from: dayAfter(last, 1 - days), to: dayAfter(last, -1) });
  return [...whole, ...parts.flat().filter((row) => row.day === last)];
}

function homeDays(rows: readonly SoldRow[], parts: readonly (readonly SoldRow[])[], today: string): HomeDay[] {
  const byDay = Map.groupBy(rows, (row) => row.day);
  const last = dayAfter(today, -MONTH);
  const partly = parts.flat().filter((row) => row.day === last);
  return daysOf({ from: dayAfter(today, 1 - MONTH), to: today }).map((day) => {
    const some = byDay.get(day) ?? [];
    const old = dayAfter(day, -MONTH);
    const { orders, netMinor } = figuresOf(some);
    const stores = [...Map.groupBy(some, (row) => row.storeId)].map(([storeId, its]) => {
      const figures = figuresOf(its);
      return { storeId, orders: figures.orders, netMinor: figures.netMinor };
    });
    const previousNetMinor = figuresOf(old === last ? partly : (byDay.get(old) ?? [])).netMinor;
    return { day, orders, netMinor, previousNetMinor, stores };
  });
}

/** The worst first, and of each severity what happened last; before other warnings what is left out of stock sync. */
async function urgentAlerts(tx: Tx, now: Date, userId: string | undefined): Promise<HomeAlert[]> {
  const requested = { state: "open", limit: ALERTS_READ, userId, now } as const;
  const pages = await together(URGENCY.map((which) => listAlerts(tx, { ...requested, ...which })));
  const byId = new Map(pages.flatMap((page) => page.items).map((alert) => [alert.id, alert]));
  const byCause = [...Map.groupBy(byId.values(), causeOf).values()];
  return byCause
    .flatMap(([first, ...others]) => (first ? [{ ...first, alike: others.length }] : []))
    .slice(0, ALERTS_SHOWN);
}
