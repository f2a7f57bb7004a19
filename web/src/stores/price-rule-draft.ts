/** A price rule as it is typed, and as the hub takes it. */
import type { Sent, Shape } from "../data/hub.ts";
import { amountText, minorOf, plainDecimalOf } from "../i18n/amount-text.ts";

export const BASES = ["price", "cost", "compare_at"] as const;
export const DIRECTIONS = ["nearest", "up", "down"] as const;
export const COMPARE = ["rule", "price", "none"] as const;

export interface RuleDraft {
  readonly name: string;
  readonly base: (typeof BASES)[number];
  readonly markup: string;
  readonly fixed: string;
  readonly step: string;
  readonly ending: string;
  readonly direction: (typeof DIRECTIONS)[number];
  readonly floor: string;
  readonly compareAt: (typeof COMPARE)[number];
  readonly brand: string;
  readonly priority: number;
}

export function draftOf(rule: Shape<"PriceRule"> | null, currency: string): RuleDraft {
  const amount = (minor: number | string | null | undefined) =>
    minor === null || minor === undefined || Number(minor) === 0 ? "" : amountText(Number(minor), currency);
  const percent = (text: string | null | undefined) => (text === null || text === undefined ? "" : text);
  return {
    name: rule?.name ?? "",
    base: rule?.base ?? "price",
    markup: rule?.markupPercent === "0" ? "" : percent(rule?.markupPercent),
    fixed: amount(rule?.fixedMinor),
    step: amount(rule?.stepMinor),
    ending: amount(rule?.endingMinor),
    direction: rule?.direction ?? "nearest",
    floor: percent(rule?.floorPercent),
    compareAt: rule?.compareAt ?? "rule",
    brand: rule?.brand ?? "",
    priority: rule?.priority ?? 0,
  };
}

type Input = Sent<"postStoresByIdPriceRules">;

/** What the hub is asked to keep; null while something typed cannot be read. */
export function inputOf(
  draft: RuleDraft,
  { currency, categoryId }: { readonly currency: string; readonly categoryId: string | null },
): Input | null {
  const isEmpty = (text: string) => text.trim() === "";
  const minor = (text: string, isSigned = false) => (isEmpty(text) ? 0 : minorOf(text, currency, isSigned));
  const percent = (text: string) => (isEmpty(text) ? "0" : plainDecimalOf(text));
  const [markupPercent, floorPercent] = [percent(draft.markup), percent(draft.floor)];
  const [fixedMinor, stepMinor, endingMinor] = [minor(draft.fixed, true), minor(draft.step), minor(draft.ending)];
  if (markupPercent === null || floorPercent === null) return null;
  if (fixedMinor === null || stepMinor === null || endingMinor === null) return null;
  return {
    name: draft.name.trim(),
    priority: draft.priority,
    base: draft.base,
    markupPercent,
    fixedMinor,
    stepMinor: stepMinor === 0 ? null : stepMinor,
    endingMinor,
    direction: draft.direction,
    floorPercent: isEmpty(draft.floor) ? null : floorPercent,
    compareAt: draft.compareAt,
    brand: isEmpty(draft.brand) ? null : draft.brand.trim(),
    categoryId,
  };
}
