import { z } from "zod";
import { outgoingWebhookTypeNames, outgoingWebhookTypes } from "../../hub/event-types.ts";
import {
  DELIVERY_STATES,
  deliveryDetailSchema,
  deliverySchema,
  getDelivery,
  listDeliveries,
  queueTest,
  redeliver,
} from "../../hub/outgoing-webhooks/deliveries.ts";
import {
  createEndpoint,
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
  webhookEndpointSchema,
} from "../../hub/outgoing-webhooks/endpoints.ts";
import { wakeEndpoints } from "../../hub/outgoing-webhooks/wake.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, list, page, pageOf, text, time } from "../schemas.ts";
import { eitherEnd, made } from "./list-filters.ts";

const route = routes({ tag: "webhook endpoints", reads: "connect", changes: "connect" });

const eventType = z.enum(outgoingWebhookTypeNames);
const withSecret = webhookEndpointSchema
  .extend({ secret: z.string().describe("whsec_...; shown in this answer only") })
  .meta({ id: "WebhookEndpointSecret" });
const deliveryParams = z.object({ id, deliveryId: id });

const url = z.string().trim().min(8).max(2_000);
const description = z.string().trim().max(200);
const events = z.array(eventType).min(1);

const again = z.object({ queued: z.int() }).meta({ id: "WebhookRedelivery" });

/** Addresses of the organization's own programs, and what was sent to them. */
export const webhookEndpointRoutes: readonly Route[] = [
  route.get("/webhook-endpoints", {
    summary: "Webhook endpoints, without their secrets",
    response: list(webhookEndpointSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listEndpoints) }),
  }),
  route.get("/webhook-endpoints/event-types", {
    summary: "The events an endpoint can receive, and their data",
    response: list(
      z
        .object({
          type: eventType,
          text: z.string(),
          shape: z.string().nullable().describe("the answer `data` holds; null: `ids` alone"),
        })
        .meta({ id: "WebhookEventType" }),
    ),
    handler: async () => ({ items: outgoingWebhookTypeNames.map((type) => ({ type, ...outgoingWebhookTypes[type] })) }),
  }),
  route.get("/webhook-endpoints/:id", {
    summary: "One endpoint",
    response: webhookEndpointSchema,
    handler: byId(getEndpoint),
  }),
  route.post("/webhook-endpoints", {
    summary: "Add an endpoint; its signing secret is shown in this answer only",
    body: z.strictObject({ url, description: description.default(""), eventTypes: events }),
    response: withSecret,
    status: 201,
    secretAnswer: true,
    handler: ({ tenant, body, access, now, deps: { engine, vault } }) => {
      engine.webhookEndpoints.check(body.url);
      return tenant((tx) => createEndpoint(tx, vault, { ...body, by: access.actor, now }));
    },
  }),
  route.patch("/webhook-endpoints/:id", {
    summary: "Change an endpoint, or switch it off or on; switched on again it gets what waited",
    body: z.strictObject({
      url: url.optional(),
      description: description.optional(),
      eventTypes: events.optional(),
      enabled: z.boolean().optional(),
    }),
    response: webhookEndpointSchema,
    handler: async ({ tenant, params, body, access, now, deps: { engine } }) => {
      if (body.url !== undefined) engine.webhookEndpoints.check(body.url);
      return tenant(async (tx) => {
        const after = await updateEndpoint(tx, { ...body, id: params.id, by: access.actor, now });
        if (body.enabled === true) await wakeEndpoints(tx, [after.id], now, "person");
        return after;
      });
    },
  }),
  route.delete("/webhook-endpoints/:id", {
    summary: "Remove an endpoint with its secret and history",
    handler: ({ tenant, params, access, now }) => tenant((tx) => deleteEndpoint(tx, params.id, access.actor, now)),
  }),
  route.post("/webhook-endpoints/:id/rotate-secret", {
    summary: "Make a new signing secret, shown in this answer only; the old one signs beside it for a day",
    response: withSecret,
    secretAnswer: true,
    handler: ({ tenant, params, now, deps }) => tenant((tx) => rotateSecret(tx, deps.vault, params.id, now)),
  }),
  route.get("/webhook-endpoints/:id/deliveries", {
    summary: "What was or will be sent to an endpoint, newest first",
    query: z.object({
      ...page,
      ...made,
      state: z.enum(DELIVERY_STATES).optional(),
      type: text(60).optional(),
      sort: eitherEnd,
    }),
    asFile: "webhook-deliveries",
    response: pageOf(deliverySchema),
    handler: ({ tenant, params, query }) => tenant((tx) => listDeliveries(tx, { ...query, endpointId: params.id })),
  }),
  route.get("/webhook-endpoints/:id/deliveries/:deliveryId", {
    summary: "One delivery with its attempts, and its body as it would be sent now",
    params: deliveryParams,
    response: deliveryDetailSchema,
    handler: ({ tenant, params, now }) =>
      tenant((tx) => getDelivery(tx, { endpointId: params.id, id: params.deliveryId }, now)),
  }),
  route.post("/webhook-endpoints/:id/test", {
    summary: "Send a test delivery now",
    response: deliverySchema,
    status: 202,
    handler: async ({ tenant, params, access, now, deps: { engine } }) => {
      const queued = await tenant(async (tx) => {
        const made = await queueTest(tx, params.id, now);
        await wakeEndpoints(tx, [params.id], now, "person");
        return made;
      });
      await engine.wake(access.organization);
      return queued;
    },
  }),
  route.post("/webhook-endpoints/:id/deliveries/:deliveryId/redeliver", {
    summary: "Send a delivery again, with the whole schedule before it",
    params: deliveryParams,
    response: again,
    status: 202,
    handler: ({ tenant, params, now }) =>
      tenant(async (tx) => {
        const queued = await redeliver(tx, { endpointId: params.id, id: params.deliveryId }, now);
        await wakeEndpoints(tx, [params.id], now, "person");
        return { queued };
      }),
  }),
  route.post("/webhook-endpoints/:id/redeliver", {
    summary: "Send again all deliveries that failed since a time",
    body: z.strictObject({ failedSince: time }),
    response: again,
    status: 202,
    handler: ({ tenant, params, body, now }) =>
      tenant(async (tx) => {
        const queued = await redeliver(tx, { endpointId: params.id, failedSince: body.failedSince }, now);
        await wakeEndpoints(tx, [params.id], now, "person");
        return { queued };
      }),
  }),
];
