/** Argument checks as the REST server of WordPress makes them, with its codes and words. */
import type { Obj } from "./state.ts";
import { isObj } from "./state.ts";

export interface Rule {
  type?: string | string[];
  enum?: unknown[];
  items?: Rule;
  properties?: Record<string, Rule>;
  required?: boolean;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  format?: string;
}

interface Problem {
  code: string;
  message: string;
  data: Obj | null;
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}(:?\d{2})?)?$/i;
const EMAIL = /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/;

/** Problem of a value under a rule, or null. `name` is the path as WordPress writes it: line_items[0][total]. */
export function problemOf(rule: Rule, value: unknown, name: string): Problem | null {
  const types = rule.type === undefined ? [] : Array.isArray(rule.type) ? rule.type : [rule.type];
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) {
    const requested = types.length === 1 ? types[0] : types.join(",");
    return { code: "rest_invalid_type", message: `${name} is not of type ${requested}.`, data: { param: name } };
  }
  return (
    enumProblem(rule, value, name) ??
    boundsProblem(rule, value, name) ??
    formatProblem(rule, value) ??
    nestedProblem(rule, value, name)
  );
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return isNumeric(value) && Number.isInteger(Number(value));
    case "number":
      return isNumeric(value);
    case "boolean":
      return [true, false, 0, 1, "0", "1", "true", "false", ""].includes(value as string);
    case "array":
      return Array.isArray(value) || typeof value === "string" || typeof value === "number";
    case "object":
      return isObj(value) || (Array.isArray(value) && value.length === 0) || value === "";
    case "null":
      return value === null;
    default:
      return true;
  }
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value.trim()));
}

function listed(values: unknown[]): string {
  const texts = values.map(String);
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")}, and ${texts.at(-1)}`;
}

function enumProblem(rule: Rule, value: unknown, name: string): Problem | null {
  if (!rule.enum || rule.enum.some((allowed) => String(allowed) === String(value))) return null;
  return { code: "rest_not_in_enum", message: `${name} is not one of ${listed(rule.enum)}.`, data: null };
}

function boundsProblem(rule: Rule, value: unknown, name: string): Problem | null {
  const { minimum, maximum } = rule;
  const number = Number(value);
  if (typeof value === "object" || Number.isNaN(number)) return null;
  const tooLow = minimum !== undefined && number < minimum;
  const tooHigh = maximum !== undefined && number > maximum;
  if (!tooLow && !tooHigh) return null;
  const message =
    minimum !== undefined && maximum !== undefined
      ? `${name} must be between ${minimum} (inclusive) and ${maximum} (inclusive)`
      : tooLow
        ? `${name} must be greater than or equal to ${minimum}`
        : `${name} must be less than or equal to ${maximum}`;
  return { code: "rest_out_of_bounds", message, data: null };
}

function formatProblem(rule: Rule, value: unknown): Problem | null {
  if (typeof value !== "string") return null;
  if (rule.format === "date-time" && !DATE_TIME.test(value))
    return { code: "rest_invalid_date", message: "Invalid date.", data: null };
  if (rule.format === "email" && value !== "" && !EMAIL.test(value))
    return { code: "rest_invalid_email", message: "Invalid email address.", data: null };
  return null;
}

function nestedProblem(rule: Rule, value: unknown, name: string): Problem | null {
  if (rule.items && (Array.isArray(value) || typeof value === "string")) {
    const list = Array.isArray(value) ? value : value.split(/[\s,]+/).filter((word) => word !== "");
    // Lists in a query string are cleaned (wp_parse_id_list), not refused.
    if (!Array.isArray(value) && rule.items.type === "integer") return null;
    for (const [index, inner] of list.entries()) {
      const problem = problemOf(rule.items, inner, `${name}[${index}]`);
      if (problem) return problem;
    }
  }
  if (rule.properties && isObj(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const property = rule.properties[key];
      const problem = property && inner !== undefined ? problemOf(property, inner, `${name}[${key}]`) : null;
      if (problem) return problem;
    }
  }
  return null;
}
