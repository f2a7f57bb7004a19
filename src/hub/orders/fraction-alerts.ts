import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";
import type { ApplyInput } from "./input.ts";
import type { StoredLine } from "./lines.ts";

/** Items that are sold in fractions for the first time: whole units are counted here, and somebody should know. */
export async function raiseFractionAlerts(
  tx: Tx,
  { connection, history, now }: Pick<ApplyInput, "connection" | "history" | "now">,
  lines: readonly StoredLine[],
): Promise<void> {
  const sold = history ? [] : lines.filter((line) => line.exactQuantity !== null && line.listingId !== null);
  if (sold.length === 0) return;
  const first = await tx.rows<{ id: string }>(
    `select id from unnest($1::uuid[]) as w(id)
     where not exists (select from argosy.order_line l
       where l.organization_id = argosy.tenant() and l.listing_id = w.id and l.exact_quantity is not null
         and l.id <> all($2::uuid[]))`,
    [[...new Set(sold.map((line) => line.listingId))], sold.map((line) => line.id)],
  );
  const isFirst = new Set(first.map(({ id }) => id));
  await raiseAlerts(
    tx,
    sold.flatMap(({ listingId, variantId, sku, title, orderedQuantity, exactQuantity }) => {
      if (listingId === null || !isFirst.has(listingId)) return [];
      const params = { name: sku ?? title, quantity: exactQuantity ?? "", units: orderedQuantity };
      return [
        {
          kind: "sold_in_fractions" as const,
          severity: "warning" as const,
          cause: `sold_in_fractions:${listingId}`,
          connectionId: connection.id,
          subject: { kind: "listing", id: listingId },
          title: message("alert.sold_in_fractions.title", { store: connection.name, name: params.name }),
          text: message("alert.sold_in_fractions.text", params),
          ...(variantId !== null && { action: { kind: "open_variant", variantId } }),
          now,
        },
      ];
    }),
  );
}
