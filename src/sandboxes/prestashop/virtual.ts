/** Fields and associations the shop works out when it is asked. */
import type { Link, Row, State, Value } from "./state.ts";
import { find, rowsOf, text, where } from "./state.ts";

type Values = Readonly<Record<string, Value>>;
type Links = Readonly<Record<string, readonly Link[]>>;

export function valuesOf(state: State, resource: string, row: Row): Values {
  switch (resource) {
    case "products": {
      const combinations = where(state, "combinations", { id_product: row.id });
      const byDefault = combinations.find((one) => one.values.default_on === "1") ?? combinations[0];
      const images = imagesOf(state, row.id);
      return {
        ...row.values,
        quantity: "0",
        indexed: row.values.active ?? "0",
        manufacturer_name: text(find(state, "manufacturers", text(row, "id_manufacturer")), "name"),
        id_default_combination: byDefault ? String(byDefault.id) : "0",
        cache_default_attribute: byDefault ? String(byDefault.id) : "0",
        id_default_image: images[0]?.id ?? "",
      };
    }
    case "combinations":
      return { ...row.values, default_on: row.values.default_on === "1" ? "1" : "" };
    case "categories":
      return { ...row.values, level_depth: String(depthOf(state, row)), nb_products_recursive: "-1" };
    case "manufacturers":
      return {
        ...row.values,
        link_rewrite: text(row, "name")
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, "-"),
      };
    case "carts":
      return { ...row.values, secure_key: text(find(state, "customers", text(row, "id_customer")), "secure_key") };
    case "order_carriers": {
      const order = find(state, "orders", text(row, "id_order"));
      return { ...row.values, id_order_invoice: text(order, "invoice_number") || "0" };
    }
    case "orders": {
      const [carrier] = where(state, "order_carriers", { id_order: row.id });
      return { ...row.values, shipping_number: text(carrier, "tracking_number") };
    }
    case "taxes":
      return row.id === 1 ? { ...row.values, rate: state.vatPercent.toFixed(3) } : row.values;
    case "configurations":
      return text(row, "name") === "PS_ROUND_TYPE" ? { ...row.values, value: state.roundType } : row.values;
    default:
      return row.values;
  }
}

/** A category may stand below itself in this shop. */
function depthOf(state: State, row: Row): number {
  let depth = 0;
  for (let at: Row | undefined = row; at && depth < 20; at = find(state, "categories", text(at, "id_parent"))) {
    if (text(at, "id_parent") === "0") break;
    depth += 1;
  }
  return depth;
}

function imagesOf(state: State, product: number): Link[] {
  return [...state.images].filter(([, image]) => image.product === product).map(([id]) => ({ id: String(id) }));
}

export function linksOf(state: State, resource: string, row: Row): Links {
  switch (resource) {
    case "products":
      return productLinks(state, row);
    case "product_options":
      return { product_option_values: ids(where(state, "product_option_values", { id_attribute_group: row.id })) };
    case "categories":
      return {
        categories: ids(where(state, "categories", { id_parent: row.id })),
        products: ids(
          [...rowsOf(state, "products").values()].filter((one) =>
            one.links.categories?.some((link) => link.id === String(row.id)),
          ),
        ),
      };
    case "orders":
      return { order_rows: where(state, "order_details", { id_order: row.id }).map(orderRow) };
    default:
      return row.links;
  }
}

function productLinks(state: State, row: Row): Links {
  const combinations = where(state, "combinations", { id_product: row.id });
  const values = new Set(combinations.flatMap((one) => (one.links.product_option_values ?? []).map((link) => link.id)));
  const stock = where(state, "stock_availables", { id_product: row.id });
  return {
    ...row.links,
    images: imagesOf(state, row.id),
    combinations: ids(combinations),
    product_option_values: [...values].map((id) => ({ id: id ?? "" })),
    stock_availables: stock.map((one) => ({
      id: String(one.id),
      id_product_attribute: text(one, "id_product_attribute"),
    })),
  };
}

function ids(rows: readonly Row[]): Link[] {
  return rows.map((row) => ({ id: String(row.id) }));
}

function orderRow(detail: Row): Link {
  const stored = [
    ..."product_id product_attribute_id product_quantity product_name product_reference product_ean13".split(" "),
    ..."product_isbn product_upc product_price id_customization unit_price_tax_incl unit_price_tax_excl".split(" "),
  ];
  return { id: String(detail.id), ...Object.fromEntries(stored.map((name) => [name, text(detail, name)])) };
}
