/** An automation while it is edited: groups with a mode, rows with keys, values that may still be missing. */
import { ACTION_KEYS, type ActionKey, actionOf, isAction } from "../../../src/commerce/automations/actions.ts";
import {
  type AutomationDefinition,
  type AutomationLimits,
  type Comparison,
  type Condition,
  DEFAULT_LIMITS,
  type ParameterValue,
} from "../../../src/commerce/automations/definition.ts";
import { type Field, type FieldKey, fieldOf } from "../../../src/commerce/automations/fields.ts";
import { OPERATORS, type Operator, valueKindOf } from "../../../src/commerce/automations/operators.ts";
import { type TriggerKey, triggerOf } from "../../../src/commerce/automations/triggers.ts";

export const MODES = ["all", "any", "none", "not_all"] as const;
export type Mode = (typeof MODES)[number];

export interface ComparisonDraft extends Comparison {
  readonly key: string;
}

export interface GroupDraft {
  readonly key: string;
  readonly mode: Mode;
  readonly items: readonly NodeDraft[];
}

export type NodeDraft = ComparisonDraft | GroupDraft;

export interface ActionDraft {
  readonly key: string;
  readonly do: ActionKey;
  readonly parameters: Readonly<Record<string, ParameterValue | undefined>>;
}

export interface RuleDraft {
  readonly name: string;
  readonly trigger: TriggerKey;
  /** Of a time of day. */
  readonly at?: string | undefined;
  /** Null: all. */
  readonly channels: readonly string[] | null;
  /** Without items: always. */
  readonly when: GroupDraft;
  readonly actions: readonly ActionDraft[];
  readonly stopHere: boolean;
  readonly limits: AutomationLimits;
}

let keys = 0;
const newKey = (): string => {
  keys += 1;
  return `${keys}`;
};

export const isGroup = (node: NodeDraft): node is GroupDraft => "items" in node;

const rootOf = (items: readonly NodeDraft[]): GroupDraft => ({ key: newKey(), mode: "all", items });

const isFor = (key: ActionKey, trigger: TriggerKey): boolean =>
  actionOf(key).subjects.includes(triggerOf(trigger).subject);

export const newRule = (trigger: TriggerKey = "order.received"): RuleDraft => ({
  name: "",
  trigger,
  channels: null,
  when: rootOf([]),
  actions: [newAction(ACTION_KEYS.find((key) => isFor(key, trigger)) ?? "add_tags")],
  stopHere: false,
  limits: DEFAULT_LIMITS,
});

/** Where a time of day begins. */
const FIRST_TIME = "09:00";

/** Actions of which none is for the event give way to the first that is. */
export function withTrigger({ actions }: RuleDraft, trigger: TriggerKey): Partial<RuleDraft> {
  const at = trigger === "order.daily" ? FIRST_TIME : undefined;
  const [first] = actions.some((each) => isFor(each.do, trigger))
    ? []
    : ACTION_KEYS.filter((key) => isFor(key, trigger));
  return { trigger, at, ...(first && { actions: [newAction(first)] }) };
}

export function draftOf(rule: AutomationDefinition): RuleDraft {
  const when = rule.when === undefined ? rootOf([]) : nodeOf(rule.when);
  return {
    ...rule,
    when: isGroup(when) ? when : rootOf([when]),
    actions: rule.actions.flatMap(({ do: does, ...parameters }) =>
      isAction(does) ? [{ key: newKey(), do: does, parameters }] : [],
    ),
  };
}

function nodeOf(condition: Condition): NodeDraft {
  if ("all" in condition) return { key: newKey(), mode: "all", items: condition.all.map(nodeOf) };
  if ("any" in condition) return { key: newKey(), mode: "any", items: condition.any.map(nodeOf) };
  if (!("not" in condition)) return { key: newKey(), ...condition };
  const inner = condition.not;
  if ("all" in inner) return { key: newKey(), mode: "not_all", items: inner.all.map(nodeOf) };
  return { key: newKey(), mode: "none", items: "any" in inner ? inner.any.map(nodeOf) : [nodeOf(inner)] };
}

/** Where a group's items stand, as the hub names it: "when.not.any". */
export const itemsPath = (path: string, mode: Mode): string =>
  ({ all: `${path}.all`, any: `${path}.any`, none: `${path}.not.any`, not_all: `${path}.not.all` })[mode];

/** Levels a group stands above its items. */
export const levelsOf = (mode: Mode): number => (mode === "all" || mode === "any" ? 1 : 2);

function conditionOf(node: NodeDraft): Condition {
  if (!isGroup(node)) {
    const { field, is, value } = node;
    return value === undefined ? { field, is } : { field, is, value };
  }
  const items = node.items.map(conditionOf);
  switch (node.mode) {
    case "all":
      return { all: items };
    case "any":
      return { any: items };
    case "none":
      return { not: { any: items } };
    case "not_all":
      return { not: { all: items } };
  }
}

export function definitionOf({ when, actions, ...rule }: RuleDraft): AutomationDefinition {
  return {
    ...rule,
    ...(when.items.length > 0 && { when: conditionOf(when) }),
    actions: actions.map((action) => ({ do: action.do, ...action.parameters })),
  };
}

/** What stands beside an operator before anything is typed. */
function firstValue(field: Field, operator: Operator): Comparison["value"] {
  const takes = valueKindOf(field.kind, operator);
  if (takes !== "one") return undefined;
  return field.kind === "boolean" ? true : field.choices?.[0];
}

const SENSELESS: readonly string[] = ["contains", "not_contains", "begins_with", "ends_with"];

/** Of a field with known values, parts of them are not compared. */
export function operatorsOf(field: FieldKey): readonly Operator[] {
  const { kind, choices, reference } = fieldOf(field);
  const all = Object.keys(OPERATORS[kind]) as Operator[];
  return choices || reference ? all.filter((each) => !SENSELESS.includes(each)) : all;
}

function comparisonOf(key: string, field: FieldKey, is: Operator): ComparisonDraft {
  const value = firstValue(fieldOf(field), is);
  return { key, field, is, ...(value !== undefined && { value }) };
}

export const newComparison = (field: FieldKey): ComparisonDraft => withField({ key: newKey() }, field);

export const newGroup = (mode: Mode, field: FieldKey): GroupDraft => ({
  key: newKey(),
  mode,
  items: [newComparison(field)],
});

export function withField({ key }: Pick<ComparisonDraft, "key">, field: FieldKey): ComparisonDraft {
  const [first = "is"] = operatorsOf(field);
  return comparisonOf(key, field, first);
}

/** Keeps the value where the operator takes the same. */
export function withOperator(row: ComparisonDraft, is: Operator): ComparisonDraft {
  const { kind } = fieldOf(row.field);
  const keeps = valueKindOf(kind, row.is) === valueKindOf(kind, is);
  return keeps ? { ...row, is } : comparisonOf(row.key, row.field, is);
}

export const withValue = ({ key, field, is }: ComparisonDraft, value: Comparison["value"]): ComparisonDraft => ({
  key,
  field,
  is,
  ...(value !== undefined && { value }),
});

export const newAction = (does: ActionKey): ActionDraft => withAction({ key: newKey() }, does);

/** A choice always has a value; all else is typed. */
export function withAction({ key }: Pick<ActionDraft, "key">, does: ActionKey): ActionDraft {
  const chosen = Object.entries(actionOf(does).parameters).flatMap(([name, { isRequired, choices }]) =>
    isRequired && choices ? [[name, choices[0]] as const] : [],
  );
  return { key, do: does, parameters: Object.fromEntries(chosen) };
}
