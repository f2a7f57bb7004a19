/** An automation as it is stored, exported and imported: when something happens, if conditions hold, then actions. */
import type { FieldKey } from "./fields.ts";
import type { Operator } from "./operators.ts";
import type { TriggerKey } from "./triggers.ts";

export interface MoneyValue {
  readonly minor: number;
  readonly currency: string;
}

/** What a field holds. A date is text as ISO 8601; a choice or a reference is its code or id as text. */
export type FactValue = string | number | boolean | readonly string[] | MoneyValue;

/** Values of fields; null or absent: not known, or not there. */
export type Facts = Readonly<Partial<Record<FieldKey, FactValue | null>>>;

export interface Comparison {
  readonly field: FieldKey;
  readonly is: Operator;
  /** Of the type the operator asks for; absent for those without a value. */
  readonly value?: FactValue | undefined;
}

export type Condition =
  | Comparison
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** An action's code and its parameters, as `ACTIONS` describes them. */
export interface AutomationAction {
  readonly do: string;
  readonly [parameter: string]: ParameterValue | undefined;
}

export type ParameterValue = string | number | boolean | readonly string[] | MoneyValue;

export interface AutomationLimits {
  /** Orders, products or channels it may act on within 24 hours. Beyond it, the automation is stopped. */
  readonly perDay: number;
  /** Times it may act on the same one within 24 hours. Beyond it, the automation is stopped. */
  readonly perSubject: number;
}

export interface AutomationDefinition {
  readonly name: string;
  readonly trigger: TriggerKey;
  /** With "order.daily": the time of day, "09:30", in the organization's time zone. */
  readonly at?: string | undefined;
  /** Ids of the channels it is for: an order's, or one a product is on; null: all, and what is on none. */
  readonly channels: readonly string[] | null;
  /** Absent: always. */
  readonly when?: Condition | undefined;
  readonly actions: readonly AutomationAction[];
  /** Once it acted, later automations are not asked about this event. */
  readonly stopHere: boolean;
  readonly limits: AutomationLimits;
}

export const BOUNDS = {
  automations: 200,
  name: 100,
  depth: 5,
  conditions: 50,
  values: 250,
  valueText: 500,
  actions: 10,
  perDay: 100_000,
  perSubject: 50,
} as const;

export const DEFAULT_LIMITS: AutomationLimits = { perDay: 1_000, perSubject: 10 };
