/** The seller's and the buyers' side of the emulated shop. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  ProductControls,
  SandboxDiscount,
  SandboxOrder,
  SandboxOrderInput,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import { cancelOrder, endReturn } from "./claims.ts";
import { packOrder } from "./fulfilment.ts";
import { cancelUndelivered, deliver, isShipped, refundByHand, returnByHand } from "./hand-claims.ts";
import { listingSample } from "./listing.ts";
import { blockProduct, imagesOf, touchProduct } from "./products.ts";
import { owedOf, shipByTime, totalOf } from "./replies.ts";
import type { State, StoredOrder, StoredProduct, StoredSku, StoredUnit } from "./state.ts";
import { commit, minorOf, moveOrder, notifyOrder, now, ofMinor, priceText, warehouseFor } from "./state.ts";

export function createShop(state: State): SandboxShop {
  return {
    tellsCommitted: true,
    listingSample: (skus) => listingSample(state, skus),
    credentials: () => ({
      market: state.shop.region === "US" ? "us" : "row",
      appKey: state.app.key,
      appSecret: state.app.secret,
      serviceId: state.app.serviceId,
    }),
    appCredentials: () => ({ appKey: state.app.key, appSecret: state.app.secret, serviceId: state.app.serviceId }),
    registerCallback(url) {
      state.redirectUrl = url;
    },
    addShop(name) {
      const other = state.another(name);
      state.otherShops.push(other);
      return { account: other.shop.id, shop: createShop(other) };
    },
    installWebhooks: () => ({}),
    withdrawRight() {
      state.forbidden.add("/order/");
      state.grantedScopes = state.grantedScopes.filter((scope) => scope !== "seller.order.info");
    },
    ...itemsOf(state),
    ...ordersOf(state),
    addLocation(name) {
      const id = state.id();
      state.warehouses.push({ id, name, type: "SALES_WAREHOUSE", status: "ENABLED", isDefault: false });
      return id;
    },
    addDiscount: (discount) => addCoupon(state, discount),
    settleOrder: (key) => settle(state, key),
  };
}

type Items = ProductControls &
  Pick<SandboxShop, "demandsDescription" | "sellsFromOnePlace" | "blockProduct" | "setKinds" | "makeSet">;

function itemsOf(state: State): Items {
  const find = (sku: string): { product: StoredProduct; sku: StoredSku } => bySku(state, sku) ?? missing("SKU", sku);
  return {
    demandsDescription: true,
    sellsFromOnePlace: true,
    addProduct: (product) => addProduct(state, product),
    setKinds: [{ name: "virtual bundle", takes: "parts" }],
    makeSet(set) {
      addProduct(state, { title: set.sku, variants: [{ sku: set.sku, price: set.price, stock: 0 }] });
      find(set.sku).sku.inside = set.parts.map(({ sku, quantity }) => ({ skuId: find(sku).sku.id, quantity }));
    },
    removeProduct(key) {
      const product = state.products.get(key);
      if (!product) return;
      product.status = "DELETED";
      product.updatedAt = now(state);
    },
    blockProduct(key) {
      const product = state.products.get(key);
      if (product) blockProduct(state, product);
    },
    stockOf: (sku) => [...find(sku).sku.stock.values()].reduce((sum, { available }) => sum + available, 0),
    levelsOf: (sku) => new Map([...find(sku).sku.stock].map(([id, { available }]) => [id, available])),
    setStock(sku, quantity) {
      for (const [index, level] of [...find(sku).sku.stock.values()].entries())
        level.available = index === 0 ? quantity : 0;
    },
    priceOf: (sku) => find(sku).sku.price,
    setPrice(sku, price) {
      find(sku).sku.price = priceText(state, price);
    },
    titleOf: (sku) => find(sku).product.title,
    setTitle(sku, title) {
      const { product } = find(sku);
      product.title = title;
      touchProduct(state, product, ["title"]);
    },
    renameSku(sku, next) {
      const { product, sku: item } = find(sku);
      item.sellerSku = next;
      touchProduct(state, product, ["sku"]);
    },
    setDescription(sku, html) {
      const { product } = find(sku);
      product.description = html;
      touchProduct(state, product, ["description"]);
    },
    imagesOf: (sku) => imagesOf(state, find(sku)),
    catalog: () => state.products,
    skus: () => live(state).flatMap(({ skus }) => skus.map(({ sellerSku }) => sellerSku)),
  };
}

const live = (state: State): StoredProduct[] =>
  [...state.products.values()].filter(({ status }) => status !== "DELETED");

function bySku(state: State, sellerSku: string): { product: StoredProduct; sku: StoredSku } | undefined {
  for (const product of live(state)) {
    const sku = product.skus.find((one) => one.sellerSku === sellerSku);
    if (sku) return { product, sku };
  }
  return undefined;
}

function addProduct(state: State, given: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const attribute = state.id();
  const picture = `tos-sandbox/${state.id()}`;
  state.pictures.set(picture, { useCase: "MAIN_IMAGE", bytes: "" });
  const product: StoredProduct = {
    id: state.id(),
    title: given.title,
    description: "<p>Good</p>",
    status: given.status === "draft" ? "DRAFT" : "ACTIVATE",
    audit: given.status === "draft" ? "NONE" : "APPROVED",
    categoryId: "600003",
    brand: null,
    images: [picture],
    weight: { value: "0.3", unit: "KILOGRAM" },
    size: null,
    mark: "",
    skus: given.variants.map((variant) => ({
      id: state.id(),
      sellerSku: variant.sku,
      price: priceText(state, variant.price),
      listPrice: null,
      barcode: variant.barcode ?? null,
      attributes:
        variant.option === undefined
          ? []
          : [{ id: attribute, name: "Size", value_id: state.id(), value_name: variant.option }],
      externalId: null,
      stock: new Map(
        state.warehouses
          .filter(({ type }) => type === "SALES_WAREHOUSE")
          .map(({ id, isDefault }) => [id, { available: isDefault ? variant.stock : 0, committed: 0 }]),
      ),
    })),
    createdAt: now(state),
    updatedAt: now(state),
  };
  state.products.set(product.id, product);
  return { key: product.id, variantKeys: Object.fromEntries(product.skus.map((sku) => [sku.sellerSku, sku.id])) };
}

type OrderControls = Pick<
  SandboxShop,
  | "placeOrder"
  | "cancelOrder"
  | "payOrder"
  | "owedOn"
  | "shipOrder"
  | "cancelUndelivered"
  | "deliverOrder"
  | "refundOrder"
  | "openReturn"
  | "endReturn"
  | "order"
  | "record"
  | "orderKeys"
>;

function ordersOf(state: State): OrderControls {
  const find = (key: string): StoredOrder => state.orders.get(key) ?? missing("order", key);
  return {
    placeOrder: (order) => placeOrder(state, order),
    cancelOrder: (key) => void cancelOrder(state, find(key), "seller_cancel_reason_out_of_stock"),
    owedOn: (key) => owedOf(state, find(key)),
    payOrder: (key) => pay(state, find(key)),
    shipOrder: (key, lines) => shipByHand(state, find(key), lines),
    cancelUndelivered: (key) => {
      shipByHand(state, find(key), undefined);
      cancelUndelivered(state, find(key));
    },
    deliverOrder: (key) => deliver(state, find(key)),
    refundOrder: (key, lines) => refundByHand(state, find(key), lines),
    openReturn: (key, lines) => returnByHand(state, find(key), lines),
    endReturn: (key, end) =>
      endReturn(state, key, `RETURN_OR_REFUND_REQUEST_${end === "completed" ? "COMPLETE" : "CANCEL"}`),
    order: (key) => {
      const order = state.orders.get(key);
      return order && shown(state, order);
    },
    record: (key) => {
      const order = state.orders.get(key);
      return order && recordOf(state, order);
    },
    orderKeys: () => [...state.orders.keys()],
  };
}

function placeOrder(state: State, input: SandboxOrderInput): string {
  const status = input.payment === "paid" || input.payment === "cod" ? "AWAITING_SHIPMENT" : "UNPAID";
  const units = input.lines.flatMap((line) => unitsOf(state, line, status));
  const order: StoredOrder = {
    id: state.id(),
    status,
    createdAt: now(state),
    updatedAt: now(state),
    paidAt: input.payment === "paid" ? now(state) : null,
    cancelledAt: null,
    collectedAt: null,
    isCod: input.payment === "cod",
    buyer: {
      name: input.customer?.name ?? "Buyer",
      phone: dialled(input.customer?.phone),
      email: "v2b2V5@chat.seller.tiktok.com",
    },
    userId: "7021436810468230477",
    units,
    fulfillmentType: "FULFILLMENT_BY_SELLER",
    shippingType: "SELLER",
    orderType: "NORMAL",
    isSample: false,
    warehouseId: warehouseFor(state, units)?.id ?? "",
    shippingFee: priceText(state, "4"),
    tax: "0",
    extraFees: {},
    isBuyerRequestCancel: false,
    message: input.note ?? "",
  };
  state.orders.set(order.id, order);
  for (const unit of order.units) commit(state, order, unit, 1);
  if (status !== "UNPAID") packOrder(state, order);
  notifyOrder(state, order);
  return order.id;
}

/** "+447911123456" as TikTok prints it. */
function dialled(phone: string | undefined): string {
  const match = /^\+(20|44|1)(\d+)$/.exec(phone ?? "+447911123456");
  return match ? `(+${match[1]})${match[2]}` : (phone ?? "");
}

