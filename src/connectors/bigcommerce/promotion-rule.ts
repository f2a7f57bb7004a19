/** A promotion's only rule in the hub's words, as promotions.v3.yml describes its parts. */
import { isExactMoney, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import {
  type DiscountRule,
  type Effect,
  EVERYTHING,
  NO_TARGETS,
  type Promotion,
  type Scope,
} from "../../commerce/promotions/promotion.ts";
import { NO_MINIMUM } from "../kit/contract/discount-rule.ts";
import { asTree, type Tree } from "./client.ts";

const textOf = (value: Json | undefined) =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
const DECIMAL = /^\d+(\.\d+)?$/;
const KINDS = ["products", "categories", "variants"] as const;

/** Null: the store's checkout alone can tell. Money is of the store's default currency, the basket's is the same here. */
export function promotionRule(promotion: Tree, currency: string): DiscountRule | null {
  const rules = Array.isArray(promotion["rules"]) ? promotion["rules"].map(asTree) : [];
  const [rule] = rules;
  if (rule === undefined || rules.length > 1) return null;
  const condition = asTree(rule["condition"]);
  const cart = asTree(condition["cart"]);
  if (Object.keys(condition).some((name) => name !== "cart")) return null;
  const action = asTree(rule["action"]);
  const bought = cart["items"] === undefined ? null : scopeOf(cart["items"]);
  if (cart["items"] !== undefined) return bought && buyGet(rule, bought, cart);
  const minimum = minimumOf(cart, currency);
  if (minimum === null) return null;
  if (action["cart_value"] !== undefined) return cartValue(asTree(action["cart_value"]), { minimum, currency });
  if (action["shipping"] !== undefined) return shipping(asTree(action["shipping"]), minimum);
  return action["cart_items"] === undefined ? null : cartItems(asTree(action["cart_items"]), { minimum, currency });
}

/** A least quantity has no effect without items, says the description. */
function minimumOf(cart: Tree, currency: string): Promotion["minimum"] | null {
  const least = textOf(cart["minimum_spend"]);
  if (least === undefined) return NO_MINIMUM;
  const amount = minorOf(least, currency);
  return amount === null ? null : { amount, quantity: null, of: "basket" };
}

const minorOf = (text: string | undefined, currency: string): bigint | null =>
  text !== undefined && DECIMAL.test(text) && isExactMoney(text, currency) ? parseMoney(text, currency).minor : null;

interface Around {
  readonly minimum: Promotion["minimum"];
  readonly currency: string;
}

function cartValue(value: Tree, { minimum, currency }: Around): DiscountRule | null {
  const discount = asTree(value["discount"]);
  const percent = textOf(discount["percentage_amount"]);
  const cap = textOf(value["maximum_allowed_discount_amount"]);
  const most = cap === undefined ? null : minorOf(cap, currency);
  if (cap !== undefined && most === null) return null;
  if (percent !== undefined && DECIMAL.test(percent))
    return { effect: { kind: "percent_basket", percent, most }, scope: EVERYTHING, minimum };
  const amount = minorOf(textOf(discount["fixed_amount"]), currency);
  if (amount === null || cap !== undefined) return null;
  return { effect: { kind: "amount_basket", amount }, scope: EVERYTHING, minimum };
}

const shipping = (reported: Tree, minimum: Promotion["minimum"]): DiscountRule | null =>
  reported["zone_ids"] === "*" || reported["free_shipping"] === true
    ? { effect: { kind: "free_shipping" }, scope: EVERYTHING, minimum }
    : null;

/** Of some of the items, or up to a sum counted item by item, the order of the lines decides there. */
function cartItems(reported: Tree, { minimum, currency }: Around): DiscountRule | null {
  if (reported["quantity"] !== undefined || reported["add_free_item"] === true) return null;
  if (textOf(reported["maximum_allowed_discount_amount"]) !== undefined) return null;
  const scope = reported["items"] === undefined ? EVERYTHING : scopeOf(reported["items"]);
  const effect = itemsEffect(reported, currency);
  if (scope === null || effect === null) return null;
  return { effect, scope: { ...scope, skipsReduced: reported["exclude_items_on_sale"] === true }, minimum };
}

function itemsEffect(reported: Tree, currency: string): Effect | null {
  const discount = asTree(reported["discount"]);
  const percent = textOf(discount["percentage_amount"]);
  if (percent !== undefined && DECIMAL.test(percent)) return { kind: "percent_items", percent, most: null };
  const amount = minorOf(textOf(discount["fixed_amount"]), currency);
  if (amount === null) return null;
  return { kind: reported["as_total"] === true ? "amount_basket" : "amount_items", amount };
}

/** Items that are bought do not get the discount themselves, unless it is asked for: then the checkout alone can tell. */
function buyGet(rule: Tree, bought: Scope, cart: Tree): DiscountRule | null {
  const reported = asTree(asTree(rule["action"])["cart_items"]);
  const [buy, get] = [Number(cart["minimum_quantity"]), Number(reported["quantity"])];
  const percent = textOf(asTree(reported["discount"])["percentage_amount"]);
  const got = reported["items"] === undefined ? null : scopeOf(reported["items"]);
  const isPlain =
    reported["include_items_considered_by_condition"] !== true &&
    ["LEAST_EXPENSIVE", undefined].includes(textOf(reported["strategy"])) &&
    cart["minimum_spend"] === undefined &&
    textOf(reported["maximum_allowed_discount_amount"]) === undefined;
  if (!isPlain || got === null || percent === undefined || !DECIMAL.test(percent) || !(buy >= 1) || !(get >= 1))
    return null;
  const of = { ...got, skipsReduced: reported["exclude_items_on_sale"] === true };
  const times = rule["apply_once"] === false ? null : 1;
  return { effect: { kind: "buy_get", buy, get, of, percent, times }, scope: bought, minimum: NO_MINIMUM };
}

/** Products, variants or categories, or all but those; brands, options and mixtures have no counterpart. */
function scopeOf(matcher: Json | undefined): Scope | null {
  const tree = asTree(matcher ?? null);
  const not = tree["not"];
  const named = asTree(not ?? matcher ?? null);
  const names = Object.keys(named);
  const kind = KINDS.find((each) => names.length === 1 && names[0] === each);
  const rows = kind === undefined ? undefined : named[kind];
  if (kind === undefined || !Array.isArray(rows)) return null;
  const targets = { ...NO_TARGETS, [kind]: rows.map(String) };
  return not === undefined ? { ...EVERYTHING, include: targets } : { ...EVERYTHING, exclude: targets };
}

/** What a coupon of old is for; category 0 is everything. */
export function couponRule(coupon: Tree, currency: string): DiscountRule | null {
  const applies = asTree(coupon["applies_to"]);
  const ids = Array.isArray(applies["ids"]) ? applies["ids"].map(String) : [];
  const { entity } = applies;
  if (entity !== "categories" && entity !== "products") return null;
  const isAll = entity === "categories" && ids.includes("0");
  const scope = isAll ? EVERYTHING : { ...EVERYTHING, include: { ...NO_TARGETS, [entity]: ids } };
  const restricted = [asTree(coupon["restricted_to"]), coupon["shipping_methods"]];
  if (restricted.some((one) => Object.keys(asTree(one ?? null)).length > 0)) return null;
  const effect = couponEffect(coupon, currency, isAll);
  const least = textOf(coupon["min_purchase"]);
  const amount = Number(least ?? 0) > 0 ? minorOf(least, currency) : 0n;
  if (effect === null || amount === null) return null;
  return { effect, scope, minimum: amount === 0n ? NO_MINIMUM : { amount, quantity: null, of: "basket" } };
}

function couponEffect(coupon: Tree, currency: string, isAll: boolean): Effect | null {
  const reported = textOf(coupon["amount"]);
  const amount = minorOf(reported, currency);
  switch (coupon["type"]) {
    case "percentage_discount":
      return reported !== undefined && DECIMAL.test(reported)
        ? { kind: "percent_items", percent: reported, most: null }
        : null;
    case "per_item_discount":
      return amount === null ? null : { kind: "amount_items", amount };
    case "per_total_discount":
      return amount === null || !isAll ? null : { kind: "amount_basket", amount };
    case "free_shipping":
      return isAll ? { kind: "free_shipping" } : null;
    default:
      return null;
  }
}
