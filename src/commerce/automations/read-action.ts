import { ACTION_KEYS, type ActionKey, actionOf, type Parameter } from "./actions.ts";
import { type AutomationAction, BOUNDS, type MoneyValue, type ParameterValue } from "./definition.ts";
import { fieldOf, isField } from "./fields.ts";
import type { Problems } from "./problems.ts";
import { readDate } from "./read-date.ts";
import { readMoney } from "./read-money.ts";
import { placeholdersOf } from "./template.ts";
import { type TriggerKey, triggerOf } from "./triggers.ts";

interface ActionAt {
  readonly given: unknown;
  readonly path: string;
  readonly trigger: TriggerKey;
}

export function readAction(problems: Problems, { given, path, trigger }: ActionAt): AutomationAction | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return problems.add(path, "field.shape");
  const requested = "do" in given ? given.do : undefined;
  const key = problems.choice(`${path}.do`, requested, ACTION_KEYS) as ActionKey | undefined;
  if (key === undefined) return undefined;
  const { subjects, parameters } = actionOf(key);
  const { subject } = triggerOf(trigger);
  if (!subjects.includes(subject))
    return problems.add(`${path}.do`, "automation.actionOfTrigger", { action: key, trigger });
  const row = problems.record(path, given, ["do", ...Object.keys(parameters)]) ?? {};
  const values = Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = row[name];
    if ((value === undefined || value === null) && !parameter.isRequired) return [];
    const read = readParameter(problems, { value, path: `${path}.${name}`, parameter, trigger });
    return read === undefined ? [] : [[name, read] as const];
  });
  const action = { do: key, ...Object.fromEntries(values) };
  if (key === "set_channel_price") checkPrice(problems, path, row);
  if (key === "hold_order") checkHold(problems, path, row);
  if (key === "split_order") checkSplit(problems, path, row);
  if (key === "mail_customer" || key === "mail_member") checkMail(problems, path, row);
  return action;
}

/** Either a price, or percent of one. */
function checkPrice(problems: Problems, path: string, { price, percent }: Readonly<Record<string, unknown>>): void {
  if ((price == null) === (percent == null)) problems.add(`${path}.percent`, "automation.priceOrPercent");
}

/** A hold has one end; units that are for sale meanwhile cannot be waited for. */
function checkHold(problems: Problems, path: string, row: Readonly<Record<string, unknown>>): void {
  const ends = ["hours", "date", "until"].filter((end) => row[end] != null);
  if (ends.length > 1) problems.add(`${path}.${ends[1]}`, "automation.holdEnds");
  if (row["until"] === "in_stock" && row["keepsUnits"] === false)
    problems.add(`${path}.keepsUnits`, "automation.holdKeeps");
}

/** Which lines go alone is to be said. */
function checkSplit(problems: Problems, path: string, { by, skus, tags }: Readonly<Record<string, unknown>>): void {
  if (by === "lines" && skus == null && tags == null) problems.add(`${path}.skus`, "automation.splitLines");
}

/** Its text is a template's, or its own. */
function checkMail(problems: Problems, path: string, row: Readonly<Record<string, unknown>>): void {
  for (const name of ["subject", "text"]) {
    if (row["template"] == null && row[name] == null) problems.add(`${path}.${name}`, "field.required");
    if (row["template"] != null && row[name] != null) problems.add(`${path}.${name}`, "automation.templateOrText");
  }
}

interface ParameterAt {
  readonly value: unknown;
  readonly path: string;
  readonly parameter: Parameter;
  readonly trigger: TriggerKey;
}

function readParameter(problems: Problems, at: ParameterAt): ParameterValue | undefined {
  const { value, path, parameter } = at;
  const { least = 0, most = BOUNDS.valueText, choices = [] } = parameter;
  switch (parameter.kind) {
    case "text":
      return problems.text(path, value, most);
    case "texts":
      return problems.texts(path, value, { most, length: 100 });
    case "number":
      return problems.whole(path, value, { least, most });
    case "percent":
      return readPercent(problems, path, { value, least, most });
    case "currency":
      return readCurrency(problems, path, value);
    case "date":
      return readDate(problems, path, value);
    case "money":
      return readAmount(problems, path, { value, least });
    case "boolean":
      return problems.flag(path, value);
    case "choice":
      return problems.choice(path, value, choices);
    case "reference":
      return problems.text(path, value, 100);
    case "template":
      return readTemplate(problems, at, most);
  }
}

function readCurrency(problems: Problems, path: string, value: unknown): string | undefined {
  const code = problems.text(path, value, 3);
  return code === undefined || /^[A-Z]{3}$/.test(code) ? code : problems.add(path, "field.currency");
}

function readPercent(
  problems: Problems,
  path: string,
  { value, least, most }: { readonly value: unknown; readonly least: number; readonly most: number },
): number | undefined {
  const percent = problems.number(path, value);
  if (percent === undefined) return undefined;
  if (percent < least) return problems.add(path, "field.atLeast", { least });
  if (percent > most) return problems.add(path, "field.atMost", { most });
  return Number(percent.toFixed(2)) === percent ? percent : problems.add(path, "automation.percentDecimals");
}

function readAmount(
  problems: Problems,
  path: string,
  { value, least }: { readonly value: unknown; readonly least: number },
): MoneyValue | undefined {
  const amount = readMoney(problems, { given: value, path, least: Math.min(least, 0) });
  return amount && amount.minor < least ? problems.add(path, "automation.priceAboveZero") : amount;
}

function readTemplate(problems: Problems, { value, path, trigger }: ParameterAt, most: number): string | undefined {
  const text = problems.text(path, value, most);
  for (const name of placeholdersOf(text ?? ""))
    if (!isField(name)) problems.add(path, "automation.placeholder", { name: name.slice(0, 60) });
    else if (!triggerOf(trigger).fields.includes(fieldOf(name).group))
      problems.add(path, "automation.fieldOfTrigger", { field: name, trigger });
  return text;
}
