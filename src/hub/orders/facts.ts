import type { OrderPart, OrderTotals } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import {
  FINANCIAL_STATUSES,
  type FinancialStatus,
  FULFILMENT_STATUSES,
  type FulfilmentStatus,
  ORDER_STATUSES,
  type OrderStatus,
} from "../../commerce/statuses.ts";

/** What a part says of the whole order, as opposed to its lines. */
export interface OrderHeader {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly platformStatus: string;
  readonly totals: OrderTotals;
  readonly residualMinor: bigint;
  /** By when the platform wants it shipped; null: not reported. */
  readonly shipBy: string | null;
  /** The platform waits for the seller to accept it; `by` null: until when is not known. */
  readonly toAccept: { readonly by: string | null } | null;
  /** Until when the channel sets its units aside; null: it does not. */
  readonly heldUntil: string | null;
}

export function headerOf(part: OrderPart): OrderHeader {
  const { status, financial, fulfilment, platformStatus, totals, shipBy = null, heldUntil = null } = part;
  const toAccept = part.toAccept === undefined ? null : { by: part.toAccept.by ?? null };
  return {
    ...{ status, financial, fulfilment, platformStatus, totals },
    ...{ residualMinor: residual(part), shipBy, toAccept, heldUntil },
  };
}

/** Whether nothing of an order is left to be done by whoever packs it: of those from before connecting, history. */
export function isFinished({
  status,
  financial,
  fulfilment,
}: Pick<OrderHeader, "status" | "financial" | "fulfilment">) {
  return (
    status === "completed" ||
    status === "cancelled" ||
    financial === "refunded" ||
    (fulfilment !== "unfulfilled" && fulfilment !== "partial")
  );
}

/** total - (lines + shipping + fees [+ tax]): what rounding on the platform left over; zero where figures are hidden. */
function residual(part: OrderPart): bigint {
  const { totals } = part;
  if (totals.totalMinor === null || !part.complete) return 0n;
  const hidden = [totals.shippingMinor, totals.feesMinor, totals.taxIncluded ? 0n : totals.taxMinor];
  if (hidden.includes(null)) return 0n;
  const beside = hidden.reduce<bigint>((sum, minor) => sum + (minor ?? 0n), 0n);
  return totals.totalMinor - beside - part.lines.reduce((sum, line) => sum + line.totalMinor, 0n);
}

/**
 * The header of all parts together: totals add up, a status is the least advanced of the parts that are
 * still alive.
 */
export function mergeHeaders(parts: readonly [OrderHeader, ...OrderHeader[]]): OrderHeader {
  const [first] = parts;
  if (parts.length === 1) return first;
  const alive = parts.filter((part) => part.status !== "cancelled");
  const counted = alive.length > 0 ? alive : parts;
  const least = <S extends string>(order: readonly S[], of: (header: OrderHeader) => S): S =>
    counted.map(of).reduce((a, b) => (order.indexOf(a) <= order.indexOf(b) ? a : b));
  return {
    status: least(STATUS_ORDER, (header) => header.status),
    financial: least(FINANCIAL_STATUSES, (header) => header.financial),
    fulfilment: mergedFulfilment(counted.map((header) => header.fulfilment)),
    platformStatus: [...new Set(parts.map((part) => part.platformStatus))].join(", "),
    totals: sumTotals(parts.map((part) => part.totals)),
    residualMinor: parts.reduce((sum, part) => sum + part.residualMinor, 0n),
    shipBy: firstShipBy(counted),
    toAccept: firstToAccept(counted),
    heldUntil: parts.flatMap(({ heldUntil }) => heldUntil ?? []).toSorted()[0] ?? null,
  };
}

