import type { Version } from "../../commerce/version.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { headerFromJson, type OrderHeader, type StoredHeader } from "./facts.ts";
import type { StoredPart } from "./input.ts";

export interface StoredOrder {
  readonly id: string;
  readonly orderKey: string;
  readonly number: string;
  readonly isShort: boolean;
  readonly unmapped: number;
  /** Its personal data was erased and must not come back. */
  readonly isErased: boolean;
  /** By part key. */
  readonly parts: ReadonlyMap<string, StoredPart & { readonly header: OrderHeader | null }>;
}

interface Row {
  id: string;
  orderKey: string;
  number: string;
  isShort: boolean;
  unmapped: number;
  isErased: boolean;
  partKey: string | null;
  versionKind: Version["kind"];
  versionValue: string;
  hash: Buffer;
  facts: StoredHeader | null;
  commandedAt: Date | null;
}

// The number of keys is hidden from the planner, which else makes a plan for these very keys each time.
const STORED_ORDERS = `
  select o.id, o.ext_key as "orderKey", o.number, o.is_short as "isShort", o.contact ? 'erased' as "isErased",
    case when o.has_unmapped then (select count(*)::int from order_line l
      where l.organization_id = argosy.tenant() and l.order_id = o.id and l.variant_id is null
        and l.fulfilled_by <> 'nobody') else 0 end as unmapped,
    ${columns("p", "partKey versionKind versionValue hash facts")},
    o.commanded_at as "commandedAt"
  from unnest((select $2::text[])) as w(key)
  join sales_order o on o.organization_id = argosy.tenant() and o.connection_id = $1 and o.ext_key = w.key
  left join order_part p on p.organization_id = argosy.tenant() and p.order_id = o.id`;

/** The stored orders of a store with these keys, by key. */
export async function loadStoredOrders(
  tx: Tx,
  connectionId: string,
  orderKeys: readonly string[],
): Promise<Map<string, StoredOrder>> {
  const rows = await tx.rows<Row>(STORED_ORDERS, [connectionId, orderKeys]);
  const byKey = Map.groupBy(rows, (row) => row.orderKey);
  const stored = new Map<string, StoredOrder>();
  for (const [orderKey, [first, ...rest]] of byKey) {
    if (!first) continue;
    const parts = [first, ...rest].flatMap((row) => (row.partKey === null ? [] : [storedPart(row, row.partKey)]));
    const { id, number, isShort, unmapped, isErased } = first;
    stored.set(orderKey, {
      id,
      orderKey,
      number,
      isShort,
      unmapped,
      isErased,
      parts: new Map(parts.map((part) => [part.partKey, part])),
    });
  }
  return stored;
}

function storedPart(row: Row, partKey: string): StoredPart & { header: OrderHeader | null } {
  const version: Version = { kind: row.versionKind, value: BigInt(row.versionValue) };
  return {
    partKey,
    version,
    hash: row.hash,
    commandedAt: row.commandedAt,
    header: row.facts && headerFromJson(row.facts),
  };
}
