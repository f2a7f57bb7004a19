/** Applies planned differences of price, each only as long as both sides are as they were planned. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { noteConflicts } from "../../hub/conflict-writer.ts";
import { takeChannelPrices } from "../../hub/prices/channel-prices.ts";
import { resendPrices } from "../../hub/prices/desired-prices.ts";
import { loadPricePicture, priceTarget } from "../../hub/prices/price-picture.ts";
import { wakeOutbound } from "./create-on-channel.ts";
import { type Chunk, type Outcome, type PlanItem, type Settled, skipped } from "./item.ts";

interface Priced {
  readonly item: PlanItem;
  readonly listingId: string;
  readonly connectionId: string;
  readonly variantId: string;
  readonly currency: string;
  readonly ours: string | null;
  readonly minor: bigint;
}

export async function settlePrices(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const priced = await unchanged(
    tx,
    items.flatMap((item) => pricedOf(item, chunk) ?? []),
    chunk,
  );
  const action = items[0]?.action;
  if (action === "update_here") await takeChannelPrices(tx, priced, chunk.now);
  if (action === "update_there") {
    await resendPrices(
      tx,
      priced.map((each) => each.listingId),
      chunk.now,
    );
    await wakeOutbound(tx, chunk);
  }
  if (action === "conflict")
    await noteConflicts(tx, {
      connectionId: chunk.connectionId,
      now: chunk.now,
      conflicts: priced.map(({ listingId, ours, minor }) => ({
        field: "price",
        listingId,
        productListingId: null,
        hubValue: ours,
        channelValue: minor.toString(),
        hubAt: null,
        channelAt: null,
        state: "open",
        policy: "ask",
      })),
    });
  const seqs = action === "update_there" ? await desiredSeqs(tx, priced) : undefined;
  const done = new Map(
    priced.map(({ item, listingId }): [string, Outcome] => [
      item.id,
      seqs ? { state: "sent", seq: seqs.get(listingId) ?? null } : null,
    ]),
  );
  return new Map(
    items.map(({ id }) => [id, done.has(id) ? (done.get(id) ?? null) : skipped(message("plan.changedSince"))]),
  );
}

async function desiredSeqs(tx: Tx, priced: readonly Priced[]): Promise<Map<string, bigint>> {
  const rows = await tx.rows<{ id: string; seq: bigint }>(
    `select listing_id as id, want_seq as seq
     from listing_price
     where organization_id = argosy.tenant() and listing_id = any($1) and site = ''`,
    [priced.map(({ listingId }) => listingId)],
  );
  return new Map(rows.map((row) => [row.id, row.seq]));
}

function pricedOf(item: PlanItem, { connectionId }: Chunk): Priced | undefined {
  const after = item.after as { readonly priceMinor: string; readonly currency: string };
  const before = item.before as { readonly priceMinor: string | null };
  const { listingId, variantId } = item;
  if (listingId === null || variantId === null) return undefined;
  const { currency } = after;
  return {
    item,
    listingId,
    connectionId,
    variantId,
    currency,
    ours: before.priceMinor,
    minor: BigInt(after.priceMinor),
  };
}

/** Those the channel still shows at the planned price, and whose own is the planned one. */
async function unchanged(tx: Tx, priced: readonly Priced[], chunk: Chunk): Promise<Priced[]> {
  const rows = await tx.rows<{ id: string; variant: string; observed: bigint; currency: string }>(
    `select l.id, l.variant_id as variant, p.observed_minor as observed, p.currency from listing l join listing_price p
       on p.organization_id = l.organization_id and p.listing_id = l.id and p.site = ''
     where l.organization_id = argosy.tenant() and l.id = any($1) and l.gone_at is null`,
    [priced.map((each) => each.listingId)],
  );
  const shown = new Map(rows.map((row) => [row.id, row]));
  const picture = await loadPricePicture(tx, priced, chunk.now);
  return priced.filter((each) => {
    const now = shown.get(each.listingId);
    const ours = priceTarget(picture, each).priceMinor?.toString() ?? null;
    return (
      now?.variant === each.variantId &&
      now.observed === each.minor &&
      now.currency === each.currency &&
      ours === each.ours
    );
  });
}