/** Of what still waits to be shipped the first. */
function firstShipBy(parts: readonly OrderHeader[]): string | null {
  const waiting = parts.filter(({ fulfilment }) => fulfilment === "unfulfilled" || fulfilment === "partial");
  const times = (waiting.length > 0 ? waiting : parts).flatMap(({ shipBy }) => shipBy ?? []);
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/** As long as one part waits; the first of the times that are known. */
function firstToAccept(parts: readonly OrderHeader[]): OrderHeader["toAccept"] {
  const waiting = parts.flatMap(({ toAccept }) => toAccept ?? []);
  if (waiting.length === 0) return null;
  return { by: waiting.flatMap(({ by }) => by ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null };
}

const STATUS_ORDER: readonly OrderStatus[] = ["on_hold", ...ORDER_STATUSES.filter((status) => status !== "on_hold")];

function mergedFulfilment(statuses: readonly FulfilmentStatus[]): FulfilmentStatus {
  const least = statuses.reduce((a, b) => (rank(a) <= rank(b) ? a : b));
  const most = statuses.reduce((a, b) => (rank(a) >= rank(b) ? a : b));
  return least === "unfulfilled" && most !== "unfulfilled" ? "partial" : least;
}

function rank(status: FulfilmentStatus): number {
  return FULFILMENT_STATUSES.indexOf(status);
}

function sumTotals(totals: readonly OrderTotals[]): OrderTotals {
  const sum = (of: (each: OrderTotals) => bigint | null) =>
    totals.map(of).reduce((a, b) => (a === null || b === null ? null : a + b));
  return {
    currency: totals[0]?.currency ?? "",
    subtotalMinor: sum((each) => each.subtotalMinor),
    discountMinor: sum((each) => each.discountMinor),
    taxMinor: sum((each) => each.taxMinor),
    shippingMinor: sum((each) => each.shippingMinor),
    feesMinor: sum((each) => each.feesMinor),
    totalMinor: sum((each) => each.totalMinor),
    ...(totals.some(({ currentTotalMinor }) => currentTotalMinor != null) && {
      currentTotalMinor: sum((each) => each.currentTotalMinor ?? each.totalMinor),
    }),
    taxIncluded: totals.every((each) => each.taxIncluded),
  };
}

/** A header as JSON, minor units as text. */
export function headerToJson(header: OrderHeader): Json {
  return { ...header, totals: totalsToJson(header.totals), residualMinor: header.residualMinor.toString() };
}

export function totalsToJson(totals: OrderTotals): Json {
  const entries = Object.entries(totals).map(([key, value]) => [key, typeof value === "bigint" ? `${value}` : value]);
  return Object.fromEntries(entries);
}

type MinorKey = "subtotalMinor" | "discountMinor" | "taxMinor" | "shippingMinor" | "feesMinor" | "totalMinor";
export type StoredTotals = Omit<OrderTotals, MinorKey | "currentTotalMinor"> &
  Readonly<Record<MinorKey, string | null>> & { readonly currentTotalMinor?: string | null };
export type StoredHeader = Omit<OrderHeader, "totals" | "residualMinor" | "shipBy" | "toAccept" | "heldUntil"> & {
  readonly totals: StoredTotals;
  readonly residualMinor: string;
  /** Absent in rows stored before these were read. */
  readonly shipBy?: string | null;
  readonly toAccept?: OrderHeader["toAccept"];
  readonly heldUntil?: string | null;
};

export function headerFromJson(stored: StoredHeader): OrderHeader {
  const { totals, residualMinor, shipBy = null, toAccept = null, heldUntil = null } = stored;
  return {
    ...{ ...stored, totals: totalsFromJson(totals), residualMinor: BigInt(residualMinor) },
    ...{ shipBy, toAccept, heldUntil },
  };
}

export function totalsFromJson(stored: StoredTotals): OrderTotals {
  const minor = (text: string | null) => (text === null ? null : BigInt(text));
  return {
    currency: stored.currency,
    taxIncluded: stored.taxIncluded,
    subtotalMinor: minor(stored.subtotalMinor),
    discountMinor: minor(stored.discountMinor),
    taxMinor: minor(stored.taxMinor),
    shippingMinor: minor(stored.shippingMinor),
    feesMinor: minor(stored.feesMinor),
    totalMinor: minor(stored.totalMinor),
    ...(stored.currentTotalMinor != null && { currentTotalMinor: BigInt(stored.currentTotalMinor) }),
  };
}
