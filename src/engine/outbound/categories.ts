/** Sends our tree of categories: made, renamed, moved and deleted here, so there. */
import { type Sentence, say, type Told } from "../../commerce/sentence.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Categories } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { createAbove, type OnChannel, pathOf } from "./content-categories.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { drainRecords, type PushRow, type RecordKind } from "./record-push.ts";

const category: RecordKind = {
  kind: "category",
  alert: "category_failed",
  ref: (row) => row.title,
  title: (row, store) => say("alert.category_failed.title", { store, category: row.title }),
  failed: (row) => say("log.failed.category", { name: row.title }),
  send: (turn, row) => {
    const { categories } = turn.open.ports;
    return row.ext_keys.length > 0 ? remove(turn, categories, row) : put(turn, categories, row);
  },
};

export const drainCategories = (turn: OutboundSession): Promise<boolean> => drainRecords(turn, category);

const cannot = (text: Told) => new ConnectorError({ kind: "unsupported" }, text);

/** Answers what was done, for the log; null: nothing. */
async function put(turn: OutboundSession, port: Categories | undefined, row: PushRow): Promise<Sentence | null> {
  const path = await turn.held((tx) => pathOf(tx, turn.open.row.id, row.subject_id));
  const own = path.at(-1);
  // Deleted since, before the channel ever had it.
  if (!own) return null;
  if (!port?.put) throw cannot(say("trouble.noCategories", { platform: turn.open.connector.meta.name }));
  const { put: send } = port;
  if (own.key === null) {
    await createAbove(turn, send, path);
    return null;
  }
  const there = await turn.held((tx) => onChannel(tx, turn, own.id));
  if (there.length !== 1)
    throw cannot(`"${own.name}" stands for ${there.length} categories of the channel: change them there.`);
  const [before] = there;
  if (!before) return null;
  const keys = await createAbove(turn, send, path.slice(0, -1));
  const above = own.parent_id === null ? undefined : keys.get(own.parent_id);
  // A root of ours may lie below a category of the channel's that is none of ours: there it stays.
  const isTheirs = own.parent_id === null && before.parent_key !== null && !before.parent_is_ours;
  const parentKey = isTheirs ? (before.parent_key ?? undefined) : above;
  if (before.name === own.name && (before.parent_key ?? undefined) === parentKey) return null;
  await turn.call((ctx) => send({ key: before.ext_key, name: own.name, parentKey }, ctx));
  await turn.tenant((tx) =>
    tx.run(
      `UPDATE argosy.category_listing
       SET name = $3, parent_key = $4
       WHERE organization_id = argosy.tenant() AND connection_id = $1 AND ext_key = $2`,
      [turn.open.row.id, before.ext_key, own.name, parentKey ?? null],
    ),
  );
  return say("log.category.changed", { name: own.name });
}

async function remove(turn: OutboundSession, port: Categories | undefined, row: PushRow): Promise<Sentence | null> {
  if (!port?.remove) throw cannot(`Argosy deletes no categories at ${turn.open.connector.meta.name}: delete it there.`);
  const { remove: send } = port;
  for (const key of row.ext_keys) {
    const below = await turn.held((tx) => belowOf(tx, turn, key));
    if (below !== null)
      throw cannot(`"${below}", a category of the channel's own, lies below it and would be deleted as well.`);
    await turn.call((ctx) => send(key, ctx));
    await turn.tenant((tx) =>
      tx.run(
        `DELETE FROM argosy.category_listing
         WHERE organization_id = argosy.tenant() AND connection_id = $1 AND ext_key = $2 AND category_id IS NULL`,
        [turn.open.row.id, key],
      ),
    );
  }
  return say("log.category.deleted", { name: row.title });
}

interface There extends OnChannel {
  readonly parent_is_ours: boolean;
}

function onChannel(tx: Tx, turn: OutboundSession, category: string): Promise<There[]> {
  return tx.rows<There>(
    `SELECT l.ext_key, l.name, l.parent_key, coalesce(a.category_id IS NOT NULL, false) OR EXISTS (
       SELECT 1
       FROM argosy.record_push r
       WHERE r.organization_id = l.organization_id AND r.connection_id = l.connection_id AND r.kind = 'category'
         AND l.parent_key = ANY (r.ext_keys)) AS parent_is_ours
     FROM argosy.category_listing l
     LEFT JOIN argosy.category_listing a ON a.organization_id = l.organization_id AND a.connection_id = l.connection_id
       AND a.ext_key = l.parent_key
     WHERE l.organization_id = argosy.tenant() AND l.connection_id = $1 AND l.category_id = $2 ORDER BY l.ext_key`,
    [turn.open.row.id, category],
  );
}

/** Platforms delete what lies below with it: one that is none of ours is not ours to delete. */
async function belowOf(tx: Tx, turn: OutboundSession, key: string): Promise<string | null> {
  const row = await tx.maybe<{ name: string }>(
    `SELECT name
     FROM argosy.category_listing
     WHERE organization_id = argosy.tenant() AND connection_id = $1 AND parent_key = $2
     ORDER BY ext_key
     LIMIT 1`,
    [turn.open.row.id, key],
  );
  return row?.name ?? null;
}
