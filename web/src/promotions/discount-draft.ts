/** A discount as its form holds it, and as the hub takes it. */
import { plainDecimalOf } from "../i18n/amount-text.ts";
import type { Discount, NewDiscount, Scope, Targets } from "./queries.ts";

export type Kind = Discount["effect"]["kind"];
export const KINDS = [
  "percent_basket",
  "percent_items",
  "amount_basket",
  "amount_items",
  "free_shipping",
  "buy_get",
] as const satisfies readonly Kind[];

/** What was chosen under one kind is still there when the person comes back to it. */
export interface Draft {
  readonly code: string | null;
  readonly title: string;
  readonly isActive: boolean;
  readonly currency: string;
  readonly kind: Kind;
  readonly percent: string;
  readonly amount: number | null;
  readonly most: number | null;
  readonly buy: number;
  readonly get: number;
  readonly times: number | null;
  readonly got: Scope;
  readonly scope: Scope;
  readonly minimum: {
    readonly amount: number | null;
    readonly quantity: number | null;
    readonly of: "basket" | "scope";
  };
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly uses: number | null;
  readonly perCustomer: number | null;
  readonly priority: number;
  readonly combines: Discount["combines"];
  readonly places: Discount["places"];
}

export interface FieldProps {
  readonly draft: Draft;
  set(change: Partial<Draft>): void;
}

const NO_TARGETS: Targets = { variants: [], products: [], categories: [] };
export const EVERYTHING: Scope = { include: null, exclude: NO_TARGETS, skipsReduced: false };
export const isEmpty = ({ variants, products, categories }: Targets): boolean =>
  variants.length + products.length + categories.length === 0;

/** `from` null: a new one, a coupon. */
export function draftOf(from: Discount | null, currency: string): Draft {
  const effect = from?.effect;
  return {
    code: from === null ? "" : from.code,
    title: from?.title ?? "",
    isActive: from?.isActive ?? true,
    currency: from?.currency ?? currency,
    kind: effect?.kind ?? "percent_basket",
    percent: effect && "percent" in effect ? effect.percent : "10",
    amount: effect && "amount" in effect ? effect.amount : null,
    most: effect && "most" in effect ? effect.most : null,
    buy: effect && "buy" in effect ? effect.buy : 2,
    get: effect && "get" in effect ? effect.get : 1,
    times: effect && "times" in effect ? effect.times : null,
    got: effect && "of" in effect ? effect.of : EVERYTHING,
    scope: from?.scope ?? EVERYTHING,
    minimum: from?.minimum ?? { amount: null, quantity: null, of: "basket" },
    startsAt: from?.startsAt ?? null,
    endsAt: from?.endsAt ?? null,
    uses: from?.limits.uses ?? null,
    perCustomer: from?.limits.perCustomer ?? null,
    priority: from?.priority ?? 0,
    combines: from?.combines ?? [],
    places: from?.places ?? ["till", "order"],
  };
}

export const hasPercent = (kind: Kind): boolean => kind.startsWith("percent") || kind === "buy_get";

/** Null: something is missing, or cannot be read. */
export function bodyOf(draft: Draft): NewDiscount | null {
  const effect = effectOf(draft);
  const code = draft.code?.trim() ?? null;
  const isNamed = draft.title.trim() !== "" && code !== "";
  const isScoped = [draft.scope, draft.got].every(({ include }) => include === null || !isEmpty(include));
  if (effect === null || !isNamed || !isScoped || draft.places.length === 0) return null;
  const { uses, perCustomer, minimum } = draft;
  const hasAmount = minimum.amount !== null || "amount" in effect || ("most" in effect && effect.most !== null);
  return {
    code,
    title: draft.title.trim(),
    isActive: draft.isActive,
    currency: hasAmount ? draft.currency : null,
    effect,
    scope: draft.scope,
    minimum,
    startsAt: draft.startsAt,
    endsAt: draft.endsAt,
    limits: { uses, perCustomer },
    priority: draft.priority,
    combines: [...draft.combines],
    places: [...draft.places],
  };
}

function effectOf({ kind, percent: typed, amount, most, buy, get, times, got }: Draft): NewDiscount["effect"] | null {
  const percent = plainDecimalOf(typed);
  const isPercent = percent !== null && Number(percent) > 0 && Number(percent) <= 100;
  switch (kind) {
    case "percent_items":
    case "percent_basket":
      return isPercent ? { kind, percent, most } : null;
    case "amount_items":
    case "amount_basket":
      return amount !== null && amount > 0 ? { kind, amount } : null;
    case "free_shipping":
      return { kind };
    case "buy_get":
      return isPercent ? { kind, buy, get, of: got, percent, times } : null;
  }
}
