import { newId } from "../../commerce/new-id.ts";
import type { OrderPart } from "../../commerce/order.ts";
import { createSlices } from "../../commerce/slices.ts";
import { type Tx, together } from "../../db/database.ts";
import { type OwnerQuery, type ReportedCustomer, recogniseCustomers } from "../customer-identity/resolve.ts";
import { type HeldLevels, lockLevelsOf } from "../inventory/ledger.ts";
import { locationIdsOf, type OwnLocations } from "../inventory/sale-locations.ts";
import { loadStoredOrders, type StoredOrder } from "./existing-orders.ts";
import { headerOf, isFinished, mergeHeaders, type OrderHeader } from "./facts.ts";
import { type ApplyInput, decideArrival, type HashedPart, isFromBefore } from "./input.ts";
import { partsOf, type VariantParts } from "./line-parts.ts";
import { listingOf, type MatchedListing } from "./match.ts";
import type { OpenOrder } from "./open-order.ts";
import { withoutPerson } from "./order-fields/every-field-erased.ts";
import { changedOrderRow, newOrderRow, type OrderRowInput } from "./order-fields/every-field-reported.ts";
import { insertOrders, lockOrdersByKey, type OrderRow } from "./order-fields/order-rows.ts";
import { isUnlinked } from "./order-fields/order-timeline.ts";
import { preserveOwnStatus } from "./own-status.ts";
import { lockParts, type PlacedPart, touchParts } from "./part-rows.ts";
import { loadPickupLocations, type PickupLocations } from "./pickup-locations.ts";
import { holdOf } from "./unpaid.ts";

interface Draft {
  readonly orderKey: string;
  readonly parts: readonly HashedPart[];
  readonly customerId: string | null;
}

export interface Opened {
  readonly open: readonly OpenOrder[];
  /** Stock components of the listings' variants, read while new orders are inserted; empty where others are locked. */
  readonly parts: VariantParts;
  /** Their levels, locked with the rows of new orders. */
  readonly levels?: HeldLevels | undefined;
}

/** Inserts the orders that are new and locks the others, both in the order of their keys. */
export async function openOrders(
  tx: Tx,
  input: ApplyInput,
  news: {
    readonly parts: readonly HashedPart[];
    readonly stored: ReadonlyMap<string, StoredOrder>;
    readonly listings: ReadonlyMap<string, MatchedListing>;
    readonly owners?: OwnerQuery | undefined;
    readonly saleLocations?: OwnLocations | undefined;
  },
): Promise<Opened> {
  const parts = news.parts.map((each) => (news.stored.get(each.part.orderKey)?.isErased ? withoutPerson(each) : each));
  const { drafts, learning } = await withCustomers(tx, parts, { ...input, owners: news.owners, stored: news.stored });
  const made = drafts.filter((draft) => !news.stored.has(draft.orderKey));
  const pickupLocations = await loadPickupLocations(tx, input.connection.id, parts);
  const pause = createSlices();
  const rows: OrderRow[] = [];
  for (const draft of made) {
    rows.push(newOrderRow(rowInput(input, draft, { listings: news.listings, pickupLocations })));
    await pause();
  }
  // Levels come after orders: where all of these are new, nothing of them is locked later.
  const variants = made.length < drafts.length ? [] : variantsOf(news.listings);
  const [inserted, components, levels] = await together([
    insertOrders(tx, rows, input.now),
    partsOf(tx, variants),
    // Where rules choose the location, capacity is locked before levels.
    news.saleLocations && !news.saleLocations.isRouted && variants.length > 0
      ? lockLevelsOf(tx, variants, locationIdsOf(news.saleLocations))
      : Promise.resolve(undefined),
    learning,
  ]);
  const written = new Map(inserted.map((row) => [row.ext_key, row]));
  const rest = drafts.filter((draft) => !written.has(draft.orderKey));
  await forgetOrdersOf(
    tx,
    made.filter((draft) => !written.has(draft.orderKey)),
  );
  const open: OpenOrder[] = made.flatMap((draft) => {
    const after = written.get(draft.orderKey);
    return after
      ? [{ before: null, after, reportedStatus: after.status, parts: draft.parts, isSplit: isSplit(draft.parts) }]
      : [];
  });
  const reopened = await lockStoredOrders(tx, input, { drafts: rest, listings: news.listings, pickupLocations });
  return {
    open: [...open, ...(await preserveOwnStatus(tx, input, reopened))],
    ...(rest.length === 0 ? { parts: components, levels } : { parts: new Map() }),
  };
}

const variantsOf = (listings: ReadonlyMap<string, MatchedListing>): string[] =>
  [...listings.values()].flatMap(({ variantId }) => variantId ?? []);

