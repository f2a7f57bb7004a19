/** An order as lists show it. */
import { z } from "zod";
import { BACKORDER_STATES, type Backorder } from "../../../commerce/backorders.ts";
import { COD_STATES } from "../../../commerce/cod.ts";
import { ORDER_PRIORITIES } from "../../../commerce/order-priority.ts";
import { ORDER_STATES } from "../../../commerce/order-states.ts";
import { PRESALE_KINDS } from "../../../commerce/presale.ts";
import { FINANCIAL_STATUSES, FULFILMENT_STATUSES, ORDER_STATUSES } from "../../../commerce/statuses.ts";
import { type Answered, id, minorUnits, time, typed } from "../../answer-schemas.ts";
import { orderHoldSchema } from "../held.ts";
import { pickupState } from "../pickup-state.ts";
import { DUE_FROM } from "../to-ship.ts";

const nullableText = z.string().nullable();
export const nullableMinor = minorUnits.nullable().describe("minor units; null where the platform hides it");

export const orderState = z.enum(ORDER_STATES);
export const orderStatus = z.enum(ORDER_STATUSES);
export const financialStatus = z.enum(FINANCIAL_STATUSES);
export const fulfilmentStatus = z.enum(FULFILMENT_STATUSES);

export const summaryFields = {
  id,
  number: z.string().describe("the channel's prefix and the platform's number"),
  platformNumber: z.string(),
  orderKey: nullableText,
  storeId: id.nullable(),
  storeName: nullableText,
  provider: nullableText.describe("of the channel it was bought on; null: made here"),
  state: orderState.describe("what it waits for, or how it ended: one word for people, of all the others"),
  status: orderStatus,
  financial: financialStatus,
  fulfilment: fulfilmentStatus,
  platformStatus: z.string(),
  paymentKind: z.enum(["prepaid", "cod", "unknown"]),
  codState: z
    .enum(COD_STATES)
    .nullable()
    .describe("where the cash of its parcels is, the worst of them; null: no courier collects any for it"),
  currency: z.string(),
  totalMinor: nullableMinor,
  customerId: id.nullable(),
  customerName: nullableText,
  units: z.int(),
  firstItem: z
    .object({ title: z.string(), quantity: z.int(), imageUrl: nullableText })
    .nullable()
    .describe("null: nothing is ordered any more"),
  otherItems: z.int().describe("further items beside the first"),
  shortUnits: z.int().describe("units missing in stock"),
  backorder: typed<Backorder>(
    z.object({
      kind: z.enum(PRESALE_KINDS).nullable().describe("as what they were sold; null: some of them were not sold ahead"),
      state: z.enum(BACKORDER_STATES).describe("undated: the purchase order has no day. late: its day has passed"),
      expectedOn: nullableText.describe("the day the last of them is expected"),
    }),
  )
    .nullable()
    .describe(
      "when missing units come: by purchase orders, older orders first, or as they were sold ahead; null: not known",
    ),
  country: nullableText.describe("where it goes, ISO 3166-1 alpha-2; null where the channel does not tell"),
  isShort: z.boolean(),
  hasUnmapped: z.boolean(),
  isHistory: z.boolean(),
  isSandbox: z.boolean().describe("of an emulated store: no one bought anything"),
  underWay: z.enum(["cancelling", "shipping"]).nullable().describe("asked of the channel and not answered yet"),
  pushState: z.enum(["pending", "synced", "failed"]).nullable(),
  pickup: pickupState.nullable().describe("of an order its buyer collects; null: it is sent"),
  tags: z.array(z.string()),
  priority: z.enum(ORDER_PRIORITIES),
  assignedTo: z.string().nullable().describe("the user id of the member who takes care of it"),
  placedAt: time,
  hold: orderHoldSchema.nullable().describe("why it is on hold; null: it is not"),
  shipBy: time.nullable().describe("by when its channel wants it shipped; null where it tells no time"),
  acceptBy: time
    .nullable()
    .describe("of the state to_accept: until when its channel waits for the seller to accept it; null: not known"),
  dueFrom: z
    .enum(DUE_FROM)
    .describe(
      "expected: the day missing units were promised for; handling: dueAt follows from the handling time of its location; rule: an automation set it; default: nothing says how long it may take",
    ),
  dueAt: time
    .nullable()
    .describe("while it waits to be shipped: by when; two days after it was placed where nothing says more"),
  updatedAt: time,
};
export const orderSummarySchema = z
  .object({
    ...summaryFields,
    sameAddress: z
      .int()
      .optional()
      .describe("in GET /orders: others it could share a parcel with (GET /orders/{id}/merging); absent: none"),
  })
  .meta({ id: "OrderSummary" });
export type OrderSummary = Answered<typeof orderSummarySchema>;
