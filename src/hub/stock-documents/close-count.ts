import { actorText, type By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { announce } from "../events.ts";
import { markCounted } from "../inventory/counted.ts";
import { levelKey, lockLevels, postMovements } from "../inventory/ledger.ts";
import { jsonRows } from "../json-column.ts";
import { type CountedLot, postCountedLots } from "../lots/stock-of-lots.ts";
import { requireSameDays } from "./counted-lots.ts";
import { type LockedCount, lockCount, requireOpen } from "./counts.ts";

// Orders wait for the levels of one step only, however long the list is.
const STEP = 1_000;

interface Counted {
  readonly variantId: string;
  readonly difference: number;
  readonly lots: readonly CountedLot[] | null;
  readonly at: Date;
}

/**
 * Posts differences of a count as movements: what was found more or less than was on hand when it was counted, so that
 * what was sold since stays sold. One step of a thousand lines; call it in transactions of its own until it answers
 * "closed". Lines nobody counted stay as they are. Throws HubError STOCK_COUNT_NOT_FOUND, STOCK_COUNT_NOT_OPEN, and LOT_EXPIRY where a lot expires on another day by now.
 */
export async function closeCountStep(tx: Tx, input: By & { readonly id: string }): Promise<"more" | "closed"> {
  const count = await lockCount(tx, input.id, "update");
  if (count.state === "closed") return "closed";
  if (count.state !== "closing") {
    requireOpen(count);
    await requireSameDays(tx, input.id);
  }
  const lines = await tx.rows<Counted>(
    `select variant_id as "variantId", counted - expected as difference, lots, counted_at as at
     from stock_count_line
     where organization_id = argosy.tenant() and count_id = $1 and counted is not null and posted is null
     order by variant_id limit ${STEP}`,
    [input.id],
  );
  await postDifferences(tx, count, { ...input, lines });
  for (const { variantId, lots } of lines)
    if (lots) await postCountedLots(tx, { ...count, variantId, found: lots, now: input.now });
  const isDone = lines.length < STEP;
  await tx.run(
    `update stock_count set state = $2, finished_at = $3, finished_by = $4
     where organization_id = argosy.tenant() and id = $1`,
    isDone ? [input.id, "closed", input.now, actorText(input.actor)] : [input.id, "closing", null, null],
  );
  await announce(tx, "stock_count.updated", { id: input.id });
  return isDone ? "closed" : "more";
}

async function postDifferences(
  tx: Tx,
  { id, number, locationId }: LockedCount,
  { lines, actor, now }: By & { readonly lines: readonly Counted[] },
): Promise<void> {
  const at = ({ variantId }: Counted) => ({ variantId, locationId });
  const locked = await lockLevels(tx, lines.map(at), now);
  const bundles = await bundlesAmong(tx, lines);
  const onHand = new Map(locked.map((level) => [levelKey(level), level.onHand]));
  const posted = lines.map((line) => {
    // What was found missing may have been written off otherwise since: nothing lies there less than none.
    const most = Math.max(0, onHand.get(levelKey(at(line))) ?? 0);
    return { ...line, delta: bundles.has(line.variantId) ? 0 : Math.max(line.difference, -most) };
  });
  await postMovements(tx, {
    movements: posted.flatMap((line) =>
      line.delta === 0
        ? []
        : [
            {
              ...at(line),
              causeKind: "count",
              causeRef: id,
              onHandDelta: line.delta,
              reservedDelta: 0,
              reference: number,
            },
          ],
    ),
    actor,
    now,
    locked,
  });
  await tx.run(
    `update stock_count_line l set posted = r.d from json_to_recordset($2) as r(v uuid, d int)
     where l.organization_id = argosy.tenant() and l.count_id = $1 and l.variant_id = r.v`,
    [id, jsonRows(posted.map((line) => ({ v: line.variantId, d: line.delta })))],
  );
  await markCounted(
    tx,
    posted.map((line) => ({ ...at(line), at: line.at })),
  );
}

/** What was made a bundle since it was counted: its stock follows from its components. */
async function bundlesAmong(tx: Tx, lines: readonly Counted[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ id: string }>(
    `select distinct bundle_variant_id as id
     from bundle_item
     where organization_id = argosy.tenant() and bundle_variant_id = any($1)`,
    [lines.map(({ variantId }) => variantId)],
  );
  return new Set(rows.map(({ id }) => id));
}
