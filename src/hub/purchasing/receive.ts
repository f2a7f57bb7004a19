/** Goods of a purchase order that arrived: a posted receipt a delivery. */
import type { By } from "../../commerce/actor.ts";
import { parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { type Detail, HubError } from "../errors.ts";
import { type ArrivedLot, receiveLots } from "../lots/move-lots.ts";
import { ratesInForce } from "../prices/rates.ts";
import { receiveSerials } from "../serials/move-serials.ts";
import { createDocument, type DocumentLine } from "../stock-documents/documents.ts";
import { postDocument } from "../stock-documents/post-document.ts";
import { lockPurchaseOrder, wrongState } from "./orders.ts";
import { getPurchaseOrder, type PurchaseOrder } from "./read-orders.ts";

export interface Arrival extends By {
  readonly id: string;
  readonly lines: readonly {
    readonly line: number;
    readonly quantity: number;
    /** Serial numbers of some or all of the units. */
    readonly serials?: readonly string[] | undefined;
    /** Lots of some or all of the units. */
    readonly lots?: readonly ArrivedLot[] | undefined;
  }[];
  /** The delivery note's number. */
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
  /** The order's costs become the variants'; default true. */
  readonly takesCosts?: boolean | undefined;
}

export interface Received {
  readonly order: PurchaseOrder;
  /** The stock document that brought the units. */
  readonly receiptId: string;
}

interface OpenLine {
  readonly line: number;
  readonly variantId: string;
  readonly sku: string;
  readonly open: number;
  readonly cost: bigint | null;
  readonly variantCurrency: string;
}

/**
 * Raises stock at the order's location by what arrived, all of it or none. Throws HubError PURCHASE_ORDER_NOT_FOUND,
 * PURCHASE_ORDER_STATE, PURCHASE_ORDER_RECEIPT (more than is open of a line, every one in its details),
 * PURCHASE_ORDER_RATE, STOCK_DOCUMENT_REFUSED, and as `receiveSerials` and `receiveLots`.
 */
export async function receivePurchaseOrder(tx: Tx, arrival: Arrival): Promise<Received> {
  const { id, actor, now } = arrival;
  const order = await lockPurchaseOrder(tx, id);
  if (order.state !== "ordered" && order.state !== "partly_received") throw wrongState(order);
  const existing = await openLines(tx, id);
  const arrived = checked(arrival, existing);
  const costs = (arrival.takesCosts ?? true) ? await costsIn(tx, order.currency, arrived, now) : new Map();
  const { supplierName } = await getPurchaseOrder(tx, id);
  const receipt = await createDocument(tx, {
    kind: "purchase_invoice",
    locationId: order.locationId,
    partner: supplierName,
    partnerReference: arrival.reference,
    reason: order.number,
    note: arrival.note,
    purchaseOrderId: id,
    lines: arrived.map(
      ({ line, variantId, units }): DocumentLine => ({
        variantId,
        quantity: units,
        unitCostMinor: costs.get(line),
        purchaseOrderLine: line,
      }),
    ),
    actor,
    now,
  });
  await postDocument(tx, { id: receipt.id, actor, now });
  const numbered = arrived.map(({ variantId, units, serials }) => ({ variantId, quantity: units, serials }));
  await receiveSerials(tx, { lines: numbered, receiptId: receipt.id, now });
  const ofLots = arrived.map(({ variantId, units, lots }) => ({ variantId, quantity: units, lots }));
  await receiveLots(tx, { lines: ofLots, locationId: order.locationId, now });
  return { order: await getPurchaseOrder(tx, id), receiptId: receipt.id };
}

function openLines(tx: Tx, id: string): Promise<OpenLine[]> {
  return tx.rows<OpenLine>(
    `select l.line, l.variant_id as "variantId", v.sku, l.quantity - l.received as open, l.unit_cost_minor as cost,
       v.currency as "variantCurrency"
     from argosy.purchase_order_line l
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where l.organization_id = argosy.tenant() and l.purchase_order_id = $1 order by l.line`,
    [id],
  );
}

type ArrivedLine = OpenLine & {
  readonly units: number;
  readonly serials: readonly string[];
  readonly lots: readonly ArrivedLot[];
};

function checked({ lines }: Arrival, existing: readonly OpenLine[]): ArrivedLine[] {
  const byLine = new Map(existing.map((each) => [each.line, each]));
  const seen = new Set<number>();
  const wrong: Detail[] = [];
  const arrived: ArrivedLine[] = [];
  for (const [n, { line, quantity, serials = [], lots = [] }] of lines.entries()) {
    const found = byLine.get(line);
    const field = `lines.${n}`;
    if (!found || seen.has(line)) wrong.push(detail(field, message("refused.purchaseLine", { line })));
    else if (quantity > found.open)
      wrong.push(
        detail(
          `${field}.quantity`,
          message("refused.purchaseAtMost", { sku: found.sku, units: Math.max(0, found.open) }),
        ),
      );
    else arrived.push({ ...found, units: quantity, serials, lots });
    seen.add(line);
  }
  const [first] = wrong;
  if (first) throw new HubError("PURCHASE_ORDER_RECEIPT", "validation", first.said ?? first.message, wrong);
  return arrived;
}

const detail = (field: string, text: ReturnType<typeof message>): Detail => ({ field, message: text.text, said: text });

/** Unit costs by line in their variants' own currencies, at the rates in force. Throws HubError PURCHASE_ORDER_RATE. */
async function costsIn(
  tx: Tx,
  currency: string,
  lines: readonly ArrivedLine[],
  now: Date,
): Promise<ReadonlyMap<number, bigint>> {
  const quotes = new Set(lines.flatMap((each) => (each.cost === null ? [] : [each.variantCurrency])));
  quotes.delete(currency);
  const rates = await ratesInForce(
    tx,
    [...quotes].map((quote) => ({ base: currency, quote })),
    now,
  );
  const costs = new Map<number, bigint>();
  for (const { line, cost, variantCurrency } of lines) {
    if (cost === null) continue;
    if (variantCurrency === currency) {
      costs.set(line, cost);
      continue;
    }
    const rate = rates.find(({ quote }) => quote === variantCurrency);
    if (!rate)
      throw new HubError(
        "PURCHASE_ORDER_RATE",
        "validation",
        message("refused.purchaseRate", { from: currency, to: variantCurrency }),
        "takesCosts",
      );
    const amount = { digits: cost, scale: currencyExponent(currency) };
    costs.set(line, roundToUnits(timesDecimal(amount, parseDecimal(rate.rate)), currencyExponent(variantCurrency)));
  }
  return costs;
}
