/** /coupons and the rules an order checks. */
import type { SandboxDiscount } from "../../connectors/kit/sandbox/sandbox.ts";
import { divide, minorText, priceText, rounded, toMinor } from "./decimals.ts";
import { dateFilter } from "./filters.ts";
import { isOnSale } from "./product-view.ts";
import type { Call, Handler, Handlers } from "./rest.ts";
import { flag, ITEM_METHODS, links, list, paged, RestError, resource } from "./rest.ts";
import type { Coupon, Line, Obj, Order, Shop } from "./state.ts";
import { decimalsOf, fineDecimals, metaList, nextId } from "./state.ts";
import { datePair, localToMs } from "./time.ts";

const FIELDS: Obj = {
  discount_type: "fixed_cart",
  description: "",
  individual_use: false,
  product_ids: [],
  excluded_product_ids: [],
  usage_limit: null,
  usage_limit_per_user: null,
  limit_usage_to_x_items: null,
  free_shipping: false,
  product_categories: [],
  excluded_product_categories: [],
  exclude_sale_items: false,
  minimum_amount: "0.00",
  maximum_amount: "0.00",
  email_restrictions: [],
};

export function renderCouponOf({ shop, origin }: Pick<Call, "shop" | "origin">, coupon: Coupon): Obj {
  const base = `${origin}/wp-json/wc/v3/coupons`;
  const f = coupon.fields;
  return {
    id: coupon.id,
    code: coupon.code,
    amount: coupon.amount,
    status: coupon.status,
    ...datePair("date_created", shop.zone, coupon.created),
    ...datePair("date_modified", shop.zone, coupon.modified),
    discount_type: f["discount_type"],
    description: f["description"],
    ...datePair("date_expires", shop.zone, coupon.expires),
    usage_count: coupon.usageCount,
    ...f,
    used_by: coupon.usedBy,
    meta_data: coupon.meta,
    _links: links(ITEM_METHODS, `${base}/${coupon.id}`, base),
  };
}

function padded(shop: Shop, value: unknown): string {
  const decimals = decimalsOf(shop);
  return minorText(toMinor(priceText(value), decimals), decimals);
}

function apply(call: Call, coupon: Coupon): void {
  const { body, shop } = call;
  if (body["code"] !== undefined) coupon.code = String(body["code"]).toLowerCase();
  for (const name of Object.keys(FIELDS)) {
    if (body[name] === undefined) continue;
    if (name === "minimum_amount" || name === "maximum_amount") coupon.fields[name] = padded(shop, body[name]);
    else if (name === "email_restrictions")
      coupon.fields[name] = list(body[name]).filter((email) => email.includes("@"));
    else coupon.fields[name] = body[name];
  }
  if (body["amount"] !== undefined) {
    const amount = Number(priceText(body["amount"]));
    if (amount < 0 || (coupon.fields["discount_type"] === "percent" && amount > 100))
      throw new RestError(400, "coupon_invalid_amount", "Invalid discount amount.");
    coupon.amount = padded(shop, body["amount"]);
  }
  coupon.expires = expiry(shop, body, coupon.expires);
  coupon.meta = metaList(shop, body["meta_data"], coupon.meta);
}

/** Expiry is a day of the site: the time of day written is dropped; the GMT twin is ignored on writes. */
function expiry(shop: Shop, body: Obj, existing: number | null): number | null {
  const local = body["date_expires"];
  if (local === undefined) return existing;
  if (local === null || local === "") return null;
  return localToMs(shop.zone, `${String(local).slice(0, 10)}T00:00:00`);
}

function byCode(shop: Shop, code: string): Coupon | undefined {
  const requested = code.toLowerCase();
  return [...shop.coupons.values()].find((coupon) => coupon.code === requested && coupon.status !== "trash");
}

