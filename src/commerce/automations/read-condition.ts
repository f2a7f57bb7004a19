import { BOUNDS, type Comparison, type Condition, type FactValue } from "./definition.ts";
import { FIELD_KEYS, type Field, type FieldKey, fieldOf } from "./fields.ts";
import { OPERATORS, type Operator, valueKindOf } from "./operators.ts";
import type { Problems } from "./problems.ts";
import { readDate } from "./read-date.ts";
import { readMoney } from "./read-money.ts";
import { type TriggerKey, triggerOf } from "./triggers.ts";

interface Reading {
  readonly problems: Problems;
  readonly trigger: TriggerKey;
  readonly path: string;
  readonly depth: number;
  /** Comparisons read so far. */
  readonly counted: { comparisons: number };
}

/** Stands where nothing could be read; what has problems is not kept. */
const NOTHING: Condition = { all: [] };

export function readCondition(problems: Problems, given: unknown, trigger: TriggerKey): Condition {
  return read(given, { problems, trigger, path: "when", depth: 1, counted: { comparisons: 0 } });
}

function read(given: unknown, at: Reading): Condition {
  const { problems, path } = at;
  if (at.depth > BOUNDS.depth) {
    problems.add(path, "automation.tooDeep", { most: BOUNDS.depth });
    return NOTHING;
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    problems.add(path, "field.shape");
    return NOTHING;
  }
  const inside = (name: string): Reading => ({ ...at, path: `${path}.${name}`, depth: at.depth + 1 });
  if ("not" in given) {
    problems.record(path, given, ["not"]);
    return { not: read(given.not, inside("not")) };
  }
  if ("all" in given) {
    problems.record(path, given, ["all"]);
    return { all: readList(given.all, inside("all")) };
  }
  if ("any" in given) {
    problems.record(path, given, ["any"]);
    return { any: readList(given.any, inside("any")) };
  }
  return readComparison(given, at) ?? NOTHING;
}

function readList(given: unknown, at: Reading): readonly Condition[] {
  const list = at.problems.list(at.path, given, BOUNDS.conditions);
  if (list?.length === 0) at.problems.add(at.path, "field.tooFew", { count: 1 });
  return (list ?? []).map((each, n) => read(each, { ...at, path: `${at.path}.${n}` }));
}

function readComparison(given: object, { problems, trigger, path, counted }: Reading): Comparison | undefined {
  counted.comparisons += 1;
  if (counted.comparisons === BOUNDS.conditions + 1)
    problems.add("when", "field.tooMany", { count: BOUNDS.conditions });
  const row = problems.record(path, given, ["field", "is", "value"]);
  const key = problems.choice(`${path}.field`, row?.["field"], FIELD_KEYS) as FieldKey | undefined;
  if (!row || key === undefined) return undefined;
  const field = fieldOf(key);
  if (!triggerOf(trigger).fields.includes(field.group))
    return problems.add(`${path}.field`, "automation.fieldOfTrigger", { field: key, trigger });
  const is = problems.choice(`${path}.is`, row["is"], Object.keys(OPERATORS[field.kind])) as Operator | undefined;
  if (is === undefined) return undefined;
  const takes = valueKindOf(field.kind, is);
  if (takes === "none") return { field: key, is };
  const value = readValue(problems, { given: row["value"], path: `${path}.value`, field, takes });
  return value === undefined ? undefined : { field: key, is, value };
}

interface ValueAt {
  readonly given: unknown;
  readonly path: string;
  readonly field: Field;
  readonly takes: "one" | "texts" | "hours" | undefined;
}

const HOURS = { least: 1, most: 87_600 };

function readValue(problems: Problems, { given, path, field, takes }: ValueAt): FactValue | undefined {
  if (takes === "hours") return problems.whole(path, given, HOURS);
  if (takes === "texts") {
    const texts = problems.texts(path, given, { most: BOUNDS.values, length: BOUNDS.valueText });
    if (field.choices) texts?.forEach((each, n) => void problems.choice(`${path}.${n}`, each, field.choices ?? []));
    return texts;
  }
  switch (field.kind) {
    case "number":
      return problems.number(path, given);
    case "boolean":
      return problems.flag(path, given);
    case "money":
      return readMoney(problems, { given, path, least: -Number.MAX_SAFE_INTEGER });
    case "date":
      return readDate(problems, path, given);
    default:
      return field.choices ? problems.choice(path, given, field.choices) : problems.text(path, given, BOUNDS.valueText);
  }
}
