/** Delhivery pushes scans once it was asked by mail. Nothing is signed: a static header of ours comes along (sheet section 6). */
import type { Context } from "../kit/contract/context.ts";
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
import { pushSchema } from "./schemas.ts";
import { scanOf } from "./tracking.ts";

export const webhooks: WebhookHandler = {
  secrets: () => ["webhookSecret"],
  verify,
  read,
  // Anything else it tries once more at once, and then drops the scan for good.
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
  interpret,
};

function verify({ headers }: Delivery, secrets: readonly string[]): WebhookVerification {
  const given = (headers.authorization ?? "").replace(/^(bearer|token) /i, "").trim();
  return provedByAny(secrets, (secret) => equalText(given, secret))
    ? { outcome: "static" }
    : { outcome: "refused", reason: "The Authorization header is missing or is not the one shown in the setup steps." };
}

function read({ body }: Delivery): readonly InboundEvent[] {
  const { AWB, NSLCode = "", Status } = readBody(pushSchema, body, "Delhivery webhook").Shipment;
  const deliveryId = `${AWB} ${NSLCode || Status.Status} ${Status.StatusDateTime}`;
  return [{ kind: "tracking", ref: AWB, topic: "scan", deliveryId }];
}

async function interpret({ body }: StoredEvent, ctx: Context): Promise<InboundChange> {
  const { AWB, NSLCode, Status } = readBody(pushSchema, body, "Delhivery webhook").Shipment;
  const scan = scanOf(
    {
      type: Status.StatusType,
      word: Status.Status,
      code: NSLCode,
      at: Status.StatusDateTime,
      text: Status.Instructions,
      place: Status.StatusLocation,
    },
    ctx,
  );
  return { as: "scans", parcels: [{ trackingNumber: AWB, scans: [scan] }] };
}
