/** All actions of one automation for some events: all of them, or none. */
import { isAction } from "../../commerce/automations/actions.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { errorCode } from "../../db/start-error.ts";
import { HubError } from "../errors.ts";
import type { Done, Platforms, Target } from "./acting.ts";
import { act, isStoredOnly } from "./acts.ts";
import { type LaterChange, writeLater } from "./later.ts";
import { noOutputs, type Outputs } from "./outputs.ts";
import type { Automation } from "./store.ts";

export interface Performed {
  readonly actsOf: (target: Target) => Json[];
  readonly outputs: Outputs;
}

interface Performing {
  readonly automation: Automation;
  readonly targets: readonly Target[];
  readonly platforms: Platforms;
  /** What earlier automations left to be written. */
  readonly later: LaterChange[];
  readonly now: Date;
}

/** What fails leaves nothing behind. Where nothing is written at once, nothing can fail. */
export async function performAll(tx: Tx, performing: Performing): Promise<Performed | { readonly error: HubText }> {
  const { automation, targets, later, now } = performing;
  if (targets.length === 0) return { actsOf: () => [], outputs: noOutputs() };
  if (automation.actions.every((action) => isStoredOnly(action, targets))) return perform(tx, performing);
  // Before the savepoint: it is not this automation's to lose.
  await writeLater(tx, later, now);
  await tx.run("savepoint automation");
  try {
    const performed = await perform(tx, { ...performing, later: [] });
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

async function perform(tx: Tx, { automation, targets, ...given }: Performing): Promise<Performed> {
  const outputs = noOutputs();
  const each: ((target: Target) => Done)[] = [];
  const isAllKept = automation.actions.every((action) => isStoredOnly(action, targets));
  for (const [nth, action] of automation.actions.entries()) {
    if (!isAction(action.do)) throw new Error(`There is no action ${action.do}.`);
    // Others look at the orders as they are.
    if (!isStoredOnly(action, targets)) await writeLater(tx, given.later, given.now);
    const doneOf = await act(tx, action.do, targets, { automation, action, nth, outputs, ...given });
    each.push((target) => ({ do: action.do, ...doneOf(target) }));
  }
  if (!isAllKept) await writeLater(tx, given.later, given.now);
  return { outputs, actsOf: (target) => each.map((doneOf) => doneOf(target)) };
}
