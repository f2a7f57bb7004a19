/** Velocity tells of each change of a parcel. Nothing is signed: a static key of ours comes along (sheet section 6). */
import type { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import type { Scan } from "../../commerce/shipment.ts";
import type { Context } from "../kit/contract/context.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
  WebhookVerification,
} from "../kit/contract/webhooks.ts";
import { indianTime } from "../kit/parse/india.ts";
import { readBody } from "../kit/parse/parse.ts";
import { equalText, provedByAny } from "../kit/parse/signatures.ts";
import { eventSchema } from "./schemas.ts";
import { activityOf, isComingBack, meaningOf } from "./statuses.ts";
import { lineScan, reportUnknown } from "./tracking.ts";

export const webhooks: WebhookHandler = {
  secrets: () => ["webhookSecret"],
  verify,
  read,
  // It tries three times more unless it hears 200.
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
  interpret,
};

/** Which header carries the key is not published. */
function givenKeys(headers: Delivery["headers"]): readonly string[] {
  const bearer = headers.authorization ?? "";
  const all = [headers["x-api-key"], bearer, bearer.replace(/^bearer /i, ""), headers["x-webhook-token"]];
  return all.flatMap((key) => (key ? [key.trim()] : []));
}

function verify({ headers }: Delivery, secrets: readonly string[]): WebhookVerification {
  const given = givenKeys(headers);
  return provedByAny(secrets, (secret) => given.filter((key) => equalText(key, secret)).length > 0)
    ? { outcome: "static" }
    : { outcome: "refused", reason: "The API key is missing or is not the one shown in the setup steps." };
}

function read({ body }: Delivery): readonly InboundEvent[] {
  const { event, event_id, data } = readBody(eventSchema, body, "Velocity webhook");
  const ref = data.tracking_number;
  const isOfParcel = ref !== undefined && (event === "status_change" || event === "tracking_addition");
  return [
    {
      kind: isOfParcel ? "tracking" : "other",
      ref: ref ?? data.order_external_id ?? event_id,
      topic: event,
      deliveryId: event_id,
    },
  ];
}

async function interpret({ kind, topic, body }: StoredEvent, ctx: Context): Promise<InboundChange> {
  const reported = readBody(eventSchema, body, "Velocity webhook");
  const { tracking_number: trackingNumber, estimated_delivery_date: expectedAt } = reported.data;
  if (kind !== "tracking" || trackingNumber === undefined)
    return { as: "nothing", reason: hubMessage("platform.changesNothing", { platform: "Velocity", topic }) };
  const scans = scansOf(reported, ctx);
  return { as: "scans", parcels: [{ trackingNumber, scans, ...(expectedAt === undefined ? {} : { expectedAt }) }] };
}

function scansOf({ event_id, event_timestamp, data }: z.output<typeof eventSchema>, ctx: Context): readonly Scan[] {
  const word = data.status ?? "";
  const comesBack = data.shipment_type === "rto" || isComingBack(word);
  const line = data.new_tracking;
  if (line) {
    const text = line.remarks ?? word;
    return [
      {
        ...lineScan(indianTime.toUtc(line.event_date_time), text, line.location),
        status: activityOf(text, comesBack),
      },
    ];
  }
  if (word === "") return [];
  const meaning = meaningOf(word, comesBack);
  if (meaning === null) reportUnknown(word, ctx);
  const text = data.ndr_reason ?? word;
  return [
    { key: event_id, at: indianTime.toUtc(event_timestamp), status: null, ...meaning, platformStatus: word, text },
  ];
}
