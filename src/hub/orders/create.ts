import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import {
  allocateMoney,
  currencyExponent,
  type DecimalText,
  MoneyError,
  multiplyDecimal,
  requireCurrency,
} from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Address } from "../../commerce/order.ts";
import type { FinancialStatus } from "../../commerce/statuses.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { resolveCustomers } from "../customer-identity/resolve.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonRows } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { LOCAL_LINE } from "./adopted-lines.ts";
import { wakeOutbound } from "./commands.ts";
import { getOrder } from "./detail.ts";
import { untouched } from "./line-stock.ts";
import { type StoredLine, UNREPORTED, writeLines } from "./lines.ts";
import { ACCEPTED, insertOrders, NO_CHOICES, NO_HOLD, NO_PICKUP, type OrderRow } from "./order-fields/order-rows.ts";
import type { OrderDetail } from "./order-fields/order-schema.ts";
import { reconcileOrders } from "./resettle.ts";
import { dueAt } from "./to-ship.ts";

export interface NewOrderLine {
  /** A variant of ours, by id or SKU; a line with neither needs a title and moves no stock. */
  readonly variantId?: string | undefined;
  readonly sku?: string | undefined;
  readonly title?: string | undefined;
  readonly quantity: number;
  /** Exact decimal; absent: the variant's own price. */
  readonly unitPrice?: DecimalText | undefined;
  readonly discountMinor?: bigint | undefined;
}

export interface NewOrder extends By {
  /** The store it is pushed to; absent: it stays here. */
  readonly connectionId?: string | undefined;
  readonly currency: string;
  readonly lines: readonly NewOrderLine[];
  /** Off the whole order, spread over its lines to the cent; beside what each line gives itself. */
  readonly discountMinor?: bigint | undefined;
  /** The code it was given for. */
  readonly discountCode?: string | undefined;
  readonly shippingMinor?: bigint | undefined;
  readonly taxMinor?: bigint | undefined;
  readonly financial?: FinancialStatus | undefined;
  readonly paymentKind?: "prepaid" | "cod" | "unknown" | undefined;
  readonly gateway?: string | undefined;
  /** Handed over already, as at a till. */
  readonly isHandedOver?: boolean | undefined;
  readonly contact?:
    | { readonly name?: string | undefined; readonly email?: string | undefined; readonly phone?: string | undefined }
    | undefined;
  /** Whose it is; absent: found by contact and address. */
  readonly customerId?: string | null | undefined;
  readonly shippingAddress?: Address | undefined;
  readonly note?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The same key is the same order: a repeated request answers the order already created. */
  readonly requestKey?: string | undefined;
}

/** The order created under this key. Waits for a request under the same key that is in progress. */
async function madeBefore(tx: Tx, requestKey: string): Promise<string | undefined> {
  await tx.run("select pg_advisory_xact_lock(hashtextextended('order ' || argosy.tenant() || ' ' || $1, 0))", [
    requestKey,
  ]);
  const order = await tx.maybe<{ id: string }>(
    "select id from sales_order where organization_id = argosy.tenant() and request_key = $1",
    [requestKey],
  );
  return order?.id;
}

/**
 * Makes an order of our own: it reserves stock at once; with a store it is pending until the outbound lane has created
 * it there. Prices contain tax. Throws HubError ORDER_EMPTY, ORDER_LINE_INVALID, ORDER_VARIANT_UNKNOWN,
 * ORDER_PRICE_NEEDED, ORDER_CURRENCY, STORE_UNKNOWN.
 */
