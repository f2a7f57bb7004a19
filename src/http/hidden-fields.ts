/** Fields that need a right of their own, in answers that need another. */
import { type FieldRight, fieldOf, isField } from "../commerce/automations/fields.ts";
import { isOfCost } from "../commerce/automations/named-fields.ts";
import type { Action } from "../hub/accounts/permissions.ts";

/** By name, wherever it stands in an answer; null for whoever may not. */
export const HIDDEN_FIELDS: Readonly<Record<string, Action>> = {
  costMinor: "view_costs",
  stockValueMinor: "view_costs",
  unitCost: "view_costs",
  unitCostMinor: "view_costs",
  landedUnitCost: "view_costs",
  // Whoever may try one amount after the other finds where they turn.
  isBelowCost: "view_costs",
  isBelowMinimum: "view_costs",
  belowCost: "view_costs",
  belowMinimum: "view_costs",
};

type Fields = Record<string, unknown>;

/** The answer without what the caller may not see. Rows are changed where they are: they were read for this answer alone. */
export function withoutHidden<T>(answer: T, allowed: readonly Action[] | undefined): T {
  const hidden = Object.keys(HIDDEN_FIELDS).filter((name) => {
    const needed = HIDDEN_FIELDS[name];
    return needed !== undefined && !allowed?.includes(needed);
  });
  const mayRead = (right: FieldRight) => allowed?.includes(right) === true;
  if (hidden.length > 0 || !FIELD_RIGHTS.every(mayRead)) walk(answer, { hidden: new Set(hidden), mayRead });
  return answer;
}

const FIELD_RIGHTS = ["view_costs", "view_profit"] as const satisfies readonly FieldRight[];

/** By how much a price is above the cost. */
function hideMarkup(fields: Fields, mayRead: Hiding["mayRead"]): void {
  const { do: does, base } = fields;
  if (typeof does === "string" && isOfCost({ do: does, base: `${base}` }) && !mayRead("view_costs"))
    delete fields["percent"];
}

/** Of one line and one unit, a purchase order's total is its cost. */
function hidePurchaseTotal(fields: Fields, mayRead: Hiding["mayRead"]): void {
  if ("supplierId" in fields && "totalMinor" in fields && !mayRead("view_costs")) fields["totalMinor"] = null;
}

interface Hiding {
  readonly hidden: ReadonlySet<string>;
  /** Of what comparisons of automations found. */
  readonly mayRead: (right: FieldRight) => boolean;
}

function hideFound(fields: Fields, mayRead: Hiding["mayRead"]): void {
  const name = fields["field"];
  const needed = isField(name) ? fieldOf(name).needs : undefined;
  if (needed !== undefined && "found" in fields && !mayRead(needed)) fields["found"] = null;
}

/** Of "MUG-S costMinor", as changes of one variant among several are named, the field. */
const fieldIn = (name: string): string => name.slice(name.lastIndexOf(" ") + 1);

function walk(value: unknown, hiding: Hiding): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const each of value) walk(each, hiding);
    return;
  }
  // Dates, streams and files have no fields of ours.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return;
  const fields = value as Fields;
  hideFound(fields, hiding.mayRead);
  hideMarkup(fields, hiding.mayRead);
  hidePurchaseTotal(fields, hiding.mayRead);
  for (const name of Object.keys(fields)) {
    if (!hiding.hidden.has(fieldIn(name))) walk(fields[name], hiding);
    else if (typeof fields[name] === "object" && fields[name] !== null) delete fields[name];
    else fields[name] = null;
  }
}
