/** A courier that calls: its deliveries are proved as the description says, and read by its own expression. */
import type { Context } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import type {
  Delivery,
  InboundChange,
  InboundEvent,
  StoredEvent,
  WebhookHandler,
} from "../../kit/contract/webhooks.ts";
import { readJsonBody } from "../../kit/parse/parse.ts";
import { WEBHOOK_SECRETS } from "../auth.ts";
import type { Proof } from "../manifest-common.ts";
import { courierOf } from "../settings.ts";
import { verify } from "../signatures.ts";
import { valueAt } from "../template.ts";
import { message } from "../words.ts";
import { readBy, trackedIn } from "./answers.ts";
import type { CourierManifest } from "./manifest.ts";
import { pullNumbers } from "./tracking.ts";

const NO_PROOF: Proof = { scheme: "standard", toleranceSeconds: 300 };

/** The webhook handler of a description; without one, a handler that lets nobody in. */
export function webhooksOf(manifest: CourierManifest | null): WebhookHandler {
  const hooks = manifest?.webhooks;
  return {
    secrets: () => WEBHOOK_SECRETS,
    verify: (delivery, secrets) => verify(hooks?.proof ?? NO_PROOF, delivery, secrets),
    read: (delivery) => [readEvent(hooks, delivery)],
    reply: (outcome) => (outcome === "refused" ? { status: 401 } : { status: 204 }),
    interpret,
  };
}

function readEvent(hooks: CourierManifest["webhooks"], { headers, body }: Delivery): InboundEvent {
  const at = hooks?.numberAt ?? "trackingNumber";
  const ref = valueAt(readJsonBody(body, "delivery of the courier"), at);
  if ((typeof ref !== "string" && typeof ref !== "number") || ref === "")
    throw new ConnectorError(
      { kind: "rejected", code: "body", field: at },
      message("error.deliveryNamesNoTrackingNumber", { at }),
    );
  const proof = hooks?.proof ?? NO_PROOF;
  const header = proof.scheme === "standard" ? "webhook-id" : proof.idHeader?.toLowerCase();
  const id = header === undefined ? undefined : headers[header];
  return { kind: "tracking", ref: String(ref), topic: "tracking", ...(id && { deliveryId: id }) };
}

/** Out of its body where that is signed; a shared header proves no words, so that the courier is asked. */
async function interpret({ ref, body, trusted }: StoredEvent, ctx: Context): Promise<InboundChange> {
  const { webhooks: hooks } = courierOf(ctx);
  if (!hooks) return { as: "nothing", reason: message("said.noWebhooksDeclared") };
  if (!trusted || hooks.proof.scheme === "shared_header")
    return { as: "scans", parcels: await pullNumbers([ref], ctx) };
  const reported = await readBy(hooks.map, "webhooks.map", readJsonBody(body, "delivery of the courier"), ctx);
  return { as: "scans", parcels: trackedIn(reported, "webhooks.map", ctx) };
}