export async function createOrder(tx: Tx, input: NewOrder): Promise<OrderDetail> {
  const { actor, now } = input;
  checkShape(input);
  const earlier = input.requestKey === undefined ? undefined : await madeBefore(tx, input.requestKey);
  if (earlier !== undefined) return getOrder(tx, earlier);
  if (input.connectionId) await requireStore(tx, input.connectionId);
  const id = newId(now);
  const lines = discounted(await newLines(tx, input, id), input);
  checkSize(lines, input);
  const customerId = input.customerId ?? (await customerOf(tx, input));
  const [row] = await insertOrders(tx, [orderRow(input, { id, lines, number: await nextNumber(tx), customerId })], now);
  if (!row) throw refusal("ORDER_NOT_CREATED");
  await tx.run(
    `update argosy.sales_order set request_key = $2, discount_code = $3
     where organization_id = argosy.tenant() and id = $1`,
    [id, input.requestKey ?? null, input.discountCode ?? null],
  );
  await writeLines(
    tx,
    lines.map((after) => ({ before: null, after })),
  );
  // Announced before anything that follows from it.
  await announce(tx, "order.created", { id, storeId: input.connectionId ?? null });
  const text = message(input.connectionId ? "order.created.pushed" : "order.created");
  await reconcileOrders(tx, { orders: [row], lines, entries: [{ orderId: id, kind: "created", text }], actor, now });
  if (input.connectionId) await requestPush(tx, { orderId: id, connectionId: input.connectionId, actor, now });
  return getOrder(tx, id);
}

async function customerOf(tx: Tx, { contact: given, shippingAddress: address, now }: NewOrder): Promise<string | null> {
  const contact = { ...given, quality: given ? "real" : "absent" } as const;
  const customers = await resolveCustomers(tx, [{ contact, connectionId: null, address, at: now }], now);
  return customers.get(0) ?? null;
}

/** As at the register (decision 551): sums of orders stay whole numbers in JSON. */
const MOST_MINOR = 10n ** 14n;

function checkSize(lines: readonly StoredLine[], { shippingMinor = 0n, taxMinor = 0n }: NewOrder): void {
  const itemsTotal = lines.reduce((sum, line) => sum + BigInt(line.totalMinor) + BigInt(line.discountMinor), 0n);
  if (itemsTotal + shippingMinor + taxMinor > MOST_MINOR)
    throw new HubError("VALUE_TOO_LARGE", "validation", "A number or date is too large, or their product is.");
}

/** Each line bears its part of what is taken off the whole order. */
function discounted(lines: StoredLine[], { discountMinor = 0n, currency }: NewOrder): StoredLine[] {
  if (discountMinor === 0n) return lines;
  const totals = lines.map((line) => BigInt(line.totalMinor));
  if (discountMinor > totals.reduce((sum, total) => sum + total, 0n))
    throw new HubError("ORDER_DISCOUNT_TOO_MUCH", "validation", message("refused.discountTooMuch"), "discountMinor");
  const shares = allocateMoney({ minor: discountMinor, currency }, totals);
  return lines.map((line, n) => {
    const share = shares[n]?.minor ?? 0n;
    return {
      ...line,
      discountMinor: (BigInt(line.discountMinor) + share).toString(),
      totalMinor: ((totals[n] ?? 0n) - share).toString(),
    };
  });
}

function checkShape(input: NewOrder): void {
  if (input.lines.length === 0) throw new HubError("ORDER_EMPTY", "validation", "An order needs a line.", "lines");
  try {
    requireCurrency(input.currency);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new HubError("ORDER_CURRENCY", "validation", error.message, "currency");
  }
  for (const [field, minor] of [
    ["discountMinor", input.discountMinor],
    ["shippingMinor", input.shippingMinor],
    ["taxMinor", input.taxMinor],
  ] as const)
    if (minor !== undefined && minor < 0n)
      throw new HubError("ORDER_AMOUNT_NEGATIVE", "validation", message("refused.amountNegative"), field);
  for (const [n, line] of input.lines.entries()) {
    if (line.unitPrice?.startsWith("-") || (line.discountMinor ?? 0n) < 0n)
      throw new HubError("ORDER_AMOUNT_NEGATIVE", "validation", message("refused.amountNegative"), `lines.${n}`);
    if (!Number.isSafeInteger(line.quantity) || line.quantity < 1 || line.quantity > 1_000_000)
      throw new HubError(
        "ORDER_LINE_INVALID",
        "validation",
        "A quantity is a whole number from 1.",
        `lines.${n}.quantity`,
      );
    if (!line.variantId && !line.sku && !line.title?.trim())
      throw new HubError("ORDER_LINE_INVALID", "validation", "A line names a variant, a SKU or a title.", `lines.${n}`);
  }
}

