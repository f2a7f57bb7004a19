/** Changes many rows a piece at a time, by key: while one long transaction holds them, every sale of one of them waits. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";

/** Rows of one transaction. */
const PIECE = 500;

const ID = { id: "uuid" } as const;
/** By what rows are told apart, beside their organization. */
const KEYS = {
  listing_stock: { listing_id: "uuid", location: "text" },
  listing_price: { listing_id: "uuid", site: "text" },
  product_listing: ID,
  record_push: { connection_id: "uuid", kind: "text", subject_id: "uuid" },
  command: ID,
  shipment: ID,
  remote_operation: ID,
  inbox_event: ID,
  sync_cursor: { connection_id: "uuid", sweep: "text" },
} as const;
/** Before all keys. */
const FIRST = { uuid: "00000000-0000-0000-0000-000000000000", text: "" } as const;

export type KeyedTable = keyof typeof KEYS;

export interface Change {
  /** SQL: which rows; `$1` and further are `given`. What is changed does not meet it any more. */
  readonly where: string;
  /** SQL: what becomes of them. */
  readonly set: string;
  readonly given: readonly unknown[];
}

export interface Changed {
  readonly count: number;
  /** Whose rows they are. */
  readonly connections: readonly string[];
}

/** Changes all such rows in the order of their keys, each piece in a transaction; a stop in between leaves the rest as it was. */
export async function changeInPieces(
  db: Pick<Database, "tenant">,
  organization: OrganizationId,
  table: KeyedTable,
  change: Change,
): Promise<Changed> {
  const connections = new Set<string>();
  let count = 0;
  let after: readonly string[] | null = Object.values(KEYS[table]).map((type) => FIRST[type]);
  while (after) {
    const from: readonly string[] = after;
    const piece = await db.tenant(organization, (tx) => changePiece(tx, table, change, from));
    for (const connection of piece.connections) connections.add(connection);
    count += piece.count;
    after = piece.count < PIECE ? null : piece.last;
  }
  return { count, connections: [...connections] };
}

interface Piece extends Changed {
  readonly last: readonly string[] | null;
}

function changePiece(tx: Tx, table: KeyedTable, change: Change, after: readonly string[]): Promise<Piece> {
  const { where, set, given } = change;
  const columns = Object.keys(KEYS[table]);
  const key = columns.join(", ");
  const isSame = columns.map((column) => `t.${column} = k.${column}`).join(" and ");
  const from = Object.values(KEYS[table]).map((type, n) => `($${given.length + 1}::text[])[${n + 1}]::${type}`);
  return tx.one<Piece>(
    `with piece as materialized (
       select ${key}
       from argosy.${table}
       where organization_id = argosy.tenant() and ${where} and (${key}) > (${from.join(", ")})
       order by ${key}
       limit ${PIECE}
       for no key update
     ), changed as (
       update argosy.${table} t
       set ${set}
       from piece k
       where t.organization_id = argosy.tenant() and ${isSame}
       returning t.connection_id
     )
     select (select count(*)::int from piece) as count,
       (select coalesce(array_agg(distinct connection_id), '{}') from changed) as connections,
       (select array[${columns.map((column) => `${column}::text`).join(", ")}]
        from piece
        order by ${columns.map((column) => `${column} desc`).join(", ")}
        limit 1) as last`,
    [...given, after],
  );
}
