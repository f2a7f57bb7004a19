/** What lists are asked by: their routes, exports and saved views. */

import { z } from "zod";
import { BACKORDERED } from "../../commerce/backorders.ts";
import { COD_STATES } from "../../commerce/cod.ts";
import { CONNECTION_STATES } from "../../commerce/connection-states.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { ORDER_PRIORITIES } from "../../commerce/order-priority.ts";
import { productSorts } from "../../hub/catalog/list.ts";
import { CONFLICT_STATES, FIELD_GROUPS } from "../../hub/conflicts/conflicts.ts";
import { customerSorts } from "../../hub/customers/customers.ts";
import { levelSorts } from "../../hub/inventory/levels.ts";
import { invoiceDocumentKinds } from "../../hub/invoices/document.ts";
import { invoiceSorts } from "../../hub/invoices/read.ts";
import { orderSorts } from "../../hub/orders/filter.ts";
import {
  financialStatus,
  fulfilmentStatus,
  orderState,
  orderStatus,
} from "../../hub/orders/order-fields/summary-schema.ts";
import { RETURN_STATES } from "../../hub/orders/returns/return-view.ts";
import { GIFT_CARD_STATES } from "../../hub/promotions/gift-cards.ts";
import { purchaseOrderSorts, purchaseOrderStates } from "../../hub/purchasing/read-orders.ts";
import { RUN_STATES } from "../../hub/runs/runs.ts";
import { bothEnds } from "../../hub/sorting.ts";
import { documentKinds, documentSorts, documentStates } from "../../hub/stock-documents/read-documents.ts";
import { flag, id, severalOf, text, time } from "../schemas.ts";

const minorText = z
  .string()
  .regex(/^-?\d{1,15}$/, fieldMessage("field.whole"))
  .transform(BigInt);

/** Of lists of what came one after the other. */
export const eitherEnd = z.enum(bothEnds).optional().describe("newest (default) or oldest first");
/** Of lists that begin with what came first. */
export const fromFirst = z.enum(bothEnds).optional().describe("oldest (default) or newest first");

/** When it was, in the word of what happened to it then. */
export const when = (word: string) => ({
  from: time.optional().describe(`${word} at or after`),
  to: time.optional().describe(`${word} before`),
});
export const made = when("made");

/** Where parcels go. */
export const zone = {
  country: severalOf(z.string().regex(/^[A-Z]{2}$/, fieldMessage("field.country"))).describe("destination country"),
  postcode: z.string().trim().min(1).max(20).optional().describe("start of the destination's postcode"),
};

