import type { Money } from "../../commerce/money.ts";
import {
  type ExchangeRate,
  type PriceInput,
  type PriceRule,
  priceForStore,
  type StorePrice,
} from "../../commerce/pricing.ts";
import { columns } from "../../db/columns.ts";
import { SELLING } from "../../db/connection-states.ts";
import { type Tx, together } from "../../db/database.ts";
import { ratesInForce } from "./rates.ts";

export interface PriceTarget {
  /** Null for an item that is only on its way to the store. */
  readonly listingId: string | null;
  readonly connectionId: string;
  readonly variantId: string;
}

interface VariantRow {
  readonly id: string;
  readonly productId: string;
  readonly brand: string | null;
  readonly currency: string;
  readonly price: bigint | null;
  readonly compareAt: bigint | null;
  readonly cost: bigint | null;
  readonly costCurrency: string;
}

interface StoreRow {
  readonly id: string;
  readonly name: string;
  /** Of the store as detected; else the organization's. */
  readonly currency: string;
  /** Argosy holds its prices without tax. */
  readonly isNet: boolean;
}

/** A rule as stored, with what it is narrowed to. */
export interface RuleRow extends Omit<PriceRule, "rounding"> {
  readonly id: string;
  readonly name: string;
  readonly connectionId: string;
  readonly priority: number;
  readonly brandKey: string | null;
  readonly isNarrowed: boolean;
  /** The category and those below it; null: any. */
  readonly categoryIds: readonly string[] | null;
  readonly stepMinor: bigint | null;
  readonly endingMinor: bigint;
  readonly direction: "up" | "down" | "nearest";
}

interface ListedRow {
  readonly id: string;
  /** What the channel was seen to price it in. */
  readonly seenCurrency: string | null;
  readonly overrideMinor: bigint | null;
  readonly overrideCompareMinor: bigint | null;
  readonly overrideCurrency: string | null;
}

/** What the price of any listing of some variants and stores follows from. */
export interface PricePicture {
  readonly variants: ReadonlyMap<string, VariantRow>;
  readonly stores: ReadonlyMap<string, StoreRow>;
  readonly rules: ReadonlyMap<string, readonly RuleRow[]>;
  readonly listed: ReadonlyMap<string, ListedRow>;
  readonly categories: ReadonlyMap<string, ReadonlySet<string>>;
  readonly rates: ReadonlyMap<string, ExchangeRate>;
  /** Variants that go out with tax on another store; asked for where a store without tax is concerned. */
  readonly soldWithTax: ReadonlySet<string>;
}

const VARIANTS = `
  select ${columns("v", "id productId")}, p.brand, v.currency, v.price_minor as price,
    v.compare_at_minor as "compareAt", coalesce(v.cost_minor, p.cost_minor) as cost,
    case when v.cost_minor is null then o.currency else v.currency end as "costCurrency"
  from variant v
  join product p on p.organization_id = v.organization_id and p.id = v.product_id
  join organization o on o.organization_id = v.organization_id
  where v.organization_id = argosy.tenant() and v.id = any($1::uuid[])`;

const STORES = `
  select c.id, c.name, coalesce(c.facts->>'currency', o.currency) as currency,
    coalesce(c.settings->>'priceTax', c.facts->>'priceTax') is not distinct from 'without' as "isNet" from connection c
  join organization o on o.organization_id = c.organization_id
  where c.organization_id = argosy.tenant() and c.id = any($1::uuid[])`;

// A rule for a category holds for those below it as well.
const RULES = `
  with recursive wanted as materialized (
    select * from price_rule where organization_id = argosy.tenant() and connection_id = any($1::uuid[])
  ), below as (
    select distinct category_id as root, category_id as id from wanted where category_id is not null
    union
    select b.root, c.id from below b join category c on c.organization_id = argosy.tenant() and c.parent_id = b.id
  )
  select ${columns("r", "id name connectionId priority")}, r.category_id is not null as "isNarrowed",
    lower(r.brand) as "brandKey",
    (select array_agg(b.id) from below b where b.root = r.category_id) as "categoryIds", ${columns("r", "base")},
    ${columns("r", "markupPercent fixedMinor stepMinor endingMinor direction floorPercent compareAt")}
  from wanted r order by r.priority, r.id`;

