/** What automations do to products: tags, and where, at which price and with which stock they are sold. */

import type { AutomationAction } from "../../commerce/automations/definition.ts";
import { isMoney } from "../../commerce/automations/evaluate.ts";
import { message } from "../../commerce/message.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { PriceRounding, PriceRule } from "../../commerce/pricing.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type BulkItem, bulkEditPage } from "../catalog/bulk-edit.ts";
import { sendProducts } from "../content/send-products.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";
import { setListingSwitches } from "../listings/mapping.ts";
import { clearPriceOverrides, type PriceOverride, setPriceOverrides } from "../prices/overrides.ts";
import { loadPricePicture, type PricePicture, priceByRule, priceTarget } from "../prices/price-picture.ts";
import { getStore } from "../stores/stores.ts";
import { type Act, type Acting, by, type Done, productIdOf, type Target, textOf, textsOf } from "./acting.ts";
import { locationOf } from "./product-facts.ts";

const productsOf = (targets: readonly Target[]): string[] => [
  ...new Set(targets.flatMap((each) => productIdOf(each) ?? [])),
];

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** Tags of the product itself. */
export const changeProductTags =
  (kind: "add" | "remove"): Act =>
  async (tx, targets, { action, now }) => {
    const tags = [...textsOf(action["tags"])];
    const items = await editTags(tx, productsOf(targets), { [kind]: tags, now });
    const changed = new Map(items.map((item) => [item.id, item.changes["tags"]]));
    return (target) => {
      const { before, after } = changed.get(productIdOf(target) ?? "") ?? {};
      return kind === "add"
        ? { added: texts(after).filter((tag) => !texts(before).includes(tag)) }
        : { removed: texts(before).filter((tag) => !texts(after).includes(tag)) };
    };
  };

/** Throws HubError where the catalog refuses one of them. */
export async function editTags(
  tx: Tx,
  productIds: readonly string[],
  { add = [], remove = [], now }: { readonly add?: string[]; readonly remove?: string[]; readonly now: Date },
): Promise<readonly BulkItem[]> {
  if (productIds.length === 0 || add.length + remove.length === 0) return [];
  const change = { ...(add.length > 0 && { addTags: add }), ...(remove.length > 0 && { removeTags: remove }) };
  const edit = { where: { productIds: [...productIds] }, change };
  const { items } = await bulkEditPage(tx, { edit, cursor: undefined, write: true, now });
  const refused = items.find(({ error }) => error !== null)?.error;
  if (refused) throw new HubError(refused.code, "conflict", refused.said ?? refused.message);
  return items;
}

/** What one channel refuses of a product is told of that product; a channel that takes none fails. */
export const publishProduct: Act = async (tx, targets, { action, platforms, now }) => {
  const store = await getStore(tx, textOf(action["channel"]));
  if (!platforms.takesProducts(store))
    throw new HubError("CHANNEL_CANNOT", "conflict", message("cannot.putProducts", { store: store.name }));
  const sent = await sendProducts(tx, { productIds: productsOf(targets), connectionId: store.id, now });
  const outcome = new Map(sent.map((each) => [each.productId, each]));
  return (target) => {
    const of = outcome.get(productIdOf(target) ?? "");
    return { channel: store.id, ...(of?.ok === false ? { leftOut: of.error.code } : { sent: of?.action ?? null }) };
  };
};

/** An item of a channel that an event is about. */
interface Listed {
  readonly event: string;
  readonly listingId: string;
  readonly connectionId: string;
  readonly variantId: string;
  readonly stockSync: boolean;
  /** Its number waits for a person. */
  readonly stockWaits: boolean;
  readonly priceSync: boolean;
  readonly ownMinor: string | null;
  readonly ownCompareMinor: string | null;
  readonly ownCurrency: string | null;
}

/** Items of the variant, or of all of the product, on one channel or all. */
const LISTED = `select n.event, l.id as "listingId", ${columns("l", "connectionId variantId stockSync")},
    ${columns("l", "stockWaits priceSync")},
    k.override_minor::text as "ownMinor", k.override_compare_minor::text as "ownCompareMinor",
    k.override_currency as "ownCurrency"
  from json_to_recordset($1) as n(event uuid, product uuid, variant uuid)
  join argosy.variant v on v.organization_id = argosy.tenant() and v.product_id = n.product and v.deleted_at is null
    and (n.variant is null or v.id = n.variant)
  join argosy.listing l on l.organization_id = argosy.tenant() and l.variant_id = v.id and l.state = 'mapped'
    and l.gone_at is null and ($2::uuid is null or l.connection_id = $2)
  left join argosy.listing_price k on k.organization_id = argosy.tenant() and k.listing_id = l.id and k.site = ''
  order by l.id`;

const listedOf = (tx: Tx, targets: readonly Target[], action: AutomationAction): Promise<Listed[]> =>
  tx.rows<Listed>(LISTED, [
    jsonRows(
      targets.flatMap((target) => {
        const product = productIdOf(target);
        return product === null ? [] : [{ event: target.event.id, product, variant: locationOf(target.event).variant }];
      }),
    ),
    textOf(action["channel"]) || null,
  ]);

const oncePerListing = (listed: readonly Listed[]): Listed[] => [
  ...new Map(listed.map((each) => [each.listingId, each])).values(),
];

/** Why nothing was done to an item that is on the channel: what a person can mend comes first. */
const LEFT_OUT = ["no_price", "stock_waits", "price_off", "unchanged"] as const;
type LeftOut = (typeof LEFT_OUT)[number];

