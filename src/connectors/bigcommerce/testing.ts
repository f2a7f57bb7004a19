/** What this folder's tests share: a connection to a fresh store, and orders as the API prints them. */
import type { Json } from "../../commerce/product.ts";
import type { BigCommerceSandbox } from "../../sandboxes/bigcommerce/index.ts";
import { SANDBOX_CLIENT_SECRET, startSandbox } from "../../sandboxes/bigcommerce/index.ts";
import type { TestConnectionOptions } from "../kit/testing/connection.ts";
import { type ConnectedShop, openConnectedShop } from "../kit/testing/shop.ts";
import { connector } from "./index.ts";

export type Bench = ConnectedShop<BigCommerceSandbox>;

/** A store with a connection to it. `prepare` runs before connecting. */
export const openStore = ({
  values,
  currency,
  connection,
  prepare,
}: {
  readonly values?: Readonly<Record<string, string>>;
  readonly currency?: string;
  readonly connection?: Partial<TestConnectionOptions>;
  readonly prepare?: (sandbox: BigCommerceSandbox) => void;
} = {}): Promise<Bench> =>
  openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7, currency }), {
    ...connection,
    values: { clientSecret: SANDBOX_CLIENT_SECRET, ...values },
    prepare,
  });

type Tree = { readonly [key: string]: Json };

/** A line as V2 prints it. */
export function line(fields: Tree = {}): Tree {
  return {
    id: 194,
    product_id: 111,
    variant_id: 74,
    order_address_id: 20,
    name: "Linen shirt",
    sku: "LS-M",
    type: "physical",
    quantity: 2,
    quantity_shipped: 0,
    quantity_refunded: 0,
    price_ex_tax: "20.0000",
    price_inc_tax: "24.0000",
    total_ex_tax: "40.0000",
    total_inc_tax: "48.0000",
    total_tax: "8.0000",
    applied_discounts: [],
    ...fields,
  };
}

/** An order as V2 prints it with everything inside. */
export function order(fields: Tree = {}, lines: readonly Tree[] = [line()]): Tree {
  return {
    id: 250,
    status_id: 11,
    status: "Awaiting Fulfillment",
    payment_status: "captured",
    payment_method: "Credit Card",
    date_created: "Tue, 20 Oct 2026 00:00:00 +0000",
    date_modified: "Tue, 20 Oct 2026 00:05:00 +0000",
    customer_id: 0,
    is_deleted: false,
    order_is_digital: false,
    is_tax_inclusive_pricing: false,
    currency_code: "EUR",
    default_currency_code: "USD",
    total_ex_tax: "45.0000",
    total_inc_tax: "53.0000",
    total_tax: "8.0000",
    shipping_cost_ex_tax: "5.0000",
    shipping_cost_inc_tax: "5.0000",
    discount_amount: "0.0000",
    coupon_discount: "0.0000",
    refunded_amount: "0.0000",
    items_total: 2,
    items_shipped: 0,
    billing_address: {
      first_name: "Ada",
      last_name: "Lovelace",
      country_iso2: "GB",
      email: "ada@example.com",
      phone: "",
    },
    consignments: { shipping: [{ id: 20, first_name: "Ada", last_name: "Lovelace", line_items: lines }] },
    fees: [],
    ...fields,
  };
}
