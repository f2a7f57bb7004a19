/** Connecting a courier: its description is checked, every expression compiled, and the credentials are proved. */
import type { Connect, Context, Detected } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import { call } from "../client.ts";
import { connectDescribed, detectedBy, type Values } from "../described.ts";
import { placedOf } from "../dry-run.ts";
import { courierOf } from "../settings.ts";
import { type CourierManifest, parseCourier } from "./manifest.ts";
import { portsOf } from "./ports.ts";

export const connect: Connect = {
  ...connectDescribed<CourierManifest>({
    parse,
    expressions: ({ auth, check, calls, webhooks }) => placedOf({ auth }, { check, calls, webhooks }),
    byFormAlone: "A courier of your own is connected by the form alone.",
  }),
  detect,
};

function parse({ manifest }: Values): CourierManifest {
  const text = manifest?.trim();
  if (text) return parseCourier(text);
  throw new ConnectorError({ kind: "rejected", field: "manifest" }, "Give the connection description of your courier.");
}

async function detect(ctx: Context): Promise<Detected> {
  const manifest = courierOf(ctx);
  if (manifest.check) await call(manifest.check, { name: "check" }, ctx);
  return detectedBy(manifest, ctx, { ports: portsOf(manifest), warnings: gaps(manifest) });
}

/** What this courier cannot do, in words: nothing of it is a fault. */
function gaps({ calls, webhooks }: CourierManifest): string[] {
  const told: string[] = [];
  if (!calls.find && !calls.book.idempotency)
    told.push("No call finds a booking by our reference: a booking whose answer is lost waits for a person.");
  if (!calls.track && !webhooks)
    told.push("Neither a tracking call nor webhooks are declared: parcels are not followed.");
  return told;
}
