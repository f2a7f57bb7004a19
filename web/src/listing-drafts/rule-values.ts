/** A field's rule as its form shows and changes it. */
import type { Rule } from "./shapes.ts";

export const ORIGINS = ["itself", "product", "attribute", "option", "fixed", "template"] as const;
export type Origin = (typeof ORIGINS)[number];

export const originOf = (rule: Rule | null): Origin => rule?.from ?? "itself";

/** Null: the field takes what its name says of the product. */
export function withOrigin(field: string, before: Rule | null, from: Origin): Rule | null {
  const stored = {
    field,
    ...(before?.map && { map: before.map }),
    ...(before?.otherwise && { otherwise: before.otherwise }),
  };
  switch (from) {
    case "itself":
      return null;
    case "product":
      return { ...stored, from, source: "title" };
    case "attribute":
    case "option":
      return { ...stored, from, name: "" };
    case "fixed":
      return { field, from, fixed: [] };
    case "template":
      return { ...stored, from, text: "" };
  }
}

/** The rule without a part that may be missing. */
export function without(rule: Rule, part: "unit" | "otherwise"): Rule {
  const stored = { ...rule };
  delete stored[part];
  return stored;
}

/** "Clay = Ceramic", a line each. */
export const mapText = ({ map = {} }: Pick<Rule, "map">): string =>
  Object.entries(map)
    .map(([ours, theirs]) => `${ours} = ${theirs}`)
    .join("\n");

export const mapOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      const [ours, theirs] = [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()];
      return at > 0 && ours !== "" && theirs !== "" ? [[ours, theirs]] : [];
    }),
  );
