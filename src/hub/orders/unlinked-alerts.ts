import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/alerts.ts";

export interface UnlinkedOrder {
  readonly orderId: string;
  readonly number: string;
  /** Of the items that stand for nothing of ours. */
  readonly names: string;
}

const cause = (connectionId: string) => `lines_unlinked:${connectionId}`;

/** One open alert a store whose open orders hold items that reserve nothing; its count is that of such orders. */
export async function raiseUnlinkedAlert(
  tx: Tx,
  store: { readonly id: string; readonly name: string },
  { orders, now }: { readonly orders: readonly UnlinkedOrder[]; readonly now: Date },
): Promise<void> {
  const last = orders.at(-1);
  if (!last) return;
  await raiseAlerts(tx, [
    {
      kind: "lines_unlinked",
      severity: "warning",
      cause: cause(store.id),
      connectionId: store.id,
      title: message("alert.lines_unlinked.title", { store: store.name }),
      text: message("alert.lines_unlinked.text", { order: last.number, names: last.names }),
      action: { kind: "link_lines" },
      now,
    },
  ]);
}

/** Closes the alerts of those of these stores that have no such open order any more. */
export async function resolveUnlinkedAlerts(tx: Tx, connectionIds: readonly (string | null)[], by: By): Promise<void> {
  const stores = [...new Set(connectionIds.flatMap((id) => id ?? []))];
  if (stores.length === 0) return;
  const closable = await tx.rows<{ id: string }>(
    `select c.id from unnest($1::uuid[]) as c(id)
     where exists (select from argosy.alert a
       where a.organization_id = argosy.tenant() and a.cause = 'lines_unlinked:' || c.id
         and a.state <> 'resolved')
       and not exists (select from argosy.sales_order o
         where o.organization_id = argosy.tenant() and o.connection_id = c.id
         and o.has_unmapped and not o.is_history and o.status not in ('cancelled', 'completed'))`,
    [stores],
  );
  await resolveAlerts(
    tx,
    closable.map(({ id }) => cause(id)),
    by.now,
    by.actor,
  );
}
