/** A register's journal: what it did, each entry sealed with the hash of the one before. */
import { createHash } from "node:crypto";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";

export type JournalKind =
  | "session_opened"
  | "cash_in"
  | "cash_out"
  | "sale"
  | "void"
  | "deposit"
  | "basket_kept"
  | "hand_over"
  | "pickup_payment"
  | "session_closed"
  | "drawer_opened";

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly at: Date;
  readonly data: string;
}

const FIRST = Buffer.alloc(32);

function hashOf(previous: Buffer, { seq, kind, at, data }: Entry): Buffer {
  const text = [seq, kind, at.toISOString(), data].join("\n");
  return createHash("sha256").update(previous).update(text).digest();
}

/** Adds an entry; the register must be locked. Give no personal data: nothing can be taken out again. */
export async function writeJournal(
  tx: Tx,
  entry: { readonly registerId: string; readonly kind: JournalKind; readonly at: Date; readonly data: Json },
): Promise<void> {
  const { registerId, kind, at } = entry;
  const last = await tx.maybe<{ last: string; hash: Buffer }>(
    `select seq::text as last, hash from argosy.pos_journal where organization_id = argosy.tenant() and register_id = $1
     order by seq desc limit 1`,
    [registerId],
  );
  const seq = Number(last?.last ?? 0) + 1;
  const previous = last?.hash ?? FIRST;
  const data = JSON.stringify(entry.data);
  await tx.run(
    `insert into argosy.pos_journal (organization_id, register_id, seq, kind, at, data, previous, hash)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7)`,
    [registerId, seq, kind, at, data, previous, hashOf(previous, { seq, kind, at, data })],
  );
}

export interface JournalCheck {
  readonly entries: number;
  /** The first entry that is not as it was written; null: all are. */
  readonly brokenAt: number | null;
}

const PIECE = 1_000;

/** Whether all entries of a register are as they were written, and none is missing between them. */
export async function verifyJournal(tx: Tx, registerId: string): Promise<JournalCheck> {
  let previous: Buffer = FIRST;
  let entries = 0;
  for (;;) {
    const rows = await tx.rows<Entry & { previous: Buffer; hash: Buffer; seqText: string }>(
      `select seq::text as "seqText", kind, at, data, previous, hash from argosy.pos_journal
       where organization_id = argosy.tenant() and register_id = $1 and seq > $2 order by seq limit ${PIECE}`,
      [registerId, entries],
    );
    for (const row of rows) {
      const seq = Number(row.seqText);
      const isWhole =
        seq === entries + 1 && row.previous.equals(previous) && row.hash.equals(hashOf(previous, { ...row, seq }));
      if (!isWhole) return { entries, brokenAt: entries + 1 };
      previous = row.hash;
      entries = seq;
    }
    if (rows.length < PIECE) return { entries, brokenAt: null };
  }
}
