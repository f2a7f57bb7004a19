/**
 * The emulated shop against calls logged on a running PrestaShop 9.1.4 and 8.2.1: every Webservice call is replayed in
 * its order on a shop prepared like the captured one; status, keys, types and error codes of each answer count.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { request as send } from "undici";
import { classified, type Fidelity, fidelityReport, type ReplayedCall } from "../../connectors/kit/testing/fidelity.ts";
import { differences } from "./fidelity-compare.ts";
import type { Exchange } from "./fidelity-exchange.ts";
import { authorizationOf, before, ON_PURPOSE, prepare, SKIPPED, uploadOf, withKey } from "./fidelity-setup.ts";
import type { PrestaShopSandbox } from "./index.ts";
import { startSandbox } from "./index.ts";

const SHOPS = [
  { folder: "live-9.1.4", version: "9.1.4" },
  { folder: "live-8.2.1", version: "8.2.1" },
] as const;

/** For `npm run fidelity`: the replay in the form of its report. */
export async function measureFidelity(specsDir: string): Promise<Fidelity> {
  return fidelityReport(await replay(specsDir), (call) => ON_PURPOSE[call]);
}

/** Plays the logged calls; `dir` is the folder of all descriptions. */
export async function replay(dir: string): Promise<ReplayedCall[]> {
  const calls: ReplayedCall[] = [];
  for (const { folder, version } of SHOPS) {
    const clock = replayClock();
    const traffic = join(dir, "prestashop", folder, "traffic");
    const sandbox = await startSandbox({ clock: clock, seed: 3, currency: "EUR" });
    prepare(sandbox, version);
    try {
      for (const file of readdirSync(traffic).sort().filter(isOfWebservice)) {
        const { exchanges } = JSON.parse(readFileSync(join(traffic, file), "utf8")) as { exchanges: Exchange[] };
        for (const exchange of exchanges) {
          clock.to(Number(exchange.response?.headers?.["Access-Time"]) * 1000);
          calls.push(...(await replayOne(sandbox, exchange, `${version} ${file.slice(0, 2)}`)));
        }
      }
    } finally {
      await sandbox.close();
    }
  }
  return calls;
}

/** A clock that stands where the capture stood. */
function replayClock() {
  let now = Date.UTC(2026, 10, 20, 8, 9);
  return {
    now: () => now,
    sleep: () => Promise.resolve(),
    to(ms: number) {
      if (ms > now) now = ms;
    },
  };
}

/** From 20 on the files are about the Admin API. */
function isOfWebservice(file: string): boolean {
  return file < "20";
}

async function replayOne(sandbox: PrestaShopSandbox, exchange: Exchange, mark: string): Promise<ReplayedCall[]> {
  const call = `${mark} ${exchange.name}`;
  before(sandbox, exchange);
  if (!exchange.request || !exchange.response || !isWebservice(exchange.request.path) || SKIPPED.test(call)) return [];
  const details = await compared(sandbox, exchange);
  return [classified(call, details, ON_PURPOSE[call])];
}

/** Resources the connector never speaks to are not emulated. */
function isWebservice(path: string): boolean {
  return /^\/(api|webservice)\b/.test(path) && !NOT_EMULATED.test(path);
}

const NOT_EMULATED =
  /^\/api\/(shop_groups|search|employees|hooks|messages|customer_threads|customer_messages|image_types|images\/?(\?|$)|images\/categories|order_invoices|order_returns|product_features|product_feature_values|specific_prices|specific_price_rules|stocks|warehouses|stock_movements|groups|zones|suppliers|webhooks|orders_webhooks)\b|schema=/;

async function compared(sandbox: PrestaShopSandbox, exchange: Exchange): Promise<string[]> {
  const { request, response, stock_after: stock } = exchange;
  if (!request || !response) return [];
  const given = request.body ?? undefined;
  const body = given === undefined || typeof given === "string" ? given : JSON.stringify(given);
  const upload = uploadOf(exchange);
  const type = request.headers?.["Content-Type"];
  const answer = await send(`${sandbox.url}${encodeURI(withKey(request.path)).replaceAll("%25", "%")}`, {
    method: request.method as "GET",
    headers: { ...request.headers, ...authorizationOf(request.auth ?? ""), ...(type ? { "content-type": type } : {}) },
    ...(body === undefined || request.method === "GET" ? {} : { body }),
    ...upload,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== response.status)
    return [`${answer.statusCode} instead of ${response.status}: ${text.slice(0, 160)}`];
  const numbers = Object.entries(stock ?? {}).flatMap(([sku, quantity]) => {
    const now = sandbox.shop.stockOf(sku);
    return now === quantity ? [] : [`stock of ${sku}: ${now} instead of ${quantity}`];
  });
  return [...differences(response.body, text), ...numbers];
}
