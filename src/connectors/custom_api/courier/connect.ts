/** Connecting a courier: its description is checked, every expression compiled, and the credentials are proved. */
import type { HubText } from "../../../commerce/message.ts";
import type { Connect, Context, Detected } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import { call } from "../client.ts";
import { connectDescribed, detectedBy, type Values } from "../described.ts";
import { placedOf } from "../dry-run.ts";
import { courierOf } from "../settings.ts";
import { message } from "../words.ts";
import { type CourierManifest, parseCourier } from "./manifest.ts";
import { portsOf } from "./ports.ts";

export const connect: Connect = {
  ...connectDescribed<CourierManifest>({
    parse,
    expressions: ({ auth, check, calls, webhooks }) => placedOf({ auth }, { check, calls, webhooks }),
    byFormAlone: message("error.courierOwnConnectedFormAlone"),
  }),
  detect,
};

function parse({ manifest }: Values): CourierManifest {
  const text = manifest?.trim();
  if (text) return parseCourier(text);
  throw new ConnectorError({ kind: "rejected", field: "manifest" }, message("error.giveConnectionDescriptionCourier"));
}

async function detect(ctx: Context): Promise<Detected> {
  const manifest = courierOf(ctx);
  if (manifest.check) await call(manifest.check, { name: "check" }, ctx);
  return detectedBy(manifest, ctx, { ports: portsOf(manifest), warnings: gaps(manifest) });
}

/** What this courier cannot do, in words: nothing of it is a fault. */
function gaps({ calls, webhooks }: CourierManifest): HubText[] {
  const text: HubText[] = [];
  if (!calls.find && !calls.book.idempotency) text.push(message("said.noCallFindsBookingOur"));
  if (!calls.track && !webhooks) text.push(message("said.neitherTrackingCallNorWebhooks"));
  return text;
}
