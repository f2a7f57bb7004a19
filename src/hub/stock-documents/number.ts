import type { Tx } from "../../db/database.ts";

const PREFIX = {
  purchase_invoice: "PI",
  sales_invoice: "SI",
  adjustment: "ADJ",
  count: "SC",
  purchase_order: "PO",
  pick_batch: "B",
} as const;

/** The next number of an organization's own row of papers of this kind: PI-1, PI-2... A removed draft leaves a gap. */
export async function nextDocumentNumber(tx: Tx, kind: keyof typeof PREFIX): Promise<string> {
  const { last } = await tx.one<{ last: bigint }>(
    `insert into stock_counter as c (organization_id, kind, last) values (argosy.tenant(), $1, 1)
     on conflict (organization_id, kind) do update set last = c.last + 1 returning last`,
    [kind],
  );
  return `${PREFIX[kind]}-${last}`;
}
