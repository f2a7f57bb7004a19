/** What happened in the captured shop between two logged calls, repeated so that the next call finds it. */
import type { WooSandbox } from "./index.ts";

export type Send = (method: string, path: string, body?: unknown) => Promise<unknown>;

export interface SetUp {
  /** File number and position of the call it goes before. */
  readonly before: string;
  run(sandbox: WooSandbox, send: Send): Promise<void>;
}

const ANNA = {
  first_name: "Anna",
  last_name: "de Vries",
  address_1: "Voorbeeldweg 12",
  city: "Utrecht",
  postcode: "3511 AA",
  country: "NL",
  email: "anna@customer.example",
};

function order(id: number, item: number, body: Record<string, unknown>): SetUp["run"] {
  return async (sandbox, send) => {
    sandbox.state.last.post = id - 1;
    sandbox.state.last.item = item - 1;
    await send("POST", "/wp-json/wc/v3/orders", { billing: ANNA, payment_method: "bacs", ...body });
  };
}

const lines = (quantity: number) => ({ line_items: [{ product_id: 13, quantity }] });

/** Times of the captures are kept by the replay; these calls were made by hand or left out of the log. */
export const SET_UPS: readonly SetUp[] = [
  { before: "08#0", run: order(78, 60, lines(1)) },
  {
    before: "09#1",
    run: async (sandbox, send) => {
      await send("PUT", "/wp-json/wc/v3/products/13", { stock_quantity: 100 });
      await order(79, 62, lines(2))(sandbox, send);
    },
  },
  { before: "09#15", run: order(80, 64, { ...lines(1), payment_method: "cod", status: "processing" }) },
  { before: "09#17", run: order(81, 65, { ...lines(3), set_paid: true }) },
  {
    before: "11#1",
    run: async (sandbox, send) => {
      await send("PUT", "/wp-json/wc/v3/products/13", { stock_quantity: 100 });
      await order(83, 66, {
        set_paid: true,
        line_items: [
          { product_id: 13, quantity: 5 },
          { product_id: 28, quantity: 1 },
        ],
        shipping_lines: [{ method_id: "flat_rate", method_title: "Flat rate", total: "4.95" }],
      })(sandbox, send);
      // The shop numbers lines in the order given; the tax line comes last.
      const made = sandbox.state.orders.get(83);
      for (const [index, line] of (made?.lines ?? []).entries()) line.id = 66 + index;
    },
  },
  { before: "11#26", run: order(96, 80, lines(1)) },
  { before: "12#0", run: order(98, 82, lines(1)) },
  {
    before: "12#10",
    run: async (_sandbox, send) => {
      await send("PUT", "/wp-json/wc/v3/orders/54", { status: "on-hold" });
    },
  },
  {
    before: "12#11",
    run: async (sandbox, send) => {
      sandbox.state.last.post = 98;
      await send("POST", "/wp-json/wc/v3/products", { name: "To delete", sku: "DEL-1", regular_price: "1" });
    },
  },
  {
    before: "12#20",
    run: async (sandbox, send) => {
      sandbox.state.last.post = 100;
      await send("POST", "/wp-json/wc/v3/products/31/variations", {
        sku: "TS-DEL",
        regular_price: "1",
        attributes: [
          { name: "Color", option: "Green" },
          { id: 1, option: "L" },
        ],
      });
    },
  },
  {
    before: "16#0",
    run: order(118, 92, {
      set_paid: true,
      line_items: [
        { product_id: 13, quantity: 3 },
        { product_id: 28, quantity: 1 },
      ],
    }),
  },
  {
    before: "16#1",
    run: async (sandbox) => {
      sandbox.state.features.fulfilments = true;
    },
  },
  {
    before: "20#20",
    run: async (sandbox, send) => {
      sandbox.state.last.post = 156;
      await send("POST", "/wp-json/wc/v3/products", { name: "Race", sku: "RACE-1" });
    },
  },
];
