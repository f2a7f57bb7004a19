/** The merchant's and the customers' side of the emulated shop. */
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type {
  SandboxDiscount,
  SandboxOrder,
  SandboxOrderRecord,
  SandboxProduct,
  SandboxShop,
} from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxSet } from "../../connectors/kit/sandbox/sets.ts";
import { editLine, moveTo, placeOrder } from "./controls-orders.ts";
import { backUnits, refundUnits } from "./controls-refunds.ts";
import { drop } from "./effects.ts";
import { setTracking } from "./orders.ts";
import { owedControls } from "./owed.ts";
import { openPriceScopes } from "./price-scopes.ts";
import { priceOf } from "./prices.ts";
import { ownerOf, sumUp } from "./products.ts";
import type { Row, State } from "./state.ts";
import { find, firstText, insert, micro, num, rowsOf, sixDecimals, text, textsOf, touch, where } from "./state.ts";
import { TABLES } from "./tables.ts";

export function createShop(state: State, key: string): SandboxShop {
  return {
    credentials: () => credentials(state, key),
    installWebhooks: () => ({}),
    withdrawRight() {
      const ticked = [...TABLES.keys(), "images"].filter((name) => name !== "orders");
      const permissions = Object.fromEntries(ticked.map((name) => [name, ["GET", "POST", "PUT", "PATCH", "DELETE"]]));
      state.keys.set(key, { isActive: true, permissions, hasShop: true });
    },
    refusedInTitles: "<>;=#{}",
    moveZone: (timeZone) => moveZone(state, timeZone),
    openPriceScopes: () => openPriceScopes(state),
    addProduct: (product) => addProduct(state, product),
    setKinds: PACKS,
    makeSet: (set) => makePack(state, set),
    removeProduct: (id) => drop(state, "products", Number(id)),
    stockOf: (sku) => num(stockRow(state, sku), "quantity"),
    setStock(sku, quantity) {
      const row = stockRow(state, sku);
      row.values.quantity = String(quantity);
      sumUp(state, row);
    },
    priceOf(sku) {
      const { product, combination } = ownerOf(state, sku);
      return decimal(state, sixDecimals(priceOf(product, combination)));
    },
    setPrice(sku, price) {
      const { product, combination } = ownerOf(state, sku);
      if (combination) combination.values.price = sixDecimals(micro(price) - micro(text(product, "price")));
      else product.values.price = sixDecimals(micro(price));
      if (!combination) touch(state, product);
    },
    titleOf: (sku) => firstText(state, ownerOf(state, sku).product, "name"),
    setTitle(sku, title) {
      const { product } = ownerOf(state, sku);
      product.values.name = textsOf(state, title);
      touch(state, product);
    },
    renameSku(sku, next) {
      const { product, combination } = ownerOf(state, sku);
      (combination ?? product).values.reference = next;
      touch(state, product);
    },
    setDescription(sku, html) {
      const { product } = ownerOf(state, sku);
      product.values.description = textsOf(state, html);
      touch(state, product);
    },
    imagesOf(sku) {
      const { product, combination } = ownerOf(state, sku);
      const textOf = (id: number) => state.images.get(id)?.bytes.toString("latin1") ?? "";
      return {
        product: [...state.images].flatMap(([id, one]) => (one.product === product.id ? [textOf(id)] : [])),
        item: (combination?.links.images ?? []).map(({ id }) => textOf(Number(id))),
      };
    },
    catalog: () => state.tables,
    skus: () => skus(state),
    addDiscount: (discount) => addDiscount(state, discount),
    ...orderControls(state),
  };
}

function moveZone(state: State, timeZone: string): void {
  state.timeZone = timeZone;
  for (const row of where(state, "configurations", { name: "PS_TIMEZONE" })) row.values.value = timeZone;
}

/** The stock types of a pack (classes/Pack.php). */
const PACKS = [
  { name: "0", takes: "own" },
  { name: "1", takes: "parts" },
  { name: "2", takes: "both" },
] as const;

function makePack(state: State, { kind, sku, price, parts }: SandboxSet): void {
  addProduct(state, { title: sku, variants: [{ sku, price, stock: 9 }] });
  const { product } = ownerOf(state, sku);
  Object.assign(product.values, { cache_is_pack: "1", product_type: "pack", pack_stock_type: kind });
  product.links.product_bundle = parts.map((part) => {
    const { product: inside, combination } = ownerOf(state, part.sku);
    const id_product_attribute = String(combination?.id ?? 0);
    return { id: String(inside.id), id_product_attribute, quantity: String(part.quantity) };
  });
}