/** What the order list is asked by. */
export const orderFilters = {
  state: severalOf(orderState),
  status: severalOf(orderStatus),
  financial: severalOf(financialStatus),
  fulfilment: severalOf(fulfilmentStatus),
  storeId: severalOf(id),
  customerId: id.optional(),
  ...when("ordered"),
  paymentKind: severalOf(z.enum(["prepaid", "cod", "unknown"])),
  codState: severalOf(z.enum(COD_STATES)),
  priority: severalOf(z.enum(ORDER_PRIORITIES)),
  assignedTo: text(100).optional().describe("the member's user id"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .optional(),
  totalFrom: minorText.optional().describe("minor units, included"),
  totalTo: minorText.optional().describe("minor units, included"),
  tags: severalOf(z.string().max(255)).describe("has one of these"),
  ...zone,
  number: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .optional()
    .describe("its number here in full, in any case; found at once, while words (q) take a second"),
  sku: z.string().trim().min(1).max(255).optional().describe("has a line with this SKU, in any case"),
  variantId: id.optional(),
  toShip: flag.optional().describe("to be shipped by us: paid or cash on delivery, not shipped, not imported history"),
  late: flag
    .optional()
    .describe("to be shipped, and past the channel's deadline, or past two days where the channel has none"),
  atRisk: flag.optional().describe("to be shipped, and due within the next 24 hours; false: as if it were not given"),
  isSingleItem: flag.optional().describe("one line of one unit"),
  toPrint: flag.optional().describe("has a label that was not printed; without orders on hold or cancelled"),
  courierId: severalOf(id).describe(
    "booked with one of these couriers or, while nothing is booked, with one of them chosen for it",
  ),
  isShort: flag.optional(),
  backorder: severalOf(z.enum(BACKORDERED)).describe(
    "lacks units, and a purchase order brings them on a day (expected), on no known day (undated), or is late; none: nothing brings them; preorder, backorder: they were sold ahead as that",
  ),
  hasUnmapped: flag.optional(),
  pushState: z.enum(["pending", "synced", "failed"]).optional().describe("of orders made here"),
  command: z.enum(["open", "failed"]).optional().describe("has a command in progress, or one that failed"),
  isHistory: flag.optional().describe("imported history"),
  q: z
    .string()
    .max(200)
    .optional()
    .describe(
      "words, each the start of one of: numbers, names, e-mail, phone, SKUs, titles, tags, tracking, town, note",
    ),
  sort: z
    .enum(orderSorts)
    .optional()
    .describe(
      "newest (default) or oldest placed first, last or longest ago updated, largest or smallest total, first or last due, highest (priority) or lowest (lastPriority) priority first (of what waits to be shipped alone)",
    ),
};

export const productFilters = {
  q: z
    .string()
    .max(200)
    .optional()
    .describe("words, each the start of one of: title, brand, SKUs, barcodes, categories"),
  categoryId: id.optional().describe("in it or below it"),
  active: flag.optional(),
  brand: z.string().trim().min(1).max(255).optional().describe("the whole brand, in any case"),
  storeId: id.optional().describe("listed on this channel"),
  sort: z
    .enum(productSorts)
    .optional()
    .describe(
      "newest (default) or oldest first, last (updated) or longest ago (stalest) changed, by name from A (title) or from Z (lastTitle)",
    ),
};

export const customerFilters = {
  ...made,
  q: z.string().max(200).optional(),
  sort: z
    .enum(customerSorts)
    .optional()
    .describe(
      "newest (default) or oldest record first, by name from A (name) or from Z (lastName), by their last order, the latest (latestOrder) or the earliest (earliestOrder) first; customers without an order count as the earliest",
    ),
};

export const levelFilters = {
  variantId: severalOf(id),
  productId: id.optional(),
  locationId: id.optional(),
  low: flag.optional().describe("at or below the reorder point; without one, too little for its pace"),
  out: flag.optional().describe("nothing available"),
  stocked: flag.optional().describe("has units on hand, available or not"),
  undecided: flag.optional().describe("left out of stock sync of a channel until it is decided whose number is right"),
  q: z.string().max(200).optional(),
  sort: z.enum(levelSorts).optional().describe("oldest (default) or newest item first, by SKU from either end"),
};

export const returnFilters = {
  ...made,
  state: severalOf(z.enum(RETURN_STATES)),
  orderId: id.optional(),
  storeId: severalOf(id),
  inRepair: flag.optional().describe("has units in repair"),
  sort: eitherEnd,
};

/** Which conflicts, also of those that are settled together. */
export const conflictChoice = {
  storeId: id.optional(),
  field: z.string().max(40).optional(),
  group: z.enum(FIELD_GROUPS).optional(),
  productId: id.optional(),
};

export const conflictFilters = {
  ...when("found"),
  ...conflictChoice,
  state: z.enum(CONFLICT_STATES).optional(),
  sort: eitherEnd,
};

export const runFilters = {
  ...made,
  storeId: id.optional(),
  type: z.string().optional(),
  status: z.enum(RUN_STATES).optional(),
  sort: eitherEnd,
};

export const auditFilters = {
  action: z.string().optional(),
  targetKind: z.string().optional(),
  targetId: z.string().optional(),
  actor: z.string().optional(),
  ...when("done"),
  sort: eitherEnd,
};

export const invoiceFilters = {
  kind: z.enum(invoiceDocumentKinds).optional(),
  seriesId: id.optional(),
  storeId: id.optional(),
  orderId: id.optional(),
  from: z.iso.date().optional().describe("issued on this day or later"),
  to: z.iso.date().optional().describe("issued on this day or before"),
  q: z.string().max(200).optional().describe("part of the number, the order's number or the buyer"),
  sort: z.enum(invoiceSorts).optional().describe("newest (default) or oldest first, largest or smallest total"),
};

export const documentFilters = {
  ...made,
  kind: z.enum(documentKinds).optional(),
  state: z.enum(documentStates).optional(),
  locationId: id.optional(),
  purchaseOrderId: id.optional().describe("receipts of this order"),
  q: z.string().max(200).optional().describe("part of the number, or of the partner's name or reference"),
  sort: z.enum(documentSorts).optional().describe("newest (default) or oldest first, latest or earliest date"),
};

export const purchaseOrderFilters = {
  ...made,
  state: severalOf(z.enum(purchaseOrderStates)),
  supplierId: id.optional(),
  locationId: id.optional(),
  q: z.string().max(200).optional().describe("part of the number, the supplier's name or the supplier's reference"),
  sort: z
    .enum(purchaseOrderSorts)
    .optional()
    .describe("newest (default) or oldest first; expected soonest first, or latest and those without a day"),
};

export const supplierFilters = {
  isActive: flag.optional(),
  q: z.string().max(200).optional().describe("part of the name, or of the contact's name or e-mail"),
  sort: eitherEnd,
};

export const discountFilters = {
  ...made,
  isActive: flag.optional(),
  isAutomatic: flag.optional().describe("true: those without a code"),
  q: z.string().max(200).optional().describe("part of the code or title"),
  sort: eitherEnd,
};

export const giftCardFilters = {
  ...when("issued"),
  codeEnd: z.string().max(100).optional().describe("the last four characters of the code, or all of it"),
  state: z.enum(GIFT_CARD_STATES).optional(),
  sort: eitherEnd,
};

export const movementFilters = {
  variantId: id.optional(),
  locationId: id.optional(),
  cause: z.string().max(40).optional(),
  reference: z
    .string()
    .max(200)
    .optional()
    .describe("an order, document or count number in full, or the reference of the change"),
  orderId: id.optional(),
  actor: z.string().max(255).optional(),
  ...when("changed"),
  sort: eitherEnd,
};

export const storeFilters = {
  kind: z.enum(["commerce", "logistics", "marketing"]).optional(),
  provider: z.string().optional(),
  state: z.enum(CONNECTION_STATES).optional(),
  attention: flag.optional().describe("true: those that fail, fully or in part, or need attention"),
  q: z.string().max(200).optional().describe("part of name, code or address"),
  sort: fromFirst,
};
