/** What the shop does beside storing a row. */
import type { XmlNode } from "../../connectors/kit/parse/xml.ts";
import { childOf } from "../../connectors/kit/parse/xml.ts";
import { bookSlip, changeOrder, orderFromCart, placeHistory, setTracking } from "./orders.ts";
import { sumUp } from "./products.ts";
import { Crash, Refusal } from "./replies.ts";
import type { Link, Row, State, Value } from "./state.ts";
import { find, insert, isEight, num, rowsOf, text, where } from "./state.ts";
import type { Table } from "./tables.ts";
import type { Sent } from "./views.ts";

export interface Write {
  readonly entity: XmlNode;
  readonly values: Readonly<Record<string, Value>>;
  readonly known: Row | undefined;
}

export interface Done {
  readonly row: Row;
  readonly sent: Sent;
  readonly query: URLSearchParams;
}

const UNSAVED = [46, "Unable to save resource"] as const;

/** Refusals that need more than the value's form. */
export function beforeWrite(state: State, table: Table, write: Write): void {
  switch (table.resource) {
    case "combinations":
      checkDefault(state, write);
      return;
    case "categories":
      checkCategory(state, write);
      return;
    case "stock_availables":
      if (write.values.depends_on_stock === "1" && isEight(state))
        throw new Refusal(500, [133, "You cannot update the available stock when it depends on stock."], UNSAVED);
      return;
    case "customers":
      checkEmail(state, write);
      return;
    default:
      return;
  }
}

function checkDefault(state: State, { values, known }: Write): void {
  if (values.default_on !== "1") return;
  const product = String(values.id_product ?? text(known, "id_product"));
  const others = where(state, "combinations", { id_product: product, default_on: 1 });
  if (others.some((one) => one !== known)) throw new Refusal(500, UNSAVED);
}

function checkCategory(state: State, { values, known, entity }: Write): void {
  if (!known && !childOf(entity, "link_rewrite"))
    throw new Refusal(500, [3, "[PHP Warning #2] Only the first byte will be assigned to the string offset"]);
  const parent = values.id_parent;
  if (typeof parent === "string" && parent !== "0" && !find(state, "categories", parent)) throw new Crash();
}

/** Guests may share an address with an account. */
function checkEmail(state: State, { values, known }: Write): void {
  if (known || values.is_guest === "1" || typeof values.email !== "string") return;
  const taken = where(state, "customers", { email: values.email }).some((one) => one.values.is_guest !== "1");
  if (taken) throw new Refusal(500, [140, "The email is already used, please choose another one"], UNSAVED);
}

export function afterCreate(state: State, table: Table, done: Done): void {
  const { row } = done;
  switch (table.resource) {
    case "products":
      newProduct(state, row);
      return;
    case "combinations":
      newCombination(state, row);
      return;
    case "categories":
      if (row.values.id_shop_default === "0") row.values.id_shop_default = "1";
      row.values.position = String(where(state, "categories", { id_parent: text(row, "id_parent") }).length - 1);
      return;
    case "product_option_values":
      row.values.position = String(
        where(state, "product_option_values", { id_attribute_group: text(row, "id_attribute_group") }).length - 1,
      );
      return;
    case "product_options":
      row.values.position = String(rowsOf(state, "product_options").size - 1);
      return;
    case "orders":
      orderFromCart(state, row);
      return;
    case "order_histories":
      placeHistory(state, row, done.query.get("sendemail") === "1");
      return;
    case "order_slip":
      bookSlip(row);
      return;
    case "carts":
      row.links.cart_rows = (row.links.cart_rows ?? []).map((link) => cartRow(state, link));
      return;
    case "customers":
      newCustomer(row);
      return;
    case "cart_rules":
      newCartRule(state, done);
      return;
    default:
      return;
  }
}

