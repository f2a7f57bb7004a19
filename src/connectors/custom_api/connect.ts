/** Connecting: the description is checked, the credentials are proved, and a dry run has to be without a fault. */
import type { HubText } from "../../commerce/message.ts";
import type { Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { connectDescribed, detectedBy, type Values } from "./described.ts";
import { dryRun, expressionsIn } from "./dry-run.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { refuse } from "./manifest-common.ts";
import { portsOf } from "./ports.ts";
import { bareManifest, manifestOf, pushDefaultsOf } from "./settings.ts";
import { tryOut } from "./try-out.ts";
import { message } from "./words.ts";

export const connect: Connect = {
  ...connectDescribed<Manifest>({
    parse: (values) => parseManifest(needed(values)),
    expressions: expressionsIn,
    byFormAlone: message("error.shopOwnConnectedFormAlone"),
  }),
  detect,
  trial: {
    refused: (values) =>
      parseManifest(needed(values)).auth.kind === "oauth2_refresh"
        ? message("refused.refreshTokenWorthNothingOnce")
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
      message("error.giveConnectionDescriptionShopPushes"),
    );
  if (!currency?.trim())
    throw new ConnectorError({ kind: "rejected", field: "currency" }, message("error.fillCurrencyShopAmounts"));
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
function gaps({ reads, writes, webhooks, inbound }: Manifest): HubText[] {
  const text: HubText[] = [];
  if (!writes["stock.set"]) text.push(message("said.noStockSetDeclaredHub"));
  if (!reads.orders && !webhooks && !inbound) text.push(message("said.neitherListOrdersNorWebhooks"));
  if (reads.orders && !reads.orders.cursor) text.push(message("said.readsOrdersNoCursorWhole"));
  if (webhooks?.scheme === "shared_header") text.push(message("said.shopDeliveriesNotSignedEach"));
  return text;
}
