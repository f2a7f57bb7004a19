/** The platform's orders in our words. Total: what is not known has an explicit answer and is reported as drift. */
import type { z } from "zod";
import { parseMoney } from "../../src/commerce/money.ts";
import type { OrderPart } from "../../src/commerce/order.ts";
import type { Json } from "../../src/commerce/product.ts";
import type { FinancialStatus, OrderStatus } from "../../src/commerce/statuses.ts";
import { timeVersion } from "../../src/commerce/version.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { normalisePhone } from "../../src/connectors/kit/parse/phone.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import { STATUSES } from "./statuses.ts";

/** Cash on delivery is never guessed from "not paid". */
const PAYMENTS: Readonly<Record<string, "prepaid" | "cod">> = { card: "prepaid", cod: "cod" };

export function toOrderPart(raw: Json, ctx: Pick<Context, "drift">): OrderPart {
  const order = parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
  const existing = STATUSES[order.status];
  if (!existing) ctx.drift({ path: "status", problem: "a status this connector does not know", value: order.status });
  const [status, fulfilment] = existing ?? ["on_hold", "unfulfilled"];
  const minor = (text: string) => parseMoney(text, order.currency).minor;
  const lines = order.lines.map((line) => toLine(line, { minor, isCancelled: status === "cancelled" }));
  const { name, email, phone } = order.customer ?? {};
  return {
    orderKey: order.id,
    partKey: "",
    version: timeVersion(order.updated_at),
    complete: true,
    number: order.number,
    placedAt: new Date(order.created_at).toISOString(),
    status,
    financial: financialOf(order.is_paid, status),
    fulfilment,
    platformStatus: order.status,
    payment: { kind: PAYMENTS[order.payment_method ?? ""] ?? "unknown", paymentMethod: order.payment_method },
    totals: {
      currency: order.currency,
      subtotalMinor: lines.reduce((sum, line) => sum + line.totalMinor, 0n),
      discountMinor: 0n,
      taxMinor: 0n,
      shippingMinor: minor(order.shipping),
      feesMinor: 0n,
      totalMinor: minor(order.total),
      taxIncluded: true,
    },
    quality: "exact",
    lines,
    fulfilments: order.tracking.map((parcel) => ({
      key: parcel.id,
      status: "fulfilled",
      carrier: parcel.carrier,
      trackingNumbers: [parcel.number],
      lines: [],
    })),
    refunds: [],
    contact: {
      name,
      email,
      phone: normalisePhone(phone) ?? phone,
      quality: email || phone ? "real" : "absent",
    },
    tags: [],
    raw,
  };
}

/** A cancellation gives no money back here: what was paid stays paid until somebody refunds it. */
function financialOf(isPaid: boolean, status: OrderStatus): FinancialStatus {
  if (isPaid) return "paid";
  return status === "cancelled" ? "voided" : "pending";
}

type Line = z.infer<typeof orderSchema>["lines"][number];

function toLine(
  line: Line,
  { minor, isCancelled }: { readonly minor: (text: string) => bigint; readonly isCancelled: boolean },
): OrderPart["lines"][number] {
  return {
    key: line.id,
    variantKey: line.variant_id,
    productKey: line.product_id,
    sku: line.sku,
    title: line.title,
    orderedQuantity: line.quantity,
    quantity: isCancelled ? line.shipped : line.quantity,
    fulfilledQuantity: line.shipped,
    restockedQuantity: 0,
    // The platform lowers its own number when the order is placed and raises it when it is cancelled.
    channelTook: isCancelled ? line.shipped : line.quantity,
    unitPrice: line.price,
    discountMinor: 0n,
    taxMinor: 0n,
    totalMinor: minor(line.price) * BigInt(line.quantity),
    fulfilledBy: "merchant",
  };
}