/** What was done to the items of each event; to none of them: why. */
function perEvent(
  listed: readonly Listed[],
  doneOf: (each: Listed) => Json | undefined,
  whyNot: (each: Listed) => LeftOut,
): (target: Target) => Done {
  const events = Map.groupBy(listed, ({ event }) => event);
  return ({ event }) => {
    const items = events.get(event.id) ?? [];
    const listings = items.flatMap((each) => doneOf(each) ?? []);
    if (listings.length > 0) return { listings };
    const reasons = new Set(items.map(whyNot));
    return { leftOut: LEFT_OUT.find((reason) => reasons.has(reason)) ?? "no_listing" };
  };
}

/** A price of its own, as a run keeps it to put it back. */
const ownPrice = ({ ownMinor, ownCompareMinor, ownCurrency }: Listed): Json =>
  ownMinor === null ? null : { minor: ownMinor, compare: ownCompareMinor, currency: ownCurrency };

export const setChannelPrice: Act = async (tx, targets, acting) => {
  const listed = await listedOf(tx, targets, acting.action);
  const items = oncePerListing(listed.filter(({ priceSync }) => priceSync));
  const picture = await loadPricePicture(tx, items, acting.now);
  const answers = items.map((each) => [each.listingId, desiredPrice(picture, each, acting.action)] as const);
  const unknown = new Set(answers.flatMap(([id, price]) => (price === "no_price" ? id : [])));
  const requested = answers.flatMap(([, price]) => (typeof price === "string" ? [] : price));
  await setPriceOverrides(tx, { overrides: requested, by: by(acting).actor, now: acting.now });
  const after = new Map(requested.map((each) => [each.listingId, `${each.priceMinor}`]));
  const whyNot = ({ listingId, priceSync }: Listed) => {
    if (!priceSync) return "price_off";
    return unknown.has(listingId) ? "no_price" : "unchanged";
  };
  return perEvent(
    listed,
    (each) => {
      const minor = after.get(each.listingId);
      return minor === undefined ? undefined : [{ id: each.listingId, before: ownPrice(each), after: minor }];
    },
    whyNot,
  );
};

/** "unchanged": it has that price of its own already; "no_price": none can be known. */
function desiredPrice(
  picture: PricePicture,
  each: Listed,
  action: AutomationAction,
): PriceOverride | "unchanged" | "no_price" {
  const { listingId } = each;
  const now = priceTarget(picture, each);
  const { currency } = now;
  const given = action["price"];
  const priceMinor = isMoney(given)
    ? given.currency === currency
      ? BigInt(given.minor)
      : null
    : priceByRule(picture, each, ruleOf(action, currency)).priceMinor;
  if (priceMinor === null) return "no_price";
  if (each.ownMinor === `${priceMinor}` && each.ownCurrency === currency) return "unchanged";
  // The price before a discount stays what it is.
  const compareAtMinor = now.compareAtMinor !== null && now.compareAtMinor > priceMinor ? now.compareAtMinor : null;
  return { listingId, priceMinor, compareAtMinor, currency };
}

function ruleOf({ percent, base, rounding }: AutomationAction, currency: string): Omit<PriceRule, "floorPercent"> {
  return {
    base: base === "cost" || base === "compare_at" ? base : "price",
    markupPercent: typeof percent === "number" ? percent.toFixed(2) : "0",
    fixedMinor: 0n,
    rounding: roundingOf(textOf(rounding), currency),
    compareAt: "none",
  };
}

/** "99": one below the next whole, in a currency that has hundredths. */
function roundingOf(ending: string, currency: string): PriceRounding | null {
  const exponent = currencyExponent(currency);
  const stepMinor = 10n ** BigInt(exponent);
  if (ending === "whole") return { stepMinor, endingMinor: 0n, direction: "nearest" };
  const hundredths = ["99", "95", "90"].includes(ending) ? BigInt(ending) : 0n;
  if (hundredths === 0n || exponent < 2) return null;
  return { stepMinor, endingMinor: (hundredths * stepMinor) / 100n, direction: "nearest" };
}

export const clearChannelPrice: Act = async (tx, targets, acting) => {
  const listed = await listedOf(tx, targets, acting.action);
  const hasOwn = ({ ownMinor }: Listed) => ownMinor !== null;
  await clearPriceOverrides(
    tx,
    oncePerListing(listed.filter(hasOwn)).map(({ listingId }) => listingId),
  );
  return perEvent(
    listed,
    (each) => (hasOwn(each) ? [{ id: each.listingId, before: ownPrice(each), after: null }] : undefined),
    () => "unchanged",
  );
};

/** What waits for a person's number is not started: nobody knows yet which of two is right. */
export const switchStockSync =
  (isOn: boolean): Act =>
  async (tx, targets, acting: Acting) => {
    const listed = await listedOf(tx, targets, acting.action);
    const waits = ({ stockWaits }: Listed) => isOn && stockWaits;
    const switches = (each: Listed) => each.stockSync !== isOn && !waits(each);
    const ids = oncePerListing(listed.filter(switches)).map(({ listingId }) => listingId);
    await switchStock(tx, ids, isOn);
    return perEvent(
      listed,
      (each) => (switches(each) ? [each.listingId] : undefined),
      (each) => (each.stockSync !== isOn && waits(each) ? "stock_waits" : "unchanged"),
    );
  };

/** As many as the catalog switches at once. */
const AT_ONCE = 500;

export async function switchStock(tx: Tx, listingIds: readonly string[], stockSync: boolean): Promise<void> {
  for (let from = 0; from < listingIds.length; from += AT_ONCE)
    await setListingSwitches(tx, { listingIds: listingIds.slice(from, from + AT_ONCE), stockSync });
}