const LISTED = `
  select listing_id as id, case when observed_minor is not null then currency end as "seenCurrency",
    ${columns("", "overrideMinor overrideCompareMinor overrideCurrency")}
  from listing_price where organization_id = argosy.tenant() and listing_id = any($1::uuid[]) and site = ''`;

const CATEGORIES = `
  select product_id as "productId", array_agg(category_id) as ids from product_category
  where organization_id = argosy.tenant() and product_id = any($1::uuid[]) group by 1`;

// What a platform does not say of itself is sold at the price people see.
const SOLD_WITH_TAX = `
  select distinct l.variant_id as id from listing l
  join connection c on c.organization_id = l.organization_id and c.id = l.connection_id
  where l.organization_id = argosy.tenant() and l.variant_id = any($1::uuid[]) and l.state = 'mapped' and l.active
    and l.price_sync
    and l.gone_at is null and c.state in ${SELLING}
    and coalesce(c.settings->>'priceTax', c.facts->>'priceTax') is distinct from 'without'`;

const unique = (ids: Iterable<string>) => [...new Set(ids)];

/**
 * Reads prices, rules, overrides and the rates in force for these targets in a fixed number of statements; with
 * `drafts`, also what rules that are not kept yet may ask for.
 */
export async function loadPricePicture(
  tx: Tx,
  targets: readonly PriceTarget[],
  now: Date,
  drafts: readonly RuleRow[] = [],
): Promise<PricePicture> {
  const connections = unique(targets.map((target) => target.connectionId));
  const [variants, stores, rules, listed] = await together([
    tx.rows<VariantRow>(VARIANTS, [unique(targets.map((target) => target.variantId))]),
    tx.rows<StoreRow>(STORES, [connections]),
    tx.rows<RuleRow>(RULES, [connections]),
    tx.rows<ListedRow>(LISTED, [targets.flatMap((target) => target.listingId ?? [])]),
  ]);
  const narrows = [...rules, ...drafts].some((rule) => rule.isNarrowed);
  const [categories, rates, withTax] = await together([
    narrows
      ? tx.rows<{ productId: string; ids: string[] }>(CATEGORIES, [unique(variants.map((each) => each.productId))])
      : Promise.resolve([]),
    loadRates(tx, { variants, stores, listed }, now),
    stores.some((store) => store.isNet)
      ? tx.rows<{ id: string }>(SOLD_WITH_TAX, [variants.map((each) => each.id)])
      : Promise.resolve([]),
  ]);
  return {
    variants: new Map(variants.map((row) => [row.id, row])),
    stores: new Map(stores.map((row) => [row.id, row])),
    rules: Map.groupBy(rules, (rule) => rule.connectionId),
    listed: new Map(listed.map((row) => [row.id, row])),
    categories: new Map(categories.map((row) => [row.productId, new Set(row.ids)])),
    rates: new Map(rates.map((each) => [`${each.base}:${each.quote}`, each])),
    soldWithTax: new Set(withTax.map(({ id }) => id)),
  };
}

/** The picture as it would be with this rule, in the place of the one of its id, or as the youngest of its number. */
export function withRule(picture: PricePicture, draft: RuleRow): PricePicture {
  const others = picture.rules.get(draft.connectionId) ?? [];
  const rules = [...others.filter(({ id }) => id !== draft.id), draft];
  const place = (rule: RuleRow) => (rule.id === "" ? 1 : 0);
  rules.sort((a, b) => a.priority - b.priority || place(a) - place(b) || (a.id < b.id ? -1 : 1));
  return { ...picture, rules: new Map([...picture.rules, [draft.connectionId, rules]]) };
}

