import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { OpenShop, Purchase, SpecialProducts, StandingDriver, Status } from "../driver.ts";
import type { Copy } from "../dump.ts";
import { MORE_PRODUCTS, TEST_PRODUCTS } from "../goods.ts";
import { actsIn } from "../php/acts.ts";
import { shopClock } from "../php/clock.ts";
import { openDatabase, type ShopDatabase } from "../php/database.ts";
import { serve } from "../php/server.ts";
import { allTables } from "../php/tables.ts";
import { buy } from "./checkout.ts";
import { openEmptySearch } from "./search.ts";
import { readSettings } from "./settings.ts";
import { truthOf } from "./truth.ts";

/** While the shop is served it sends no mail and calls nobody. */
const STORED_IN = {
  settings: [
    "memory_limit=1G",
    "disable_functions=fsockopen,stream_socket_client,mail",
    "opcache.memory_consumption=256",
    "opcache.max_accelerated_files=60000",
  ],
  env: {
    CONFIG__DEFAULT__SYSTEM__SMTP__DISABLE: "1",
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

/** Bundles: priced by their parts or by themselves, sent as one or in parts. */
const PACKS = [
  { sku: "PACK-WHOLE", price: "parts", sent: "whole" },
  { sku: "PACK-APART", price: "parts", sent: "parts" },
  { sku: "PACK-FIXED", price: "own", sent: "whole" },
].map((pack) => ({ ...pack, contents: CONTENTS, takes: "contents" as const }));

/** Websites with a view of the same code. */
const SECOND_WEBSITE = "argosy_living";

/** A website of its own, its sources, and what it sells. */
const APART_WEBSITE = "argosy_apart";
const APART_SOURCES = ["argosy_east", "argosy_west"] as const;
const APART = "SPLIT";

/** Times of change, what is to be indexed and what was, calls, and what the shop notes with each product it saves. */
const FOLLOWS: readonly RegExp[] = [
  /\.updated_at$/,
  /^cataloginventory_stock_item\.notify_stock_qty$/,
  /(_cl|_idx|_index|_replica|_tmp)\./,
  /^(catalog_product_index_\w+|catalogrule_\w+|inventory_low_stock_notification_configuration|mview_state|indexer_state|oauth_nonce|oauth_token|cache\w*|session|flag|queue_\w+|magento_operation|cron_schedule)\./,
];

type Keys = Readonly<Record<"consumerKey" | "consumerSecret" | "accessToken" | "accessTokenSecret", string>>;

interface Seeded {
  readonly keys: Keys;
  /** Of an integration whose keys stay. */
  readonly otherKeys: Keys;
  readonly version: string;
  readonly website: string;
  readonly view: string;
  readonly source: string;
  readonly ids: readonly number[];
  readonly apart: number;
  readonly currency: string;
}

export const driver: StandingDriver = {
  provider: "magento",
  name: "Magento",
  copyOf: (folder): Copy => ({ ...readSettings(folder), added: [filesOf(folder)] }),
  async countOrders(folder) {
    const { database: at, prefix } = readSettings(folder);
    const database = openDatabase(at);
    try {
      await requireOwnTriggers(database);
      const text = `select count(*) as orders from ${prefix}sales_order`;
      const [row] = await database.rows<{ readonly orders: number }>(text);
      return Number(row?.orders);
    } finally {
      await database.close();
    }
  },
  open,
};

/** What the shop writes during a run; images have to lie below the shop's own folder. */
const filesOf = (folder: string): string => join(folder, "var", "argosy-living");

/** Those of another user of the database could not be loaded again. */
async function requireOwnTriggers(database: ShopDatabase): Promise<void> {
  const [other] = await database.rows<{ readonly definer: string }>(
    `select definer from information_schema.triggers
     where trigger_schema = database() and definer <> current_user() and not exists (
       select 1 from information_schema.user_privileges
       where privilege_type in ('SUPER', 'SET USER', 'SET_USER_ID', 'SET_ANY_DEFINER'))
     limit 1`,
  );
  if (other)
    throw new Error(
      `The database has triggers of ${other.definer}, which could not be put back. Load the dump without their definers.`,
    );
}

async function open(status: Status): Promise<OpenShop> {
  const { folder, url, zone } = status;
  const { database: at, prefix } = readSettings(folder);
  const files = filesOf(folder);
  rmSync(files, { recursive: true, force: true });
  mkdirSync(files, { recursive: true });
  const clock = shopClock();
  const search = await openEmptySearch();
  const env = {
    ...STORED_IN.env,
    ...clock?.env,
    ARGOSY_LIVING_FOLDER: files,
    ARGOSY_LIVING_SEARCH: String(search.port),
  };
  const server = await serve({
    folder: join(folder, "pub"),
    url,
    env,
    router: join(import.meta.dirname, "router.php"),
    probe: "rest/V1/directory/currency",
    settings: STORED_IN.settings,
  });
  // Another server would use the caches and images of the shop, which the run leaves alone.
  if (!server)
    throw new Error(`Something answers at ${url} already. Choose a free address: the run serves the shop itself.`);
  const act = actsIn({ ...status, script: join(import.meta.dirname, "back-office.php") }, env);
  const seeded = await act<Seeded>("seed", {
    goods: [...TEST_PRODUCTS, ...MORE_PRODUCTS],
    packs: PACKS,
    apart: [APART],
    zone,
  });
  const { source, keys, otherKeys } = seeded;
  const database = openDatabase(at);
  const truth = truthOf(database, { ...seeded, prefix });
  const values = (websiteCode: string, own: Keys) => ({ baseUrl: url, authMode: "oauth1", websiteCode, ...own });
  async function bought(purchase: Purchase, view = purchase.isSecondChannel ? SECOND_WEBSITE : seeded.view) {
    const order = await buy({ url, view }, purchase, truth.picked);
    if (purchase.payment === "paid") await act("pay", { order });
    return order;
  }
  const special: SpecialProducts = {
    packs: PACKS,
    virtual: [{ sku: "EBOOK", isEndedByShop: true }],
    oversold: "LATER",
    more: MORE_PRODUCTS.map(({ sku }) => sku),
    openOption: { sku: "SCARF", choice: { name: "Size", value: "M" } },
    uncounted: "VOUCHER",
    fraction: {
      async sell(quantity) {
        const order = await buy(
          { url, view: seeded.view },
          { lines: [{ sku: "CLOTH", quantity: Number(quantity) }] },
          truth.picked,
        );
        await act("pay", { order });
        return order;
      },
      left: () => truth.exactly("CLOTH"),
    },
  };
  return {
    version: seeded.version,
    currency: seeded.currency,
    values: values(seeded.website, keys),
    secondChannel: values(SECOND_WEBSITE, otherKeys),
    severalPlaces: {
      values: values(APART_WEBSITE, otherKeys),
      places: APART_SOURCES,
      sku: APART,
      buy: (purchase) => bought(purchase, APART_WEBSITE),
      shipFrom: (place, order) => act("ship", { order, source: place }),
      left: () => truth.placesOf(APART, APART_SOURCES),
    },
    writes: {
      ship: /^POST \S*\/order\/\d+\/ship/,
      refund: /^POST \S*\/order\/\d+\/refund/,
      place: /^POST \S*\/guest-carts\/\w+\/payment-information/,
    },
    countsBelowZero: true,
    cancelsTheRest: true,
    lacks: {
      clock: clock ? undefined : "its clock cannot be moved (no libfaketime)",
      cancelPaid: "the shop cancels no order that is invoiced",
    },
    buy: bought,
    pay: (order) => act("pay", { order }),
    ship: (order, lines) => act("ship", { order, lines, source }),
    cancel: (order) => act("cancel", { order }),
    takeBack: (order, sku, quantity) => act("takeBack", { order, sku, quantity, restock: true }),
    refund: (order, amount) => act("refund", { order, amount }),
    returns: {
      take: (order, { sku, quantity, isRestocked }) => act("takeBack", { order, sku, quantity, restock: isRestocked }),
      areUnpaidToo: false,
      alwaysRestocksUnshipped: false,
    },
    replaceKeys: () => act("replaceKeys"),
    special,
    setOnHand: (sku, onHand) => act("count", { sku, onHand, source }),
    setTitle: (sku, title) => act("title", { sku, title }),
    setPrice: (sku, price) => act("price", { sku, price }),
    pictures: {
      of: truth.imagesOf,
      tables: [
        "catalog_product_entity_media_gallery",
        "catalog_product_entity_media_gallery_value",
        "catalog_product_entity_media_gallery_value_to_entity",
        "catalog_product_entity_varchar",
      ],
    },
    items: truth.items,
    orders: truth.orders,
    tables: () => allTables(database, prefix),
    followsByItself: FOLLOWS,
    ...server,
    moveClock: async (aheadMs) => clock?.move(aheadMs),
    async close() {
      await database.close();
      await server.stop();
      await search.close();
    },
  };
}
