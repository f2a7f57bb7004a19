/**
 * Myntra calls an interface of its own making on our host (sheet section 6): the topic is the rest of the path. Nothing is
 * signed; a token it sends with every call is all the proof, so that the order spoken of is always fetched.
 */
import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Context, HttpReply } from "../kit/contract/contract.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { idText, readBody } from "../kit/parse/parse.ts";
import { equalText, provedByAny } from "../kit/parse/signatures.ts";
import { withHold, withLoss, withReturn } from "./events.ts";
import { fetchOrder } from "./order-read.ts";
import { message } from "./words.ts";

/** Header names Myntra was seen to use towards sellers; not the settings' ones, which are of our calls. */
const TOKEN_HEADER = "access_token";

export const webhooks: WebhookHandler = {
  secrets: () => ["webhookSecret"],
  verify,
  read,
  reply,
  interpret,
};

function verify({ headers, method, topic }: Delivery, secrets: readonly string[]): WebhookVerification {
  const given = headers[TOKEN_HEADER] ?? "";
  const matches = provedByAny(secrets, (secret) => equalText(given, secret));
  if (given === "")
    return {
      outcome: "refused",
      reason: "The header access_token is missing. A proxy in between may drop names with underscores.",
    };
  if (!matches) return { outcome: "refused", reason: "The access_token is not the one Myntra was given." };
  // Invoices are fetched from sellers who number them with Myntra; the hub has none.
  if (method === "GET") return { outcome: "answer", reply: envelope(404, "ERROR", 2020, `Nothing at ${topic}.`) };
  return { outcome: "static" };
}

const envelope = (status: number, statusType: "SUCCESS" | "ERROR", statusCode: number, text: string): HttpReply => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ statusCode, statusMessage: text, statusType }),
});

/** A duplicate is a success too: Myntra would repeat it otherwise. */
function reply(outcome: "stored" | "duplicate" | "refused", { method, topic }: Delivery): HttpReply {
  if (outcome === "refused") return envelope(401, "ERROR", 401, "access_token is not valid.");
  const isNewOrder = method === "POST" && routeOf(topic)?.thing === "order";
  return isNewOrder
    ? envelope(200, "SUCCESS", 1006, "Order created successfully.")
    : envelope(200, "SUCCESS", 1008, "Updated successfully.");
}

interface Route {
  readonly thing: "order" | "packet" | "return";
  readonly id: string;
  readonly event: string;
}

function routeOf(topic: string): Route | null {
  const match = /^(?:storefront\/v4\/)?(order|packet|return)\/([^/]{1,120})(?:\/([A-Za-z]{1,60}))?\/?$/.exec(topic);
  if (!match) return null;
  const [, thing, id = "", event = ""] = match;
  return { thing: thing as Route["thing"], id, event };
}

/** Where packets and returns name their order; a packet may do so on its lines. */
const namingSchema = z.object({
  sellerOrderId: idText.nullish(),
  orderLineId: idText.nullish(),
  type: z.string().nullish(),
  status: z.string().nullish(),
  id: idText.nullish(),
  orderLineEntries: z.array(z.object({ sellerOrderId: idText.nullish() })).nullish(),
});

function read({ topic, body }: Delivery): readonly InboundEvent[] {
  const route = routeOf(topic);
  if (route === null) return [{ kind: "other", ref: topic || "(root)", topic: topic || "(root)" }];
  const word = [route.thing, route.event].filter((part) => part !== "").join("/");
  // Calls without a body are alike: of another kind, a hold and its end are never taken for one and the same.
  if (route.thing === "order")
    return [{ kind: route.event.toLowerCase() === "onhold" ? "order_status" : "order", ref: route.id, topic: word }];
  const reported = readBody(namingSchema, body, `Myntra ${route.thing}`);
  const order =
    reported.sellerOrderId ??
    reported.orderLineEntries?.map((line) => line.sellerOrderId).find((id) => id != null) ??
    undefined;
  // Without the order's id there is nothing to fetch: the hourly look at open orders finds the change.
  if (order == null) return [{ kind: "other", ref: route.id, topic: word }];
  // Of what waits about one thing the newest counts: a return is a thing of its own, so that no news of its order hides it.
  return [{ kind: "order", ref: route.thing === "return" ? route.id : order, topic: word }];
}

async function interpret({ kind, ref, topic, body }: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (kind !== "order" && kind !== "order_status")
    return { as: "nothing", reason: message("said.namesNoOrder", { topic }) };
  const key = topic.startsWith("return") ? (readBody(namingSchema, body, "Myntra return").sellerOrderId ?? ref) : ref;
  const order = await fetchOrder(key, ctx);
  if (order === null)
    return { as: "nothing", reason: hubMessage("platform.notShown", { platform: "Myntra", what: key }) };
  return { as: "orders", parts: [withEvent(order.part, { topic, ref, body })] };
}

/** What the order's own lines do not tell: they know neither holds, losses nor returns. */
function withEvent(part: OrderPart, { topic, ref, body }: Pick<StoredEvent, "topic" | "ref" | "body">): OrderPart {
  const [thing = "", event = ""] = topic.toLowerCase().split("/");
  if (thing === "return") {
    const { type, orderLineId, status, id } = readBody(namingSchema, body, "Myntra return");
    const event = { key: id ?? ref, status: status ?? "", type: type ?? "", lineKey: orderLineId ?? undefined };
    return withReturn(part, event);
  }
  if (event === "onhold") return withHold(part);
  return event === "lost" ? withLoss(part) : part;
}