function newProduct(state: State, row: Row): void {
  if (row.values.id_shop_default === "0") row.values.id_shop_default = "1";
  const defaults = { type: "simple", product_type: "standard", condition: "new", visibility: "both" };
  for (const [name, value] of Object.entries(defaults)) if (text(row, name) === "") row.values[name] = value;
  const byDefault = text(row, "id_category_default");
  const given = row.links.categories ?? [];
  const existing = given.filter((link) => find(state, "categories", link.id ?? ""));
  const exists = find(state, "categories", byDefault) !== undefined;
  const hasDefault = given.some((link) => link.id === byDefault);
  row.links.categories = hasDefault || !exists ? existing : [...existing, { id: byDefault }];
  if (byDefault !== "0") row.values.position_in_category = "1";
  newStockRow(state, row.id, 0);
}

/** The first combination turns a standard product into one with combinations, for good. */
function newCombination(state: State, row: Row): void {
  const product = find(state, "products", text(row, "id_product"));
  if (product) product.values.product_type = "combinations";
  const existing = row.links.product_option_values ?? [];
  row.links.product_option_values = existing.filter((link) => find(state, "product_option_values", link.id ?? ""));
  newStockRow(state, num(row, "id_product"), row.id);
}

function newStockRow(state: State, product: number, combination: number): void {
  const values = { id_product: String(product), id_product_attribute: String(combination), id_shop: "1" };
  insert(state, "stock_availables", { ...values, out_of_stock: "2" });
}

/** 9.1 keeps no address a row. */
function cartRow(state: State, link: Link): Link {
  const { id_product = "0", id_product_attribute = "0", id_address_delivery = "0", quantity = "1" } = link;
  const address = isEight(state) ? id_address_delivery : "0";
  return { id_product, id_product_attribute, id_address_delivery: address, id_customization: "0", quantity };
}

/** What an account gets from the shop; both are secrets. */
function newCustomer(row: Row): void {
  Object.assign(row.values, { secure_key: "08a9157190e1c4d48b3a813102395cc0", id_lang: "1", id_shop: "1" });
  Object.assign(row.values, { id_shop_group: "1", last_passwd_gen: text(row, "date_add") });
  const never = "0000-00-00 00:00:00";
  Object.assign(row.values, { newsletter_date_add: never, reset_password_validity: never });
  if (text(row, "id_default_group") === "") row.values.id_default_group = "3";
  if (!row.links.groups?.length) row.links.groups = [{ id: text(row, "id_default_group") }];
}

/** 9.1: a rule without a quantity may be used without end. */
function newCartRule(state: State, { row, sent }: Done): void {
  if (!("quantity" in sent) && !isEight(state)) row.values.quantity = null;
  if (text(row, "reduction_currency") === "0") row.values.reduction_currency = "1";
  if (text(row, "priority") === "0") row.values.priority = "1";
}

export function afterUpdate(state: State, table: Table, done: Done): void {
  switch (table.resource) {
    case "products":
      if ("id_category_default" in done.sent) done.row.values.position_in_category = "1";
      return;
    case "stock_availables":
      sumUp(state, done.row);
      return;
    case "order_carriers":
      if (done.query.get("sendemail") === "1") mailInTransit(state, done.row);
      return;
    case "orders":
      if ("shipping_number" in done.sent) setTracking(state, done.row, done.sent.shipping_number ?? "");
      changeOrder(state, done.row, done.sent);
      return;
    default:
      return;
  }
}

/** Only carriers with a tracking address have such a mail. */
function mailInTransit(state: State, row: Row): void {
  const carrier = find(state, "carriers", text(row, "id_carrier"));
  if (text(carrier, "url") !== "") state.mails.push("Package in transit");
}

export function drop(state: State, resource: string, id: number): void {
  rowsOf(state, resource).delete(id);
  if (resource === "products") {
    for (const name of ["combinations", "stock_availables"])
      for (const row of where(state, name, { id_product: id })) rowsOf(state, name).delete(row.id);
    for (const [key, image] of state.images) if (image.product === id) state.images.delete(key);
  }
  if (resource === "combinations")
    for (const row of where(state, "stock_availables", { id_product_attribute: id }))
      rowsOf(state, "stock_availables").delete(row.id);
}
