/** Fields that need a right of their own, in answers that need another. */
import type { Action } from "../hub/accounts/permissions.ts";

/** By name, wherever it stands in an answer; null for whoever may not. */
export const HIDDEN_FIELDS: Readonly<Record<string, Action>> = {
  costMinor: "view_costs",
  stockValueMinor: "view_costs",
};

type Fields = Record<string, unknown>;

/** The answer without what the caller may not see. Rows are changed where they are: they were read for this answer alone. */
export function withoutHidden<T>(answer: T, allowed: readonly Action[] | undefined): T {
  const hidden = Object.keys(HIDDEN_FIELDS).filter((name) => {
    const needed = HIDDEN_FIELDS[name];
    return needed !== undefined && !allowed?.includes(needed);
  });
  if (hidden.length > 0) walk(answer, new Set(hidden));
  return answer;
}

function walk(value: unknown, hidden: ReadonlySet<string>): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) walk(each, hidden);
    return;
  }
  // Dates, streams and files have no fields of ours.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return;
  const fields = value as Fields;
  for (const name of Object.keys(fields)) {
    if (!hidden.has(name)) walk(fields[name], hidden);
    else if (typeof fields[name] === "object" && fields[name] !== null) delete fields[name];
    else fields[name] = null;
  }
}
