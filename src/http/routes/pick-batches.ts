import { z } from "zod";
import { listMembers } from "../../hub/accounts/members.ts";
import { packedOrderSchema } from "../../hub/orders/packed-order.ts";
import {
  changeBatch,
  createBatch,
  finishBatch,
  leftOutSchema,
  MOST_ORDERS,
  markPicked,
  removeFromBatch,
} from "../../hub/packing/batches.ts";
import { findScanned, scannedBy } from "../../hub/packing/find-scanned.ts";
import {
  batchSchema,
  batchStates,
  batchSummarySchema,
  detailFields,
  getBatch,
  listBatches,
} from "../../hub/packing/read-batches.ts";
import { packingSchema, recordPacking } from "../../hub/packing/record-packing.ts";
import { refusal } from "../../hub/refusals.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Call, type Route, routes } from "../route.ts";
import { id, page, pageOf, serialNumber, time, whole } from "../schemas.ts";
import { eitherEnd, made } from "./list-filters.ts";

const route = routes({ tag: "pick batches", reads: "view", changes: "pack_orders" });

const created = z.object({
  ...detailFields,
  leftOut: z.array(leftOutSchema),
});

const fields = {
  cart: z.string().trim().max(40).optional().describe("what the cart is called"),
  assignedMemberId: id.nullable().optional().describe("the member who picks it; null: unassigned"),
};
const orderIds = z.array(id).min(1).max(MOST_ORDERS);
const choice = {
  orderIds: orderIds.optional().describe("in the order of their totes"),
  next: whole.min(1).max(MOST_ORDERS).optional().describe("instead of orderIds: so many of those due first"),
  storeIds: z.array(id).max(200).optional().describe("with next: only orders of these channels"),
};

/** The member's name in records. Throws HubError MEMBER_NOT_FOUND. */
async function assigned(
  { access, deps }: Pick<Call<unknown, unknown, unknown>, "access" | "deps">,
  memberId: string | null | undefined,
) {
  if (memberId === null || memberId === undefined) return memberId;
  const members = await listMembers(deps.db.auth, access.organization);
  const member = members.find((each) => each.id === memberId && each.active);
  if (!member) throw refusal("MEMBER_NOT_FOUND", "assignedMemberId");
  return `user:${member.email}`;
}

/** Orders that are picked together, and what was packed. */
export const pickBatchRoutes: readonly Route[] = [
  route.get("/pick-batches", {
    summary: "Batches of orders that are picked together, the newest first, with how far each is",
    query: z.object({
      ...page,
      ...made,
      state: z.enum(batchStates).optional(),
      assignedTo: z.string().max(400).optional().describe('as answered: "user:ana@example.test"'),
      sort: eitherEnd,
    }),
    response: pageOf(batchSummarySchema),
    handler: ({ tenant, query }) => tenant((tx) => listBatches(tx, query)),
  }),
  route.get("/pick-batches/:id", {
    summary: "One batch with its orders by tote",
    response: batchSchema,
    handler: byId(getBatch),
  }),
  route.post("/pick-batches", {
    summary: "Make a batch of chosen orders, or of the next that are due; an order is in one open batch only",
    description:
      "Only orders that are ready to ship, and not packed, are taken. Those asked for by id that are not taken are answered in `leftOut`.",
    body: z
      .strictObject({ ...choice, ...fields })
      .refine(({ orderIds, next }) => (orderIds === undefined) !== (next === undefined), "Give orderIds or next."),
    example: { body: { orderIds: [exampleId("orderId")], cart: "Cart 1" } },
    response: created,
    status: 201,
    handler: async (call) => {
      const { assignedMemberId, ...body } = call.body;
      const assignedTo = await assigned(call, assignedMemberId);
      return call.tenant((tx) => createBatch(tx, { ...body, assignedTo, actor: call.access.actor, now: call.now }));
    },
  }),
  route.patch("/pick-batches/:id", {
    summary: "Assign an open batch, or name its cart",
    body: z.strictObject(fields),
    example: { body: { cart: "Cart 2" } },
    response: batchSchema,
    handler: async (call) => {
      const { assignedMemberId, cart } = call.body;
      const assignedTo = await assigned(call, assignedMemberId);
      return call.tenant((tx) => changeBatch(tx, { id: call.params.id, cart, assignedTo }));
    },
  }),
  route.post("/pick-batches/:id/picks", {
    summary: "Mark order lines of a batch as taken from the shelf, or as not taken",
    body: z.strictObject({ lineIds: z.array(id).min(1).max(2_000), isPicked: z.boolean().default(true) }),
    response: batchSchema,
    // Who picked what and when is kept with the batch.
    audited: false,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => markPicked(tx, { ...body, ...params, actor: access.actor, now })),
  }),
  route.delete("/pick-batches/:id/orders/:orderId", {
    summary: "Take an order out of an open batch",
    params: z.object({ id, orderId: id }),
    handler: ({ tenant, params }) => tenant((tx) => removeFromBatch(tx, params)),
  }),
  route.post("/pick-batches/:id/finish", {
    summary: "Finish a batch; orders that are not packed can be put in another. The last order packed finishes it too",
    description:
      "It does not finish by itself while goods that were picked are not to be packed any more (`toPutBack`).",
    response: batchSchema,
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => finishBatch(tx, { ...params, actor: access.actor, now })),
  }),
  route.get("/orders/scanned", {
    summary: "The order a scanned code means: a tote, a number here or on the channel, a tracking number, an item",
    query: z.object({
      code: z.string().trim().min(1).max(200),
      batchId: id.optional().describe("the batch at the station: its totes by their number alone, and its items"),
    }),
    response: z.object({ by: z.enum(scannedBy).nullable(), orders: z.array(packedOrderSchema) }),
    handler: ({ tenant, query }) => tenant((tx) => findScanned(tx, query)),
  }),
  route.post("/orders/:id/packings", {
    summary: "Record that everything left of an order was packed; sent twice with one id, it is recorded once",
    description:
      "Refused where the order is on hold (`ORDER_ON_HOLD`), cancelled or shipped (`PACKING_STATE`), packed by someone else (`PACKING_DONE`), or has other items than were packed (`PACKING_DIFFERS`), and where the id is another order's packing (`PACKING_ID_TAKEN`). Serial numbers are refused where they are not as many as units (`PACKING_SERIALS`), with another order or written off (`PACKING_SERIAL_TAKEN`), or not received (`PACKING_SERIAL_UNKNOWN`). Lots are refused where they are not as many as units (`PACKING_LOTS`), not received (`PACKING_LOT_UNKNOWN`), blocked (`PACKING_LOT_BLOCKED`) or had expired when they were packed (`PACKING_LOT_EXPIRED`). A packing may be recorded later than it was packed.",
    body: z.strictObject({
      id: id.describe("chosen by the station"),
      packedAt: time,
      items: z
        .array(
          z.strictObject({
            lineId: id,
            units: whole.min(1),
            serials: z
              .array(serialNumber)
              .max(1_000)
              .optional()
              .describe("one for each unit, where the item asks for them (`asksSerial` of /orders/packing)"),
            lots: z
              .array(serialNumber)
              .max(1_000)
              .optional()
              .describe("one for each unit, where the item asks for them (`asksLot` of /orders/packing)"),
          }),
        )
        .min(1)
        .max(1_000),
      again: z.boolean().default(false).describe("the parcel was opened: replaces what was packed before"),
    }),
    response: packingSchema,
    status: 201,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => recordPacking(tx, { ...body, orderId: params.id, actor: access.actor, now })),
  }),
];
