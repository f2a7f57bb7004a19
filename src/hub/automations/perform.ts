/** All actions of one automation for some events: all of them, or none. */
import { isAction } from "../../commerce/automations/actions.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { errorCode } from "../../db/start-error.ts";
import { HubError } from "../errors.ts";
import type { PolicyOf } from "../merging/candidates.ts";
import type { Done, Target } from "./acting.ts";
import { act } from "./acts.ts";
import { noOutputs, type Outputs } from "./outputs.ts";
import type { Automation } from "./store.ts";

export interface Performed {
  readonly actsOf: (target: Target) => Json[];
  readonly outputs: Outputs;
}

interface Performing {
  readonly automation: Automation;
  readonly targets: readonly Target[];
  readonly mergePolicy: PolicyOf;
  readonly now: Date;
}

/** In a savepoint: what fails leaves nothing behind. */
export async function performAll(tx: Tx, performing: Performing): Promise<Performed | { readonly error: HubText }> {
  if (performing.targets.length === 0) return { actsOf: () => [], outputs: noOutputs() };
  await tx.run("savepoint automation");
  try {
    const performed = await perform(tx, performing);
    await tx.run("release savepoint automation");
    return performed;
  } catch (error) {
    await tx.run("rollback to savepoint automation");
    // A deadlock or serialization failure is the database's: the whole transaction repeats.
    if (["40P01", "40001"].includes(errorCode(error) ?? "")) throw error;
    if (error instanceof HubError) return { error: error.userMessage };
    return {
      error: message("automation.failed", { reason: (error instanceof Error ? error.message : "").slice(0, 300) }),
    };
  }
}

async function perform(tx: Tx, { automation, targets, mergePolicy, now }: Performing): Promise<Performed> {
  const outputs = noOutputs();
  const each: ((target: Target) => Done)[] = [];
  for (const [nth, action] of automation.actions.entries()) {
    if (!isAction(action.do)) throw new Error(`There is no action ${action.do}.`);
    const doneOf = await act(tx, action.do, targets, { automation, action, nth, outputs, mergePolicy, now });
    each.push((target) => ({ do: action.do, ...doneOf(target) }));
  }
  return { outputs, actsOf: (target) => each.map((doneOf) => doneOf(target)) };
}
