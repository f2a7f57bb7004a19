import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import type { OpenShop, StandingDriver, Status } from "../driver.ts";
import type { Copy } from "../dump.ts";
import { TEST_PRODUCTS } from "../goods.ts";
import { shopClock } from "../php/clock.ts";
import { openDatabase, type ShopDatabase } from "../php/database.ts";
import { serve } from "../php/server.ts";
import { allTables } from "../php/tables.ts";
import { adminOf } from "./api.ts";
import { backOffice } from "./back-office.ts";
import { buy } from "./checkout.ts";
import { addAdministrator, addProducts, addWays } from "./seed.ts";
import { readSettings } from "./settings.ts";
import { trueItems, trueOrders } from "./truth.ts";

const HUB = { email: "living-hub@guest.example", password: "living-hub-0123456789" };
const OFFICE = { email: "living-office@guest.example", password: "living-office-0123456789" };

/** While the shop is served it sends no mail and calls nobody. */
const STORED_IN = {
  settings: ["memory_limit=512M"],
  env: {
    MAILER_DSN: "null://null",
    http_proxy: "http://127.0.0.1:9",
    https_proxy: "http://127.0.0.1:9",
    all_proxy: "http://127.0.0.1:9",
    no_proxy: "127.0.0.1,localhost,::1",
  },
};

/** Times of change, versions of rows, sign-ins, and what a price was before. */
const FOLLOWS: readonly RegExp[] = [
  /\.(updated_at|version|last_login)$/,
  /^(messenger_messages|sylius_channel_pricing_log_entry|sylius_address_log_entries)\./,
];

export const driver: StandingDriver = {
  provider: "sylius",
  name: "Sylius",
  copyOf: (folder): Copy => ({ database: readSettings(folder).database, prefix: "", added: [] }),
  async countOrders(folder) {
    const database = openDatabase(readSettings(folder).database);
    try {
      const text = "select count(*) as orders from sylius_order where checkout_state = 'completed'";
      const [row] = await database.rows<{ readonly orders: number }>(text);
      return Number(row?.orders);
    } finally {
      await database.close();
    }
  },
  open,
};

interface Channel {
  readonly id: number;
  readonly channel: string;
  readonly locale: string;
  readonly currency: string;
}

/** The first channel sells at the address of the run, and to Germany. */
async function takeChannel(database: ShopDatabase, host: string): Promise<Channel> {
  const [channel] = await database.rows<Channel>(
    `select h.id, h.code as channel, l.code as locale, c.code as currency
     from sylius_channel h join sylius_locale l on l.id = h.default_locale_id
     join sylius_currency c on c.id = h.base_currency_id where h.enabled = 1 order by h.id limit 1`,
  );
  if (!channel) throw new Error("The shop has no channel that is enabled.");
  await database.rows("update sylius_channel set hostname = if(id = ?, ?, concat('other-', id, '.example'))", [
    channel.id,
    host,
  ]);
  return channel;
}

function renewCache(folder: string, env: Readonly<Record<string, string>>): void {
  spawnSync("php", ["-d", "memory_limit=2G", join(folder, "bin/console"), "cache:warmup", "-q"], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
}

async function open({ folder, url, zone }: Status): Promise<OpenShop> {
  const { database: at, version } = readSettings(folder);
  const database = openDatabase(at);
  const { hostname, host } = new URL(url);
  const place = await takeChannel(database, hostname);
  for (const account of [HUB, OFFICE]) await addAdministrator(database, account, place.locale);
  const clock = shopClock();
  const env = { ...STORED_IN.env, ...clock?.env, ARGOSY_LIVING_HOST: host };
  renewCache(folder, STORED_IN.env);
  const router = join(import.meta.dirname, "router.php");
  const settings = [...STORED_IN.settings, `date.timezone=${zone}`];
  const server = await serve({ folder, url, env, router, probe: "api/v2/shop/locales", settings });
  const admin = adminOf(url, OFFICE.email, OFFICE.password);
  await addWays(admin, place);
  await database.rows(
    `insert into sylius_channel_countries (channel_id, country_id)
     select distinct n.channel_id, c.id from sylius_channel_countries n join sylius_country c on c.code = 'DE'
     where n.channel_id = ? and not exists (select 1 from sylius_channel_countries k
       where k.channel_id = n.channel_id and k.country_id = c.id)`,
    [place.id],
  );
  await addProducts(admin, place, TEST_PRODUCTS);
  const seen = { ...place, zone };
  const office = backOffice(admin, database, place);
  return {
    version,
    currency: place.currency,
    values: {
      baseUrl: url,
      adminEmail: HUB.email,
      adminPassword: HUB.password,
      channelCode: place.channel,
      localeCode: place.locale,
      timeZone: zone,
    },
    writes: { ship: /^PATCH \S*\/shipments\/\d+\/ship/, refund: /^PATCH \S*\/payments\/\d+\/refund/, place: /^$/ },
    cancelsTheRest: false,
    lacks: {
      stop: server ? undefined : `somebody else serves ${url}`,
      clock: server && clock ? undefined : "its clock cannot be moved (no libfaketime)",
      parts: "the shop ships an order whole",
      partsHere: "the shop ships an order whole",
      refunds: "the hub pays back whole payments only in Sylius",
      returns: "the shop takes nothing back",
      ownOrders: "the hub makes no orders in Sylius",
    },
    async buy(purchase) {
      const order = await buy(url, purchase);
      if (purchase.payment === "paid") await office.pay(order);
      return order;
    },
    ...office,
    items: () => trueItems(database, seen),
    orders: () => trueOrders(database, seen),
    tables: () => allTables(database, ""),
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
