/**
 * Credit memos. The shop works out the amount from lines, shipping and adjustments; ours is reached by an adjustment.
 * Shipping is always named: left out, all of it is refunded. Units that never left and are not returned to stock the shop
 * takes off a source: they are written off.
 */
import { z } from "zod";
import { compareDecimal, type Decimal, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import { message as hubMessage, type Message } from "../../commerce/message.ts";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { moneyLeft } from "../kit/contract/order-checks.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { likeText, matchRefund, type RefundMatch } from "../kit/contract/refund-match.ts";
import { rejected } from "../kit/contract/results.ts";
import { quantityOf, takenUnits } from "../kit/parse/sold-units.ts";
import { request } from "./client.ts";
import type { OrderRow } from "./order-lines.ts";
import { isPricedByParts, quantitiesOf, rowsOf } from "./order-lines.ts";
import { toRefund, type WholeOrder } from "./order-mapping.ts";
import { readOrder } from "./order-read.ts";
import type { Acted } from "./order-steps.ts";
import { VERB_TIMEOUT_MS } from "./order-steps.ts";
import type { MagentoOrder } from "./schemas.ts";
import { priceNumber } from "./source-items.ts";
import { message } from "./words.ts";

type RefundRun = Omit<CommandRun, "command"> & { readonly command: RefundCommand };

const savedSchema = z.object({
  before: z.array(z.string()),
  /** The memo's rows, as they were sent. */
  rows: z.array(z.object({ lineKey: z.string(), quantity: z.number() })).default([]),
});

/** Methods whose money passes by no gateway: there is nothing to send back. */
const OFFLINE = ["checkmo", "banktransfer", "cashondelivery", "purchaseorder", "free"];

export async function refund(whole: WholeOrder, run: RefundRun, ctx: Context): Promise<CommandResult | Acted> {
  const { order, creditmemos } = whole;
  const { command } = run;
  const saved = savedSchema.safeParse(run.saved);
  const made = saved.success ? madeSince(saved.data, whole, command) : {};
  const isOffline = OFFLINE.includes(order.payment?.method ?? "");
  const told = (amount: string | undefined) => booked(amount, { command, order, isOffline });
  if (made.ours) {
    const { key } = made.ours;
    const result = told(creditmemos.find(({ entity_id }) => entity_id === key)?.base_grand_total);
    return result.state === "done" ? { ...result, found: true } : result;
  }
  if (made.like) return { state: "uncertain", text: likeText("Magento", command.amount, made.like) };
  const problem = problemOf(whole, command);
  if (problem) return problem;
  const body = bodyOf(whole, command);
  if (isMessage(body)) return rejected("lines", body);
  const isOnline = command.moveMoney && !isOffline;
  const [invoice, ...more] = whole.invoices;
  if (isOnline && (!invoice || more.length > 0))
    return rejected("invoices", message("refused.orderSeveralInvoicesNoneRefund"));
  const rows = body.items.flatMap(({ order_item_id, qty }) => {
    const quantity = takenUnits(String(qty));
    return quantity > 0 ? [{ lineKey: String(order_item_id), quantity }] : [];
  });
  await run.save({ before: creditmemos.map((one) => one.entity_id), rows });
  const path = isOnline && invoice ? `/invoice/${invoice.entity_id}/refund` : `/order/${order.entity_id}/refund`;
  const json = isOnline ? { ...body, isOnline: true } : body;
  const call = { method: "POST", path, operation: "orders.refund", timeoutMs: VERB_TIMEOUT_MS } as const;
  await request(ctx, { ...call, json });
  const after = await readOrder(order.entity_id, ctx);
  const existing = new Set(creditmemos.map((one) => one.entity_id));
  const memo = after?.creditmemos.find((one) => !existing.has(one.entity_id));
  return { result: told(memo?.base_grand_total), after };
}

/** Memos that did not stand there before: Magento rounds the tax of each unit by itself, by less than a unit of money. */
function madeSince(
  { before, rows }: z.output<typeof savedSchema>,
  { order, creditmemos }: WholeOrder,
  { amount }: RefundCommand,
): RefundMatch {
  const since = creditmemos.filter((one) => !before.includes(one.entity_id)).map((memo) => toRefund(memo, order));
  const toleranceMinor = BigInt(rows.reduce((sum, { quantity }) => sum + quantity, 1));
  return matchRefund({ amount, lines: rows.map((row) => ({ ...row, restock: false })) }, since, { toleranceMinor });
}

const isMessage = (body: MemoBody | Message): body is Message => "code" in body;

interface Booking {
  readonly command: RefundCommand;
  readonly order: MagentoOrder;
  readonly isOffline: boolean;
}

function booked(amount: string | undefined, { command, order, isOffline }: Booking): CommandResult {
  const currency = order.base_currency_code;
  const reported = amount === undefined ? undefined : parseMoney(amount, currency);
  const isAsDesired = reported === undefined || reported.minor === command.amount.minor;
  const requested = formatDecimal(command.amount);
  const memo = isAsDesired
    ? message("done.creditMemo", { amount: requested, currency })
    : message("done.creditMemoRounded", { amount: formatDecimal(reported), currency, wanted: requested });
  if (!command.moveMoney || !isOffline) return { state: "done", text: memo, moneyMoved: command.moveMoney };
  const text = [memo, message("done.methodNoGateway", { method: order.payment?.method ?? "" })];
  return { state: "done", text, moneyMoved: false };
}

function problemOf({ order, invoices }: WholeOrder, { amount }: RefundCommand): CommandResult | null {
  const currency = order.base_currency_code;
  if (order.order_currency_code !== currency)
    return rejected(
      "currency",
      message("refused.customerPaidBooksRefundOrder", { paid: order.order_currency_code, kept: currency }),
    );
  if (amount.currency !== currency) return rejected("currency", message("refused.orderRefundCurrency", { currency }));
  if (invoices.length === 0) return rejected("not_invoiced", message("refused.nothingOrderInvoicedCancelInstead"));
  const left =
    parseMoney(order.base_total_paid, currency).minor - parseMoney(order.base_total_refunded, currency).minor;
  if (amount.minor > left) return rejected("too_much", moneyLeft(left, currency));
  return null;
}

interface Chosen {
  readonly orderRow: OrderRow;
  readonly quantity: number;
  readonly restock: boolean;
}

/** The rows a refund names; parts of a bundle go with it. Words where the shop could not do it. */
function chosenRows(rows: readonly OrderRow[], command: RefundCommand): readonly Chosen[] | Message {
  const lines = command.lines.filter((line) => line.quantity > 0);
  const chosen: Chosen[] = [];
  // A memo has a row once, and returns all of its units or none.
  for (const [lineKey, parts] of Map.groupBy(lines, (line) => line.lineKey)) {
    const quantity = parts.reduce((sum, line) => sum + line.quantity, 0);
    const restock = parts.some((line) => line.restock);
    const orderRow = rows.find(({ row }) => row.item_id === lineKey);
    const bundle = orderRow?.bundle;
    if (bundle && lines.some((line) => line.lineKey === bundle.item_id)) continue;
    if (!orderRow || bundle) return message("refused.bundlePartRefunded");
    const { invoiced, refunded } = quantitiesOf(orderRow);
    const title = orderRow.item.name ?? lineKey;
    if (quantity > invoiced - refunded)
      return hubMessage("platform.refund.unitsLeft", { title, left: Math.max(0, invoiced - refunded) });
    if (restock !== parts.every((line) => line.restock)) return message("refused.allUnitsBackOrNone", { title });
    chosen.push({ orderRow, quantity, restock });
  }
  return chosen;
}

interface MemoRow {
  readonly id: number;
  readonly qty: number;
  /** The rows whose units go back into stock. */
  readonly returned: readonly number[];
}

/**
 * Goods lie under the rows below: the child of a configurable product, the parts of a bundle. Of these each has to be
 * named to be returned, its parent does not count for it
 * (magento/inventory, InventorySales/Plugin/SalesInventory/ProcessReturnQtyOnCreditMemoPlugin.php).
 */
const itemsOf = ({ row, item, parts = [] }: OrderRow): readonly number[] =>
  [...new Set([row, item, ...parts])].map(({ item_id }) => Number(item_id));

/** The rows of the memo: a bundle priced by its parts is refunded by theirs, as its own is no part of a memo. */
function memoRows({ orderRow, quantity, restock }: Chosen, rows: readonly OrderRow[]): readonly MemoRow[] {
  const { sold, refunded } = quantitiesOf(orderRow);
  const id = Number(orderRow.row.item_id);
  if (!orderRow.parts || !isPricedByParts(orderRow))
    return [{ id, qty: Number(quantityOf(sold, quantity, refunded)), returned: restock ? itemsOf(orderRow) : [] }];
  return rows
    .filter(({ bundle }) => bundle?.item_id === orderRow.row.item_id)
    .map((part) => {
      const each = Number(part.row.qty_ordered) / Math.max(1, sold.orderedQuantity);
      const partId = Number(part.row.item_id);
      return { id: partId, qty: each * quantity, returned: restock ? [partId] : [] };
    });
}

interface MemoBody {
  readonly [key: string]: Json;
  readonly items: { readonly order_item_id: number; readonly qty: number }[];
}

function bodyOf(whole: WholeOrder, command: RefundCommand): MemoBody | Message {
  const { order } = whole;
  const rows = rowsOf(order);
  const currency = order.base_currency_code;
  const chosen = chosenRows(rows, command);
  if ("code" in chosen) return chosen;
  const shipping = money(command.shippingMinor ?? 0n, currency);
  const itemsTotal = chosen.reduce((sum, one) => sum + expected(one, whole), 0n);
  const adjustment = command.amount.minor - itemsTotal - shipping.minor - shippingTax(order, shipping.minor);
  const amountOf = (minor: bigint) => priceNumber(formatDecimal(money(minor, currency)));
  const memo = chosen.flatMap((one) => memoRows(one, rows));
  const tops = rows.filter((row) => row.bundle === undefined);
  const items =
    memo.length > 0
      ? memo.map(({ id, qty }) => ({ order_item_id: id, qty }))
      : tops.slice(0, 1).map(({ row }) => ({ order_item_id: Number(row.item_id), qty: 0 }));
  const returned = memo.flatMap((row) => row.returned);
  const comment = command.reason?.trim();
  return {
    items,
    notify: command.notifyCustomer ?? false,
    ...(comment ? { appendComment: false, comment: { comment, is_visible_on_front: 0 } } : {}),
    arguments: {
      shipping_amount: amountOf(shipping.minor),
      adjustment_positive: amountOf(adjustment > 0n ? adjustment : 0n),
      adjustment_negative: amountOf(adjustment < 0n ? -adjustment : 0n),
      extension_attributes: { return_to_stock_items: returned },
    },
  };
}

/** A part of a row's units. */
interface Portion {
  readonly units: Decimal;
  readonly of: Decimal;
}

const shareOf = (amount: bigint, { units, of }: Portion): bigint => {
  const divisor = of.digits * 10n ** BigInt(units.scale);
  return rounded(amount * units.digits * 10n ** BigInt(of.scale), divisor > 0n ? divisor : 1n);
};

/** What earlier memos hold of a row; a bundle priced by its parts stands there with these alone. */
function inMemos(orderRow: OrderRow, { creditmemos }: WholeOrder): readonly Portion[] {
  const row = isPricedByParts(orderRow)
    ? orderRow.parts?.find(({ qty_ordered }) => Number(qty_ordered) > 0)
    : orderRow.row;
  const own = creditmemos.flatMap(({ items }) => items.filter(({ order_item_id }) => order_item_id === row?.item_id));
  return own.map(({ qty }) => ({ units: parseDecimal(qty), of: parseDecimal(row?.qty_ordered ?? "0") }));
}

/**
 * What the shop will refund for these units: their part of the line, with its tax and its fixed product tax. Each memo
 * rounds it by itself, and the last one takes what is left of the row (2.4.7: 2.21, 2.21 and 2.20 of a tax of 6.62).
 */
function expected({ orderRow, quantity }: Chosen, whole: WholeOrder): bigint {
  const { sold, refunded } = quantitiesOf(orderRow);
  const minor = (text: string) => parseMoney(text, whole.order.base_currency_code).minor;
  const { row, parts = [] } = orderRow;
  // A coupon on a bundle stands on the rows of its parts.
  const onParts = parts.reduce((all, one) => all + minor(one.base_discount_amount), 0n);
  const discountMinor = minor(row.base_discount_amount) === 0n ? onParts : 0n;
  const of = parseDecimal(row.qty_ordered);
  const before = inMemos(orderRow, whole);
  const portion = { units: parseDecimal(quantityOf(sold, quantity, refunded)), of };
  const invoiced = parseDecimal(row.qty_invoiced);
  // Goods sold by measure: units are rounded, and the shop compares what it counts.
  const gone = parseDecimal(isPricedByParts(orderRow) ? String(refunded) : row.qty_refunded);
  const isLast = compareDecimal(plusDecimal(gone, portion.units), invoiced) >= 0;
  const share = (amount: bigint) =>
    isLast
      ? before.reduce((rest, one) => rest - shareOf(amount, one), shareOf(amount, { units: invoiced, of }))
      : shareOf(amount, portion);
  const fixedTax = share(minor(row.base_weee_tax_applied_row_amnt));
  return share(minor(row.base_row_total) - discountMinor) + share(minor(row.base_tax_amount)) + fixedTax;
}

function shippingTax(order: MagentoOrder, shipping: bigint): bigint {
  const minor = (text: string) => parseMoney(text, order.base_currency_code).minor;
  const whole = minor(order.base_shipping_amount);
  if (whole === 0n || shipping === 0n) return 0n;
  const itemsTax = rowsOf(order)
    .filter((row) => row.bundle === undefined)
    .reduce((sum, { row }) => sum + minor(row.base_tax_amount), 0n);
  return rounded((minor(order.base_tax_amount) - itemsTax) * shipping, whole);
}

/** Half up; amounts here are never negative. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}
