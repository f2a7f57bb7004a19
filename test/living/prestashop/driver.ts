import { cpSync, mkdirSync } from "node:fs";
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
import { truthOf } from "./truth.ts";

const MODULE = "argosyliving";

/** A paper of a checkout asks the shop for its logo, also where it has none, and waits half a minute for a free worker. */
const WORKERS = 40;

/** While the shop is served it calls nobody but itself. */
const STORED_IN = {
  settings: ["memory_limit=512M", "disable_functions=fsockopen,stream_socket_client,mail", "allow_url_fopen=0"],
  env: {
    http_proxy: "http://127.0.0.1:9",
    https_proxy: "http://127.0.0.1:9",
    all_proxy: "http://127.0.0.1:9",
    no_proxy: "127.0.0.1,localhost,::1",
  },
};

const CONTENTS = [
  { sku: "ITEM-22", quantity: 2 },
  { sku: "SHIRT-M", quantity: 1 },
];

const PACKS: NonNullable<SpecialProducts["packs"]> = [
  { sku: "PACK-ITSELF", contents: CONTENTS, takes: "itself" },
  { sku: "PACK-CONTENTS", contents: CONTENTS, takes: "contents" },
  { sku: "PACK-BOTH", contents: CONTENTS, takes: "both" },
];

const SPECIAL: SpecialProducts = {
  packs: PACKS,
  virtual: [{ sku: "EBOOK", isEndedByShop: false }],
  oversold: "LATER",
  more: MORE_PRODUCTS.map(({ sku }) => sku),
};

/** Times of change, counters of visitors and calls, the words that are searched, what is kept twice. */
const FOLLOWS: readonly RegExp[] = [
  /\.date_upd$/,
  /^(connections|connections_\w+|guest|page|page_viewed|log|search_\w+|webservice_account|statssearch|configuration|feature_flag)\./,
  /^(product|product_shop)\.indexed$/,
  // The price of the shop itself, kept a second time for the one product.
  /^product\.price$/,
];

export const driver: StandingDriver = {
  provider: "prestashop",
  name: "PrestaShop",
  copyOf,
  countOrders: (folder) =>
    withDatabase(folder, async (database, prefix) => {
      const [row] = await database.rows<{ readonly orders: number }>(`select count(*) as orders from ${prefix}orders`);
      return Number(row?.orders);
    }),
  open,
};

function copyOf(folder: string): Copy {
  return { ...readSettings(folder), added: [join(folder, "modules", MODULE)] };
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

function addModule(folder: string): void {
  const [from, to] = [join(import.meta.dirname, "module"), join(folder, "modules", MODULE)];
  mkdirSync(join(to, "controllers/front"), { recursive: true });
  cpSync(join(from, "argosyliving.php"), join(to, "argosyliving.php"));
  cpSync(join(from, "validation.php"), join(to, "controllers/front/validation.php"));
}

async function open(status: Status): Promise<OpenShop> {
  const { folder, url } = status;
  const { database: at, prefix } = readSettings(folder);
  addModule(folder);
  const clock = shopClock();
  const env = { ...STORED_IN.env, ...clock?.env, ARGOSY_LIVING_HOST: new URL(url).host };
  const act = actsIn({ ...status, script: join(import.meta.dirname, "back-office.php") }, env);
  const { wsKey, currency, version } = await act<Readonly<Record<"wsKey" | "currency" | "version", string>>>("seed", {
    goods: [...TEST_PRODUCTS, ...MORE_PRODUCTS],
    packs: PACKS,
    zone: status.zone,
  });
  const router = join(import.meta.dirname, "router.php");
  const server = await serve({
    folder,
    url,
    env,
    router,
    probe: "api/",
    settings: STORED_IN.settings,
    workers: WORKERS,
  });
  const database = openDatabase(at);
  const truth = truthOf(database, prefix);
  return {
    version,
    currency,
    values: { baseUrl: url, wsKey },
    writes: {
      ship: /^POST \S*\/order_histories/,
      refund: /^POST \S*\/order_histories/,
      place: /^POST \S*\/orders(\?|\n)/,
    },
    countsBelowZero: true,
    missesSales: true,
    cancelsTheRest: false,
    lacks: {
      stop: server ? undefined : `somebody else serves ${url}`,
      clock: server && clock ? undefined : "its clock cannot be moved (no libfaketime)",
      parts: "the shop ships an order whole",
      partsHere: "the shop ships an order whole",
      refunds: "the hub cannot pay back a part in PrestaShop",
    },
    ownShippingMinor: 0,
    buy: (purchase) => buy(url, purchase, truth.itemOf),
    pay: (order) => act("pay", { order }),
    ship: (order) => act("ship", { order }),
    cancel: (order) => act("cancel", { order }),
    setBack: (order) => act("setBack", { order }),
    takeBack: (order, sku, quantity) => act("takeBack", { order, sku, quantity }),
    refund: (order, amount) => act("refund", { order, amount }),
    returns: {
      take: (order, { sku, quantity, isRestocked }) => act("takeBack", { order, sku, quantity, restock: isRestocked }),
      areUnpaidToo: false,
      alwaysRestocksUnshipped: true,
    },
    special: SPECIAL,
    editLine: (order, sku, quantity) => act("edit", { order, sku, quantity }),
    replaceKeys: () => act("replaceKeys"),
    setOnHand: (sku, onHand) => act("count", { sku, onHand }),
    setTitle: (sku, title) => act("title", { sku, title }),
    setPrice: (sku, price) => act("price", { sku, price }),
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
