/** The profit of one order, from gross sales down to CM2: docs/profit.md prints the formulas. Pure and exact. */
import { parseDecimal, roundToUnits, timesDecimal } from "../decimal.ts";
import { currencyExponent } from "../money.ts";
import {
  AMOUNTS,
  type Amount,
  type Amounts,
  type CostEntry,
  type CostFacts,
  type Ladder,
  type LineFacts,
  type LineProfit,
  type Missing,
  type OrderFacts,
  type OrderProfit,
  RUNG_OF_KIND,
} from "./facts.ts";
import { goneUnits, type LineRevenue, revenueOf } from "./revenue.ts";
import { exchanged, exchangedAll, spread, sumOf } from "./spread.ts";

type Mutable = Record<Amount, bigint>;
const zero = (): Mutable => Object.fromEntries(AMOUNTS.map((name) => [name, 0n])) as Mutable;

/** The ladder of amounts: revenue, CM1 after goods, CM2 after selling. */
function climb(amounts: Amounts): Ladder {
  const { gross, discount, charged, refund, cogs } = amounts;
  const revenue = gross - discount + charged - refund;
  const { commission, paymentFee, shipping, returnShipping, codFee, packaging, otherFee } = amounts;
  const selling = commission + paymentFee + shipping + returnShipping + codFee + packaging + otherFee;
  return { ...amounts, revenue, cm1: revenue - cogs, selling, cm2: revenue - cogs - selling };
}

/** Adds ladders of one currency. */
export function addUp(parts: readonly Amounts[]): Ladder {
  const sums = zero();
  for (const part of parts) for (const name of AMOUNTS) sums[name] += part[name];
  return climb(sums);
}

/**
 * An order's profit in the reporting currency, of all its lines and as a whole; the lines add up to the order in every
 * amount. Null where an amount has no rate into the reporting currency: such an order is in no sum.
 */
export function profitOf(order: OrderFacts): OrderProfit | null {
  const chosen = chosenCosts(order);
  const rates = [order.rate, ...chosen.map(({ rate }) => rate), ...order.lines.flatMap(({ cost }) => cost?.rate ?? [])];
  const unknown = order.lines.some(({ cost }) => cost !== null && cost.rate === null);
  if (unknown || rates.some((rate) => rate === null)) return null;
  const lines = order.lines.map(zero);
  addRevenue(order, lines);
  const nets = revenueWeights(order, lines);
  const entries = [...goods(order, lines), ...chosen.map((cost) => selling(order, cost, { lines, nets }))];
  return {
    ...sums(order, lines),
    entries,
    ...sizes(entries),
    withheldMinor: sumOf(entries.filter(({ kind }) => kind === "withheld_tax").map(({ amountMinor }) => amountMinor)),
    missing: missingOf(order, entries),
  };
}

function addRevenue(order: OrderFacts, lines: readonly Mutable[]): void {
  const revenue = revenueOf(order);
  const exchange = { from: order.currency, to: order.reporting, rate: order.rate ?? "1" };
  for (const name of ["gross", "discount", "charged", "refund", "tax"] as const satisfies (keyof LineRevenue)[])
    for (const [n, amount] of exchangedAll(
      revenue.map((line) => line[name]),
      exchange,
    ).entries())
      set(lines, n, name, amount);
}

function set(lines: readonly Mutable[], n: number, name: Amount, amount: bigint): void {
  const line = lines[n];
  if (line) line[name] += amount;
}

/** What order-wide costs are spread by: what lines brought; where all of it went back, what they had brought before. */
function revenueWeights(order: OrderFacts, lines: readonly Mutable[]): bigint[] {
  const stored = lines.map((line) => climb(line).revenue);
  if (stored.some((net) => net > 0n)) return stored;
  const before = lines.map(({ gross, discount, charged }) => gross - discount + charged);
  return before.some((net) => net > 0n) ? before : order.lines.map(({ totalMinor }) => totalMinor);
}

/** Units whose cost is spent: with the buyer, lost or not for sale again. Of a cancelled order those that left. */
export function spentUnits(order: Pick<OrderFacts, "isCancelled">, line: LineFacts): number {
  const out = order.isCancelled ? line.shippedUnits : line.units;
  const onTheWay = Math.max(0, line.bouncedUnits - line.backUnits - line.spoiledUnits);
  return Math.max(0, out - line.backUnits - onTheWay) + line.lostUnits;
}

function goods(order: OrderFacts, lines: readonly Mutable[]): CostEntry[] {
  return order.lines.flatMap((line, n) => {
    const units = spentUnits(order, line);
    const { cost } = line;
    if (cost === null || cost.rate === null || units === 0 || line.isGiftCard) return [];
    const exact = timesDecimal(parseDecimal(cost.amount), { digits: BigInt(units), scale: 0 });
    const amountMinor = roundToUnits(timesDecimal(exact, parseDecimal(cost.rate)), currencyExponent(order.reporting));
    set(lines, n, "cogs", amountMinor);
    const { currency, rate, quality, source, sourceId } = cost;
    const originalMinor = roundToUnits(exact, currencyExponent(currency));
    const reported = { quality, source, sourceId, occurredAt: order.placedAt };
    return [{ kind: "cogs", lineId: line.id, amountMinor, taxMinor: 0n, originalMinor, currency, rate, ...reported }];
  });
}

