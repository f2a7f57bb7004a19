/** What automations would do, without doing it. */
import type { AutomationAction, AutomationDefinition, Facts } from "../../commerce/automations/definition.ts";
import { type Evaluation, evaluate } from "../../commerce/automations/evaluate.ts";
import { type TriggerKey, triggerOf } from "../../commerce/automations/triggers.ts";
import type { Tx } from "../../db/database.ts";
import { filledAction } from "./acts.ts";
import { factsOf } from "./facts.ts";
import { factsAfter } from "./facts-after.ts";
import type { Happening } from "./happening.ts";
import { listAutomations } from "./store.ts";

export const DRY_RUN_ORDERS = 500;

export interface DryRunMatch {
  /** Which of the automations given. */
  readonly index: number;
  readonly name: string;
  readonly trigger: TriggerKey;
  readonly looked: Evaluation["looked"];
  /** With their texts filled. */
  readonly actions: readonly AutomationAction[];
}

export interface DryRunRow {
  readonly orderId: string;
  readonly number: string;
  readonly placedAt: Date;
  readonly matches: readonly DryRunMatch[];
}

export interface AutomationDryRun {
  /** Orders looked at. */
  readonly orders: number;
  /** Of those, orders an automation would act on. */
  readonly matched: number;
  /** How often each automation given would act. */
  readonly counts: readonly number[];
  readonly rows: readonly DryRunRow[];
}

interface LastOrder {
  readonly id: string;
  readonly number: string;
  readonly placedAt: Date;
}

/**
 * Asks automations, saved or not, about the newest orders as they are now, as if the trigger of each happened. What is
 * known of a shipment, return or refund alone is not known here.
 */
export async function dryRunAutomations(
  tx: Tx,
  {
    definitions,
    orders,
    now,
  }: { readonly definitions: readonly AutomationDefinition[]; readonly orders: number; readonly now: Date },
): Promise<AutomationDryRun> {
  const last = await tx.rows<LastOrder>(
    `select id, number, placed_at as "placedAt"
     from argosy.sales_order
     where organization_id = argosy.tenant()
     order by placed_at desc, id desc
     limit $1`,
    [Math.min(orders, DRY_RUN_ORDERS)],
  );
  const facts = await factsOf(tx, last.map(happeningOf));
  const counts = definitions.map(() => 0);
  const rows = last.map((order): DryRunRow => {
    const matches = matchesOf(definitions, { facts: facts.get(order.id) ?? {}, event: happeningOf(order), now });
    for (const { index } of matches) counts[index] = (counts[index] ?? 0) + 1;
    return { orderId: order.id, number: order.number, placedAt: order.placedAt, matches };
  });
  return { orders: last.length, matched: rows.filter(({ matches }) => matches.length > 0).length, counts, rows };
}

const happeningOf = ({ id, placedAt }: LastOrder): Happening => ({
  id,
  trigger: "order.received",
  subjectId: id,
  detail: null,
  happenedAt: placedAt,
});

function matchesOf(
  definitions: readonly AutomationDefinition[],
  asked: { readonly facts: Facts; readonly event: Happening; readonly now: Date },
): DryRunMatch[] {
  const matches: DryRunMatch[] = [];
  // Each trigger is an event of its own: what one of it changes, and where one of it ends the list, the others are not told.
  const facts = new Map<TriggerKey, Facts>();
  const ended = new Set<TriggerKey>();
  for (const [index, definition] of definitions.entries()) {
    const { trigger, name, actions, stopHere } = definition;
    if (triggerOf(trigger).subject !== "order" || ended.has(trigger)) continue;
    const known = facts.get(trigger) ?? asked.facts;
    const { matches: isMatch, looked } = evaluate(definition, known, asked.now);
    if (!isMatch) continue;
    matches.push({ index, name, trigger, looked, actions: actions.map((action) => filledAction(action, known)) });
    facts.set(trigger, factsAfter(known, actions, asked.event));
    if (stopHere) ended.add(trigger);
  }
  return matches;
}

export interface AskedNow {
  readonly automationId: string;
  readonly name: string;
  readonly trigger: TriggerKey;
  readonly verdict: Evaluation["verdict"];
  readonly looked: Evaluation["looked"];
}

/** What each automation that is on would find of an order as it is now. */
export async function askedNow(tx: Tx, orderId: string, now: Date): Promise<AskedNow[]> {
  const event = happeningOf({ id: orderId, number: "", placedAt: now });
  const facts = (await factsOf(tx, [event])).get(orderId) ?? {};
  const automations = await listAutomations(tx);
  return automations
    .filter(({ isOn, trigger }) => isOn && triggerOf(trigger).subject === "order")
    .map((automation) => {
      const { verdict, looked } = evaluate(automation, facts, now);
      return { automationId: automation.id, name: automation.name, trigger: automation.trigger, verdict, looked };
    });
}
