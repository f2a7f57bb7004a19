import { randomUUID } from "node:crypto";
import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { OrderLine, OrderPart } from "../../commerce/order.ts";
import { timeVersion } from "../../commerce/version.ts";
import type { Tx } from "../../db/database.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { ensureDefaultLocation } from "../inventory/locations.ts";
import { setStock } from "../inventory/stock-changes.ts";
import { type AppliedOrder, applyOrderParts } from "./apply.ts";
import type { ApplyInput } from "./input.ts";

/** A shop for tests: one organization, its stores and variants, on a real database. */
export interface TestShop {
  readonly organization: OrganizationId;
  readonly locationId: string;
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** `second` begins when `first` has written and not committed, which it does once the other waits for it or has ended. */
  meet<T>(first: (tx: Tx) => Promise<unknown>, second: (tx: Tx) => Promise<T>): Promise<T>;
  newStore(name?: string): Promise<TestStore>;
  newVariant(sku?: string): Promise<string>;
  stock(variantId: string, onHand: number, locationId?: string): Promise<void>;
  level(variantId: string, locationId?: string): Promise<{ onHand: number; reserved: number; available: number }>;
}

export interface TestStore {
  readonly id: string;
  /** Lists a variant (null: unmapped) under the channel's key; returns the listing's id. */
  list(variantId: string | null, key: string): Promise<string>;
  /** What the channel is believed to show. */
  believe(listingId: string, state: Partial<BelievedStock>): Promise<void>;
  believed(listingId: string): Promise<{ expected: number | null; recheck: boolean; isDue: boolean }>;
  apply(parts: readonly OrderPart[], how?: Partial<ApplyInput>): Promise<AppliedOrder[]>;
  /** The same in a transaction that does more. */
  applyIn(tx: Tx, parts: readonly OrderPart[], how?: Partial<ApplyInput>): Promise<AppliedOrder[]>;
}

export interface BelievedStock {
  readonly expected: number | null;
  readonly ackedAt: Date | null;
  readonly observedAt: Date | null;
  readonly readAt: Date | null;
  readonly sentSeq: number;
  readonly ackSeq: number;
}

export const noon = new Date("2026-11-20T12:00:00Z");
export const minutes = (count: number, from = noon) => new Date(from.getTime() + count * 60_000);
export const actor: Actor = { kind: "user", id: "u1", name: "ana@example.test" };

export async function testShop(db: TestDatabase): Promise<TestShop> {
  const organization = await db.newOrganization();
  const run = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(organization, work);
  const locationId = await run((tx) => ensureDefaultLocation(tx, noon));
  return {
    organization,
    locationId,
    run,
    async meet(first, second) {
      const written = Promise.withResolvers<void>();
      let hasEnded = false;
      const one = run(async (tx) => {
        await first(tx);
        written.resolve();
        const waiting =
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' limit 1";
        const isMet = async () =>
          (await Promise.all(db.servers.map((server) => server.rows(waiting)))).flat().length > 0;
        while (!hasEnded && !(await isMet()));
      });
      await Promise.race([written.promise, one]);
      const other = run(second).finally(() => {
        hasEnded = true;
      });
      const [, result] = await Promise.all([one, other]);
      return result;
    },
    newStore: (name = "Cairo shop") => run((tx) => newStore(tx, run, name)),
    newVariant: (sku = `SKU-${randomUUID().slice(0, 8)}`) => run((tx) => newVariant(tx, sku)),
    async stock(variantId, onHand, at = locationId) {
      await run((tx) => setStock(tx, { items: [{ variantId, locationId: at, onHand }], actor, now: noon }));
    },
    level: async (variantId, at = locationId) =>
      (await run((tx) =>
        tx.maybe<{ onHand: number; reserved: number; available: number }>(
          `select on_hand as "onHand", reserved, available from level
           where organization_id = argosy.tenant() and variant_id = $1 and location_id = $2`,
          [variantId, at],
        ),
      )) ?? { onHand: 0, reserved: 0, available: 0 },
  };
}

async function newVariant(tx: Tx, sku: string): Promise<string> {
  const insert = "insert into product (organization_id, title) values (argosy.tenant(), $1) returning id";
  const product = await tx.one<{ id: string }>(insert, [`Product ${sku}`]);
  const text = `insert into variant (organization_id, product_id, sku, currency)
    values (argosy.tenant(), $1, $2, 'EUR')
    returning id`;
  return (await tx.one<{ id: string }>(text, [product.id, sku])).id;
}

