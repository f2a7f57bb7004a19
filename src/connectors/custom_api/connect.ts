/** Connecting: the description is checked, the credentials are proved, and a dry run has to be without a fault. */
import type { Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { connectDescribed, detectedBy, type Values } from "./described.ts";
import { dryRun, expressionsIn } from "./dry-run.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { refuse } from "./manifest-common.ts";
import { portsOf } from "./ports.ts";
import { bareManifest, manifestOf, pushDefaultsOf } from "./settings.ts";
import { tryOut } from "./try-out.ts";

export const connect: Connect = {
  ...connectDescribed<Manifest>({
    parse: (values) => parseManifest(needed(values)),
    expressions: expressionsIn,
    byFormAlone: "A shop of your own is connected by the form alone.",
  }),
  detect,
  trial: {
    refused: (values) =>
      parseManifest(needed(values)).auth.kind === "oauth2_refresh"
        ? "A refresh token may be worth nothing once it has been used; connect with it instead of trying."
        : null,
    run: tryOut,
  },
};

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

/** Nothing is connected until a page of every list reads without a fault; of a store that stands, faults are warnings. */
async function detect(ctx: Context): Promise<Detected> {
  const manifest = manifestOf(ctx);
  const { problems, warnings } = await dryRun(manifest, ctx);
  const isConnected = ctx.connection.account.externalId !== "";
  if (problems.length > 0 && !isConnected) throw refuse(problems);
  return detectedBy(manifest, ctx, {
    ports: portsOf(manifest, pushDefaultsOf(ctx)),
    warnings: [...problems, ...warnings, ...gaps(manifest)],
  });
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
