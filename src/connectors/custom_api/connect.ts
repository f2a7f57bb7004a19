/** Connecting: the description is checked, the credentials are proved, and a dry run has to be without a fault. */
import type { BeginInput, BeginStep, Completion, Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { dryRun, expressionsIn, requireExpressions } from "./dry-run.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { isRenewable, SECRETS, secretsOf } from "./manifest-auth.ts";
import { type Common, refuse } from "./manifest-common.ts";
import { portsOf } from "./ports.ts";
import { bareManifest, baseUrlOf, defaultsOf, manifestOf, pushDefaultsOf } from "./settings.ts";
import { isZone } from "./times.ts";
import { fetchGrant } from "./tokens.ts";
import { tryOut } from "./try-out.ts";

export const connect: Connect = {
  begin,
  complete,
  refresh: fetchGrant,
  detect,
  trial: {
    refused: (values) =>
      parseManifest(needed(values)).auth.kind === "oauth2_refresh"
        ? "A refresh token may be worth nothing once it has been used; connect with it instead of trying."
        : null,
    run: tryOut,
  },
};

type Values = Readonly<Record<string, string>>;

async function begin({ values }: BeginInput, { owner }: Context): Promise<BeginStep> {
  await described(values, owner);
  return { step: "ready" };
}

/** The description of a form that is filled in rightly. Throws ConnectorError naming the field that is not. */
async function described(values: Values, owner: string): Promise<Manifest> {
  const manifest = parseManifest(needed(values));
  requireZone(values.timeZone);
  requireSecrets(manifest, values);
  await requireExpressions(expressionsIn(manifest), owner);
  return manifest;
}

/** Throws ConnectorError when the form's time zone is none. */
export function requireZone(typed: string | undefined): void {
  const zone = typed?.trim();
  if (zone && !isZone(zone))
    throw new ConnectorError(
      { kind: "rejected", field: "timeZone" },
      `"${zone}" is no time zone. Use an IANA name such as Africa/Cairo.`,
    );
}

/** The description, or for a shop that only pushes the one its address alone makes. */
function needed({ manifest, baseUrl, currency }: Values): string {
  if (manifest?.trim()) return manifest;
  const bare = bareManifest(baseUrl?.trim() || undefined);
  if (bare === undefined)
    throw new ConnectorError(
      { kind: "rejected", field: "manifest" },
      "Give a connection description; or, for a shop that pushes its records itself, the shop's address and currency.",
    );
  if (!currency?.trim())
    throw new ConnectorError({ kind: "rejected", field: "currency" }, "Fill in the currency of your shop's amounts.");
  return bare;
}

/** Throws ConnectorError naming the first secret the description uses and the form lacks. */
export function requireSecrets({ auth }: Common, values: Values): void {
  for (const name of secretsOf(auth)) {
    const field = SECRETS[name];
    if (values[field]?.trim()) continue;
    throw new ConnectorError(
      { kind: "rejected", field },
      `The description signs in with {{secret.${name}}}; fill in that secret.`,
    );
  }
}

async function complete(input: Parameters<Connect["complete"]>[0], ctx: Context): Promise<Completion> {
  if (input.kind !== "form")
    throw new ConnectorError(
      { kind: "rejected", field: "callback" },
      "A shop of your own is connected by the form alone.",
    );
  const manifest = await described(input.values, ctx.owner);
  const grant = isRenewable(manifest.auth) ? await fetchGrant(ctx) : { secrets: fixedSecrets(manifest, input.values) };
  return { grant, accounts: [{ externalId: "", name: manifest.name }] };
}

export function fixedSecrets({ auth }: Common, values: Values): Record<string, string> {
  return Object.fromEntries(secretsOf(auth).map((name) => [SECRETS[name], values[SECRETS[name]]?.trim() ?? ""]));
}

/** Nothing is connected until a page of every list reads without a fault; of a store that stands, faults are warnings. */
async function detect(ctx: Context): Promise<Detected> {
  const manifest = manifestOf(ctx);
  const { problems, warnings } = await dryRun(manifest, ctx);
  const isConnected = ctx.connection.account.externalId !== "";
  if (problems.length > 0 && !isConnected) throw refuse(problems);
  const { currency, phoneCountry, timeZone } = defaultsOf(ctx);
  return {
    account: { externalId: baseUrlOf(ctx), name: manifest.name },
    facts: {
      shopName: manifest.name,
      ...(currency === undefined ? {} : { currency }),
      ...(phoneCountry === undefined ? {} : { phoneCountry }),
      timeZone,
      manifestVersion: manifest.manifestVersion,
      ports: Object.keys(portsOf(manifest, pushDefaultsOf(ctx))),
    },
    locations: [],
    missingScopes: [],
    warnings: [...problems, ...warnings, ...gaps(manifest)],
  };
}

/** What this shop cannot do, in words: nothing of it is a fault. */
function gaps({ reads, writes, webhooks, inbound }: Manifest): string[] {
  const told: string[] = [];
  if (!writes["stock.set"]) told.push('No "stock.set" is declared: the hub does not keep this shop\'s stock right.');
  if (!reads.orders && !webhooks && !inbound)
    told.push("Neither a list of orders nor webhooks are declared: orders do not arrive.");
  if (reads.orders && !reads.orders.cursor)
    told.push(
      "reads.orders has no cursor: the whole list is walked each time. Declare one if the shop can filter by time of change.",
    );
  if (webhooks?.scheme === "shared_header")
    told.push("The shop's deliveries are not signed: each record is fetched before it counts.");
  return told;
}
