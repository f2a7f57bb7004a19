import { causeOf } from "../../commerce/alert-causes.ts";
import { type DayRange, dayAfter, daysOf } from "../../commerce/days.ts";
import { type Tx, together } from "../../db/database.ts";
import { type Alert, type AlertKind, type AlertSeverity, listAlerts } from "../alerts/alerts.ts";
import { type Calendar, calendarOf } from "./calendar.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { countInbox, type InboxCounts } from "./inbox.ts";
import { countLowStock, type RunningOut, runningOut } from "./running-out.ts";
import { byChannel, type ChannelSales, channelsOf, type SoldRow, soldOn, soldUntilNow } from "./sales.ts";
import { type StoreSync, storesSync } from "./stores-sync.ts";
import { type OrderCount, type OrdersToShip, ordersToShip, shortOrders } from "./to-ship.ts";

/** Sales of the days up to now, and of as many days before up to the same time of day. */
export interface PeriodSales extends DayRange {
  readonly days: number;
  readonly total: Figures;
  readonly previous: Figures;
  readonly stores: readonly ChannelSales[];
}

export interface HomeDay {
  readonly day: string;
  readonly orders: number;
  readonly netMinor: bigint;
  /** Thirty days before; the last one up to the same time of day. */
  readonly previousNetMinor: bigint;
  readonly stores: readonly { readonly storeId: string | null; readonly orders: number; readonly netMinor: bigint }[];
}

export interface HomeAlert extends Alert {
  /** Others of the same cause, of the newest that are open. */
  readonly alike: number;
}

export interface Home {
  readonly at: Date;
  readonly zone: string;
  readonly currency: string;
  readonly isCounting: boolean;
  readonly sales: {
    readonly today: PeriodSales;
    readonly week: PeriodSales;
    readonly month: PeriodSales;
    /** The last 30 days, also those without a sale. */
    readonly days: readonly HomeDay[];
  };
  readonly toShip: OrdersToShip;
  readonly short: OrderCount;
  readonly runningOut: readonly RunningOut[];
  /** How much is low, of which `runningOut` are the first. Counted to 10,000. */
  readonly lowStock: number;
  readonly stores: readonly StoreSync[];
  readonly alerts: readonly HomeAlert[];
  readonly inbox: InboxCounts;
}

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
  const asked = { state: "open", limit: ALERTS_READ, userId, now } as const;
  const pages = await together(URGENCY.map((which) => listAlerts(tx, { ...asked, ...which })));
  const byId = new Map(pages.flatMap((page) => page.items).map((alert) => [alert.id, alert]));
  const byCause = [...Map.groupBy(byId.values(), causeOf).values()];
  return byCause
    .flatMap(([first, ...others]) => (first ? [{ ...first, alike: others.length }] : []))
    .slice(0, ALERTS_SHOWN);
}
