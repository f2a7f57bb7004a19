/** What is known of the shop an open connection speaks to. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { LocalTime } from "../kit/parse/local-time.ts";
import { CLOCKS_APART_MS, happened, localTime, zoneOffset } from "../kit/parse/local-time.ts";
import type { PriceTax } from "../kit/parse/net-prices.ts";
import { priceTaxOf } from "../kit/parse/net-prices.ts";
import type { RoundMode } from "./rounding.ts";
import { ROUND_MODES } from "./rounding.ts";

export type RoundType = "1" | "2" | "3";

export interface ShopFacts {
  /** The shop of a multistore this connection is; "" when there is one. */
  readonly idShop: string;
  /** Shop whose stock rows are ours. */
  readonly stockShop: string;
  /** Group of shops that share the rows of stock; "" where each has its own. */
  readonly stockGroup: string;
  readonly idLang: string;
  /** Of prices without a currency of their own. */
  readonly currency: string;
  readonly idCurrency: string;
  /** ISO codes by the shop's ids. */
  readonly currencies: Readonly<Record<string, string>>;
  readonly countries: Readonly<Record<string, string>>;
  readonly timeZone: string;
  /** The zone the shop was moved from, and when, at the earliest; null where nobody saw it move, or the seller named one. */
  readonly movedFrom: { readonly timeZone: string; readonly sinceMs: number } | null;
  /** "9.1.4". */
  readonly version: string;
  /** Since 8.0. Without it whole resources are sent back. */
  readonly hasPatch: boolean;
  /** From 9 on, leaving "cancelled" or "error" takes the units again whatever the new state. */
  readonly takesBackAlways: boolean;
  readonly homeCategory: string;
  readonly weightUnit: string;
  readonly dimensionUnit: string;
  readonly codModules: readonly string[];
  /** Our word by id of an order state, where the merchant set one. */
  readonly stateMap: Readonly<Record<string, string>>;
  readonly orderModule: string;
  /** Which price Argosy holds; the shop keeps prices without tax. */
  readonly priceTax: PriceTax;
  /** The shop's own country, whose tax its prices are shown with; "" when it is not known. */
  readonly idCountry: string;
  /** PS_ECOTAX_TAX_RULES_GROUP_ID: the tax rule eco taxes are taxed by; "0": none. */
  readonly ecotaxGroup: string;
  /** PS_ROUND_TYPE: each piece is rounded ("1"), each row ("2"), or the total alone ("3"). */
  readonly roundType: RoundType;
  readonly roundMode: RoundMode;
  /** PS_PACK_STOCK_TYPE: what packs take that say nothing of their own. */
  readonly packStockType: string;
  /** For new products; "" takes that of the shop's newest. */
  readonly taxRulesGroup: string;
}

export function shopOf({ facts, settings }: ConnectionInfo): ShopFacts {
  const text = (value: unknown, otherwise = "") => (typeof value === "string" && value !== "" ? value : otherwise);
  const version = text(facts.version, "8.0.0");
  const major = Number(version.split(".")[0]);
  return {
    // A store connected before there were other shops stays that shop.
    idShop: text(settings.idShop, facts.isOneOfSeveral === true ? text(facts.shop) : ""),
    stockGroup: text(facts.stockGroup, ""),
    stockShop: text(settings.idShop, text(facts.shop, "1")),
    idLang: text(settings.idLang, text(facts.idLang, "1")),
    currency: text(facts.currency, "EUR"),
    idCurrency: text(facts.idCurrency, "1"),
    currencies: record(facts.currencies),
    countries: record(facts.countries),
    timeZone: text(settings.timeZone, text(facts.timeZone)),
    movedFrom:
      text(facts.earlierTimeZone) === "" || text(settings.timeZone) !== ""
        ? null
        : { timeZone: text(facts.earlierTimeZone), sinceMs: Date.parse(text(facts.timeZoneSince)) },
    version,
    hasPatch: major >= 8,
    takesBackAlways: major >= 9,
    homeCategory: text(facts.homeCategory, "2"),
    weightUnit: text(facts.weightUnit),
    dimensionUnit: text(facts.dimensionUnit),
    codModules: words(text(settings.codModules, "ps_cashondelivery")),
    stateMap: readStateMap(text(settings.stateMap)),
    orderModule: text(settings.orderModule, "ps_wirepayment"),
    priceTax: priceTaxOf(settings),
    idCountry: text(facts.idCountry),
    ecotaxGroup: text(facts.ecotaxGroup, "0"),
    roundType: (["1", "2", "3"] as const).find((type) => type === facts.roundType) ?? "2",
    roundMode: ROUND_MODES.find((mode) => mode === facts.roundMode) ?? "2",
    packStockType: text(facts.packStockType, "0"),
    taxRulesGroup: text(settings.taxRulesGroup),
  };
}

function words(list: string): string[] {
  return list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function record(value: unknown): Readonly<Record<string, string>> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, String(inner)]));
}

/** "14=processing, 15=delivered". */
function readStateMap(list: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words(list).flatMap((entry) => {
      const [id = "", word = ""] = entry.split("=").map((part) => part.trim());
      return id === "" || word === "" ? [] : [[id, word] as const];
    }),
  );
}

/**
 * The shop's clock; of a shop that does not tell its zone, UTC (said at connecting). What was written before the shop was
 * moved to another zone is read by the one of then: a time before the move, or one that is not yet. Where nobody knows of
 * a move, a time that is not yet is now: an order must not seem to be newer than what becomes of it.
 */
export function timeOf({ timeZone, movedFrom }: ShopFacts, nowMs = Number.POSITIVE_INFINITY): LocalTime {
  const clockIn = (zone: string) => localTime((utcMs) => (zone === "" ? 0 : zoneOffset(zone, utcMs)));
  const now = clockIn(timeZone);
  if (movedFrom === null) return happened(now, nowMs);
  const before = happened(clockIn(movedFrom.timeZone), nowMs);
  const toUtc = (text: string) => {
    const reported = now.toUtc(text);
    const isOfNow = Date.parse(reported) >= movedFrom.sinceMs && Date.parse(reported) <= nowMs + CLOCKS_APART_MS;
    return isOfNow ? reported : before.toUtc(text);
  };
  return { ...now, toUtc };
}

/** Our key of an item: the product's id, and that of its combination or 0. */
export function variantKey(product: string, combination: string): string {
  return `${product}-${combination}`;
}
