/** Sends our tree of categories: made, renamed, moved and deleted here, so there. */
import { systemActor } from "../../commerce/actor.ts";
import { say } from "../../commerce/sentence.ts";
import { ConnectorError } from "../../connectors/kit/errors.ts";
import type { Categories } from "../../connectors/kit/ports.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { describeError, exchangesOf, writeJournal } from "../journal.ts";
import { createAbove, type OnChannel, pathOf } from "./content-categories.ts";
import type { OutboundTurn } from "./outbound-turn.ts";

interface PushRow {
  readonly subject_id: string;
  readonly title: string;
  readonly ext_keys: readonly string[];
  readonly seq: bigint;
  readonly attempts: number;
}

const TAKE = 20;
// What lies below a deleted category has moved up before it goes.
const DUE = `SELECT subject_id, title, ext_keys, seq, attempts FROM argosy.record_push
  WHERE organization_id = argosy.tenant() AND connection_id = $1 AND kind = 'category' AND due_at <= $2 ORDER BY cardinality(ext_keys) > 0, due_at, subject_id LIMIT ${TAKE}`;

/** Sends what is due; answers true when there may be more. */
export async function drainCategories(turn: OutboundTurn): Promise<boolean> {
  const due = await turn.tenant((tx) => tx.rows<PushRow>(DUE, [turn.open.row.id, turn.now()]));
  for (const row of due) await sendOne(turn, row);
  return due.length === TAKE;
}

async function sendOne(turn: OutboundTurn, row: PushRow): Promise<void> {
  const started = turn.trail.calls.length;
  try {
    const { categories } = turn.open.ports;
    const told = row.ext_keys.length > 0 ? await remove(turn, categories, row) : await put(turn, categories, row);
    await turn.tenant((tx) => settle(tx, turn, row, told));
  } catch (error) {
    await recordFailure(turn, row, error, started);
  }
}

const cannot = (text: string) => new ConnectorError({ kind: "unsupported" }, text);

/** Answers what was done, for the log; null: nothing. */
async function put(turn: OutboundTurn, port: Categories | undefined, row: PushRow): Promise<string | null> {
  const path = await turn.tenant((tx) => pathOf(tx, turn.open.row.id, row.subject_id));
  const own = path.at(-1);
  // Deleted since, before the channel ever had it.
  if (!own) return null;
  if (!port?.put) throw cannot(`${turn.open.connector.meta.name} takes no categories from outside.`);
  const { put: send } = port;
  if (own.key === null) {
    await createAbove(turn, send, path);
    return null;
  }
  const there = await turn.tenant((tx) => onChannel(tx, turn, own.id));
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
      "UPDATE argosy.category_listing SET name = $3, parent_key = $4 WHERE organization_id = argosy.tenant() AND connection_id = $1 AND ext_key = $2",
      [turn.open.row.id, before.ext_key, own.name, parentKey ?? null],
    ),
  );
  return `The category "${own.name}" was changed on the channel.`;
}

async function remove(turn: OutboundTurn, port: Categories | undefined, row: PushRow): Promise<string | null> {
  if (!port?.remove) throw cannot(`Argosy deletes no categories at ${turn.open.connector.meta.name}: delete it there.`);
  const { remove: send } = port;
  for (const key of row.ext_keys) {
    const below = await turn.tenant((tx) => belowOf(tx, turn, key));
    if (below !== null)
      throw cannot(`"${below}", a category of the channel's own, lies below it and would be deleted as well.`);
    await turn.call((ctx) => send(key, ctx));
    await turn.tenant((tx) =>
      tx.run(
        "DELETE FROM argosy.category_listing WHERE organization_id = argosy.tenant() AND connection_id = $1 AND ext_key = $2 AND category_id IS NULL",
        [turn.open.row.id, key],
      ),
    );
  }
  return `The category "${row.title}" was deleted on the channel.`;
}

interface There extends OnChannel {
  readonly parent_is_ours: boolean;
}