/**
 * Of each slot the entries of the highest rank; a rule speaks only of kinds nothing else tells. What courier or channel
 * told replaces what was estimated before. What the platform pays of a discount counts once: the order's lines first.
 */
function chosenCosts({ costs, lines }: OrderFacts): CostFacts[] {
  const isReportedByLine = lines.some(({ platformPaidMinor }) => platformPaidMinor !== 0n);
  const best = new Map<string, number>();
  for (const { slot, rank } of costs) best.set(slot, Math.max(rank, best.get(slot) ?? rank));
  const chosen = costs.filter(
    ({ slot, rank, kind }) => best.get(slot) === rank && !(isReportedByLine && kind === "platform_discount"),
  );
  const reported = new Set(chosen.filter(({ source }) => source !== "fee_rule").map(({ kind }) => kind));
  return chosen.filter(({ source, kind }) => source !== "fee_rule" || !reported.has(kind));
}

function selling(
  order: OrderFacts,
  cost: CostFacts,
  { lines, nets }: { readonly lines: readonly Mutable[]; readonly nets: readonly bigint[] },
): CostEntry {
  const exchange = { from: cost.currency, to: order.reporting, rate: cost.rate ?? "1" };
  const gross = exchanged(cost.amountMinor, exchange);
  const taxMinor = exchanged(cost.taxMinor, exchange);
  const amountMinor = order.inputCredit ? gross - taxMinor : gross;
  const rung = RUNG_OF_KIND[cost.kind];
  if (rung !== null)
    for (const [n, part] of spread(amountMinor, weightsOf(order, cost, nets)).entries()) set(lines, n, rung, part);
  const { kind, currency, occurredAt, quality, source, sourceId, ratePayoutId } = cost;
  const original = { originalMinor: cost.amountMinor, currency, rate: exchange.rate, ratePayoutId, occurredAt };
  return { kind, lineId: null, amountMinor, taxMinor, ...original, quality, source, sourceId };
}

/** A parcel's cost by weight where the weight of all in it is known, else by value; anything else by value. */
function weightsOf(order: OrderFacts, cost: CostFacts, nets: readonly bigint[]): bigint[] {
  const units = new Map(cost.lines.map((each) => [each.lineId, each.quantity]));
  const isIn = order.lines.map((line) => units.size === 0 || (units.get(line.id) ?? 0) > 0);
  if (!isIn.includes(true)) return [...nets];
  const isPropagated = cost.kind === "shipping_forward" || cost.kind === "shipping_return";
  if (isPropagated && order.lines.every((line, n) => !isIn[n] || (line.weightGrams ?? 0) > 0))
    return order.lines.map((line, n) =>
      isIn[n] ? BigInt(line.weightGrams ?? 0) * BigInt(units.get(line.id) ?? Math.max(1, line.units)) : 0n,
    );
  const within = nets.map((net, n) => (isIn[n] && net > 0n ? net : 0n));
  return sumOf(within) > 0n ? within : isIn.map((is) => (is ? 1n : 0n));
}

function sums(order: OrderFacts, lines: readonly Mutable[]): Pick<OrderProfit, "total" | "lines"> {
  const profits = order.lines.map((line, n): LineProfit => {
    const returnedUnits = Math.min(line.orderedUnits, goneUnits(line) + line.backUnits + line.spoiledUnits);
    return {
      id: line.id,
      variantId: line.variantId,
      units: order.isCancelled ? 0 : line.orderedUnits,
      returnedUnits: order.isCancelled ? 0 : order.isTakenBack ? line.orderedUnits : returnedUnits,
      ...climb(lines[n] ?? zero()),
    };
  });
  return { total: addUp(lines), lines: profits };
}

const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

function sizes(entries: readonly CostEntry[]): Pick<OrderProfit, "costsMinor" | "estimatedMinor"> {
  const costs = entries.filter(({ kind }) => kind !== "withheld_tax" && kind !== "platform_discount");
  const of = (some: readonly CostEntry[]) => sumOf(some.map(({ amountMinor }) => size(amountMinor)));
  return { costsMinor: of(costs), estimatedMinor: of(costs.filter(({ quality }) => quality === "estimated")) };
}

const FEES: ReadonlySet<string> = new Set(["commission", "payment_fee", "service_fee"]);

function missingOf(order: OrderFacts, entries: readonly CostEntry[]): Missing[] {
  const isWithoutCost = order.lines.some(
    (line) => line.cost === null && !line.isVirtual && !line.isGiftCard && spentUnits(order, line) > 0,
  );
  const has = (is: (kind: string) => boolean) => entries.some(({ kind }) => is(kind));
  const missing: Missing[] = [];
  if (isWithoutCost) missing.push("cost");
  if (order.expectsFees && !has((kind) => FEES.has(kind))) missing.push("fees");
  if (order.expectsShipping && !has((kind) => kind === "shipping_forward")) missing.push("shipping");
  return missing;
}
