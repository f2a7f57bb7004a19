import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenShop, SpecialProducts, StandingDriver, Status } from "../driver.ts";
import type { Copy } from "../dump.ts";
import { MORE_PRODUCTS, TEST_PRODUCTS } from "../goods.ts";
import { actsIn } from "../php/acts.ts";
import { shopClock } from "../php/clock.ts";
import { openDatabase, type ShopDatabase } from "../php/database.ts";
import { serve } from "../php/server.ts";
import { allTables } from "../php/tables.ts";
import { buy } from "./checkout.ts";
import { readSettings } from "./settings.ts";
import { type StoredTruth, truthOf } from "./truth.ts";

const PLUGIN = "argosy-living.php";

/** Queues, sessions and counters of calls; times of change; the price in force and what is looked up by it. */
const FOLLOWS: readonly RegExp[] = [
  /^(actionscheduler_|woocommerce_sessions\.|options\._(site_)?transient|woocommerce_api_keys\.(last_access|nonces)$)/,
  /^posts\.post_modified(_gmt)?$/,
  /^(postmeta\._price|wc_product_meta_lookup\.(min|max)_price)$/,
];

export const driver: StandingDriver = {
  provider: "woocommerce",
  name: "WooCommerce",
  copyOf,
  countOrders,
  open,
};

function copyOf(folder: string): Copy {
  const { database, prefix, mustUse, uploads } = readSettings(folder);
  const added = existsSync(mustUse) ? join(mustUse, PLUGIN) : mustUse;
  return { database, prefix, added: [added, uploads] };
}

async function withDatabase<T>(
  folder: string,
  readNow: (database: ShopDatabase, prefix: string) => Promise<T>,
): Promise<T> {
  const settings = readSettings(folder);
  const database = openDatabase(settings.database);
  try {
    return await readNow(database, settings.prefix);
  } finally {
    await database.close();
  }
}

function countOrders(folder: string): Promise<number> {
  return withDatabase(folder, async (database, prefix) => {
    const stored = await keptBy(database, prefix);
    return (await truthOf(database, stored).orders()).length;
  });
}

async function keptBy(database: ShopDatabase, prefix: string): Promise<StoredTruth> {
  const has = async (table: string) =>
    (
      await database.rows(
        "select 1 as there from information_schema.tables where table_schema = database() and table_name = ?",
        [`${prefix}${table}`],
      )
    ).length > 0;
  const options = new Map(
    (
      await database.rows<{ name: string; value: string }>(
        `select option_name as name, option_value as value from ${prefix}options
         where option_name in ('woocommerce_custom_orders_table_enabled', 'woocommerce_feature_fulfillments_enabled')`,
      )
    ).map(({ name, value }) => [name, value]),
  );
  return {
    prefix,
    hasOwnTables: options.get("woocommerce_custom_orders_table_enabled") === "yes",
    hasParcels:
      options.get("woocommerce_feature_fulfillments_enabled") === "yes" && (await has("wc_order_fulfillments")),
  };
}

async function open(status: Status): Promise<OpenShop> {
  const { folder, url } = status;
  const { database: at, prefix, mustUse } = readSettings(folder);
  const { pathname } = new URL(url);
  const source = readFileSync(join(import.meta.dirname, "must-use.php"), "utf8");
  const path = pathname.replace(/\/$/, "");
  mkdirSync(mustUse, { recursive: true });
  writeFileSync(join(mustUse, PLUGIN), source.replace("<?php", `<?php\ndefine('ARGOSY_LIVING_PATH', '${path}');`));
  const clock = shopClock();
  const act = actsIn({ ...status, script: join(import.meta.dirname, "back-office.php") }, clock?.env ?? {});
  const keys = await act<{ consumerKey: string; consumerSecret: string }>("seed", {
    goods: [...TEST_PRODUCTS, ...MORE_PRODUCTS],
    zone: status.zone,
  });
  const router = join(import.meta.dirname, "router.php");
  const server = await serve({ folder, url, env: clock?.env ?? {}, router, probe: "wp-json/" });
  const database = openDatabase(at);
  const stored = await keptBy(database, prefix);
  const truth = truthOf(database, stored);
  const option = async (name: string) => {
    const [row] = await database.rows<{ value: string }>(
      `select option_value as value from ${prefix}options where option_name = ?`,
      [name],
    );
    return row?.value ?? "";
  };
  const sizes = { sku: "SCARF-RED", choice: { name: "Size", value: "M" } };
  const special: SpecialProducts = {
    openOption: sizes,
    uncounted: "VOUCHER",
    shared: { items: ["CAP-RED", "CAP-BLUE"], left: () => truth.exactly("CAP") },
    virtual: [
      { sku: "EBOOK", isEndedByShop: true },
      { sku: "COURSE", isEndedByShop: false },
    ],
    oversold: "LATER",
    more: MORE_PRODUCTS.map(({ sku }) => sku),
    fraction: { sell: (quantity) => act("sellFraction", { quantity }), left: () => truth.exactly("CLOTH") },
  };
  return {
    version: await option("woocommerce_version"),
    currency: await option("woocommerce_currency"),
    values: { siteUrl: url, ...keys },
    writes: {
      ship: /^POST \S*\/orders\/\d+\/(notes|fulfillments)/,
      refund: /^POST \S*\/orders\/\d+\/refunds/,
      place: /^PUT \S*\/orders\/\d+[^/]*"set_paid"/,
    },
    countsBelowZero: true,
    cancelsTheRest: true,
    lacks: {
      stop: server ? undefined : `somebody else serves ${url}`,
      clock: server && clock ? undefined : "its clock cannot be moved (no libfaketime)",
      parts: stored.hasParcels ? undefined : "the shop keeps no parcels",
    },
    buy: (purchase) => buy(url, purchase, truth.itemOf),
    pay: (order) => act("pay", { order }),
    ship: (order, lines) => act("ship", { order, lines, hasParcels: stored.hasParcels }),
    cancel: (order) => act("cancel", { order }),
    setBack: (order) => act("setBack", { order }),
    takeBack: (order, sku, quantity) => act("takeBack", { order, sku, quantity }),
    refund: (order, amount) => act("refund", { order, amount }),
    returns: {
      take: (order, { isRestocked, ...units }) => act("takeBack", { order, ...units, restock: isRestocked }),
      areUnpaidToo: true,
      alwaysRestocksUnshipped: false,
    },
    editLine: (order, sku, quantity) => act("edit", { order, sku, quantity }),
    replaceKeys: () => act("replaceKeys"),
    unpaid: { lapse: (order) => act("lapse", { order }), clear: (order) => act("clear", { order }) },
    gateway: { take: (ms) => act("slow", { ms }), paidBack: truth.paidBack },
    special,
    setOnHand: (sku, onHand) => act("count", { sku, onHand }),
    setTitle: (sku, title) => act("title", { sku, title }),
    setPrice: (sku, price) => act("price", { sku, price }),
    pictures: { of: truth.imagesOf, tables: ["posts", "postmeta"] },
    items: truth.items,
    orders: truth.orders,
    tables: () => allTables(database, prefix),
    followsByItself: FOLLOWS,
    ...(server ?? { start: notOurs, stop: notOurs, kill: notOurs }),
    moveClock: async (aheadMs) => clock?.move(aheadMs),
    async close() {
      await database.close();
      await server?.stop();
    },
  };
}

const notOurs = async () => {
  throw new Error("Not this shop's: see what it lacks.");
};
