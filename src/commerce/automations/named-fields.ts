/** Which fields an automation reads or fills in, and which rights they need. */
import { actionOf, isAction } from "./actions.ts";
import type { AutomationAction, AutomationDefinition, Condition } from "./definition.ts";
import { type FieldKey, type FieldRight, fieldOf, isField } from "./fields.ts";
import { placeholdersOf } from "./template.ts";

function comparedIn(condition: Condition): readonly FieldKey[] {
  if ("field" in condition) return [condition.field];
  if ("not" in condition) return comparedIn(condition.not);
  return ("all" in condition ? condition.all : condition.any).flatMap(comparedIn);
}

function filledIn(action: AutomationAction): readonly FieldKey[] {
  if (!isAction(action.do)) return [];
  return Object.entries(actionOf(action.do).parameters).flatMap(([name, { kind }]) => {
    const value = action[name];
    return kind === "template" && typeof value === "string" ? placeholdersOf(value).filter(isField) : [];
  });
}

/** Fields it compares or fills in. */
export const fieldsNamed = ({ when, actions }: Pick<AutomationDefinition, "when" | "actions">): readonly FieldKey[] => [
  ...(when === undefined ? [] : comparedIn(when)),
  ...actions.flatMap(filledIn),
];

/** A price that follows from the cost tells the cost to whoever knows how. */
export const isOfCost = ({ do: key, base }: AutomationAction): boolean =>
  key === "set_channel_price" && base === "cost";

/** Rights that what it reads or fills in needs besides `view`, each once. */
export const rightsNeeded = (automation: AutomationDefinition): readonly FieldRight[] => [
  ...new Set([
    ...fieldsNamed(automation).flatMap((field) => fieldOf(field).needs ?? []),
    ...(automation.actions.some(isOfCost) ? (["view_costs"] as const) : []),
  ]),
];
