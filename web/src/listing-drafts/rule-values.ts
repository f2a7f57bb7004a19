/** A field's rule as its form shows and changes it. */
import { LISTING_SOURCES, type ListingSource } from "../../../src/commerce/listing/schema.ts";
import type { Field, Rule } from "./shapes.ts";

export const ORIGINS = ["itself", "product", "attribute", "option", "fixed", "template"] as const;
export type Origin = (typeof ORIGINS)[number];

export const originOf = (rule: Rule | null): Origin => rule?.from ?? "itself";

/** The product's field that matches: the one it takes by itself, or of its name. */
const sourceOf = ({ name, source }: Pick<Field, "name" | "source">): ListingSource =>
  source ?? LISTING_SOURCES.find((one) => one === name.trim().toLowerCase()) ?? "title";

/** Null: the field takes what its name says of the product. */
export function withOrigin(
  { key: field, ...of }: Pick<Field, "key" | "name" | "source">,
  before: Rule | null,
  from: Origin,
): Rule | null {
  const stored = {
    field,
    ...(before?.map && { map: before.map }),
    ...(before?.otherwise && { otherwise: before.otherwise }),
  };
  switch (from) {
    case "itself":
      return null;
    case "product":
      return { ...stored, from, source: sourceOf(of) };
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
export function without(rule: Rule, part: "unit" | "otherwise" | "map"): Rule {
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
