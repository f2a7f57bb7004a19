import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { z } from "zod";
import { SHIPMENT_STATUSES } from "../../commerce/statuses.ts";
import { partsSchema } from "../../hub/answer-schemas.ts";
import { whyChosen } from "../../hub/automations/courier-rules.ts";
import { createFiles } from "../../hub/files/files.ts";
import { ORDER_CHANGES } from "../../hub/orders/booked-parcels.ts";
import { shippedOrder } from "../../hub/shipping/consignment.ts";
import { cancelShipment, decideShipment, sendAsBooked } from "../../hub/shipping/decide.ts";
import { labelOf, requestLabels } from "../../hub/shipping/documents.ts";
import { listShipments, shipmentDetail } from "../../hub/shipping/list.ts";
import { choiceOf } from "../../hub/shipping/order-choice.ts";
import { packLines } from "../../hub/shipping/pack.ts";
import { chosenInsured } from "../../hub/shipping/pack-merged.ts";
import { requestShipment } from "../../hub/shipping/request.ts";
import { SHIPMENT_STAGES } from "../../hub/shipping/stages.ts";
import { trackNow } from "../../hub/shipping/tracking.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, idParams, list, page, pageOf, severalOf, whole } from "../schemas.ts";
import { eitherEnd, made, zone } from "./list-filters.ts";
import { chosenBy, insured, minor, offer, PACKED, size } from "./shipment-schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "act_on_orders" });

const tag = "shipments";
const permission = "act_on_orders";
const STATES = ["requested", "booking", "uncertain", "booked", "refused", "unknown", "withdrawn"] as const;

const status = z.enum(SHIPMENT_STATUSES).describe("where the parcels stand");
const summary = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  courierId: id,
  courierName: z.string(),
  storeId: id.nullable().describe("the order's channel; null: it was made here"),
  country: z.string().nullable().describe("destination country"),
  service: z.string().nullable(),
  reference: z.string().describe("ours at the courier"),
  state: z
    .enum(STATES)
    .describe(
      "how far the booking is; uncertain: asked for and not confirmed, it is looked for at `againAt` and not booked twice; unknown: say whether it is there (POST /shipments/:id/decide)",
    ),
  sentAt: z.string().nullable().describe("uncertain: when the courier was asked"),
  againAt: z.string().nullable().describe("uncertain: when it is looked for"),
  status,
  stage: z
    .enum(SHIPMENT_STAGES)
    .describe("where it stands for whoever packs; attention: a person has to look, ready: booked and not handed over"),
  cancelState: z.enum(["requested", "pending", "cancelled", "refused"]).nullable(),
  labelState: z.enum(["none", "wanted", "ready", "unavailable", "failed"]),
  text: z.string().describe("what stands in the way, in words"),
  carrier: z.string().nullable(),
  serviceName: z.string().nullable(),
  trackingNumbers: z.array(z.string()),
  trackingUrl: z.string().nullable(),
  parcels: z.int(),
  chargeMinor: z.int().nullable().describe("what the courier says it charges"),
  chargeCurrency: z.string().nullable(),
  payment: z.enum(["prepaid", "cod"]),
  collectMinor: z.int().describe("to be collected at the door"),
  insuredMinor: z.int().describe("what it is insured for, in `currency`; 0: it is not"),
  insuranceMinor: z
    .int()
    .nullable()
    .describe("what of chargeMinor is for the insurance; null: the courier does not tell"),
  insuranceCurrency: z.string().nullable(),
  currency: z.string(),
  isStale: z.boolean().describe("no end was heard of for 45 days; it is not asked for any more"),
  printedAt: z.string().nullable().describe("when its label was printed first, as noted by POST /shipments/printed"),
  isHandedOver: z.boolean().describe("it is not cancelled any more"),
  createdAt: z.string(),
  bookedAt: z.string().nullable(),
  leftAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  expectedAt: z.string().nullable(),
  togetherWith: z.array(z.string()).describe("numbers of the orders in the same parcel, under the same label"),
});
const shipment = summary.extend({
  locationId: id,
  why: z.string().nullable().describe("why it goes by this courier; null: a person chose"),
  whySaid: partsSchema,
  orderChange: z.enum(ORDER_CHANGES).nullable().describe("the gravest of orderChanges"),
  orderChanges: z
    .array(z.enum(ORDER_CHANGES))
    .describe("what of its order changed since it was booked: it is not handed over until it is cancelled or kept"),
  isReceiverChanged: z.boolean().describe("the order's receiver is another than the courier was told"),
  trackingPath: z
    .string()
    .nullable()
    .describe("below the hub's address: the page its buyer may be sent, public; null while it is not booked"),
  parcelList: z.array(
    z.object({
      id,
      reference: z.string(),
      weightGrams: z.int(),
      lengthMm: z.int(),
      widthMm: z.int(),
      heightMm: z.int(),
      items: z.array(z.object({ lineId: id, title: z.string(), quantity: z.int() })),
      trackingNumber: z.string().nullable(),
      hasLabel: z.boolean(),
      scans: z
        .array(
          z.object({
            at: z.string(),
            status: status.nullable().describe("null: the courier's word says nothing of it"),
            platformStatus: z.string(),
            text: z.string(),
            place: z.string().nullable(),
          }),
        )
        .describe("newest first"),
    }),
  ),
});

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
  tellsAt: z
    .enum(["booked", "picked_up"])
    .default("picked_up")
    .describe("when the order's channel is notified of the parcel"),
  notifyCustomer: z.boolean().default(false),
});

const one = { permission, tag, params: idParams, response: shipment } as const;

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
        const items = lines.flatMap(({ id: lineId, title, sku, quantity, left, next, weightGrams }) =>
          left > 0 ? [{ lineId, title, sku, quantity, left, next, weightGrams }] : [],
        );
        const { packageId } = await choiceOf(tx, params.id);
        return { items, packageId, insured: await chosenInsured(tx, params.id), currency };
      }),
  }),
  route.get("/shipments", {
    summary: "Shipments with couriers, newest first",
    query: z.object({
      ...page,
      stage: z.enum(SHIPMENT_STAGES).optional(),
      state: z.enum(STATES).optional(),
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
    response: pageOf(summary),
    handler: ({ tenant, query: { q, id: ids, ...query } }) =>
      tenant((tx) => listShipments(tx, { ...query, ids, search: q })),
  }),
  route.get("/shipments/:id", {
    summary: "One shipment with its parcels and their scans",
    response: shipment,
    handler: byId(shipmentDetail),
  }),
  route.post("/shipments/rates", {
    permission: "pack_orders",
    summary: "What every connected courier would take for an order, side by side; nothing is booked",
    audited: false,
    example: { body: { orderId: exampleId("orderId"), parcels: [PACKED] } },
    body: z.strictObject(packing),
    response: list(
      z.object({
        courierId: id,
        courierName: z.string(),
        text: z.string().describe("why there are no offers, or what the courier adds"),
        offers: z.array(offer),
      }),
    ).extend({
      proposed: z
        .object({
          courierId: id.nullable().describe("null: no rule applies, or no courier offers anything"),
          offer: offer.nullable().describe("null: the courier cannot be asked"),
          chosenBy: chosenBy.nullable(),
          why: z.string(),
          whySaid: partsSchema,
        })
        .describe("what rules of the trigger order.shipping_choice propose (GET /automations)"),
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
    response: shipment,
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