async function loadRates(
  tx: Tx,
  from: {
    readonly variants: readonly VariantRow[];
    readonly stores: readonly StoreRow[];
    readonly listed: readonly ListedRow[];
  },
  now: Date,
): Promise<ExchangeRate[]> {
  const bases = unique(from.variants.flatMap((row) => [row.currency, row.costCurrency]));
  const quotes = unique([
    ...from.stores.map((row) => row.currency),
    ...from.listed.flatMap((row) => row.seenCurrency ?? []),
  ]);
  const pairs = bases.flatMap((base) => quotes.filter((quote) => quote !== base).map((quote) => ({ base, quote })));
  return ratesInForce(tx, pairs, now);
}

export interface TargetPrice extends StorePrice {
  /** The rule that decided. */
  readonly rule: { readonly id: string; readonly name: string } | null;
}

/** The price of one target. Throws when its variant or store is not in the picture. */
export function priceTarget(picture: PricePicture, target: PriceTarget): TargetPrice {
  const { rule, input } = inputOf(picture, target);
  const price = priceForStore(input);
  return { ...price, rule: rule && price.origin === "rule" ? { id: rule.id, name: rule.name } : null };
}

/**
 * The price of one target by another rule than its store's, never below the store's own floor. Where only a rule of the
 * store would lead to a price at all, as between stores with and without tax, it is held.
 */
export function priceByRule(picture: PricePicture, target: PriceTarget, rule: Omit<PriceRule, "floorPercent">) {
  const { input } = inputOf(picture, target);
  const plain = priceForStore({ ...input, override: null });
  if (plain.held?.code === "other_tax") return plain;
  const floorPercent = input.rule?.floorPercent ?? null;
  return priceForStore({ ...input, override: null, rule: { ...rule, floorPercent } });
}

function inputOf(picture: PricePicture, target: PriceTarget): { readonly rule?: RuleRow; readonly input: PriceInput } {
  const variant = picture.variants.get(target.variantId);
  const store = picture.stores.get(target.connectionId);
  if (!variant || !store) throw new Error(`No price picture of variant ${target.variantId}.`);
  const listed = target.listingId === null ? undefined : picture.listed.get(target.listingId);
  const currency = listed?.seenCurrency ?? store.currency;
  const rule = ruleFor(picture, target.connectionId, variant);
  const amount = (minor: bigint | null, of: string): Money | null => (minor === null ? null : { minor, currency: of });
  const input: PriceInput = {
    price: amount(variant.price, variant.currency),
    compareAt: amount(variant.compareAt, variant.currency),
    cost: amount(variant.cost, variant.costCurrency),
    currency,
    rule: rule ? { ...rule, rounding: roundingOf(rule) } : null,
    override: overrideOf(listed, currency),
    isOtherTax: store.isNet && picture.soldWithTax.has(variant.id),
    rateOf: (base, quote) => picture.rates.get(`${base}:${quote}`) ?? null,
  };
  return { ...(rule && { rule }), input };
}

function ruleFor(picture: PricePicture, connectionId: string, variant: VariantRow): RuleRow | undefined {
  const brand = variant.brand?.trim().toLowerCase() ?? null;
  const own = picture.categories.get(variant.productId);
  return picture.rules
    .get(connectionId)
    ?.find(
      (rule) =>
        (rule.brandKey === null || rule.brandKey === brand) &&
        (!rule.isNarrowed || rule.categoryIds?.some((category) => own?.has(category))),
    );
}

function roundingOf({ stepMinor, endingMinor, direction }: RuleRow): PriceRule["rounding"] {
  if (stepMinor !== null) return { stepMinor, endingMinor, direction };
  return direction === "nearest" ? null : { stepMinor: 1n, endingMinor: 0n, direction };
}

function overrideOf(listed: ListedRow | undefined, currency: string) {
  if (!listed || listed.overrideMinor === null) return null;
  const given = listed.overrideCurrency ?? currency;
  const compareAt =
    listed.overrideCompareMinor === null ? null : { minor: listed.overrideCompareMinor, currency: given };
  return { price: { minor: listed.overrideMinor, currency: given }, compareAt };
}
