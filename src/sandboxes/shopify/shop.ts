/** The merchant's and the customers' side of the shop, as every sandbox offers it. */
import { parseMoney } from "../../commerce/money.ts";
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { fieldSwitch } from "../../connectors/kit/sandbox/field-switch.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrderInput, SandboxProduct, SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import { bundleControls, linesToBuy } from "./bundles.ts";
import { changeLevel, createProduct, createVariant, deleteProduct, levelsOf, touchProduct } from "./catalog.ts";
import { decimalOf, financialStatus, fulfilmentStatus, totalMinor } from "./figures.ts";
import { orderControls } from "./order-controls.ts";
import { addLine, cancel, editQuantity, placeOrder } from "./ordering.ts";
import { openPriceScopes } from "./price-lists.ts";
import { promotionControls } from "./promotions.ts";
import type { OrderRow, SandboxVariant, ShopState } from "./state.ts";
import { levelKey, newId, runJobs, stamp, variantOfSku } from "./state.ts";

/** What a checkout of the sandbox pays with. */
const GATEWAYS = { paid: "shopify_payments", cod: "Cash on Delivery (COD)", pending: "manual" } as const;

export function sandboxShop(state: ShopState): SandboxShop {
  return {
    discountsOrders: true,
    attributesOrders: true,
    tellsCommitted: true,
    credentials: () => ({
      mode: "app",
      shopDomain: state.domain,
      clientId: state.clientId,
      clientSecret: state.clientSecret,
    }),
    installWebhooks: () => ({}),
    openPriceScopes: () => openPriceScopes(state),
    withdrawRight() {
      state.scopes = state.scopes.filter((scope) => !/^(read|write)_(all_)?orders$/.test(scope));
    },
    // After eight failures in a row the subscription is deleted (sheet, section 6).
    loseWebhooks: () => void state.subscriptions.delete(state.subscriptions.keys().next().value ?? ""),
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => {
      const product = state.products.get(key);
      if (product) deleteProduct(state, product);
    },
    addLocation: (name) => {
      const id = String(state.locations.length + 1);
      state.locations.push({ id, name, active: true });
      return id;
    },
    leaveLocation: (sku, location) => void state.levels.delete(levelKey(variantOf(state, sku).itemId, location)),
    ...goodsControls(state),
    imagesOf(sku) {
      const variant = variantOf(state, sku);
      const { media } = productOf(state, variant);
      const item = media.filter(({ id }) => id === variant.mediaId);
      return { product: media.map(({ source }) => source), item: item.map(({ source }) => source) };
    },
    catalog: () => [state.products, state.variants, state.levels],
    skus: () => [...state.variants.values()].map((variant) => variant.sku),
    placeOrder: (order) => buy(state, order).id,
    cancelOrder: (key) => {
      const order = state.orders.get(key);
      if (order) cancel(state, order, { reason: "CUSTOMER", restock: true });
    },
    editOrder: (key, sku, quantity) => {
      const order = state.orders.get(key);
      const line = order?.lines.find((candidate) => candidate.sku === sku);
      if (!order) return;
      if (line) editQuantity(state, order, line, quantity);
      else addLine(state, order, { variantId: variantOf(state, sku).id, quantity });
    },
    ...orderControls(state),
    ...bundleControls(state),
    ...promotionControls(state),
    order: (key) => {
      runJobs(state);
      const order = state.orders.get(key);
      return order && summary(order);
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

type GoodsControls = Pick<
  SandboxShop,
  | "counting"
  | "titleOf"
  | "setTitle"
  | "priceOf"
  | "setPrice"
  | "renameSku"
  | "stockOf"
  | "levelsOf"
  | "setStock"
  | "setDescription"
>;

function goodsControls(state: ShopState): GoodsControls {
  return {
    // A bundle has none of its own.
    stockOf: (sku) =>
      levelsOf(state, variantOf(state, sku).itemId).reduce((sum, entry) => sum + entry.level.available, 0),
    levelsOf: (sku) =>
      new Map(
        levelsOf(state, variantOf(state, sku).itemId).map(({ locationId, level }) => [
          String(locationId),
          level.available,
        ]),
      ),
    setStock: (sku, quantity) => {
      const { itemId } = variantOf(state, sku);
      const [first, ...others] = levelsOf(state, itemId);
      const elsewhere = others.reduce((sum, entry) => sum + entry.level.available, 0);
      if (first)
        changeLevel(
          state,
          { itemId, locationId: first.locationId },
          { available: quantity - elsewhere - first.level.available },
        );
    },
    counting: (sku) => fieldSwitch(variantOf(state, sku), "tracked", { on: true, off: false }),
    priceOf: (sku) => variantOf(state, sku).price,
    setPrice: (sku, price) => {
      const variant = variantOf(state, sku);
      variant.price = price;
      variant.updatedAt = stamp(state);
      touchProduct(state, productOf(state, variant), "products/update");
    },
    titleOf: (sku) => productOf(state, variantOf(state, sku)).title,
    setTitle: (sku, title) => {
      const product = productOf(state, variantOf(state, sku));
      product.title = title;
      touchProduct(state, product, "products/update");
    },
    renameSku: (sku, next) => {
      const variant = variantOf(state, sku);
      Object.assign(variant, { sku: next, updatedAt: stamp(state) });
      touchProduct(state, productOf(state, variant), "products/update");
    },
    setDescription: (sku, html) => {
      const product = productOf(state, variantOf(state, sku));
      product.descriptionHtml = html;
      touchProduct(state, product, "products/update");
    },
  };
}

function summary(order: OrderRow) {
  return {
    key: order.id,
    number: order.name,
    status: `${financialStatus(order)} / ${fulfilmentStatus(order)}${order.cancelledAt ? " / CANCELLED" : ""}`,
    fulfilled: fulfilmentStatus(order) === "FULFILLED",
    cancelled: order.cancelledAt !== null,
    trackingNumbers: order.fulfilments.flatMap((row) => row.tracking.flatMap((info) => info.number ?? [])),
    total: decimalOf(totalMinor(order), order.currency),
  };
}

function variantOf(state: ShopState, sku: string): SandboxVariant {
  return variantOfSku(state, sku) ?? missing("SKU", sku);
}

function productOf(state: ShopState, variant: SandboxVariant) {
  return state.products.get(variant.productId) ?? missing("product for SKU", variant.sku);
}

function addProduct(state: ShopState, input: SandboxProduct): { key: string; variantKeys: Record<string, string> } {
  const product = createProduct(state, { title: input.title, status: input.status === "draft" ? "DRAFT" : "ACTIVE" });
  const location = state.locations[0];
  const variantKeys: Record<string, string> = {};
  for (const [at, requested] of input.variants.entries()) {
    const isOnly = input.variants.length === 1 && requested.option === undefined;
    const option = isOnly
      ? { name: "Title", value: "Default Title" }
      : { name: "Size", value: requested.option ?? String(at + 1) };
    const variant = createVariant(state, product, {
      sku: requested.sku,
      price: requested.price,
      barcode: requested.barcode ?? null,
      options: [option],
    });
    const level = levelsOf(state, variant.itemId)[0]?.level;
    if (level && location) level.available = requested.stock;
    variantKeys[requested.sku] = variant.id;
  }
  if (input.category !== undefined) product.collectionIds.push(collectionFor(state, input.category));
  product.publicationIds.push(...state.publications.slice(0, 1).map((publication) => publication.id));
  touchProduct(state, product, "products/create");
  return { key: product.id, variantKeys };
}

function collectionFor(state: ShopState, title: string): string {
  const found = [...state.collections.values()].find((collection) => collection.title === title);
  if (found) return found.id;
  const id = newId(state);
  state.collections.set(id, { id, title, handle: title.toLowerCase().replaceAll(" ", "-"), updatedAt: stamp(state) });
  return id;
}

function buy(state: ShopState, input: SandboxOrderInput): OrderRow {
  const payment = input.payment ?? "paid";
  const { first: firstName, last: lastName } = splitName(input.customer?.name);
  const customer = input.customer
    ? customerFor(state, {
        firstName,
        lastName,
        email: input.customer.email ?? null,
        phone: input.customer.phone ?? null,
      })
    : null;
  const itemsTotal = input.lines.reduce(
    (sum, line) => sum + parseMoney(variantOf(state, line.sku).price, state.currency).minor * BigInt(line.quantity),
    0n,
  );
  return placeOrder(state, {
    discountMinor: (itemsTotal * BigInt(input.discountPercent ?? 0)) / 100n,
    lines: input.lines.flatMap(({ sku, quantity }) => linesToBuy(state, variantOf(state, sku), quantity)),
    customerId: customer,
    email: input.customer?.email ?? null,
    phone: input.customer?.phone ?? null,
    note: input.note ?? null,
    tags: input.tags,
    visit: input.attribution ?? null,
    shipping:
      input.shipping === undefined
        ? []
        : [{ title: "Standard", minor: parseMoney(input.shipping, state.currency).minor }],
    ...(input.isCollected && { delivery: "PICK_UP" }),
    // Checkouts with local pickup ask for no address.
    address:
      input.customer && !input.isCollected
        ? {
            firstName,
            lastName,
            company: "Analytical Engines",
            address1: "1 Ermou",
            address2: "Flat 5",
            city: "Athens",
            provinceCode: "I",
            zip: "10563",
            countryCode: "GR",
            phone: input.customer.phone ?? null,
          }
        : null,
    payment: { gateway: GATEWAYS[payment], paid: payment === "paid" },
    takesStock: true,
  });
}

function customerFor(
  state: ShopState,
  requested: { firstName: string; lastName: string; email: string | null; phone: string | null },
): string {
  const existing = [...state.customers.values()].find(
    (row) =>
      (requested.email !== null && row.email === requested.email) ||
      (requested.phone !== null && row.phone === requested.phone),
  );
  if (existing) return existing.id;
  const id = newId(state);
  state.customers.set(id, { ...requested, id, createdAt: stamp(state), updatedAt: stamp(state) });
  return id;
}