const create: Handler = (call) => {
  const { shop } = call;
  if (byCode(shop, String(call.body["code"] ?? "")))
    throw new RestError(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists");
  const now = shop.clock.now();
  const coupon: Coupon = {
    id: 0,
    code: "",
    amount: padded(shop, "0"),
    status: "publish",
    created: now,
    modified: now,
    expires: null,
    usageCount: 0,
    usedBy: [],
    meta: [],
    fields: { ...FIELDS },
  };
  apply(call, coupon);
  coupon.id = nextId(shop, "post");
  shop.coupons.set(coupon.id, coupon);
  shop.emit("coupon.created", coupon.id);
  return { status: 201, body: renderCouponOf(call, coupon) };
};

function find(call: Call, status = 404): Coupon {
  const coupon = call.shop.coupons.get(Number(call.at["id"]));
  if (!coupon) throw new RestError(status, "woocommerce_rest_shop_coupon_invalid_id", "Invalid ID.");
  return coupon;
}

const edit: Handler = (call) => {
  const existing = find(call, 400);
  const draft = { ...existing, fields: { ...existing.fields }, modified: call.shop.clock.now() };
  apply(call, draft);
  call.shop.coupons.set(draft.id, draft);
  call.shop.emit("coupon.updated", draft.id);
  return { status: 200, body: renderCouponOf(call, draft) };
};

const remove: Handler = (call) => {
  const coupon = find(call);
  const { shop } = call;
  if (flag(call.params["force"])) {
    shop.coupons.delete(coupon.id);
    return { status: 200, body: renderCouponOf(call, coupon) };
  }
  if (coupon.status === "trash")
    throw new RestError(410, "woocommerce_rest_already_trashed", "The shop_coupon has already been deleted.");
  const body = renderCouponOf(call, coupon);
  coupon.status = "trash";
  coupon.meta = metaList(
    shop,
    [
      { key: "_wp_trash_meta_status", value: "publish" },
      { key: "_wp_trash_meta_time", value: String(Math.floor(shop.clock.now() / 1000)) },
      { key: "_wp_desired_post_slug", value: coupon.code },
    ],
    coupon.meta,
  );
  shop.emit("coupon.deleted", coupon.id);
  shop.emit("product.deleted", coupon.id);
  return { status: 200, body };
};

const index: Handler = (call) => {
  const code = call.params["code"];
  const inWindow = dateFilter(call.shop, call.params);
  const rows = [...call.shop.coupons.values()].filter(
    (coupon) =>
      coupon.status !== "trash" &&
      (code === undefined || coupon.code === String(code).toLowerCase()) &&
      inWindow(coupon),
  );
  return paged(
    call,
    rows.sort((a, b) => b.id - a.id),
    (coupon) => renderCouponOf(call, coupon),
  );
};

/** The coupon of an order line section. Throws one code for every reason, as the shop does. */
export function checkCoupon(shop: Shop, order: Order, code: string): Coupon {
  const refuse = (why: string) => new RestError(400, "woocommerce_rest_invalid_coupon", why);
  const coupon = byCode(shop, code);
  if (!coupon) throw refuse(`Coupon &quot;${code}&quot; cannot be applied because it does not exist.`);
  const { fields } = coupon;
  if (coupon.expires !== null && coupon.expires <= shop.clock.now())
    throw refuse(`Coupon &quot;${coupon.code}&quot; has expired.`);
  const decimals = fineDecimals(shop);
  const items = order.lines.filter((line) => line.kind === "line_item");
  const subtotal = items.reduce((sum, line) => sum + line.subtotal, 0n);
  const minimum = toMinor(String(fields["minimum_amount"]), decimals);
  if (minimum > 0n && subtotal < minimum)
    throw refuse(`The minimum spend for coupon &quot;${coupon.code}&quot; is ${String(fields["minimum_amount"])}.`);
  const emails = list(fields["email_restrictions"]);
  const email = String(order.billing["email"] ?? "").toLowerCase();
  if (
    emails.length > 0 &&
    !emails.some((allowed) =>
      new RegExp(`^${allowed.toLowerCase().replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(email),
    )
  )
    throw refuse(`Please enter a valid email to use coupon code &quot;${coupon.code}&quot;.`);
  if (!items.some((line) => isEligible(shop, coupon, line)))
    throw refuse("Sorry, this coupon is not applicable to selected products.");
  return coupon;
}

function isEligible(shop: Shop, coupon: Coupon, line: Line): boolean {
  const product = shop.products.get(line.variationId || line.productId);
  const ids = list(coupon.fields["product_ids"]).map(Number);
  if (ids.length > 0 && !ids.includes(line.productId) && !ids.includes(line.variationId)) return false;
  const categories = list(coupon.fields["product_categories"]).map(Number);
  const parent = shop.products.get(line.productId);
  if (categories.length > 0 && !categories.some((id) => parent?.categories.includes(id))) return false;
  return !(flag(coupon.fields["exclude_sale_items"]) && product && isOnSale(shop, product));
}

/** What a coupon takes off one line. */
export function discountOf(shop: Shop, coupon: Coupon, order: Order, line: Line): bigint {
  if (!isEligible(shop, coupon, line)) return 0n;
  const decimals = fineDecimals(shop);
  const amount = toMinor(coupon.amount, decimals);
  const type = coupon.fields["discount_type"];
  const off =
    type === "percent"
      ? rounded(divide(line.total * amount, 100n * 10n ** BigInt(decimals)))
      : type === "fixed_product"
        ? amount * BigInt(line.quantity)
        : shareOf(shop, coupon, order, line, amount);
  return off > line.total ? line.total : off;
}

/** A fixed cart amount is spread over the eligible lines by value; the last one takes the rest. */
function shareOf(shop: Shop, coupon: Coupon, order: Order, line: Line, amount: bigint): bigint {
  const lines = order.lines.filter((one) => one.kind === "line_item" && isEligible(shop, coupon, one));
  const all = lines.reduce((sum, one) => sum + one.subtotal, 0n);
  if (all === 0n) return 0n;
  const share = (one: Line) => rounded(divide(amount * one.subtotal, all));
  if (lines.at(-1) !== line) return share(line);
  return amount - lines.slice(0, -1).reduce((sum, one) => sum + share(one), 0n);
}

/** A merchant makes a coupon in the admin. */
export function addCoupon(shop: Shop, { code, kind, value, minimum, expired }: SandboxDiscount): void {
  const now = shop.clock.now();
  const id = nextId(shop, "post");
  shop.coupons.set(id, {
    id,
    code: code.toLowerCase(),
    amount: padded(shop, value),
    status: "publish",
    created: now,
    modified: now,
    expires: expired === true ? now - 86_400_000 : null,
    usageCount: 0,
    usedBy: [],
    meta: [],
    fields: {
      ...FIELDS,
      discount_type: kind === "percent" ? "percent" : "fixed_cart",
      minimum_amount: padded(shop, minimum ?? "0"),
    },
  });
  shop.emit("coupon.created", id);
}

export const couponHandlers: Handlers = resource("/coupons", {
  index,
  create,
  show: (call) => ({ status: 200, body: renderCouponOf(call, find(call)) }),
  edit,
  remove,
});
