/** Connecting a courier: its description is checked, every expression compiled, and the credentials are proved. */
import type { BeginInput, BeginStep, Completion, Connect, Context, Detected } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import { call } from "../client.ts";
import { fixedSecrets, requireSecrets, requireZone } from "../connect.ts";
import { placedOf, requireExpressions } from "../dry-run.ts";
import { isRenewable } from "../manifest-auth.ts";
import { baseUrlOf, courierOf, defaultsOf } from "../settings.ts";
import { fetchGrant } from "../tokens.ts";
import { type CourierManifest, parseCourier } from "./manifest.ts";
import { portsOf } from "./ports.ts";

export const connect: Connect = { begin, complete, refresh: fetchGrant, detect };

type Values = Readonly<Record<string, string>>;

async function begin({ values }: BeginInput, { owner }: Context): Promise<BeginStep> {
  await described(values, owner);
  return { step: "ready" };
}

async function described(values: Values, owner: string): Promise<CourierManifest> {
  const text = values.manifest?.trim();
  if (!text)
    throw new ConnectorError(
      { kind: "rejected", field: "manifest" },
      "Give the connection description of your courier.",
    );
  const manifest = parseCourier(text);
  requireZone(values.timeZone);
  requireSecrets(manifest, values);
  const { check, calls, webhooks } = manifest;
  await requireExpressions(placedOf(manifest, { check, calls, webhooks }), owner);
  return manifest;
}

async function complete(input: Parameters<Connect["complete"]>[0], ctx: Context): Promise<Completion> {
  if (input.kind !== "form")
    throw new ConnectorError(
      { kind: "rejected", field: "callback" },
      "A courier of your own is connected by the form alone.",
    );
  const manifest = await described(input.values, ctx.owner);
  const grant = isRenewable(manifest.auth) ? await fetchGrant(ctx) : { secrets: fixedSecrets(manifest, input.values) };
  return { grant, accounts: [{ externalId: "", name: manifest.name }] };
}

async function detect(ctx: Context): Promise<Detected> {
  const manifest = courierOf(ctx);
  if (manifest.check) await call(manifest.check, { name: "check" }, ctx);
  const { currency, phoneCountry, timeZone } = defaultsOf(ctx);
  return {
    account: { externalId: baseUrlOf(ctx), name: manifest.name },
    facts: {
      shopName: manifest.name,
      ...(currency === undefined ? {} : { currency }),
      ...(phoneCountry === undefined ? {} : { phoneCountry }),
      timeZone,
      manifestVersion: manifest.manifestVersion,
      ports: Object.keys(portsOf(manifest)),
    },
    locations: [],
    missingScopes: [],
    warnings: gaps(manifest),
  };
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