function onChannel(tx: Tx, turn: OutboundTurn, category: string): Promise<There[]> {
  return tx.rows<There>(
    `SELECT l.ext_key, l.name, l.parent_key, coalesce(a.category_id IS NOT NULL, false) OR EXISTS (
       SELECT 1 FROM argosy.record_push r WHERE r.organization_id = l.organization_id AND r.connection_id = l.connection_id AND r.kind = 'category' AND l.parent_key = ANY (r.ext_keys)) AS parent_is_ours
     FROM argosy.category_listing l
     LEFT JOIN argosy.category_listing a ON a.organization_id = l.organization_id AND a.connection_id = l.connection_id AND a.ext_key = l.parent_key
     WHERE l.organization_id = argosy.tenant() AND l.connection_id = $1 AND l.category_id = $2 ORDER BY l.ext_key`,
    [turn.open.row.id, category],
  );
}

/** Platforms delete what lies below with it: one that is none of ours is not ours to delete. */
async function belowOf(tx: Tx, turn: OutboundTurn, key: string): Promise<string | null> {
  const row = await tx.maybe<{ name: string }>(
    "SELECT name FROM argosy.category_listing WHERE organization_id = argosy.tenant() AND connection_id = $1 AND parent_key = $2 ORDER BY ext_key LIMIT 1",
    [turn.open.row.id, key],
  );
  return row?.name ?? null;
}

const causeOf = (turn: OutboundTurn, row: PushRow) => `category-failed:${turn.open.row.id}:${row.subject_id}`;

/** With a newer wish the row stays due. A deleted category's is done with. */
async function settle(tx: Tx, turn: OutboundTurn, row: PushRow, told: string | null): Promise<void> {
  const now = turn.now();
  const where = "organization_id = argosy.tenant() AND connection_id = $1 AND kind = 'category' AND subject_id = $2";
  const of = [turn.open.row.id, row.subject_id, row.seq];
  await tx.run(
    `UPDATE argosy.record_push SET attempts = 0, error = NULL, due_at = NULL, state = 'idle' WHERE ${where} AND seq = $3`,
    of,
  );
  await tx.run(
    `DELETE FROM argosy.record_push r WHERE ${where} AND seq = $3 AND NOT EXISTS (
       SELECT 1 FROM argosy.category c WHERE c.organization_id = r.organization_id AND c.id = r.subject_id)`,
    of,
  );
  await resolveAlert(tx, causeOf(turn, row), now, systemActor);
  const base = { connectionId: turn.open.row.id, action: "sync_products" as const, ref: row.title, at: now };
  const entries = told === null ? [] : [{ ...base, status: "success" as const, text: told }];
  await writeJournal(tx, turn.open.row.id, entries, turn.trail.drifts.splice(0), now);
}

async function recordFailure(turn: OutboundTurn, row: PushRow, error: unknown, started: number): Promise<void> {
  const now = turn.now();
  const { attempts, dueAt, state } = await turn.judge(error, row.attempts);
  const { text, kind } = describeError(error);
  await turn.tenant(async (tx) => {
    await tx.run(
      `UPDATE argosy.record_push SET attempts = $3, error = $4, due_at = $5, state = $6
       WHERE organization_id = argosy.tenant() AND connection_id = $1 AND kind = 'category' AND subject_id = $2 AND seq = $7`,
      [turn.open.row.id, row.subject_id, attempts, text, dueAt, state, row.seq],
    );
    const entry = {
      connectionId: turn.open.row.id,
      action: "sync_products" as const,
      status: "failed" as const,
      ref: row.title,
      attempt: Math.max(1, attempts),
      text: `The category "${row.title}" is not there as it is here: ${text}`,
      errorKind: kind.kind,
      details: { exchanges: exchangesOf(turn.trail.calls, started) },
      at: now,
    };
    await writeJournal(tx, turn.open.row.id, [entry], turn.trail.drifts.splice(0), now);
    if (dueAt !== null) return;
    await raiseAlert(tx, {
      kind: "category_failed",
      severity: "warning",
      cause: causeOf(turn, row),
      connectionId: turn.open.row.id,
      subject: { kind: "category", id: row.subject_id },
      title: say("alert.category_failed.title", { store: turn.open.row.name, category: row.title }),
      text,
      now,
    });
  });
}
