import type { SuppliedBackorder } from "../../commerce/backorders.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts } from "../alerts/alerts.ts";

/** Named in the alert; the list of orders has all of them. */
const NAMED = 20;

interface Moved {
  readonly id: string;
  readonly number: string;
  readonly before: SuppliedBackorder | null;
}

interface Purchase {
  readonly id: string;
  readonly number: string;
  readonly day: string | null;
}

/** One alert for each day a purchase order is moved to, with the orders that had another day by it. */
export async function alertMovedPurchases(
  tx: Tx,
  {
    orders,
    after,
    now,
  }: { readonly orders: readonly Moved[]; readonly after: ReadonlyMap<string, SuppliedBackorder>; readonly now: Date },
): Promise<void> {
  const waiting = orders.filter(({ id, before }) => {
    const next = after.get(id);
    const isLater = before?.state === "expected" && (next?.expectedOn ?? "9999") > before.expectedOn;
    // Brought by another one, its own was not moved.
    return (
      isLater && (next === undefined || (next.purchaseOrderId ?? before.purchaseOrderId) === before.purchaseOrderId)
    );
  });
  const byPurchase = Map.groupBy(waiting, ({ before }) => before?.purchaseOrderId ?? "");
  byPurchase.delete("");
  if (byPurchase.size === 0) return;
  const purchases = await tx.rows<Purchase>(
    `select id, number, expected_on::text as day from argosy.purchase_order
     where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id`,
    [[...byPurchase.keys()]],
  );
  await raiseAlerts(
    tx,
    purchases.map(({ id, number, day }) => {
      const moved = byPurchase.get(id) ?? [];
      const numbers = moved.slice(0, NAMED).map((order) => order.number);
      return {
        ...({ kind: "purchase_moved", severity: "warning" } as const),
        ...{ cause: `purchase-moved:${id}:${day ?? "none"}`, subject: { kind: "purchase_order", id }, now },
        title: message("alert.purchase_moved.title", { number, count: moved.length }),
        text: message(moved.length > NAMED ? "alert.purchase_moved.first" : "alert.purchase_moved.text", {
          numbers: numbers.join(", "),
        }),
      };
    }),
  );
}
