import { z } from "zod";
import { webhookEventNames, webhookEventTypes } from "../../hub/event-types.ts";
import {
  DELIVERY_STATES,
  getDelivery,
  listDeliveries,
  queueTest,
  redeliver,
} from "../../hub/webhook-endpoints/deliveries.ts";
import {
  createEndpoint,
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
} from "../../hub/webhook-endpoints/endpoints.ts";
import { wakeEndpoints } from "../../hub/webhook-endpoints/wake.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, list, page, pageOf, saidParts, text, time } from "../schemas.ts";
import { eitherEnd } from "./list-filters.ts";

const tag = "webhook endpoints";
const permission = "connect";
const moment = z.string().nullable();
const eventType = z.enum(webhookEventNames);

const endpoint = z
  .object({
    id,
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(eventType),
    enabled: z.boolean(),
    disabledReason: z.enum(["by_hand", "failing", "gone"]).nullable(),
    disabledAt: moment,
    failingSince: moment,
    lastSuccessAt: moment,
    lastError: z.string().nullable(),
    lastSaid: saidParts,
    waiting: z.int().describe("deliveries that wait, counted up to 1,000"),
    createdBy: z.string(),
    createdAt: z.string(),
  })
  .meta({ id: "WebhookEndpoint" });
const withSecret = endpoint
  .extend({ secret: z.string().describe("whsec_...; shown in this answer only") })
  .meta({ id: "WebhookEndpointSecret" });
const deliveryFields = {
  id: id.describe("the header webhook-id, the same in every attempt"),
  type: z.string(),
  ids: z.record(z.string(), z.string()),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  dueAt: moment,
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  lastSaid: saidParts,
  happenedAt: z.string(),
  deliveredAt: moment,
};
const delivery = z.object(deliveryFields).meta({ id: "WebhookDelivery" });
const deliveryDetail = z
  .object({
    ...deliveryFields,
    history: z.array(
      z.object({
        number: z.int(),
        at: z.string(),
        durationMs: z.int(),
        status: z.int().nullable(),
        error: z.string().nullable(),
        said: saidParts,
      }),
    ),
    payload: z.string().describe("the body as it would be sent now"),
  })
  .meta({ id: "WebhookDeliveryDetail" });
const deliveryParams = z.object({ id, deliveryId: id });

const url = z.string().trim().min(8).max(2_000);
const description = z.string().trim().max(200);
const events = z.array(eventType).min(1);

/** Addresses of the organization's own programs, and what was sent to them. */
export function webhookEndpointRoutes(api: Api): void {
  reads(api);
  changes(api);
  secrets(api);
  deliveries(api);
  sendingAgain(api);
}

function reads(api: Api): void {
  route(api, {
    method: "GET",
    url: "/webhook-endpoints",
    permission,
    tag,
    summary: "Addresses that are told what happens, never their secrets",
    response: list(endpoint),
    handler: async ({ tenant }) => ({ items: await tenant(listEndpoints) }),
  });
  route(api, {
    method: "GET",
    url: "/webhook-endpoints/event-types",
    permission,
    tag,
    summary: "What an endpoint can be told of, and what its data holds",
    response: list(
      z
        .object({
          type: eventType,
          text: z.string(),
          shape: z.string().nullable().describe("the answer `data` holds; null: `ids` alone"),
        })
        .meta({ id: "WebhookEventType" }),
    ),
    handler: async () => ({ items: webhookEventNames.map((type) => ({ type, ...webhookEventTypes[type] })) }),
  });
  route(api, {
    method: "GET",
    url: "/webhook-endpoints/:id",
    permission,
    tag,
    summary: "One endpoint",
    params: idParams,
    response: endpoint,
    handler: ({ tenant, params }) => tenant((tx) => getEndpoint(tx, params.id)),
  });
}

