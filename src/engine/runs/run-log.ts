/** Writes a run's row in its store's log: what it counted, or why it ended. */
import { type HubText, message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { logSync, type SyncAction } from "../../hub/sync-log/sync-log.ts";
import type { RunKind, RunRow } from "./run.ts";

const ACTIONS: Readonly<Partial<Record<RunKind, SyncAction>>> = {
  initial_sync: "sync_products",
  plan: "sync_products",
  apply: "sync_products",
  sync_products: "sync_products",
  sync_categories: "sync_categories",
  sync_orders: "sync_orders",
  import_orders: "sync_orders",
  sync_inventory: "sync_inventory",
  register_webhooks: "check_webhooks",
  reconcile: "sync_products",
  import_file: "receive_event",
};

/** One that a person cancelled leaves nothing: nobody has to be told. */
export async function logRun(
  tx: Tx,
  run: RunRow,
  how: { readonly state: "done" | "failed" | "cancelled"; readonly text?: HubText; readonly now: Date },
): Promise<void> {
  const action = ACTIONS[run.kind];
  if (run.connection_id === null || action === undefined || (how.state === "cancelled" && how.text === undefined))
    return;
  const { counts } = await tx.one<{ counts: Readonly<Record<string, number>> }>(
    `select coalesce(progress->'counts', '{}') as counts
     from argosy.run
     where organization_id = argosy.tenant() and id = $1`,
    [run.id],
  );
  const counted = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  const end: HubText =
    how.text ?? (counted.length === 0 ? message("log.done") : message("log.doneWith", { counts: counted.join(", ") }));
  await logSync(tx, [
    {
      connectionId: run.connection_id,
      action,
      status: how.state === "failed" ? "failed" : "success",
      text: [message("log.run", { kind: run.kind }), ...textParts(end)],
      details: { run: run.id, counts },
      at: how.now,
    },
  ]);
}
