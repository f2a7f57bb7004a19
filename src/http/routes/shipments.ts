import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { z } from "zod";
import { SHIPMENT_STATUSES } from "../../commerce/statuses.ts";
import { whyChosen } from "../../hub/automations/courier-rules.ts";
import { createFiles } from "../../hub/files/files.ts";
import { shippedOrder } from "../../hub/shipping/consignment.ts";
import { cancelShipment, decideShipment, sendAsBooked } from "../../hub/shipping/decide.ts";
import { labelOf, requestLabels } from "../../hub/shipping/documents.ts";
import { listShipments, shipmentDetail } from "../../hub/shipping/list.ts";
import { choiceOf } from "../../hub/shipping/order-choice.ts";
import { packLines } from "../../hub/shipping/pack.ts";
import { chosenInsured } from "../../hub/shipping/pack-merged.ts";
import { chosenBy, courierOffersSchema, proposedSchema } from "../../hub/shipping/quote.ts";
import { requestShipment } from "../../hub/shipping/request.ts";
import { SHOWN_STATES, shipmentSchema, shipmentSummarySchema } from "../../hub/shipping/shipment-schema.ts";
import { SHIPMENT_STAGES } from "../../hub/shipping/stages.ts";
import { trackNow } from "../../hub/shipping/tracking.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, idParams, list, page, pageOf, severalOf, whole } from "../schemas.ts";
import { eitherEnd, made, zone } from "./list-filters.ts";
import { insured, minor, PACKED, size } from "./shipment-schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "act_on_orders" });

const tag = "shipments";
const permission = "act_on_orders";

const parcel = z.strictObject({
  ...size,
  items: z
    .array(z.strictObject({ lineId: id, quantity: whole.min(1) }))
    .min(1)
    .max(200)
    .optional()
    .describe("absent in the first parcel: all that is left and does not wait for stock"),
});
const packing = {
  orderId: id,
  parcels: z.array(parcel).min(1).max(50),
  locationId: id
    .optional()
    .describe("where it is picked up; absent: the location that holds its units, else the default"),
  insured,
};
const severalIds = z.strictObject({ shipmentIds: z.array(id).min(1).max(200) });

const packLine = z
  .object({
    lineId: id,
    title: z.string(),
    sku: z.string().nullable(),
    quantity: z.int(),
    left: z.int().describe("units that have not left and stand in no live shipment"),
    next: z
      .int()
      .describe("of them, those a booking without items takes: they do not wait for stock, and are in the next parcel"),
    waiting: z.int().describe("of what is left, units that wait for stock"),
    weightGrams: z.int().nullable().describe("of one unit"),
  })
  .meta({ id: "PackLine" });

const booking = z.strictObject({
  ...packing,
  courierId: id,
  service: z.string().trim().min(1).max(200).optional().describe("as an offer names it; absent: the courier's choice"),
  serviceName: z.string().trim().max(200).optional(),
  price: z
    .strictObject({ minor, currency: z.string().regex(/^[A-Z]{3}$/) })
    .optional()
    .describe("the most it may cost: dearer is refused, not booked"),
  labelFormat: z.string().trim().max(40).optional(),
  chosenBy: chosenBy.optional().describe("what proposed it, as /shipments/rates told; kept with the shipment"),
  fulfilWhen: z
    .enum(["booked", "picked_up"])
    .default("picked_up")
    .describe(
      "when the order is fulfilled on its channel, with the tracking number: once booked, or at the courier's first scan",
    ),
  notifyCustomer: z.boolean().default(false),
});

const one = { permission, tag, params: idParams, response: shipmentSchema } as const;