/** One line item a unit. */
function unitsOf(state: State, line: SandboxOrderInput["lines"][number], status: string): StoredUnit[] {
  const found = bySku(state, line.sku) ?? missing("SKU", line.sku);
  const { product, sku } = found;
  return Array.from({ length: line.quantity }, () => ({
    id: state.id(),
    skuId: sku.id,
    productId: product.id,
    productName: product.title,
    skuName: sku.attributes.map(({ value_name }) => value_name).join(", ") || "Default",
    sellerSku: sku.sellerSku,
    originalPrice: sku.price,
    salePrice: sku.price,
    sellerDiscount: "0",
    platformDiscount: "0",
    isGift: false,
    displayStatus: status,
    packageId: null,
    trackingNumber: "",
    provider: null,
    shippedAt: null,
  }));
}

function pay(state: State, order: StoredOrder): void {
  if (order.status !== "UNPAID") return;
  order.paidAt = now(state);
  for (const unit of order.units) unit.displayStatus = "AWAITING_SHIPMENT";
  packOrder(state, order);
  moveOrder(state, order, "AWAITING_SHIPMENT");
}

function shipByHand(
  state: State,
  order: StoredOrder,
  lines: readonly { readonly sku: string; readonly quantity: number }[] | undefined,
): void {
  const left = new Map(lines?.map(({ sku, quantity }) => [sku, quantity]));
  const id = state.id();
  state.packages.set(id, { id, orderId: order.id, status: "PROCESSING", labelAfter: 0 });
  for (const unit of order.units) {
    const requested = lines === undefined ? 1 : (left.get(unit.sellerSku) ?? 0);
    if (requested <= 0 || isShipped(unit) || unit.displayStatus === "CANCELLED") continue;
    left.set(unit.sellerSku, requested - 1);
    unit.displayStatus = "AWAITING_COLLECTION";
    unit.packageId = id;
    unit.trackingNumber = `HAND${id}`;
    unit.provider = state.providers[0] ?? null;
    unit.shippedAt = now(state);
  }
  const isOpen = order.units.some((unit) => !isShipped(unit) && unit.displayStatus !== "CANCELLED");
  moveOrder(state, order, isOpen ? "PARTIALLY_SHIPPING" : "AWAITING_COLLECTION");
}

