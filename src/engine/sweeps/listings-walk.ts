/** Walks a store's listings in chunks, by id from where the sweep stands. */
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { notePage } from "./schedule.ts";
import type { SweepSession } from "./sweep-session.ts";

const CHUNK = 250;
const CHUNKS_A_TURN = 8;
const FIRST = "00000000-0000-0000-0000-000000000000";
const AT_THE_END = { finished: true, unread: 0, cursor: null } as const;

export interface ListingsWalk {
  readonly sweep: string;
  /** When the run began. */
  readonly startedAt: Date;
  readonly cursor: string | null;
  /** SQL: which listings it is about. */
  readonly where: string;
}

export interface ListingsWalked {
  readonly finished: boolean;
  readonly unread: 0;
  /** Null: the next run begins with the first. */
  readonly cursor?: null;
}

/** What was seen of a chunk; `save` runs in the transaction that stores the sweep's cursor. */
export interface Seen {
  readonly taken: number;
  save(tx: Tx): Promise<void>;
}

/** One turn of it: `read` queries the platform for each chunk. */
export async function walkListings(
  session: SweepSession,
  { sweep, startedAt, cursor, where }: ListingsWalk,
  read: (listings: readonly { readonly key: string; readonly ext: Json }[]) => Promise<Seen>,
): Promise<ListingsWalked> {
  const { deps, lane, open } = session;
  let after = cursor ?? FIRST;
  for (let chunk = 0; chunk < CHUNKS_A_TURN; chunk += 1) {
    const listings = await deps.db.tenant(lane.organization, (tx) =>
      tx.rows<{ id: string; key: string; ext: Json }>(
        `select id, ext_key as key, ext from argosy.listing
         where organization_id = argosy.tenant() and connection_id = $1 and id > $2 and ${where} order by id limit $3`,
        [open.row.id, after, CHUNK],
      ),
    );
    const last = listings.at(-1);
    if (!last) return AT_THE_END;
    const seen = await read(listings.map(({ key, ext }) => ({ key, ext })));
    await deps.db.tenant(lane.organization, async (tx) => {
      await seen.save(tx);
      await notePage(tx, open.row.id, { sweep, startedAt, taken: seen.taken, cursor: last.id });
    });
    if (listings.length < CHUNK) return AT_THE_END;
    if (session.isOver()) break;
    after = last.id;
  }
  return { finished: false, unread: 0 };
}
