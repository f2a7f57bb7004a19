/** What is typed of a price edit, and what is sent of it. */
import type { Sent } from "../data/hub.ts";
import { minorOf, plainDecimalOf } from "../i18n/amount-text.ts";

export type Edit = Sent<"postPriceEditsPreview">;

export const FIELDS = ["price", "compareAt"] as const;
export const WAYS = ["percent", "add", "set"] as const;
export const ROUNDINGS = ["none", "e99", "e95", "e00", "s5"] as const;
export const DIRECTIONS = ["nearest", "up", "down"] as const;

export interface Draft {
  readonly field: (typeof FIELDS)[number];
  readonly how: (typeof WAYS)[number];
  /** As typed: a percentage, or an amount. */
  readonly by: string;
  readonly rounding: (typeof ROUNDINGS)[number];
  readonly direction: (typeof DIRECTIONS)[number];
  readonly isLater: boolean;
  readonly day: string;
  readonly time: string;
}

export const FIRST: Draft = {
  field: "price",
  how: "percent",
  by: "",
  rounding: "none",
  direction: "nearest",
  isLater: false,
  day: "",
  time: "00:00",
};

const ENDINGS = { e99: 99, e95: 95, e00: 0 } as const;

function roundingOf({ rounding, direction }: Draft) {
  if (rounding === "none") return {};
  if (rounding === "s5") return { rounding: { stepMinor: 5, endingMinor: 0, direction } };
  return { rounding: { stepMinor: 100, endingMinor: ENDINGS[rounding], direction } };
}

/** Undefined while what was typed cannot be read. */
export function changeOf(draft: Draft, currency: string): Edit["change"] | undefined {
  const { how, by } = draft;
  if (how === "percent") {
    const percent = plainDecimalOf(by);
    return percent === null || percent === "" ? undefined : { percent, ...roundingOf(draft) };
  }
  const minor = minorOf(by, currency, how === "add");
  if (minor === null) return undefined;
  return how === "add" ? { add: minor, ...roundingOf(draft) } : { set: minor };
}