function shown(state: State, order: StoredOrder): SandboxOrder {
  const left = order.units.filter(({ displayStatus }) => displayStatus !== "CANCELLED");
  return {
    key: order.id,
    number: order.id,
    status: order.status,
    fulfilled: left.length > 0 && left.every(isShipped),
    cancelled: order.status === "CANCELLED",
    trackingNumbers: [...new Set(order.units.map(({ trackingNumber }) => trackingNumber))].filter((one) => one !== ""),
    total: totalOf(state, order),
  };
}

function recordOf(state: State, order: StoredOrder): SandboxOrderRecord {
  const lines = [...Map.groupBy(order.units, ({ sellerSku }) => sellerSku)].map(([sku, units]) => ({
    sku,
    quantity: units.filter(({ displayStatus }) => displayStatus !== "CANCELLED").length,
    shipped: units.filter(isShipped).length,
    restocked: 0,
  }));
  const parcels = [...Map.groupBy(order.units.filter(isShipped), ({ packageId }) => packageId)].map(([, units]) => ({
    trackingNumbers: [...new Set(units.map(({ trackingNumber }) => trackingNumber))],
  }));
  const refunds = [
    ...[...state.returns.values()]
      .filter((one) => one.orderId === order.id && one.status === "RETURN_OR_REFUND_REQUEST_COMPLETE")
      .map(({ amount }) => ({ amount, reason: "Missing product" })),
    ...[...state.cancellations.values()]
      .filter(
        (one) => one.orderId === order.id && Number(one.amount) > 0 && one.status !== "CANCELLATION_REQUEST_PENDING",
      )
      .map(({ amount, reason }) => ({ amount, reason })),
  ];
  return { lines, parcels, refunds, shipBy: new Date(shipByTime(order) * 1000).toISOString(), notes: [] };
}

function addCoupon(state: State, { code, kind, value, minimum, expired }: SandboxDiscount): void {
  state.coupons.push({
    id: state.id(),
    code,
    status: expired ? "EXPIRED" : "ONGOING",
    percent: kind === "percent" ? value : null,
    amount: kind === "amount" ? value : null,
    minimum: minimum ?? null,
  });
}

/** What the buyer paid for the goods, and what TikTok paid in their place. */
function revenueText(state: State, key: string): string {
  const order = state.orders.get(key);
  if (!order) return "0";
  const paid = order.units.flatMap(({ salePrice, platformDiscount }) => [salePrice, platformDiscount]);
  return ofMinor(
    state,
    paid.reduce((sum, text) => sum + minorOf(state, text), 0n),
  );
}

/** A day's statement with a commission, a transaction fee and a shipping cost. */
function settle(state: State, key: string): number {
  state.statements.push({
    id: state.id(),
    time: now(state),
    transactions: [
      {
        id: state.id(),
        orderId: key,
        fees: {
          platform_commission_amount: `-${ofMinor(state, 63n)}`,
          transaction_fee_amount: `-${ofMinor(state, 25n)}`,
          affiliate_commission_amount: "0",
        },
        revenue: revenueText(state, key),
        shipping: ofMinor(state, minorOf(state, state.orders.get(key)?.shippingFee ?? "0") - 300n),
        paidShipping: state.orders.get(key)?.shippingFee ?? "0",
      },
    ],
  });
  return 3;
}
