import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import { ownerOf } from "./products.ts";
import { insert, micro, num, type Row, rowsOf, type State, sixDecimals, text, where } from "./state.ts";

/** Specific prices: what buyers of a group pay, and buyers in a second currency of the shop. */
const SCOPES = { "group 3": { id_group: "3", id_currency: "0" }, "currency 2": { id_group: "0", id_currency: "2" } };

const keyOf = (resource: string, id: number): string => `${resource}-${id}`;

/** Specific prices, and a second shop, which is the default one of the key: a call that names no shop writes its prices. */
export function openPriceScopes(state: State): PriceScopes {
  insert(state, "shops", { name: "Outlet", id_shop_group: "1", id_category: "2", active: "1" });
  const defaultPrices = new Map<string, string>();
  state.defaultPrices = defaultPrices;
  return {
    set(sku, price) {
      const { product, combination } = ownerOf(state, sku);
      defaultPrices.set(keyOf("products", product.id), sixDecimals(micro(price)));
      if (combination) defaultPrices.set(keyOf("combinations", combination.id), "0.000000");
      const never = "0000-00-00 00:00:00";
      for (const scope of Object.values(SCOPES))
        insert(state, "specific_prices", {
          ...{ id_shop_group: "0", id_shop: "1", id_cart: "0", id_country: "0", id_customer: "0" },
          ...{ id_specific_price_rule: "0", from_quantity: "1", reduction: "0.000000", reduction_tax: "1" },
          ...{ reduction_type: "amount", from: never, to: never, price: sixDecimals(micro(price)) },
          ...{ id_product: String(product.id), id_product_attribute: String(combination?.id ?? 0), ...scope },
        });
    },
    of(sku) {
      const { product, combination } = ownerOf(state, sku);
      const outlet = [keyOf("products", product.id), keyOf("combinations", combination?.id ?? 0)];
      const rows = where(state, "specific_prices", { id_product: product.id });
      const priceIn = (scope: (typeof SCOPES)[keyof typeof SCOPES]) =>
        rows
          .filter((row) => num(row, "id_group") === Number(scope.id_group))
          .map((row) => formatDecimal(parseMoney(text(row, "price"), state.currency)))
          .join(", ");
      return {
        ...Object.fromEntries(Object.entries(SCOPES).map(([name, scope]) => [name, priceIn(scope)])),
        "shop 2": outlet.flatMap((key) => defaultPrices.get(key) ?? []).join(" + "),
      };
    },
  };
}

/** What a call writes that names no shop: of several, the prices of the default one, and the first one's stay. */
export function inDefaultShop<Written extends { readonly row: Row }>(
  state: State,
  resource: string,
  work: () => readonly Written[],
): readonly Written[] {
  const { defaultPrices } = state;
  if (defaultPrices === null || !["products", "combinations"].includes(resource)) return work();
  const before = new Map([...rowsOf(state, resource).values()].map((row) => [row.id, text(row, "price")]));
  const written = work();
  for (const { row } of written) {
    defaultPrices.set(keyOf(resource, row.id), text(row, "price"));
    const price = before.get(row.id);
    if (price !== undefined) row.values.price = price;
  }
  return written;
}
