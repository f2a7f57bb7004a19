/** Applies planned differences of content, each only as long as both sides are as they were planned. */
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { noteConflicts } from "../../hub/conflict-writer.ts";
import { sendFields } from "../../hub/content/send.ts";
import { takeContent } from "../../hub/content/take.ts";
import { type Compared, compareContent } from "../../hub/content-comparison/fields.ts";
import { contentPairs, type StoredPair } from "../../hub/content-comparison/pairs.ts";
import { wakeOutbound } from "./create-on-channel.ts";
import { type Chunk, type Outcome, type PlanItem, type Settled, skipped } from "./item.ts";

interface Found {
  readonly item: PlanItem;
  readonly pair: StoredPair;
  readonly one: Compared;
}

export async function settleContent(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const found = await unchanged(tx, items);
  const settled = new Map<string, Outcome>(items.map((item) => [item.id, skipped(message("plan.changedSince"))]));
  for (const { item } of found) settled.set(item.id, null);
  const action = items[0]?.action;
  if (action === "update_here") {
    const errors = await takeContent(tx, found, chunk.now);
    for (const [index, { item }] of found.entries()) {
      const error = errors[index];
      if (error) settled.set(item.id, { state: "failed", text: error, code: null });
    }
  }
  if (action === "update_there") {
    await sendFields(
      tx,
      found.map(({ pair, one }) => ({ productListingId: pair.id, field: one.field })),
      chunk.now,
    );
    await wakeOutbound(tx, chunk);
    const seqs = await desiredSeqs(tx, found);
    for (const { item, pair } of found) settled.set(item.id, { state: "sent", seq: seqs.get(pair.id) ?? null });
  }
  if (action === "conflict") await ask(tx, found, chunk);
  return settled;
}

async function desiredSeqs(tx: Tx, found: readonly Found[]): Promise<Map<string, bigint>> {
  const rows = await tx.rows<{ id: string; seq: bigint }>(
    "select id, want_seq as seq from product_listing where organization_id = argosy.tenant() and id = any($1)",
    [found.map(({ pair }) => pair.id)],
  );
  return new Map(rows.map((row) => [row.id, row.seq]));
}

/** Keeps what a person has to decide as open conflicts; nothing is written on either side. */
async function ask(tx: Tx, found: readonly Found[], chunk: Chunk): Promise<void> {
  await noteConflicts(tx, {
    connectionId: chunk.connectionId,
    now: chunk.now,
    conflicts: found.map(({ pair, one }) => ({
      field: one.field,
      listingId: one.variant?.listingId ?? null,
      productListingId: one.variant === null ? pair.id : null,
      hubValue: one.hub,
      channelValue: one.channel,
      hubAt: one.hubAt,
      channelAt: pair.channelAt,
      state: "open",
      policy: "ask",
    })),
  });
}

/** Items whose field differs still, in the values that were planned. */
async function unchanged(tx: Tx, items: readonly PlanItem[]): Promise<Found[]> {
  const pairs = await contentPairs(
    tx,
    items.flatMap((item) => item.productListingId ?? []),
  );
  const compared = new Map(
    pairs.flatMap((pair) => compareContent(pair).map((one) => [`${pair.id}|${one.key}`, { pair, one }])),
  );
  return items.flatMap((item) => {
    const key = item.entity === "variant" ? `${item.field}:${item.listingId}` : item.field;
    const now = compared.get(`${item.productListingId}|${key}`);
    if (!now || now.one.isSame || !isAsPlanned(item, now.one)) return [];
    return [{ item, ...now }];
  });
}

function isAsPlanned(item: PlanItem, one: Compared): boolean {
  const planned = { hub: valueIn(item.before, one.field), channel: valueIn(item.after, one.field) };
  return JSON.stringify(planned) === JSON.stringify({ hub: one.hub, channel: one.channel });
}

function valueIn(values: PlanItem["before"], field: string): unknown {
  return (values as Readonly<Record<string, unknown>>)[field] ?? null;
}