function changes(api: Api): void {
  const { engine, vault } = api.deps;
  route(api, {
    method: "POST",
    url: "/webhook-endpoints",
    permission,
    tag,
    summary: "Add an endpoint; its signing secret is shown in this answer only",
    body: z.strictObject({ url, description: description.default(""), eventTypes: events }),
    response: withSecret,
    status: 201,
    secretAnswer: true,
    handler: ({ tenant, body, access, now }) => {
      engine.webhookEndpoints.check(body.url);
      return tenant((tx) => createEndpoint(tx, vault, { ...body, by: access.actor, now }));
    },
  });
  route(api, {
    method: "PATCH",
    url: "/webhook-endpoints/:id",
    permission,
    tag,
    summary: "Change an endpoint, or switch it off or on; on again it gets what waited",
    params: idParams,
    body: z.strictObject({
      url: url.optional(),
      description: description.optional(),
      eventTypes: events.optional(),
      enabled: z.boolean().optional(),
    }),
    response: endpoint,
    handler: async ({ tenant, params, body, access, now }) => {
      if (body.url !== undefined) engine.webhookEndpoints.check(body.url);
      return tenant(async (tx) => {
        const after = await updateEndpoint(tx, { ...body, id: params.id, by: access.actor, now });
        if (body.enabled === true) await wakeEndpoints(tx, [after.id], now, "person");
        return after;
      });
    },
  });
  route(api, {
    method: "DELETE",
    url: "/webhook-endpoints/:id",
    permission,
    tag,
    summary: "Remove an endpoint with its secret and history",
    params: idParams,
    handler: ({ tenant, params, access, now }) => tenant((tx) => deleteEndpoint(tx, params.id, access.actor, now)),
  });
}

function secrets(api: Api): void {
  route(api, {
    method: "POST",
    url: "/webhook-endpoints/:id/rotate-secret",
    permission,
    tag,
    summary: "Make a new signing secret, shown in this answer only; the old one signs beside it for a day",
    params: idParams,
    response: withSecret,
    secretAnswer: true,
    handler: ({ tenant, params, now }) => tenant((tx) => rotateSecret(tx, api.deps.vault, params.id, now)),
  });
}

function deliveries(api: Api): void {
  route(api, {
    method: "GET",
    url: "/webhook-endpoints/:id/deliveries",
    permission,
    tag,
    summary: "What was or will be sent to an endpoint, newest first",
    params: idParams,
    query: z.object({
      ...page,
      state: z.enum(DELIVERY_STATES).optional(),
      type: text(60).optional(),
      sort: eitherEnd,
    }),
    asFile: "webhook-deliveries",
    response: pageOf(delivery),
    handler: ({ tenant, params, query }) => tenant((tx) => listDeliveries(tx, { ...query, endpointId: params.id })),
  });
  route(api, {
    method: "GET",
    url: "/webhook-endpoints/:id/deliveries/:deliveryId",
    permission,
    tag,
    summary: "One delivery with its attempts, and its body as it would be sent now",
    params: deliveryParams,
    response: deliveryDetail,
    handler: ({ tenant, params, now }) =>
      tenant((tx) => getDelivery(tx, { endpointId: params.id, id: params.deliveryId }, now)),
  });
}

function sendingAgain(api: Api): void {
  const { engine } = api.deps;
  route(api, {
    method: "POST",
    url: "/webhook-endpoints/:id/test",
    permission,
    tag,
    summary: "Send a test delivery now",
    params: idParams,
    response: delivery,
    status: 202,
    handler: async ({ tenant, params, access, now }) => {
      const queued = await tenant(async (tx) => {
        const made = await queueTest(tx, params.id, now);
        await wakeEndpoints(tx, [params.id], now, "person");
        return made;
      });
      await engine.wake(access.organization);
      return queued;
    },
  });
  const again = z.object({ queued: z.int() }).meta({ id: "WebhookRedelivery" });
  route(api, {
    method: "POST",
    url: "/webhook-endpoints/:id/deliveries/:deliveryId/redeliver",
    permission,
    tag,
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
  });
  route(api, {
    method: "POST",
    url: "/webhook-endpoints/:id/redeliver",
    permission,
    tag,
    summary: "Send again all deliveries that failed since a time",
    params: idParams,
    body: z.strictObject({ failedSince: time }),
    response: again,
    status: 202,
    handler: ({ tenant, params, body, now }) =>
      tenant(async (tx) => {
        const queued = await redeliver(tx, { endpointId: params.id, failedSince: body.failedSince }, now);
        await wakeEndpoints(tx, [params.id], now, "person");
        return { queued };
      }),
  });
}
