/** Loads what orders' profits are worked out from: some statements, whatever the number of orders. */
import { divideRounded } from "../../commerce/decimal.ts";
import type { FeeFacts, FeeRule } from "../../commerce/fee-rules.ts";
import { feesByRules } from "../../commerce/fee-rules.ts";
import type { CostFacts, LineFacts, OrderFacts } from "../../commerce/profit/facts.ts";
import type { Moments } from "../../commerce/profit/recognition.ts";
import { type Tx, together } from "../../db/database.ts";
import { feeFacts } from "../fees/facts.ts";
import { type ChargeRow, courierCosts, passedOnAt, type RemittanceRow, type ShipmentRow } from "./courier-facts.ts";
import { CHARGES, FEES, HEADS, LINES, REFUNDS, REMITTANCES, SHIPMENTS } from "./facts-sql.ts";
import type { ProfitSettings } from "./settings.ts";

export interface LoadedOrder {
  readonly id: string;
  readonly channelId: string;
  /** c: and the campaign the buyer came by; none; unknown. */
  readonly origin: string;
  /** First day of the month of the customer's first order. */
  readonly cohort: string | null;
  /** The payout whose rate its amounts are converted with. */
  readonly ratePayoutId: string | null;
  readonly facts: OrderFacts;
  readonly moments: Moments;
}

export interface FactsQuery {
  readonly currency: string;
  readonly zone: string;
  readonly settings: ProfitSettings;
  readonly rules: readonly FeeRule[];
}

interface HeadRow {
  readonly id: string;
  readonly channelId: string;
  readonly origin: string;
  readonly cohort: string | null;
  readonly connectionId: string | null;
  readonly currency: string;
  readonly rate: string | null;
  readonly ratePayoutId: string | null;
  readonly placedAt: Date;
  readonly placedOn: string;
  readonly gateway: string | null;
  readonly status: string;
  readonly financial: string;
  readonly fulfilment: string;
  readonly parcelState: string | null;
  readonly codState: string | null;
  readonly paymentKind: Moments["payment"];
  readonly taxIncluded: boolean;
  readonly taxMinor: bigint | null;
  readonly shippingMinor: bigint | null;
  readonly feesMinor: bigint | null;
  readonly totalMinor: bigint | null;
  readonly soldMinor: bigint | null;
  readonly paidAt: Date | null;
  readonly sentAt: Date | null;
}

interface LineRow extends Omit<LineFacts, "bouncedUnits" | "cost"> {
  readonly orderId: string;
  readonly fulfilledBy: string;
  readonly unitCost: string | null;
  readonly costCurrency: string | null;
  readonly costRate: string | null;
  readonly costQuality: "actual" | "imported" | "estimated" | "missing" | null;
  readonly costSource: string | null;
  readonly costSourceId: string | null;
}

interface RefundRow {
  readonly orderId: string;
  readonly amountMinor: bigint;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
}

interface FeeRow extends Omit<CostFacts, "quality" | "slot" | "lines" | "occurredAt"> {
  readonly orderId: string;
  readonly occurredAt: Date;
  readonly isActual: boolean;
}

interface Rows {
  readonly lines: readonly LineRow[];
  readonly refunds: readonly RefundRow[];
  readonly shipments: readonly ShipmentRow[];
  readonly charges: readonly ChargeRow[];
  readonly remittances: readonly RemittanceRow[];
  readonly fees: readonly FeeRow[];
  readonly byRule: readonly CostFacts[];
}

/** An advance is no payment of the whole. */
const PAID: ReadonlySet<string> = new Set(["paid", "partially_refunded", "refunded"]);
const BOUNCED: ReadonlySet<string> = new Set(["rto_in_transit", "rto_delivered", "lost"]);

