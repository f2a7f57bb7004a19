import { randomUUID } from "node:crypto";
import { z } from "zod";
import { handOver } from "../../hub/pos/hand-overs.ts";
import { payPickup } from "../../hub/pos/pickup-payments.ts";
import {
  getPickup,
  listPickups,
  makePickupReady,
  PICKUP_PAYMENT_KINDS,
  pickupDetailSchema,
  pickupSummarySchema,
} from "../../hub/pos/pickups.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list, minor } from "../schemas.ts";

const route = routes({ tag: "point of sale", reads: "act_on_orders", changes: "act_on_orders" });

const params = z.object({ orderId: id });
const who = { registerId: id, staffId: id };
const whoExample = { registerId: exampleId("registerId"), staffId: exampleId("staffId") };

/** Orders of channels that are collected at a register. */
export const posPickupRoutes: readonly Route[] = [
  route.get("/pos/pickups", {
    summary: "Orders to be picked up at a register's location, the oldest first, up to 200",
    query: z.object({
      registerId: id,
      q: z.string().max(200).optional().describe("number, name, phone, or the order's scanned code"),
    }),
    response: list(pickupSummarySchema),
    handler: async ({ tenant, query: { registerId, q }, now }) => ({
      items: await tenant((tx) => listPickups(tx, { registerId, search: q, now })),
    }),
  }),
  route.get("/pos/pickups/:orderId", {
    summary: "An order to be picked up, with what was handed over and how its channel was told",
    params,
    response: pickupDetailSchema,
    handler: ({ tenant, params: { orderId }, now }) => tenant((tx) => getPickup(tx, orderId, now)),
  }),
  route.post("/pos/pickups/:orderId/ready", {
    summary: "Mark an order ready at the register's location; the buyer gets an e-mail where that is switched on",
    params,
    example: { body: whoExample },
    body: z.strictObject(who),
    response: pickupDetailSchema,
    handler: async ({ tenant, params: { orderId }, body, access, now, deps }) => {
      const ready = await tenant((tx) => makePickupReady(tx, { ...body, orderId, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      return ready;
    },
  }),
  route.post("/pos/pickups/:orderId/payments", {
    summary: "Take the rest of an order's payment, or part of it; a negative amount gives it back before handover",
    params,
    example: {
      body: {
        ...{ id: randomUUID(), sessionId: exampleId("sessionId"), staffId: exampleId("staffId") },
        ...{ kind: "cash", amountMinor: 500 },
      },
    },
    body: z.strictObject({
      id: id.describe("made on the device: the same id is the same payment"),
      sessionId: id,
      staffId: id,
      kind: z.enum(PICKUP_PAYMENT_KINDS),
      amountMinor: minor.refine((value) => value !== 0n, "An amount is not 0."),
      reference: z.string().trim().max(120).default("").describe("the terminal's slip"),
    }),
    response: pickupDetailSchema,
    handler: ({ tenant, params: { orderId }, body, access, now }) =>
      tenant((tx) => payPickup(tx, { ...body, orderId, actor: access.actor, now })),
  }),
  route.post("/pos/pickups/:orderId/hand-over", {
    summary: "Hand over an order, whole or by line; its channel is notified that it is fulfilled",
    params,
    example: { body: { id: randomUUID(), ...whoExample, takenBy: "Amal Haddad" } },
    body: z.strictObject({
      id: id.describe("made on the device: the same id is the same hand-over"),
      ...who,
      takenBy: z.string().trim().min(1).max(200).describe("who took it"),
      lines: z
        .array(z.strictObject({ lineKey: z.string(), quantity: z.int().min(1) }))
        .min(1)
        .max(500)
        .optional()
        .describe("absent: everything that is left"),
    }),
    response: pickupDetailSchema,
    handler: async ({ tenant, params: { orderId }, body, access, now, deps }) => {
      const handed = await tenant((tx) => handOver(tx, { ...body, orderId, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      return handed;
    },
  }),
];