function credentials({ defaultPrices }: State, wsKey: string): Record<string, string> {
  const shop: Record<string, string> = defaultPrices === null ? {} : { idShop: "1" };
  return { baseUrl: "https://sandbox-shop.example", wsKey, ...shop };
}

type OrderControls =
  | "placeOrder"
  | "cancelOrder"
  | "editOrder"
  | "moveOrder"
  | "owedOn"
  | "payPart"
  | "payOrder"
  | "shipOrder"
  | "refundOrder"
  | "order"
  | "record"
  | "orderKeys";

function orderControls(state: State): Pick<SandboxShop, OrderControls> {
  const orderOf = (id: string) => find(state, "orders", id) ?? missing("order", id);
  return {
    placeOrder: (input) => placeOrder(state, input),
    cancelOrder: (id) => moveTo(state, orderOf(id), 6),
    editOrder(id, sku, quantity) {
      if (isOpen(orderOf(id))) editLine(state, orderOf(id), sku, quantity);
    },
    // The address alone: no time of the order moves [live].
    moveOrder(id, address1) {
      const address = find(state, "addresses", text(orderOf(id), "id_address_delivery"));
      if (!address) return;
      Object.assign(address.values, { address1 });
      touch(state, address);
    },
    ...owedControls(state, orderOf),
    payOrder(id) {
      if (isOpen(orderOf(id)) && !isPaid(orderOf(id))) moveTo(state, orderOf(id), 2);
    },
    shipOrder(id) {
      if (!isOpen(orderOf(id))) return;
      setTracking(state, orderOf(id), `SHOP-${id}`);
      moveTo(state, orderOf(id), 4);
    },
    refundOrder(id, lines) {
      const order = orderOf(id);
      if (isPaid(order) && ![6, 7].includes(num(order, "current_state"))) refundUnits(state, order, lines);
    },
    order: (id) => orderLook(state, find(state, "orders", id)),
    record: (id) => recordOf(state, find(state, "orders", id)),
    orderKeys: () => [...rowsOf(state, "orders").keys()].map(String),
  };
}

function decimal(state: State, amount: string): string {
  return formatDecimal(parseMoney(amount, state.currency));
}

function stockRow(state: State, sku: string): Row {
  const { product, combination } = ownerOf(state, sku);
  const [row] = where(state, "stock_availables", {
    id_product: product.id,
    id_product_attribute: combination?.id ?? 0,
  });
  if (!row) throw new RangeError(`The sandbox has no stock row of "${sku}".`);
  return row;
}

function skus(state: State): string[] {
  const all = [...rowsOf(state, "products").values(), ...rowsOf(state, "combinations").values()];
  return all.map((row) => text(row, "reference")).filter((sku) => sku !== "");
}

function addProduct(state: State, input: SandboxProduct): ReturnType<SandboxShop["addProduct"]> {
  const [first] = input.variants;
  const isSimple = input.variants.length === 1 && first?.option === undefined;
  const category = input.category === undefined ? 2 : categoryNamed(state, input.category);
  const product = insert(
    state,
    "products",
    {
      name: textsOf(state, input.title),
      link_rewrite: textsOf(state, "product"),
      reference: isSimple ? (first?.sku ?? "") : "",
      ean13: isSimple ? (first?.barcode ?? "") : "",
      price: sixDecimals(micro(first?.price ?? "0")),
      active: input.status === "draft" ? "0" : "1",
      state: "1",
      product_type: isSimple ? "standard" : "combinations",
      type: "simple",
      id_shop_default: "1",
      id_category_default: String(category),
      id_tax_rules_group: "1",
      minimal_quantity: "1",
      available_for_order: "1",
      show_price: "1",
    },
    { categories: [{ id: String(category) }] },
  );
  addStock(state, product.id, 0, isSimple ? (first?.stock ?? 0) : sumOf(input));
  const variantKeys = isSimple
    ? { [first?.sku ?? ""]: `${product.id}-0` }
    : Object.fromEntries(input.variants.map((variant) => [variant.sku, addVariant(state, product, variant)]));
  return { key: String(product.id), variantKeys };
}

function sumOf(input: SandboxProduct): number {
  return input.variants.reduce((sum, variant) => sum + variant.stock, 0);
}

function addVariant(state: State, product: Row, variant: SandboxProduct["variants"][number]): string {
  const value = optionValue(state, variant.option ?? variant.sku);
  const row = insert(
    state,
    "combinations",
    {
      id_product: String(product.id),
      reference: variant.sku,
      ean13: variant.barcode ?? "",
      price: sixDecimals(micro(variant.price) - micro(text(product, "price"))),
      minimal_quantity: "1",
      default_on: where(state, "combinations", { id_product: product.id }).length === 0 ? "1" : "0",
    },
    { product_option_values: [{ id: String(value) }] },
  );
  addStock(state, product.id, row.id, variant.stock);
  return `${product.id}-${row.id}`;
}