/** The orders that are there, by the order of their ids. */
export async function loadFacts(tx: Tx, orderIds: readonly string[], requested: FactsQuery): Promise<LoadedOrder[]> {
  const { currency, zone, rules } = requested;
  const of = [orderIds, currency, zone];
  const [heads, lines, refunds, shipments, charges, remittances, fees] = await together([
    tx.rows<HeadRow>(HEADS, of),
    tx.rows<LineRow>(LINES, of),
    tx.rows<RefundRow>(REFUNDS, [orderIds]),
    tx.rows<ShipmentRow>(SHIPMENTS, of),
    tx.rows<ChargeRow>(CHARGES, of),
    tx.rows<RemittanceRow>(REMITTANCES, [orderIds]),
    tx.rows<FeeRow>(FEES, of),
  ]);
  // What orders themselves tell is read above: only categories are asked for beside it.
  const ruled = rules.some(({ category }) => category !== null) ? await feeFacts(tx, orderIds) : null;
  const sets = {
    lines: Map.groupBy(lines, byOrder),
    refunds: Map.groupBy(refunds, byOrder),
    shipments: Map.groupBy(shipments, byOrder),
    charges: Map.groupBy(charges, byOrder),
    remittances: Map.groupBy(remittances, byOrder),
    fees: Map.groupBy(fees, byOrder),
  };
  return heads
    .map((head) => {
      const its = sets.lines.get(head.id) ?? [];
      const facts = ruled === null ? factsOf(head, its) : ruled.get(head.id);
      const rows: Rows = {
        lines: its,
        refunds: sets.refunds.get(head.id) ?? [],
        shipments: sets.shipments.get(head.id) ?? [],
        charges: sets.charges.get(head.id) ?? [],
        remittances: sets.remittances.get(head.id) ?? [],
        fees: sets.fees.get(head.id) ?? [],
        byRule: facts && rules.length > 0 ? ruleCosts(head, its, feesByRules(facts, rules)) : [],
      };
      return loaded(head, rows, requested);
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

const factsOf = (head: HeadRow, lines: readonly LineRow[]): FeeFacts => ({
  ...head,
  totalMinor: head.soldMinor,
  // A line's total is that of all that was ordered.
  lines: lines.map(({ totalMinor, units, orderedUnits }) => ({
    totalMinor: divideRounded(totalMinor * BigInt(units), BigInt(Math.max(1, orderedUnits))),
    quantity: units,
    categories: [],
  })),
});

const byOrder = ({ orderId }: { readonly orderId: string }) => orderId;

function loaded(head: HeadRow, rows: Rows, { currency, settings }: FactsQuery): LoadedOrder {
  const isCancelled = head.status === "cancelled";
  const lines = linesOf(head, rows);
  const isBack = head.fulfilment === "returned" || head.parcelState === "returned";
  const isBounced =
    isBack || (lines.length > 0 && lines.every((line) => line.units > 0 && line.bouncedUnits >= line.units));
  const facts: OrderFacts = {
    placedAt: head.placedAt.toISOString(),
    currency: head.currency,
    reporting: currency,
    rate: head.rate,
    isCancelled,
    isTakenBack: isBack || (head.financial === "refunded" && rows.refunds.length === 0),
    taxIncluded: head.taxIncluded,
    taxMinor: head.taxMinor,
    shippingMinor: head.shippingMinor,
    feesMinor: head.feesMinor,
    totalMinor: head.totalMinor,
    lines,
    refunds: rows.refunds,
    costs: [...rows.fees.map(feeOf), ...courierCosts(rows, settings.courierTaxPercent), ...rows.byRule],
    expectsFees: !isCancelled && head.connectionId !== null && head.paymentKind !== "cod",
    expectsShipping:
      !isCancelled &&
      rows.lines.some((line) => line.fulfilledBy === "merchant" && line.shippedUnits > 0 && !line.isVirtual),
    inputCredit: settings.hasInputCredit,
  };
  const { id, channelId, origin, cohort, ratePayoutId } = head;
  return {
    id,
    channelId,
    origin,
    cohort,
    ratePayoutId,
    facts,
    moments: momentsOf(head, rows, { isCancelled, isBounced }),
  };
}

/** Units in parcels that turned back or were lost; a refused order whose channel tells no parcel turned back whole. */
function linesOf(head: HeadRow, { lines, shipments }: Rows): LineFacts[] {
  const inParcels = (is: (shipment: ShipmentRow) => boolean, lineId: string) =>
    shipments
      .filter((shipment) => !shipment.isReturn && is(shipment))
      .flatMap(({ items }) => items.filter((item) => item.lineId === lineId))
      .reduce((sum, { quantity }) => sum + quantity, 0);
  const isBounced = ({ status }: ShipmentRow) => BOUNCED.has(status);
  const isRefused =
    (head.fulfilment === "returned" || head.parcelState === "returned") &&
    head.paymentKind === "cod" &&
    !shipments.some(isBounced);
  return lines.map((line) => {
    const { unitCost, costCurrency, costQuality, costSource } = line;
    const bounced = isRefused ? line.units : inParcels(isBounced, line.id);
    const lost = inParcels(({ status }) => status === "lost", line.id);
    return {
      ...line,
      bouncedUnits: Math.min(line.units, bounced),
      spoiledUnits: line.spoiledUnits + Math.min(line.units, lost),
      cost:
        unitCost === null || costCurrency === null || costQuality === null || costQuality === "missing"
          ? null
          : {
              amount: unitCost,
              currency: costCurrency,
              rate: line.costRate,
              quality: costQuality,
              source: costSource ?? "line_cost",
              sourceId: line.costSourceId,
            },
    };
  });
}

function feeOf({ isActual, occurredAt, orderId: _, ...fee }: FeeRow): CostFacts {
  return {
    ...fee,
    occurredAt: occurredAt.toISOString(),
    quality: isActual ? "actual" : "imported",
    slot: `fee ${fee.kind}`,
    lines: [],
  };
}

function ruleCosts(head: HeadRow, lines: readonly LineRow[], fees: ReturnType<typeof feesByRules>): CostFacts[] {
  return fees.map((fee) => ({
    kind: fee.kind,
    amountMinor: fee.amountMinor,
    taxMinor: fee.taxMinor,
    currency: head.currency,
    rate: head.rate,
    ratePayoutId: head.ratePayoutId,
    occurredAt: head.placedAt.toISOString(),
    quality: "estimated",
    source: "fee_rule",
    sourceId: fee.ruleId,
    slot: `rule ${fee.kind}`,
    rank: 1,
    lines: fee.lines.flatMap((n) => {
      const line = lines[n];
      return line ? [{ lineId: line.id, quantity: line.units }] : [];
    }),
  }));
}

const latest = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((last, at) => (at !== null && (last === null || at > last) ? at : last), null);

function momentsOf(
  head: HeadRow,
  { shipments, remittances }: Rows,
  { isCancelled, isBounced }: Pick<Moments, "isCancelled" | "isBounced">,
): Moments {
  const out = shipments.filter(({ isReturn, status }) => !isReturn && status !== "cancelled");
  const isOver = out.every(({ endedAt }) => endedAt !== null);
  const ended = out.length > 0 ? latest(out.map(({ endedAt }) => endedAt)) : (head.sentAt ?? head.placedAt);
  const isPaid = PAID.has(head.financial);
  const delivered = latest(out.filter(({ status }) => status === "delivered").map(({ endedAt }) => endedAt));
  const passedOn = head.codState === "remitted" ? passedOnAt(remittances) : null;
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    placedAt: head.placedAt.toISOString(),
    isCancelled,
    isBounced,
    endedAt: isOver ? iso(ended) : null,
    payment: head.paymentKind,
    isPaid,
    paidAt: iso(head.paidAt),
    isDelivered:
      head.fulfilment === "delivered" ||
      head.parcelState === "delivered" ||
      (head.codState !== null && head.codState !== "due") ||
      isPaid,
    deliveredAt: iso(delivered ?? head.paidAt ?? head.sentAt),
    // Without a courier of ours the channel's word that it is paid is all there is.
    remittedAt:
      passedOn ?? (out.length === 0 && isPaid ? (iso(head.paidAt) ?? iso(head.sentAt ?? head.placedAt)) : null),
  };
}
