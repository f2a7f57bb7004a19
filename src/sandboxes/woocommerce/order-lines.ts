/** Lines of an order: resolving, prices, taxes, coupons. */
import { checkCoupon, discountOf } from "./coupons.ts";
import { divide, priceText, rounded, toMinor } from "./decimals.ts";
import { currentPrice } from "./product-view.ts";
import { bySku } from "./product-write.ts";
import { integer, RestError } from "./rest.ts";
import type { Line, Obj, Order, Product, Rate, Shop } from "./state.ts";
import { fineDecimals, isObj, metaList, nextId, setting } from "./state.ts";
import { adjustLine } from "./stock.ts";

/** Rates for where the order goes. */
function ratesOf(shop: Shop, order: Order): readonly Rate[] {
  if (setting(shop, "woocommerce_calc_taxes") !== "yes") return [];
  const country = String(order.shipping["country"] || order.billing["country"] || "");
  return shop.rates.filter((rate) => rate.country === country);
}

const tax = (net: bigint, rate: Rate) => rounded(divide(net * rate.percent, 100n));

function blankLine(shop: Shop, kind: Line["kind"]): Line {
  return {
    id: nextId(shop, "item"),
    kind,
    name: "",
    productId: 0,
    variationId: 0,
    quantity: 1,
    subtotal: 0n,
    total: 0n,
    subtotalTax: 0n,
    totalTax: 0n,
    taxed: false,
    taxes: [],
    taxable: true,
    meta: [],
    fields: {},
  };
}