async function withCustomers(
  tx: Tx,
  parts: readonly HashedPart[],
  {
    connection,
    now,
    owners,
    stored,
  }: Pick<ApplyInput, "connection" | "now"> & {
    readonly owners: OwnerQuery | undefined;
    readonly stored: ReadonlyMap<string, StoredOrder>;
  },
): Promise<{ readonly drafts: Draft[]; readonly learning: Promise<unknown> }> {
  const orders = [...Map.groupBy(parts, ({ part }) => part.orderKey)];
  const wins = connection.policy?.customer ?? "newest";
  const { customers, learning } = await recogniseCustomers(
    tx,
    orders.map(([orderKey, own]) => {
      const contact = newestContact(own.map(({ part }) => part));
      // Of an order that is here the part may prove older under its lock, and be dropped.
      const isOrder = contact.isOrder === true && !stored.has(orderKey);
      return { ...contact, isOrder, connectionId: connection.id, wins };
    }),
    { now, asked: owners },
  );
  const draft = ([orderKey, own]: (typeof orders)[number], index: number): Draft => ({
    orderKey,
    parts: own,
    customerId: customers.get(index) ?? null,
  });
  return { drafts: orders.map(draft), learning };
}

/** Another transaction inserted these orders first: whether they are their customers' is seen under their lock. */
async function forgetOrdersOf(tx: Tx, drafts: readonly Draft[]): Promise<void> {
  const ids = drafts.flatMap(({ customerId }) => customerId ?? []);
  if (ids.length === 0) return;
  await tx.rows(
    "select argosy.customer_orders_changed(array_fill(argosy.tenant(), array[cardinality($1::uuid[])]), $1::uuid[])",
    [ids],
  );
}

/** The contact of the last part that has a real one, as of the time the order was placed. */
function newestContact(parts: readonly OrderPart[]): Omit<ReportedCustomer, "connectionId"> {
  const part = parts.findLast((each) => each.contact.quality === "real");
  if (!part) return { contact: { quality: "absent" }, at: new Date(0) };
  const { contact, billingAddress, shippingAddress, placedAt } = part;
  // Parts of an order may have been placed at times of their own.
  const isOrder = parts.every(({ partKey }) => partKey === "");
  return { contact, address: billingAddress ?? shippingAddress, at: new Date(placedAt), isOrder };
}

/** Compares orders again once they are locked: another transaction may have been faster. */
async function lockStoredOrders(
  tx: Tx,
  input: ApplyInput,
  rest: {
    readonly drafts: readonly Draft[];
    readonly listings: ReadonlyMap<string, MatchedListing>;
    readonly pickupLocations: PickupLocations;
  },
): Promise<OpenOrder[]> {
  if (rest.drafts.length === 0) return [];
  const keys = rest.drafts.map((draft) => draft.orderKey);
  const rows = await lockOrdersByKey(tx, input.connection.id, keys);
  const ids = rows.map((row) => row.id);
  const [, current] = await together([lockParts(tx, ids), loadStoredOrders(tx, input.connection.id, keys)]);
  const locked = new Map(rows.map((row) => [row.ext_key, row]));
  const same: PlacedPart[] = [];
  const open = rest.drafts.flatMap((draft) => {
    const before = locked.get(draft.orderKey);
    const stored = current.get(draft.orderKey);
    if (!before || !stored) return [];
    const results = Map.groupBy(draft.parts, (each) => decideArrival(each, stored.parts.get(each.part.partKey)));
    same.push(...(results.get("touch") ?? []).map((each) => ({ ...each, orderId: before.id })));
    const parts = results.get("apply") ?? [];
    if (parts.length === 0) return [];
    const others = [...stored.parts.values()].filter(
      (part) => !parts.some((each) => each.part.partKey === part.partKey),
    );
    const otherHeaders = others.flatMap((part) => part.header ?? []);
    const row = rowInput(input, { ...draft, parts }, { ...rest, id: before.id, otherHeaders });
    const after = changedOrderRow(before, row);
    return [{ before, after, reportedStatus: after.status, parts, isSplit: isSplit(parts) || others.length > 0 }];
  });
  await touchParts(tx, same);
  return open;
}

function isSplit(parts: readonly HashedPart[]): boolean {
  return parts.length > 1 || parts.some(({ part }) => part.partKey !== "");
}

function rowInput(
  input: ApplyInput,
  draft: Draft,
  more: {
    readonly listings: ReadonlyMap<string, MatchedListing>;
    readonly pickupLocations: PickupLocations;
    readonly id?: string;
    readonly otherHeaders?: readonly OrderHeader[];
  },
): OrderRowInput {
  const [first, ...others] = [...draft.parts].sort((a, b) => (a.part.version.value < b.part.version.value ? 1 : -1));
  if (!first) throw new Error(`Order ${draft.orderKey} has no parts.`);
  const header = mergeHeaders([
    headerOf(first.part),
    ...others.map(({ part }) => headerOf(part)),
    ...(more.otherHeaders ?? []),
  ]);
  const hasUnmapped = draft.parts.some(({ part }) =>
    part.lines.some((line) => {
      const listing = listingOf(more.listings, line);
      return (
        isUnlinked({ variantId: listing?.variantId ?? null, fulfilledBy: line.fulfilledBy }) && !listing?.isIgnored
      );
    }),
  );
  return {
    id: more.id ?? newId(input.now),
    connectionId: input.connection.id,
    orderPrefix: input.connection.orderPrefix,
    part: first.part,
    header,
    customerId: draft.customerId,
    isHistory: isFromBefore(input, first.part.placedAt) && isFinished(header),
    hasUnmapped,
    hold: holdOf(header, first.part, input),
    pickupLocationId: more.pickupLocations.get(first.part.pickup?.location ?? "") ?? null,
  };
}
