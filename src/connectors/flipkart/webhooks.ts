/**
 * Notifications (sheet section 6). FKLOGIN signs the time, the registered URL, the method and the application's secret,
 * never the body: a delivery is a hint and what it speaks of is fetched.
 */
import { createHash } from "node:crypto";
import { message as hubMessage } from "../../commerce/message.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { readBody } from "../kit/parse/parse.ts";
import { equalText, provedByAny } from "../kit/parse/signatures.ts";
import { returnItems, shipmentsOf, withReturns } from "./returns.ts";
import { notificationSchema } from "./schemas.ts";
import { appIdOf, isPartner, notificationUrlOf } from "./settings.ts";
import { allPartsOf, shipmentsBy } from "./shipment-reads.ts";

const TOLERANCE_MS = 5 * 60_000;
const SCHEME = "FKLOGIN ";

/** The kinds of notification; all but the returns' name a shipment. */
export const EVENT_TYPES = [
  "shipment_created",
  "shipment_hold",
  "shipment_unhold",
  "shipment_packed",
  "shipment_ready_to_dispatch",
  "shipment_pickup_complete",
  "shipment_shipped",
  "shipment_delivered",
  "shipment_dispatch_dates_changed",
  "shipment_cancelled",
  "shipment_form_failed",
  "return_created",
  "return_item_tracking_id_update",
  "return_expected_date_changed",
  "return_picked_up",
  "return_completed",
  "return_cancelled",
] as const;
const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

export function webhooksOf({ settings }: ConnectionInfo): WebhookHandler {
  const appId = isPartner(settings) ? "" : appIdOf(settings);
  return {
    essential: ["eventType", "timestamp"],
    secrets: () => [isPartner(settings) ? "clientSecret" : "appSecret"],
    verify: (delivery, secrets) => verify(delivery, secrets, { appId, url: notificationUrlOf(settings) }),
    read,
    // An event that is not taken holds up the later ones of its shipment: what is stored or known is a plain yes.
    reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
    interpret,
  };
}

/** Lower-case hexadecimal SHA-1 of the decimal second, the URL as registered, the method and the secret, unseparated. */
export function signatureOf(what: {
  readonly seconds: number;
  readonly url: string;
  readonly method: string;
  readonly secret: string;
}): string {
  return createHash("sha1").update(`${what.seconds}${what.url}${what.method}${what.secret}`, "utf8").digest("hex");
}

/** "Tue, 19 May 2015 09:02:15 GMT" and nothing looser: the signed second must be the one that is judged. */
export function secondsOf(date: string | undefined): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(date ?? ""))
    return undefined;
  const ms = Date.parse(date ?? "");
  return Number.isNaN(ms) || new Date(ms).toUTCString() !== date ? undefined : ms / 1000;
}

function verify(
  { headers, method, registeredUrl, receivedAt }: Delivery,
  secrets: readonly string[],
  existing: { readonly appId: string; readonly url: string },
): WebhookVerification {
  const refused = (reason: string): WebhookVerification => ({ outcome: "refused", reason });
  const given = headers.x_authorization ?? "";
  const seconds = secondsOf(headers.x_date);
  if (given === "" && seconds === undefined)
    return refused(
      "The headers X_Authorization and X_Date are missing. A proxy in between may drop names with underscores.",
    );
  if (seconds === undefined) return refused("X_Date is no date of the form Flipkart sends.");
  const proof = proofIn(given);
  if (proof === undefined) return refused("X_Authorization is no FKLOGIN proof.");
  if (existing.appId !== "" && proof.appId !== existing.appId) return refused("The proof names another application.");
  const url = existing.url || registeredUrl;
  const signed = { seconds, url, method: method.toUpperCase() };
  if (!provedByAny(secrets, (secret) => equalText(proof.signature, signatureOf({ ...signed, secret }))))
    return refused(
      "The signature is not this application's, or Flipkart has registered another address than this one.",
    );
  if (Math.abs(receivedAt.getTime() - seconds * 1000) > TOLERANCE_MS)
    return refused("X_Date is more than five minutes away from now.");
  // The body is not signed: nothing in it is believed.
  return { outcome: "static" };
}

function proofIn(header: string): { readonly appId: string; readonly signature: string } | undefined {
  if (!header.startsWith(SCHEME)) return undefined;
  const encoded = header.slice(SCHEME.length);
  const bytes = Buffer.from(encoded, "base64");
  // Base64 in JavaScript skips what is none; a proof is written one way only.
  if (bytes.toString("base64") !== encoded) return undefined;
  const text = bytes.toString("utf8");
  const colon = text.lastIndexOf(":");
  return colon < 1 ? undefined : { appId: text.slice(0, colon), signature: text.slice(colon + 1) };
}

function read({ body }: Delivery): readonly InboundEvent[] {
  const event = readBody(notificationSchema, body, "Flipkart notification");
  const { eventType: topic, timestamp } = event;
  const ref = event.shipmentId ?? event.returnId;
  if (ref === undefined || !KNOWN.has(topic)) return [{ kind: "other", ref: ref ?? topic, topic }];
  return [
    {
      kind: "order",
      ref,
      topic,
      // No event has an id: the same kind at the same moment of the same thing is the same event.
      deliveryId: `${ref}:${topic}:${timestamp}`,
      version: timeVersion(timestamp),
    },
  ];
}

async function interpret({ kind, ref, topic, body }: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (kind !== "order")
    return { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "Flipkart", topic }) };
  const event = readBody(notificationSchema, body, "Flipkart notification");
  const items = event.returnId === undefined ? [] : await returnItems(event.returnId, ctx);
  const rows =
    event.shipmentId === undefined
      ? await shipmentsOf(items.length > 0 ? items : (event.attributes?.returnItems ?? []), ctx)
      : await shipmentsBy("shipmentIds", [event.shipmentId], ctx);
  if (rows.length === 0)
    return { as: "nothing", reason: hubMessage("platform.notShown", { platform: "Flipkart", what: ref }) };
  return { as: "orders", parts: withReturns(await allPartsOf(rows, ctx), items) };
}