/** Parcels with couriers: rates, booking, labels, cancelling, tracking. */
export const shipmentRoutes: readonly Route[] = [
  route.get("/orders/:id/to-book", {
    summary: "What may still be booked of an order, line by line",
    response: list(packLine).extend({
      packageId: id.nullable().describe("the package an automation chose; null: none, the default is meant"),
      insured: z
        .union([z.literal("goods"), z.int()])
        .nullable()
        .describe("what an automation chose to insure it for: the value of the goods, or an amount; null: nothing"),
      currency: z.string(),
    }),
    handler: ({ tenant, params }) =>
      tenant(async (tx) => {
        const { currency } = await shippedOrder(tx, params.id);
        const lines = await packLines(tx, params.id);
        const items = lines.flatMap(({ id: lineId, title, sku, quantity, left, short, next, weightGrams }) => {
          const waiting = Math.min(short, left);
          return left > 0 ? [{ lineId, title, sku, quantity, left, next, waiting, weightGrams }] : [];
        });
        const { packageId } = await choiceOf(tx, params.id);
        return { items, packageId, insured: await chosenInsured(tx, params.id), currency };
      }),
  }),
  route.get("/shipments", {
    summary: "Shipments with couriers, newest first",
    query: z.object({
      ...page,
      stage: z.enum(SHIPMENT_STAGES).optional(),
      state: z.enum(SHOWN_STATES).optional(),
      status: z.enum(SHIPMENT_STATUSES).optional(),
      courierId: id.optional(),
      service: z.string().trim().min(1).max(200).optional().describe("as rates name it"),
      storeId: severalOf(id).describe("the order's channel"),
      ...zone,
      ...made,
      sku: z.string().trim().min(1).max(255).optional().describe("SKU of a line of the order, in any case"),
      id: severalOf(id).describe("these shipments"),
      orderId: id.optional(),
      q: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .optional()
        .describe("the beginning of a reference, tracking or order number"),
      sort: eitherEnd,
    }),
    asFile: "shipments",
    response: pageOf(shipmentSummarySchema),
    handler: ({ tenant, query: { q, id: ids, ...query } }) =>
      tenant((tx) => listShipments(tx, { ...query, ids, search: q })),
  }),
  route.get("/shipments/:id", {
    summary: "One shipment with its parcels and their scans",
    response: shipmentSchema,
    handler: byId(shipmentDetail),
  }),
  route.post("/shipments/rates", {
    permission: "pack_orders",
    summary: "What every connected courier would take for an order, side by side; nothing is booked",
    audited: false,
    example: { body: { orderId: exampleId("orderId"), parcels: [PACKED] } },
    body: z.strictObject(packing),
    response: list(courierOffersSchema).extend({
      proposed: proposedSchema.describe("what rules of the trigger order.shipping_choice propose (GET /automations)"),
    }),
    handler: async ({ tenant, body, access, deps }) => {
      await tenant((tx) => shippedOrder(tx, body.orderId));
      return deps.engine.couriers.rates({ ...body, organization: access.organization });
    },
  }),
  route.post("/shipments", {
    permission: "pack_orders",
    summary: "Book an order's parcels with a courier; it is carried out in the background, once per Idempotency-Key",
    example: { body: { orderId: exampleId("orderId"), courierId: exampleId("courierId"), parcels: [PACKED] } },
    body: booking,
    status: 201,
    response: shipmentSchema,
    handler: async ({ tenant, body: { courierId, ...body }, access, now, idempotencyKey, deps }) => {
      const made = await tenant(async (tx) => {
        const shipmentId = await requestShipment(tx, {
          ...body,
          connectionId: courierId,
          whyChosen,
          idempotencyKey: idempotencyKey ?? randomUUID(),
          actor: access.actor,
          now,
        });
        return shipmentDetail(tx, shipmentId);
      });
      await deps.engine.wake(access.organization);
      return made;
    },
  }),
  route.post("/shipments/:id/cancel", {
    ...one,
    summary: "Cancel a shipment: at once while no courier was asked, else through its courier",
    handler: async ({ tenant, params, access, now, deps }) => {
      const after = await tenant(async (tx) => {
        await cancelShipment(tx, params.id, { actor: access.actor, now });
        return shipmentDetail(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return after;
    },
  }),
  route.post("/shipments/:id/keep", {
    ...one,
    summary: "Send a booked parcel as it is, although its order changed since",
    handler: ({ tenant, params, access, now }) =>
      tenant(async (tx) => {
        await sendAsBooked(tx, params.id, { actor: access.actor, now });
        return shipmentDetail(tx, params.id);
      }),
  }),
  route.post("/shipments/:id/decide", {
    ...one,
    summary: "Settle a booking whose end is unknown: found at the courier, or not there and booked again",
    body: z.discriminatedUnion("found", [
      z.strictObject({
        found: z.literal(true),
        trackingNumbers: z.array(z.string().trim().min(1).max(200)).min(1).max(50),
        carrier: z.string().trim().max(100).optional(),
      }),
      z.strictObject({ found: z.literal(false) }),
    ]),
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const after = await tenant(async (tx) => {
        await decideShipment(tx, params.id, body, { actor: access.actor, now });
        return shipmentDetail(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return after;
    },
  }),
  route.post("/shipments/generate-label", {
    permission: "pack_orders",
    summary: "Have the labels of up to 200 booked shipments fetched, again where they were; tells which can have one",
    example: { body: { shipmentIds: [exampleId("shipmentId")] } },
    body: severalIds,
    response: z.object({ shipmentIds: z.array(id) }),
    handler: async ({ tenant, body, access, now, deps }) => {
      const shipmentIds = await tenant((tx) => requestLabels(tx, body.shipmentIds, now));
      await deps.engine.wake(access.organization);
      return { shipmentIds };
    },
  }),
  route.get("/shipments/:id/label", {
    summary: "The label of a shipment, of its first parcel unless another is named",
    query: z.object({ parcelId: id.optional() }),
    produces: ["application/pdf", "image/png", "text/plain"],
    handler: async ({ tenant, params, query, access, reply, deps }) => {
      const label = await tenant((tx) => labelOf(tx, params.id, query.parcelId));
      const ending = { "application/pdf": "pdf", "image/png": "png" }[label.contentType] ?? "zpl";
      reply.type(label.contentType).header("content-disposition", `inline; filename="${label.reference}.${ending}"`);
      return Readable.from(createFiles(deps.db, deps.fileStorage).read(access.organization, label.fileId));
    },
  }),
  route.post("/shipments/track", {
    permission: "pack_orders",
    summary: "Have couriers asked now where the parcels of up to 200 shipments are",
    audited: false,
    example: { body: { shipmentIds: [exampleId("shipmentId")] } },
    body: severalIds,
    response: z.object({ asked: z.int() }),
    handler: async ({ tenant, body, access, now, deps }) => {
      const requested = await tenant((tx) => trackNow(tx, body.shipmentIds, now));
      await deps.engine.wake(access.organization);
      return { asked: requested };
    },
  }),
];
