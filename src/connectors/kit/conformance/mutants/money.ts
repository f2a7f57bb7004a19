/** Bugs in what is asked of buyers: prices in the wrong scope or currency, sums that stay as they were. */
import type { OrderPart, OrderTotals } from "../../../../commerce/order.ts";
import type { Json } from "../../../../commerce/product.ts";
import { platformText } from "../../contract/answer-text.ts";
import type { PlatformHttp, PlatformRequest } from "../../contract/platform-http.ts";
import type { PriceItem } from "../../contract/ports.ts";
import type { Mutant } from "./mutant.ts";
import { onParts, onPort } from "./wrap.ts";

/** What platforms call the store a row is for. */
const SCOPE = /^(store|shop|website|channel|market(place)?)_?id$/i;

/** Rows for one store made rows for all. */
function forAll(value: Json): Json {
  if (Array.isArray(value)) return value.map(forAll);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SCOPE.test(name) ? 0 : forAll(inner as Json)]),
  );
}

function altered(http: PlatformHttp, change: (json: Json) => Json): PlatformHttp {
  const alter = (request: PlatformRequest): PlatformRequest =>
    request.json === undefined ? request : { ...request, json: change(request.json) };
  return {
    ...http,
    request: (request) => http.request(alter(request)),
    json: (request) => http.json(alter(request)),
  };
}

const CURRENCIES = ["USD", "EUR", "GBP", "EGP", "INR"];

const inCurrency = (item: PriceItem, currency: string): PriceItem => ({
  ...item,
  want: { price: { ...item.want.price, currency } },
});

/** Each connection remembers what its orders came to first. */
function keepingFirst(): (part: OrderPart) => OrderPart {
  const first = new Map<string, OrderTotals>();
  return (part) => {
    const { totalMinor, currentTotalMinor } = first.get(part.orderKey) ?? part.totals;
    if (!first.has(part.orderKey)) first.set(part.orderKey, part.totals);
    return { ...part, totals: { ...part.totals, totalMinor, currentTotalMinor } };
  };
}

/** Each connection remembers what its orders said first, of that which parcels are booked by. */
function stuck(pick: (part: OrderPart) => Partial<OrderPart>): (part: OrderPart) => OrderPart {
  const first = new Map<string, Partial<OrderPart>>();
  return (part) => {
    const cached = first.get(part.orderKey) ?? pick(part);
    first.set(part.orderKey, cached);
    return { ...part, ...cached };
  };
}

const stays = (what: string, case_: string, pick: (part: OrderPart) => Partial<OrderPart>): Mutant => ({
  name: `order: ${what} of one that was read before stays as it was`,
  likely: [`orders: ${case_} after an order was read`, "orders:"],
  plant: (sound, touch) => ({ ...sound, open: (connection) => onParts(stuck(pick))(sound, touch).open(connection) }),
});

export const moneyMutants: readonly Mutant[] = [
  {
    name: "prices: a price in another currency is accepted",
    likely: ["prices: a price in another"],
    plant: onPort("prices", ({ push }, touch) => ({
      push: {
        ...push,
        send: async (items, ctx) => {
          const results = await push.send(items, ctx);
          if (!results.some(({ outcome }) => outcome === "rejected")) return results;
          for (const currency of CURRENCIES) {
            const again = await push.send(
              items.map((item) => inCurrency(item, currency)),
              ctx,
            );
            if (!again.every(({ outcome }) => outcome === "applied" || outcome === "accepted")) continue;
            touch();
            return again;
          }
          return results;
        },
      },
    })),
  },
  {
    name: "prices: a price goes into the scope of all stores",
    likely: ["prices: a price written", "products: an edit here"],
    plant: onPort("prices", ({ push }, touch) => ({
      push: {
        ...push,
        send: (items, ctx) => {
          const http = altered(ctx.http, (json) => {
            const wide = forAll(json);
            if (JSON.stringify(wide) !== JSON.stringify(json)) touch();
            return wide;
          });
          return push.send(items, { ...ctx, http });
        },
      },
    })),
  },
  {
    name: "order: one that was edited down keeps its first sum",
    likely: ["orders: cash on delivery: edited", "orders: cash on delivery"],
    plant: (sound, touch) => ({
      ...sound,
      open: (connection) => onParts(keepingFirst())(sound, touch).open(connection),
    }),
  },
  stays("the address", "another address", ({ shippingAddress }) => ({ shippingAddress })),
  stays("the payment", "its payment", ({ financial, transactions }) => ({ financial, transactions })),
  {
    name: "command: a sale that was handed over stays open",
    likely: ["own orders: one that was handed over"],
    plant: onPort("orders", (orders, touch) => ({
      execute: async (run, ctx) => {
        const { command } = run;
        if (command.kind !== "fulfil" || command.trackingNumbers.length > 0) return orders.execute(run, ctx);
        touch();
        return { state: "done", text: platformText("Done.") };
      },
    })),
  },
];
