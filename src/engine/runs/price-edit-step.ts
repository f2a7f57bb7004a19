/** Applies or undoes an edit of many prices; a page and the place after it are saved together. */
import { actorOf } from "../../commerce/actor.ts";
import {
  applyPriceEditPage,
  endPriceEdit,
  getPriceEdit,
  lockWaitingPriceEdit,
  type PriceEdit,
  undoPriceEditPage,
} from "../../hub/catalog/index.ts";
import { HubError } from "../../hub/errors.ts";
import { checkpoint, type Step } from "./checkpoint.ts";
import type { RunDeps } from "./run.ts";

const DONE = "done";

export async function priceEditStep(deps: RunDeps, step: Step): Promise<void> {
  const { priceEditId } = step.run.options;
  if (typeof priceEditId !== "string")
    throw new HubError("PRICE_EDIT_NOT_FOUND", "not_found", "This run needs a price edit: start it at /price-edits.");
  const edit = await deps.db.tenant(step.organization, (tx) => getPriceEdit(tx, priceEditId));
  if (step.cursor === DONE || (edit.undoneAt === null && (edit.appliedAt !== null || edit.state === "cancelled")))
    return;
  await (edit.undoneAt === null ? apply(deps, step, edit) : undo(deps, step, edit));
}

async function apply(deps: RunDeps, step: Step, edit: PriceEdit): Promise<void> {
  let cursor = typeof step.cursor === "string" ? step.cursor : undefined;
  for (let isOver = false; !isOver; ) {
    const { nextCursor } = await deps.db.tenant(step.organization, async (tx) => {
      const now = new Date(deps.clock.now());
      // Cancelled meanwhile, before anything was changed.
      if (!(await lockWaitingPriceEdit(tx, edit.id))) {
        await checkpoint(tx, step, DONE, {});
        return { nextCursor: null };
      }
      const page = await applyPriceEditPage(tx, { id: edit.id, edit, cursor, now });
      const refused = page.items.length - page.changed.length;
      await checkpoint(tx, step, page.nextCursor ?? DONE, {
        prices: page.variants,
        changed: page.changed.length,
        failed: refused,
      });
      if (page.nextCursor === null)
        await endPriceEdit(tx, { id: edit.id, to: "applied", actor: actorOf(step.run.requested_by), now });
      return page;
    });
    deps.onApplied(step.organization);
    cursor = nextCursor ?? undefined;
    isOver = nextCursor === null;
  }
}

async function undo(deps: RunDeps, step: Step, { id, field }: PriceEdit): Promise<void> {
  for (let isOver = false; !isOver; ) {
    isOver = await deps.db.tenant(step.organization, async (tx) => {
      const now = new Date(deps.clock.now());
      const { restored, changedSince } = await undoPriceEditPage(tx, { id, field, now });
      const isLast = restored + changedSince === 0;
      await checkpoint(tx, step, isLast ? DONE : null, { restored, changedSince });
      if (isLast) await endPriceEdit(tx, { id, to: "undone", actor: actorOf(step.run.requested_by), now });
      return isLast;
    });
    deps.onApplied(step.organization);
  }
}
