import type { AutomationAction, AutomationDefinition, Condition } from "../../commerce/automations/definition.ts";
import type { TriggerKey } from "../../commerce/automations/triggers.ts";
import type { Tx } from "../../db/database.ts";
import type { ParkedItem } from "../parked/kinds.ts";
import { createAutomations, definitionOf } from "./store.ts";
import { EVENTS_AT_ONCE, workEvents } from "./work.ts";

const ana = { kind: "user", id: "u1", name: "ana@example.test" } as const;

export const ruleOf = (
  trigger: TriggerKey,
  actions: readonly AutomationAction[],
  more: Partial<AutomationDefinition> & { readonly when?: Condition } = {},
): AutomationDefinition => definitionOf({ name: actions.map((each) => each.do).join(" "), trigger, actions, ...more });

/** Switched on, in this order; answers their ids. */
export async function switchedOn(tx: Tx, definitions: readonly AutomationDefinition[], now: Date): Promise<string[]> {
  await tx.run("delete from argosy.automation where organization_id = argosy.tenant()");
  return (await createAutomations(tx, { definitions, isOn: true, by: ana, now })).map(({ id }) => id);
}

/** Asks about everything that waits, in as many transactions as it takes. */
export async function workAll(run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, now: Date): Promise<void> {
  const taken: ParkedItem[] = [];
  while (await run((tx) => workEvents(tx, now, { size: EVENTS_AT_ONCE, taken })));
}
