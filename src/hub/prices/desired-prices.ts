import { message } from "../../commerce/message.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { jsonRows } from "../json-column.ts";
import { SET_DESIRED_PRICES } from "../sync-state/desired-price.ts";
import {
  loadPricePicture,
  type PricePicture,
  type PriceTarget,
  priceTarget,
  type TargetPrice,
} from "./price-picture.ts";

interface Target extends PriceTarget {
  readonly listingId: string;
}

const TARGETS = `
  select l.id as "listingId", l.connection_id as "connectionId", l.variant_id as "variantId"
  from listing l join connection c on c.organization_id = l.organization_id and c.id = l.connection_id
  where l.organization_id = argosy.tenant() and l.state = 'mapped' and l.active and l.price_sync and l.gone_at is null
    and c.state in ${SELLING}`;

/**
 * Sets what the listings of these variants should cost; answers the connections that have something to send. The one
 * place where a price to be sent comes from. Listings without a price to send are held, with one alert a store and reason.
 */
export async function setDesiredPrices(tx: Tx, variantIds: readonly string[], now: Date): Promise<string[]> {
  if (variantIds.length === 0) return [];
  const targets = await tx.rows<Target>(`${TARGETS} and l.variant_id = any($1::uuid[]) order by l.id`, [variantIds]);
  return want(tx, targets, { now, resend: false });
}

/** Sends the hub's price of these listings whatever the channel is believed to show; answers the connections. */
export async function resendPrices(tx: Tx, listingIds: readonly string[], now: Date): Promise<string[]> {
  if (listingIds.length === 0) return [];
  const targets = await tx.rows<Target>(`${TARGETS} and l.id = any($1::uuid[]) order by l.id`, [listingIds]);
  return want(tx, targets, { now, resend: true });
}

interface Input extends TargetPrice {
  readonly target: Target;
}

async function want(
  tx: Tx,
  targets: readonly Target[],
  how: { readonly now: Date; readonly resend: boolean },
): Promise<string[]> {
  if (targets.length === 0) return [];
  const picture = await loadPricePicture(tx, targets, how.now);
  const desired = targets.map((target) => ({ ...priceTarget(picture, target), target }));
  const rows = await tx.rows<{ id: string; connection: string; is_due: boolean; held: string | null }>(
    SET_DESIRED_PRICES,
    [
      jsonRows(
        desired.map(({ target, ...input }) => ({
          id: target.listingId,
          connection: target.connectionId,
          currency: input.currency,
          price: input.priceMinor?.toString() ?? null,
          compare: input.compareAtMinor?.toString() ?? null,
          held: input.held?.code ?? null,
        })),
      ),
      how.now,
      how.resend,
    ],
  );
  const newly = new Set(rows.flatMap((row) => (row.held === null ? [] : [row.id])));
  await alertHeld(
    tx,
    picture,
    desired.filter(({ target }) => newly.has(target.listingId)),
    how.now,
  );
  return [...new Set(rows.filter((row) => row.is_due).map((row) => row.connection))];
}

/** The alert of a store and reason; ended by the upkeep when no listing of the store is held for it. */
const heldCause = (connectionId: string, code: string) => `price-held:${connectionId}:${code}`;

async function alertHeld(tx: Tx, picture: PricePicture, desired: readonly Input[], now: Date): Promise<void> {
  // A product without a price is no trouble of the store's rules; its explanation says so.
  const reported = desired.filter(({ held }) => held !== null && held.code !== "no_price");
  for (const [cause, own] of Map.groupBy(reported, ({ target, held }) =>
    heldCause(target.connectionId, held?.code ?? ""),
  )) {
    const [first] = own;
    if (!first?.held) continue;
    const { connectionId, variantId, listingId } = first.target;
    await raiseAlert(tx, {
      kind: "price_held",
      severity: "warning",
      cause,
      connectionId,
      subject: { kind: "variant", id: variantId },
      title: message("alert.price_held.title", { store: picture.stores.get(connectionId)?.name ?? "" }),
      text: [first.held.said, message("alert.price_held.kept")],
      action: { kind: "explain_price", listingId },
      now,
    });
  }
}