async function newStore(tx: Tx, run: TestShop["run"], name: string): Promise<TestStore> {
  const { id } = await tx.one<{ id: string }>(
    `insert into connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
     values (argosy.tenant(), 'commerce', 'sample', $1, $2, 'active', $1, 'SH') returning id`,
    [`s-${randomUUID().slice(0, 12)}`, name],
  );
  const applyIn: TestStore["applyIn"] = (inside, parts, how = {}) =>
    applyOrderParts(inside, {
      connection: { id, name, orderPrefix: "SH", stockCutoverAt: null },
      parts,
      compareAndSet: "read",
      now: noon,
      source: "webhook",
      actor: { kind: "channel", id, name },
      ...how,
    });
  return {
    id,
    list: (variantId, key) => run((tx) => newListing(tx, { connectionId: id, variantId, key })),
    async believe(listingId, state) {
      await run((tx) =>
        tx.run(
          `insert into listing_stock (organization_id, listing_id, connection_id, expected, acked_at, observed_at,
             sent_seq, ack_seq, read_at)
           values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (organization_id, listing_id, location)
             do update set expected = excluded.expected, acked_at = excluded.acked_at,
             observed_at = excluded.observed_at, sent_seq = excluded.sent_seq, ack_seq = excluded.ack_seq,
             read_at = excluded.read_at, recheck = false, due_at = null`,
          [
            listingId,
            id,
            state.expected ?? null,
            state.ackedAt ?? null,
            state.observedAt ?? null,
            state.sentSeq ?? 0,
            state.ackSeq ?? 0,
            state.readAt ?? null,
          ],
        ),
      );
    },
    believed: (listingId) =>
      run((tx) =>
        tx.one(
          `select expected, recheck, due_at is not null as "isDue" from listing_stock
           where organization_id = argosy.tenant() and listing_id = $1`,
          [listingId],
        ),
      ),
    apply: (parts, how) => run((tx) => applyIn(tx, parts, how)),
    applyIn,
  };
}

async function newListing(
  tx: Tx,
  listing: { readonly connectionId: string; readonly variantId: string | null; readonly key: string },
): Promise<string> {
  const product = await tx.one<{ id: string }>(
    `insert into product_listing (organization_id, connection_id, ext_key, title)
     values (argosy.tenant(), $1, $2, 'Item')
     returning id`,
    [listing.connectionId, `p-${listing.key}`],
  );
  const { id } = await tx.one<{ id: string }>(
    `insert into listing (organization_id, connection_id, product_listing_id, ext_key, variant_id, state)
     values (argosy.tenant(), $1, $2, $3, $4, $5) returning id`,
    [listing.connectionId, product.id, listing.key, listing.variantId, listing.variantId ? "mapped" : "unmapped"],
  );
  return id;
}

/** One line of an order, 10.00 each, tax included; the channel took what is wanted. */
export function orderLine(
  line: Partial<OrderLine> & { readonly variantKey?: string; readonly quantity: number },
): OrderLine {
  const ordered = line.orderedQuantity ?? line.quantity;
  return {
    key: line.variantKey ?? "line",
    sku: line.variantKey,
    title: `Item ${line.variantKey ?? ""}`,
    orderedQuantity: ordered,
    fulfilledQuantity: 0,
    restockedQuantity: 0,
    channelTook: line.quantity,
    unitPrice: "10.00",
    discountMinor: 0n,
    taxMinor: 0n,
    totalMinor: BigInt(ordered) * 1000n,
    fulfilledBy: "merchant",
    ...line,
  };
}

/** An order of these lines as a channel tells it; its total is that of the lines. */
export function orderPart(
  orderKey: string,
  part: Partial<OrderPart> & { readonly lines: readonly OrderLine[] },
): OrderPart {
  const sum = part.lines.reduce((total, line) => total + line.totalMinor, 0n);
  return {
    orderKey,
    partKey: "",
    version: timeVersion("2026-11-20T11:58:00Z"),
    complete: true,
    number: orderKey,
    placedAt: "2026-11-20T11:58:00Z",
    status: "processing",
    financial: "paid",
    fulfilment: "unfulfilled",
    platformStatus: "open",
    payment: { kind: "prepaid", paymentMethod: "card" },
    totals: {
      currency: "EUR",
      subtotalMinor: sum,
      discountMinor: 0n,
      taxMinor: 0n,
      shippingMinor: 0n,
      feesMinor: 0n,
      totalMinor: sum,
      taxIncluded: true,
    },
    quality: "exact",
    fulfilments: [],
    refunds: [],
    contact: { quality: "absent" },
    tags: [],
    raw: { id: orderKey },
    ...part,
  };
}

/** A later state of the same order: version `minute` after noon. */
export function later(part: OrderPart, minute: number, change: Partial<OrderPart>): OrderPart {
  return { ...part, version: timeVersion(minutes(minute).toISOString()), ...change };
}
