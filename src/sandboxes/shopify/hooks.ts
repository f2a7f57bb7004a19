/** Webhook subscriptions of the emulated shop and their signed deliveries. */
import { createHash, createHmac } from "node:crypto";
import type { SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { numberIn } from "./queries.ts";
import { restShop, shopTime } from "./rest.ts";
import type { ShopState, SubscriptionRow } from "./state.ts";
import { newId, stamp } from "./state.ts";
import type { Scope } from "./views.ts";
import { subscriptionView } from "./views.ts";

/** A subscription made by API is removed after this many failed deliveries in a row. */
const FAILURES_UNTIL_REMOVAL = 8;

export function webhookCreate(scope: Scope, secret: string) {
  return (args: { topic: string; webhookSubscription: { uri?: string } }) => {
    const { state } = scope;
    const uri = args.webhookSubscription.uri ?? "";
    const refuse = (message: string) => ({
      webhookSubscription: null,
      userErrors: [{ field: ["webhookSubscription", "uri"], message }],
    });
    if (!isDeliverable(uri)) return refuse("Address protocol http:// is not supported");
    const isTaken = [...state.subscriptions.values()].some((row) => row.topic === args.topic && row.uri === uri);
    if (isTaken) return refuse("Address for this topic has already been taken");
    const row: SubscriptionRow = {
      id: newId(state),
      topic: args.topic,
      uri,
      createdAt: stamp(state),
      secret,
      failures: 0,
    };
    state.subscriptions.set(row.id, row);
    return { webhookSubscription: subscriptionView(row), userErrors: [] };
  };
}

/** Shopify wants https; a hub on this machine is let through, because the sandbox lives there too. */
function isDeliverable(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === "https:" || (protocol === "http:" && (hostname === "127.0.0.1" || hostname === "localhost"));
}

export function webhookDelete(scope: Scope) {
  return ({ id }: { id: string }) => {
    const found = scope.state.subscriptions.delete(numberIn(id));
    return found
      ? { deletedWebhookSubscriptionId: id, userErrors: [] }
      : {
          deletedWebhookSubscriptionId: null,
          userErrors: [{ field: ["id"], message: "Webhook subscription does not exist" }],
        };
  };
}

/** The app leaves the shop: tokens die, subscriptions hear of it once and are gone. */
export function uninstall(scope: Scope) {
  return () => {
    const { state } = scope;
    state.emit("app/uninstalled", restShop(state));
    state.subscriptions.clear();
    state.tokens.clear();
    return { userErrors: [] };
  };
}

export interface DeliveryInput {
  readonly topic: string;
  readonly url: string;
  readonly secret: string;
  readonly payload: object;
  readonly eventId: string;
}

/** Headers and body of one delivery, signed over the exact bytes. */
function delivery(
  state: ShopState,
  input: DeliveryInput,
): { url: string; headers: Record<string, string>; body: string } {
  const body = JSON.stringify(input.payload);
  const id = uuidOf(`${input.eventId} ${input.url} ${input.topic}`);
  return {
    url: input.url,
    body,
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": input.topic,
      "x-shopify-hmac-sha256": createHmac("sha256", input.secret).update(body).digest("base64"),
      "x-shopify-shop-domain": state.domain,
      "x-shopify-api-version": "2026-10",
      "x-shopify-webhook-id": id,
      "x-shopify-event-id": uuidOf(input.eventId),
      "x-shopify-triggered-at": shopTime(stamp(state)),
      "user-agent": "Shopify-Captain-Hook",
    },
  };
}

/** What `emit` does: one delivery to every subscription of the topic. */
export function emitter(state: ShopState, server: () => SandboxServer | null): ShopState["emit"] {
  return (topic, payload) => {
    const enumName = topic.toUpperCase().replace("/", "_");
    const eventId = newId(state);
    for (const row of state.subscriptions.values()) {
      if (row.topic !== enumName) continue;
      const message = delivery(state, { topic, url: row.uri, secret: row.secret, payload, eventId });
      server()?.webhooks.send({ ...message, onResult: (status) => count(state, row, status) });
    }
  };
}

function count(state: ShopState, row: SubscriptionRow, status: number | null): void {
  const delivered = status !== null && status >= 200 && status < 300;
  row.failures = delivered ? 0 : row.failures + 1;
  if (row.failures >= FAILURES_UNTIL_REMOVAL) state.subscriptions.delete(row.id);
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
