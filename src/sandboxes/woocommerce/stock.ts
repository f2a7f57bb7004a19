/** The shop's own number of an item, and how orders move it. */
import type { Order, Product, Shop } from "./state.ts";
import { nextId, setting } from "./state.ts";

function isStockManaged(shop: Shop): boolean {
  return setting(shop, "woocommerce_manage_stock") !== "no";
}

/** The product whose number an item shares: itself, its parent when that manages, else none. */
export function stockHolder(shop: Shop, product: Product): Product | undefined {
  if (!isStockManaged(shop)) return undefined;
  if (product.manageStock) return product;
  const parent = product.parentId ? shop.products.get(product.parentId) : undefined;
  return parent?.manageStock ? parent : undefined;
}

/** instock, outofstock or onbackorder as the shop derives it. */
export function stockStatus(shop: Shop, product: Product): string {
  const holder = stockHolder(shop, product);
  if (!holder) {
    if (product.type !== "variable") return product.stockStatus;
    const children = variationsOf(shop, product.id);
    return children.some((child) => stockStatus(shop, child) !== "outofstock") ? "instock" : "outofstock";
  }
  if ((holder.stock ?? 0) > 0) return "instock";
  return holder.backorders === "no" ? "outofstock" : "onbackorder";
}

export function variationsOf(shop: Shop, parentId: number): Product[] {
  return [...(shop.children.get(parentId) ?? [])].flatMap((id) => {
    const child = shop.products.get(id);
    return child && child.status !== "trash" ? [child] : [];
  });
}

/** Marks an item changed, and its parent with it (any write to a variation moves the parent's date). */
export function touch(shop: Shop, product: Product): void {
  product.modified = shop.clock.now();
  const parent = product.parentId ? shop.products.get(product.parentId) : undefined;
  if (parent) parent.modified = product.modified;
}

/** Sets the number as a person in the admin or a REST write does: on the parent, where that counts it. */
export function setStock(shop: Shop, product: Product, quantity: number): void {
  const holder = stockHolder(shop, product) ?? product;
  holder.manageStock = true;
  holder.stock = quantity;
  touch(shop, holder);
}

/** The merchant counts the stock on the product: its variations have no numbers of their own. */
export function countOnParent(shop: Shop, product: Product, quantity: number): void {
  const parent = shop.products.get(product.parentId) ?? product;
  parent.manageStock = true;
  parent.stock = quantity;
  for (const child of variationsOf(shop, parent.id)) child.manageStock = false;
  touch(shop, parent);
  shop.emit("product.updated", parent.id);
}

function move(shop: Shop, product: Product, by: number): boolean {
  const holder = stockHolder(shop, product);
  if (!holder) return false;
  holder.stock = (holder.stock ?? 0) + by;
  touch(shop, holder);
  shop.emit("product.updated", holder.id);
  return true;
}

function productOf(shop: Shop, line: { productId: number; variationId: number }): Product | undefined {
  return shop.products.get(line.variationId || line.productId);
}

function reducedMeta(line: Order["lines"][number]): number {
  return Number(line.meta.find((meta) => meta.key === "_reduced_stock")?.value ?? 0);
}

function setLineMeta(shop: Shop, line: Order["lines"][number], key: string, value: number | null): void {
  const at = line.meta.findIndex((meta) => meta.key === key);
  if (value === null) {
    if (at >= 0) line.meta.splice(at, 1);
    return;
  }
  const existing = line.meta[at];
  if (existing) line.meta[at] = { ...existing, value: String(value) };
  else line.meta.push({ id: nextId(shop, "meta"), key, value: String(value) });
}

/** ReserveStock::reserve_stock_for_order: what a checkout keeps aside until it is paid, or its time is over. */
export function reserveStock(shop: Shop, order: Order): void {
  const minutes = Math.trunc(Number(setting(shop, "woocommerce_hold_stock_minutes"))) || 0;
  order.reservedUntil = isStockManaged(shop) && minutes > 0 ? shop.clock.now() + minutes * 60_000 : 0;
}

/** Units of an item that unpaid checkouts keep aside from the number the shop shows. */
export function reservedUnits(shop: Shop, product: Product): number {
  const holder = stockHolder(shop, product);
  if (!holder) return 0;
  const waiting = [...shop.orders.values()].filter(
    ({ status, reservedUntil }) => status === "pending" && reservedUntil > shop.clock.now(),
  );
  return waiting
    .flatMap(({ lines }) => lines)
    .filter((line) => {
      const own = line.kind === "line_item" ? productOf(shop, line) : undefined;
      return own !== undefined && stockHolder(shop, own) === holder;
    })
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

/** wc_maybe_reduce_stock_levels: once per order, at processing, completed or on-hold. */
export function reduceStock(shop: Shop, order: Order): void {
  if (order.stockReduced || !isStockManaged(shop)) return;
  for (const line of order.lines) {
    const product = line.kind === "line_item" ? productOf(shop, line) : undefined;
    if (!product || reducedMeta(line) !== 0) continue;
    if (move(shop, product, -line.quantity)) setLineMeta(shop, line, "_reduced_stock", line.quantity);
  }
  order.stockReduced = true;
}

/** wc_maybe_increase_stock_levels: at cancelled and pending. */
export function restoreStock(shop: Shop, order: Order): void {
  if (!order.stockReduced) return;
  for (const line of order.lines) {
    const taken = reducedMeta(line);
    const product = line.kind === "line_item" ? productOf(shop, line) : undefined;
    if (product && taken !== 0) move(shop, product, taken);
    setLineMeta(shop, line, "_reduced_stock", null);
  }
  order.stockReduced = false;
}

/** A line edited while the order holds stock: the difference goes in or out. */
export function adjustLine(shop: Shop, order: Order, line: Order["lines"][number], quantity: number): void {
  if (!order.stockReduced) return;
  const taken = reducedMeta(line);
  const product = productOf(shop, line);
  if (!product || taken === quantity) return;
  if (move(shop, product, taken - quantity))
    setLineMeta(shop, line, "_reduced_stock", quantity === 0 ? null : quantity);
}

/** wc_restock_refunded_items: nothing caps the quantity; a line the shop never took from stock is left out. */
export function restockRefund(shop: Shop, line: Order["lines"][number], quantity: number): void {
  const product = productOf(shop, line);
  if (!product || quantity <= 0 || reducedMeta(line) === 0 || !move(shop, product, quantity)) return;
  const before = Number(line.meta.find((meta) => meta.key === "_restock_refunded_items")?.value ?? 0);
  setLineMeta(shop, line, "_reduced_stock", reducedMeta(line) - quantity);
  setLineMeta(shop, line, "_restock_refunded_items", before + quantity);
}