function addStock(state: State, product: number, combination: number, quantity: number): void {
  const owner = { id_product: String(product), id_product_attribute: String(combination) };
  insert(state, "stock_availables", { ...owner, id_shop: "1", quantity: String(quantity), out_of_stock: "2" });
}

function optionValue(state: State, name: string): number {
  const [existing] = rowsOf(state, "product_options").values();
  const texts = { name: textsOf(state, "Option"), public_name: textsOf(state, "Option") };
  const option = existing ?? insert(state, "product_options", { ...texts, group_type: "select" });
  const values = where(state, "product_option_values", { id_attribute_group: option.id });
  const found = values.find((row) => firstText(state, row, "name") === name);
  const made = { id_attribute_group: String(option.id), name: textsOf(state, name) };
  return (found ?? insert(state, "product_option_values", made)).id;
}

function categoryNamed(state: State, name: string): number {
  const found = [...rowsOf(state, "categories").values()].find((row) => firstText(state, row, "name") === name);
  const texts = { name: textsOf(state, name), link_rewrite: textsOf(state, "category") };
  return (found ?? insert(state, "categories", { ...texts, id_parent: "2", active: "1" })).id;
}

function addDiscount(state: State, discount: SandboxDiscount): void {
  const amount = sixDecimals(micro(discount.value));
  const worth =
    discount.kind === "percent"
      ? { reduction_percent: discount.value }
      : { reduction_amount: amount, reduction_tax: "1" };
  insert(state, "cart_rules", {
    name: textsOf(state, discount.code),
    code: discount.code,
    date_from: "2020-01-01 00:00:00",
    date_to: discount.expired ? "2021-01-01 00:00:00" : "2040-01-01 00:00:00",
    quantity: "100",
    quantity_per_user: "1",
    active: "1",
    reduction_currency: "1",
    minimum_amount: sixDecimals(micro(discount.minimum ?? "0")),
    minimum_amount_tax: "1",
    minimum_amount_currency: "1",
    ...worth,
  });
}

const SHIPPED = [4, 5];

/** Neither shipped, cancelled nor refunded: what a merchant in their senses still works on. */
function isOpen(order: Row): boolean {
  return ![...SHIPPED, 6, 7].includes(num(order, "current_state"));
}

function isPaid(order: Row): boolean {
  return micro(text(order, "total_paid_real")) >= micro(text(order, "total_paid"));
}

function orderLook(state: State, order: Row | undefined): SandboxOrder | undefined {
  if (!order) return undefined;
  const tracking = where(state, "order_carriers", { id_order: order.id }).map((row) => text(row, "tracking_number"));
  return {
    key: String(order.id),
    number: text(order, "reference"),
    status: text(order, "current_state"),
    fulfilled: SHIPPED.includes(num(order, "current_state")),
    cancelled: num(order, "current_state") === 6,
    trackingNumbers: tracking.filter((one) => one !== ""),
    total: decimal(state, text(order, "total_paid_tax_incl")),
  };
}

function recordOf(state: State, order: Row | undefined): SandboxOrderRecord | undefined {
  if (!order) return undefined;
  const states = where(state, "order_histories", { id_order: order.id }).map((row) => num(row, "id_order_state"));
  const isShipped = states.some((one) => SHIPPED.includes(one));
  const tracking = orderLook(state, order)?.trackingNumbers ?? [];
  const slips = where(state, "order_slip", { id_order: order.id });
  const whole = states.includes(7) && slips.length === 0 ? [text(order, "total_paid_tax_incl")] : [];
  const amounts = [...slips.map((slip) => text(slip, "amount")), ...whole];
  const note = text(order, "note");
  return {
    lines: where(state, "order_details", { id_order: order.id }).map((row) => recordedLine(order, row, isShipped)),
    parcels: isShipped || tracking.length > 0 ? [{ trackingNumbers: tracking }] : [],
    refunds: amounts.map((amount) => ({ amount: decimal(state, amount), reason: "" })),
    notes: note === "" ? [] : note.split("\n"),
  };
}

function recordedLine(order: Row, row: Row, isShipped: boolean): SandboxOrderRecord["lines"][number] {
  const ordered = num(row, "product_quantity");
  const isOver = [6, 7].includes(num(order, "current_state"));
  const back = num(order, "current_state") === 6 ? ordered : num(row, "product_quantity_reinjected");
  const requested = isOver ? 0 : ordered - backUnits(row);
  return {
    sku: text(row, "product_reference"),
    quantity: isShipped ? ordered : requested,
    shipped: isShipped ? ordered : 0,
    restocked: isShipped ? back : 0,
  };
}
