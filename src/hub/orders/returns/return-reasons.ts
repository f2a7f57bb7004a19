import type { ReturnReason } from "../../../commerce/return-goods.ts";
import type { Tx } from "../../../db/database.ts";
import { jsonRows } from "../../json-column.ts";

export interface ExplainedLine {
  /** The return's line, by its id. */
  readonly lineId: string;
  readonly reasonCode?: ReturnReason | null | undefined;
  readonly reasonNote?: string | undefined;
}

/** Writes why lines of a return come back; what is absent stays. Answers how many lines the return has of them. */
export function explainLines(tx: Tx, returnId: string, lines: readonly ExplainedLine[]): Promise<number> {
  const explained = lines.flatMap(({ lineId, reasonCode, reasonNote }) =>
    reasonCode === undefined && reasonNote === undefined
      ? []
      : [{ id: lineId, tells: reasonCode !== undefined, code: reasonCode ?? null, note: reasonNote ?? null }],
  );
  // Of a line named twice the last word counts.
  const rows = [...new Map(explained.map((row) => [row.id, row])).values()];
  if (rows.length === 0) return Promise.resolve(0);
  return tx.run(
    `update order_return_line l
     set reason_code = case when n.tells then n.code else l.reason_code end,
       reason_note = coalesce(n.note, l.reason_note)
     from json_to_recordset($2) as n(id uuid, tells boolean, code text, note text)
     where l.organization_id = argosy.tenant() and l.return_id = $1 and l.id = n.id`,
    [returnId, jsonRows(rows)],
  );
}