function resolve(shop: Shop, entry: Obj): Product | undefined {
  if (entry["sku"]) return bySku(shop, String(entry["sku"]));
  const id = integer(entry["variation_id"]) || integer(entry["product_id"]);
  if (id === undefined)
    throw new RestError(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.");
  const found = shop.products.get(id);
  return found?.status === "trash" ? undefined : found;
}

function addItem(shop: Shop, entry: Obj): Line {
  const product = resolve(shop, entry);
  const line = blankLine(shop, "line_item");
  const decimals = fineDecimals(shop);
  line.quantity = integer(entry["quantity"]) ?? 1;
  line.name = String(entry["name"] ?? (product ? itemName(shop, product) : ""));
  line.productId = product ? product.parentId || product.id : 0;
  line.variationId = product?.type === "variation" ? product.id : 0;
  line.taxable = product ? product.fields["tax_status"] === "taxable" : true;
  line.subtotal = product ? lineNet(shop, product, line.quantity) : 0n;
  line.total = line.subtotal;
  if (product?.type === "variation") line.meta = variationMeta(shop, product);
  if (entry["subtotal"] !== undefined) line.subtotal = toMinor(priceText(entry["subtotal"]), decimals);
  if (entry["total"] !== undefined) {
    line.total = toMinor(priceText(entry["total"]), decimals);
    if (entry["subtotal"] === undefined && line.total > line.subtotal) line.subtotal = line.total;
  }
  line.meta = metaList(shop, entry["meta_data"], line.meta);
  return line;
}

/** What is in a set are lines of their own, without a price, that name it. */
function partsOf(shop: Shop, line: Line): Line[] {
  const set = shop.sets.get(line.productId);
  return (set?.parts ?? []).map(({ sku, quantity }) => {
    const part = addItem(shop, { sku, quantity: quantity * line.quantity, total: "0", subtotal: "0" });
    part.fields[set?.field ?? ""] = line.id;
    return part;
  });
}

function itemName(shop: Shop, product: Product): string {
  if (product.type !== "variation") return product.name;
  return `${shop.products.get(product.parentId)?.name ?? ""} - ${product.chosen.map((one) => one.option).join(", ")}`;
}

/** Net amount of a quantity at the current price; shop prices that include tax are taken apart. */
function lineNet(shop: Shop, product: Product, quantity: number): bigint {
  const decimals = fineDecimals(shop);
  const gross = toMinor(priceText(currentPrice(shop, product)), decimals + 6) * BigInt(quantity);
  const percent = shop.rates.reduce((sum, rate) => sum + rate.percent, 0n);
  const net = setting(shop, "woocommerce_prices_include_tax") === "yes" ? divide(gross * 100n, 100n + percent) : gross;
  return divide(net, 1_000_000n);
}

function variationMeta(shop: Shop, product: Product): Line["meta"] {
  return product.chosen.map((one) => {
    const key = one.id ? String(shop.attributes.get(one.id)?.["slug"] ?? one.name) : one.name.toLowerCase();
    return { id: nextId(shop, "meta"), key, value: one.option, display_key: one.name, display_value: one.option };
  });
}

function editItem(shop: Shop, order: Order, line: Line, entry: Obj): void {
  const decimals = fineDecimals(shop);
  if (entry["quantity"] !== undefined) line.quantity = integer(entry["quantity"]) ?? line.quantity;
  if (entry["subtotal"] !== undefined) line.subtotal = toMinor(priceText(entry["subtotal"]), decimals);
  if (entry["total"] !== undefined) line.total = toMinor(priceText(entry["total"]), decimals);
  line.meta = metaList(shop, entry["meta_data"], line.meta);
  adjustLine(shop, order, line, line.quantity);
}

const SECTIONS = { line_items: "line_item", shipping_lines: "shipping", fee_lines: "fee" } as const;

/** Applies line sections of a body. True when totals have to be worked out again. */
export function applyLines(shop: Shop, order: Order, body: Obj): boolean {
  let changed = false;
  for (const [section, kind] of Object.entries(SECTIONS)) {
    const given = body[section];
    if (!Array.isArray(given)) continue;
    changed = true;
    for (const entry of given) if (isObj(entry)) applyLine(shop, order, kind, entry);
  }
  return changed;
}

function applyLine(shop: Shop, order: Order, kind: Line["kind"], entry: Obj): void {
  const id = integer(entry["id"]);
  const existing = id ? order.lines.find((line) => line.id === id && line.kind === kind) : undefined;
  if (id && !existing)
    throw new RestError(
      400,
      "woocommerce_rest_invalid_item_id",
      "Order item ID provided is not associated with order.",
    );
  if (existing && isRemoval(kind, entry)) {
    if (kind === "line_item") adjustLine(shop, order, existing, 0);
    order.lines.splice(order.lines.indexOf(existing), 1);
  } else if (kind === "line_item") {
    if (existing) editItem(shop, order, existing, entry);
    else {
      const line = addItem(shop, entry);
      order.lines.push(line, ...partsOf(shop, line));
      adjustLine(shop, order, line, line.quantity);
    }
  } else {
    const line = existing ?? blankLine(shop, kind);
    setFlatLine(shop, line, entry);
    if (!existing) order.lines.push(line);
  }
}

function isRemoval(kind: Line["kind"], entry: Obj): boolean {
  if (kind === "line_item") return entry["quantity"] === 0 || entry["product_id"] === null;
  return kind === "shipping" ? entry["method_id"] === null : entry["name"] === null;
}

function setFlatLine(shop: Shop, line: Line, entry: Obj): void {
  const name = entry["method_title"] ?? entry["name"];
  if (name !== undefined) line.name = String(name);
  if (entry["total"] !== undefined) line.total = toMinor(priceText(entry["total"]), fineDecimals(shop));
  if (entry["tax_status"] !== undefined) line.taxable = entry["tax_status"] !== "none";
  for (const field of ["method_id", "instance_id"]) if (entry[field] !== undefined) line.fields[field] = entry[field];
  line.meta = metaList(shop, entry["meta_data"], line.meta);
}

/** Works out taxes of every line and the order's tax lines. */
export function calculate(shop: Shop, order: Order): void {
  const rates = ratesOf(shop, order);
  for (const line of order.lines) {
    if (line.kind === "tax" || line.kind === "coupon") continue;
    line.taxed = rates.length > 0 && line.taxable;
    line.taxes = line.taxed
      ? rates.map((rate) => ({ id: rate.id, total: tax(line.total, rate), subtotal: tax(line.subtotal, rate) }))
      : [];
    line.totalTax = line.taxes.reduce((sum, one) => sum + one.total, 0n);
    line.subtotalTax = line.taxes.reduce((sum, one) => sum + one.subtotal, 0n);
  }
  const isTaxed = order.lines.some((line) => line.taxed);
  for (const rate of rates) {
    if (!isTaxed || order.lines.some((line) => line.kind === "tax" && line.name === rate.code)) continue;
    const fields = { label: rate.label, percent: Number(rate.percent), rate: rate.id };
    order.lines.push({ ...blankLine(shop, "tax"), name: rate.code, fields });
  }
  if (!isTaxed) order.lines = order.lines.filter((line) => line.kind !== "tax");
}

/** Replaces the set of coupons of an order. Throws 400 invalid_coupon as the shop does. */
export function applyCoupons(shop: Shop, order: Order, given: unknown): void {
  const entries = Array.isArray(given) ? given.filter(isObj) : [];
  for (const line of order.lines) if (line.kind === "line_item" && entries.length === 0) line.total = line.subtotal;
  order.lines = order.lines.filter((line) => line.kind !== "coupon");
  for (const entry of entries) {
    if (!entry["code"]) throw new RestError(400, "woocommerce_rest_invalid_coupon", "Coupon code is required.");
    const coupon = checkCoupon(shop, order, String(entry["code"]));
    const line = blankLine(shop, "coupon");
    for (const item of order.lines) {
      if (item.kind !== "line_item") continue;
      const off = discountOf(shop, coupon, order, item);
      item.total -= off;
      line.total += off;
      if (item.taxable) for (const rate of ratesOf(shop, order)) line.totalTax += tax(off, rate);
    }
    line.name = coupon.code;
    line.fields = {
      discount_type: coupon.fields["discount_type"],
      nominal_amount: coupon.amount,
      free_shipping: coupon.fields["free_shipping"],
    };
    const info = JSON.stringify([coupon.id, coupon.code, coupon.fields["discount_type"], Number(coupon.amount)]);
    line.meta = [{ id: nextId(shop, "meta"), key: "coupon_info", value: info }];
    order.lines.push(line);
  }
}