async function requireStore(tx: Tx, connectionId: string): Promise<void> {
  const found = await tx.maybe(
    `select 1 from connection where organization_id = argosy.tenant() and id = $1 and kind = 'commerce'
       and state in ${SELLING}`,
    [connectionId],
  );
  if (!found) throw refusal("STORE_UNKNOWN", "connectionId");
}

interface FoundVariant {
  readonly n: number;
  readonly id: string | null;
  readonly sku: string | null;
  readonly title: string | null;
  readonly price: string | null;
  readonly currency: string | null;
}

async function newLines(tx: Tx, input: NewOrder, orderId: string): Promise<StoredLine[]> {
  const named = input.lines.map((line, n) => ({ n, v: line.variantId ?? null, sku: line.sku ?? null }));
  const found = await tx.rows<FoundVariant>(
    `with item as materialized (select n, v, lower(sku) as key from json_to_recordset($1) as i(n int, v uuid, sku text))
     select i.n, v.id, v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title, v.price_minor::text as price,
       v.currency
     from item i
     left join lateral (
       select o.* from variant o where o.organization_id = argosy.tenant() and o.id = i.v and o.deleted_at is null
       union all
       select o.* from variant o
       where i.v is null and o.organization_id = argosy.tenant() and o.sku_key = i.key and o.deleted_at is null
     ) as v on true
     left join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
     order by i.n`,
    [jsonRows(named)],
  );
  return input.lines.map((line, n) => newLine(input, { line, n, orderId, variant: found[n] }));
}

function newLine(
  input: NewOrder,
  from: {
    readonly line: NewOrderLine;
    readonly n: number;
    readonly orderId: string;
    readonly variant: FoundVariant | undefined;
  },
): StoredLine {
  const { line, n, variant } = from;
  const field = `lines.${n}`;
  if ((line.variantId || line.sku) && !variant?.id)
    throw new HubError(
      "ORDER_VARIANT_UNKNOWN",
      "validation",
      `There is no variant "${line.variantId ?? line.sku}".`,
      field,
    );
  const unitPrice = line.unitPrice ?? ownPrice(variant, input.currency);
  if (unitPrice === undefined)
    throw new HubError(
      "ORDER_PRICE_NEEDED",
      "validation",
      "The line needs a price in the order's currency.",
      `${field}.unitPrice`,
    );
  const discount = line.discountMinor ?? 0n;
  const gross = linePrice(unitPrice, line.quantity, { currency: input.currency, field });
  if (discount > gross)
    throw new HubError(
      "ORDER_DISCOUNT_TOO_MUCH",
      "validation",
      message("refused.discountTooMuch"),
      `${field}.discountMinor`,
    );
  return {
    id: newId(input.now),
    orderId: from.orderId,
    partKey: "",
    extKey: `${LOCAL_LINE}${n}`,
    position: n,
    listingId: null,
    variantId: variant?.id ?? null,
    extVariantKey: null,
    sku: variant?.sku ?? line.sku ?? null,
    title: line.title?.trim() || variant?.title || variant?.sku || "Item",
    orderedQuantity: line.quantity,
    quantity: line.quantity,
    fulfilledQuantity: input.isHandedOver ? line.quantity : 0,
    restockedQuantity: 0,
    unitPrice,
    discountMinor: discount.toString(),
    taxMinor: "0",
    totalMinor: (gross - discount).toString(),
    fulfilledBy: variant?.id ? "merchant" : "nobody",
    extLocation: null,
    ...UNREPORTED,
    ownFulfilled: input.isHandedOver ? line.quantity : 0,
    stock: untouched,
  };
}

