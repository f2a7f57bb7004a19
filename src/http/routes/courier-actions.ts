import { Readable } from "node:stream";
import { z } from "zod";
import { createFiles } from "../../hub/files/files.ts";
import { deliveryException } from "../../hub/shipping/exceptions.ts";
import { handedOverSchema, listManifests, manifestFile, manifestSchema } from "../../hub/shipping/handover.ts";
import { listPickups, pickupSchema } from "../../hub/shipping/pickups.ts";
import { correctable } from "../../hub/shipping/receiver.ts";
import { courierOf } from "../../hub/shipping/request.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list, text, time, whole } from "../schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "pack_orders" });

const ACTIONS = ["reattempt", "return", "reschedule_pickup"] as const;

/** What is asked of a courier about parcels that are booked: to take them, to come for them, to try again. */
export const courierServiceRoutes: readonly Route[] = [
  route.post("/couriers/:id/manifests", {
    summary: "Hand up to 500 shipments over to a courier; those that cannot be are named with the reason",
    description:
      "A shipment handed over is not cancelled any more. Where the courier keeps no list, Argosy's own stands.",
    example: { body: { shipmentIds: [exampleId("shipmentId")] } },
    body: z.strictObject({ shipmentIds: z.array(id).min(1).max(500) }),
    response: handedOverSchema,
    handler: async ({ tenant, params, body, access, deps }) => {
      await tenant((tx) => courierOf(tx, params.id));
      return deps.engine.couriers.handOver({
        ...body,
        organization: access.organization,
        actor: access.actor,
        courierId: params.id,
      });
    },
  }),
  route.get("/couriers/:id/manifests", {
    summary: "The newest 100 lists handed over to a courier",
    response: list(manifestSchema),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => listManifests(tx, params.id)) }),
  }),
  route.get("/couriers/:id/manifests/:manifestId/document", {
    summary: "The courier's paper of a list, where it gave one",
    params: z.object({ id, manifestId: id }),
    produces: ["application/pdf"],
    handler: async ({ tenant, params, access, reply, deps }) => {
      const file = await tenant((tx) => manifestFile(tx, params.id, params.manifestId));
      reply.type("application/pdf").header("content-disposition", 'inline; filename="manifest.pdf"');
      return Readable.from(createFiles(deps.db, deps.fileStorage).read(access.organization, file));
    },
  }),
  route.post("/couriers/:id/pickups", {
    summary: "Ask a courier to come for parcels; the answer is kept",
    example: { body: { earliest: "2030-01-01T09:00:00Z", latest: "2030-01-01T17:00:00Z" } },
    body: z.strictObject({
      earliest: time,
      latest: time,
      locationId: id.optional().describe("absent: the default location"),
      parcels: whole.min(1).max(100_000).optional().describe("absent: those that stand ready there"),
    }),
    status: 201,
    response: pickupSchema,
    handler: async ({ tenant, params, body, access, deps }) => {
      await tenant((tx) => courierOf(tx, params.id));
      return deps.engine.couriers.askPickup({
        ...body,
        organization: access.organization,
        actor: access.actor,
        connectionId: params.id,
      });
    },
  }),
  route.get("/couriers/:id/pickups", {
    summary: "The newest 100 pickups asked of a courier",
    response: list(pickupSchema),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => listPickups(tx, params.id)) }),
  }),
  route.get("/shipments/:id/actions", {
    summary: "What the courier may be asked about a shipment that is booked",
    response: z.object({
      actions: z.array(z.enum(ACTIONS)),
      takesCorrections: z.boolean().describe("who it goes to may be corrected (POST /shipments/:id/receiver)"),
    }),
    handler: async ({ tenant, params, access, deps }) => {
      await tenant((tx) => deliveryException(tx, params.id));
      const of = { organization: access.organization, shipmentId: params.id };
      const { couriers } = deps.engine;
      return { actions: await couriers.actionsOf(of), takesCorrections: await couriers.takesCorrections(of) };
    },
  }),
  route.post("/shipments/:id/actions", {
    permission: "act_on_orders",
    summary: "Ask the courier to try again, or to send a shipment back; what becomes of it shows in the scans",
    body: z.strictObject({ action: z.enum(ACTIONS) }),
    response: z.object({ isAccepted: z.boolean(), text: z.string().describe("the courier's own words") }),
    handler: async ({ tenant, params, body, access, deps }) => {
      await tenant((tx) => deliveryException(tx, params.id));
      return deps.engine.couriers.act({
        ...body,
        organization: access.organization,
        actor: access.actor,
        shipmentId: params.id,
      });
    },
  }),
  route.post("/shipments/:id/receiver", {
    permission: "act_on_orders",
    summary: "Correct name, phone or street of a booked shipment at its courier; what is absent stays",
    description:
      "Asked at once. Another town or postcode is another booking: cancel and book again. The order itself stays as its channel has it.",
    example: { body: { phone: "+919000000002" } },
    body: z
      .strictObject({
        name: text(200).optional(),
        phone: text(40).optional(),
        street: z
          .strictObject({ company: text(200).optional(), line1: text(300), line2: text(300).optional() })
          .optional(),
      })
      .refine((change) => Object.keys(change).length > 0, "Give a name, a phone or a street."),
    response: z.object({ isAccepted: z.boolean(), text: z.string().describe("the courier's own words") }),
    handler: async ({ tenant, params, body: change, access, deps }) => {
      await tenant((tx) => correctable(tx, params.id));
      return deps.engine.couriers.correct({
        change,
        organization: access.organization,
        actor: access.actor,
        shipmentId: params.id,
      });
    },
  }),
];
