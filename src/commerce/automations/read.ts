/** Reads an automation somebody wrote or imported, and says of everything that cannot be read where it stands. */
import {
  type AutomationAction,
  type AutomationDefinition,
  type AutomationLimits,
  BOUNDS,
  DEFAULT_LIMITS,
} from "./definition.ts";
import { type AutomationProblem, Problems } from "./problems.ts";
import { readAction } from "./read-action.ts";
import { readCondition } from "./read-condition.ts";
import { isTrigger, TRIGGER_KEYS, type TriggerKey } from "./triggers.ts";

export type ReadAutomation =
  | { readonly definition: AutomationDefinition; readonly problems: readonly [] }
  | { readonly definition: null; readonly problems: readonly AutomationProblem[] };

const KNOWN = ["name", "trigger", "at", "channels", "when", "actions", "stopHere", "limits"];

export function readAutomation(input: unknown): ReadAutomation {
  const problems = new Problems();
  const given = problems.record("", input, KNOWN);
  if (!given) return { definition: null, problems: problems.found };
  const trigger = given["trigger"];
  if (!isTrigger(trigger)) {
    problems.add("trigger", "field.choice", { choices: TRIGGER_KEYS.join(", ") });
    return { definition: null, problems: problems.found };
  }
  const when = given["when"];
  const at = given["at"];
  const definition: AutomationDefinition = {
    name: problems.text("name", given["name"], BOUNDS.name) ?? "",
    trigger,
    ...((trigger === "order.daily" || at != null) && { at: readTime(problems, at, trigger) }),
    channels: readChannels(problems, given["channels"]),
    ...(when != null && { when: readCondition(problems, when, trigger) }),
    actions: readActions(problems, given["actions"], trigger),
    stopHere: problems.flag("stopHere", given["stopHere"] ?? false) ?? false,
    limits: readLimits(problems, given["limits"]),
  };
  return problems.found.length === 0 ? { definition, problems: [] } : { definition: null, problems: problems.found };
}

function readTime(problems: Problems, given: unknown, trigger: TriggerKey): string | undefined {
  if (trigger !== "order.daily") return problems.add("at", "automation.timeOfTrigger", { trigger });
  const text = problems.text("at", given, 5);
  return text === undefined || isTime(text) ? text : problems.add("at", "automation.timeOfDay");
}

/** "09:30" */
function isTime(text: string): boolean {
  const [hour = "", minute = "", ...more] = text.split(":");
  const isUpTo = (part: string, most: number) =>
    part.length === 2 && [...part].every((each) => each >= "0" && each <= "9") && Number(part) <= most;
  return more.length === 0 && isUpTo(hour, 23) && isUpTo(minute, 59);
}

function readChannels(problems: Problems, given: unknown): readonly string[] | null {
  return given == null ? null : (problems.texts("channels", given, { most: BOUNDS.values, length: 100 }) ?? null);
}

function readActions(problems: Problems, given: unknown, trigger: TriggerKey): readonly AutomationAction[] {
  const list = problems.list("actions", given, BOUNDS.actions);
  if (list?.length === 0) problems.add("actions", "field.tooFew", { count: 1 });
  return (list ?? []).flatMap((each, n) => readAction(problems, { given: each, path: `actions.${n}`, trigger }) ?? []);
}

function readLimits(problems: Problems, given: unknown): AutomationLimits {
  if (given == null) return DEFAULT_LIMITS;
  const limits = problems.record("limits", given, ["perDay", "perSubject"]);
  const bound = (name: keyof AutomationLimits) =>
    problems.whole(`limits.${name}`, limits?.[name] ?? DEFAULT_LIMITS[name], { least: 1, most: BOUNDS[name] });
  return {
    perDay: bound("perDay") ?? DEFAULT_LIMITS.perDay,
    perSubject: bound("perSubject") ?? DEFAULT_LIMITS.perSubject,
  };
}