function ownPrice(variant: FoundVariant | undefined, currency: string): DecimalText | undefined {
  if (!variant?.price || variant.currency !== currency) return undefined;
  const decimals = currencyExponent(currency);
  const digits = variant.price.padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function linePrice(unit: DecimalText, quantity: number, at: { currency: string; field: string }): bigint {
  try {
    return multiplyDecimal(unit, quantity, at.currency).minor;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new HubError("ORDER_LINE_INVALID", "validation", error.message, `${at.field}.unitPrice`);
  }
}

/** Running number of our own orders, without a gap inside an organization unless a transaction fails. */
async function nextNumber(tx: Tx): Promise<string> {
  const { last } = await tx.one<{ last: bigint }>(
    `insert into order_counter as c (organization_id, last) values (argosy.tenant(), 1001)
     on conflict (organization_id) do update set last = c.last + 1 returning last`,
  );
  return `M-${last}`;
}

function orderRow(
  input: NewOrder,
  from: {
    readonly id: string;
    readonly lines: readonly StoredLine[];
    readonly number: string;
    readonly customerId: string | null;
  },
): OrderRow {
  const sum = (of: (line: StoredLine) => string) => from.lines.reduce((total, line) => total + BigInt(of(line)), 0n);
  const itemsTotal = sum((line) => line.totalMinor);
  const shipping = input.shippingMinor ?? 0n;
  return {
    id: from.id,
    connection_id: input.connectionId ?? null,
    ext_key: null,
    ext_number: from.number,
    number: from.number,
    status: input.isHandedOver ? "completed" : "confirmed",
    financial: input.financial ?? (input.paymentKind === "cod" ? "cod_pending" : "pending"),
    fulfilment: input.isHandedOver ? "fulfilled" : "unfulfilled",
    platform_status: "",
    payment_kind: input.paymentKind ?? "unknown",
    gateway: input.gateway ?? null,
    currency: input.currency,
    subtotal_minor: itemsTotal.toString(),
    discount_minor: sum((line) => line.discountMinor).toString(),
    // Nobody said: that is not the same as none.
    tax_minor: input.taxMinor?.toString() ?? null,
    shipping_minor: shipping.toString(),
    fees_minor: "0",
    total_minor: (itemsTotal + shipping).toString(),
    current_total_minor: null,
    residual_minor: "0",
    tax_included: true,
    presentment: null,
    attribution: null,
    quality: "exact",
    customer_id: from.customerId,
    contact: { ...input.contact, quality: input.contact ? "real" : "absent" },
    shipping_address: input.shippingAddress ?? null,
    billing_address: null,
    note: input.note ?? null,
    ...{ ...NO_CHOICES, ...ACCEPTED },
    tags: input.tags ?? [],
    placed_at: input.now.toISOString(),
    ship_by: null,
    due_at: dueAt(input.now.toISOString(), null),
    channel_doubt: null,
    version_kind: null,
    version_value: null,
    is_history: false,
    is_short: false,
    has_unmapped: false,
    push_state: input.connectionId ? "pending" : null,
    status_word: null,
    told: null,
    parcel_state: null,
    ...NO_PICKUP,
    ...NO_HOLD,
  };
}

/** Has an order of ours created on its channel. */
export async function requestPush(
  tx: Tx,
  push: By & { readonly orderId: string; readonly connectionId: string },
): Promise<void> {
  await tx.run(
    `insert into command (organization_id, id, order_id, connection_id, kind, input, idempotency_key, due_at,
     requested_by, created_at)
     values (argosy.tenant(), $1, $2, $3, 'push', '{}', 'push', $4, $5, $4)`,
    [newId(push.now), push.orderId, push.connectionId, push.now, actorText(push.actor)],
  );
  await wakeOutbound(tx, push.connectionId, push.now);
}
