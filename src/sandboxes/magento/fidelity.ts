/**
 * The emulated shop against calls captured on a running Magento 2.4.7-p3: catalogue, stock, prices, carts and the life
 * of orders are replayed in their order on one shop; status, keys and types of each answer count, and every word of a
 * refusal.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { request as send } from "undici";
import type { Json } from "../../commerce/product.ts";
import { bothWays, comparing, isDoc } from "../../connectors/kit/testing/captures.ts";
import { autoAdvancingClock } from "../../connectors/kit/testing/connection.ts";
import { classified, type Fidelity, fidelityReport, type ReplayedCall } from "../../connectors/kit/testing/fidelity.ts";
import { filledMessage, refusalOf } from "../../connectors/magento/classify.ts";
import { oauthHeader } from "../../connectors/magento/oauth1.ts";
import type { Exchange } from "./fidelity-exchange.ts";
import { ownRecords } from "./fidelity-records.ts";
import { ON_PURPOSE, prepare } from "./fidelity-setup.ts";
import type { MagentoSandbox } from "./index.ts";
import { startSandbox } from "./index.ts";
import { isEmulated, routesOf } from "./routes.ts";

const FILES = [
  "01-connection",
  "03-sources-stocks-tax-setup",
  "04-categories",
  "05-attributes",
  "06-products-simple",
  "07-products-configurable",
  "08-products-list",
  "09-type-change",
  "10-media",
  "11-prices",
  "12-stock",
  "14-discounts",
  "15-order-create",
  "16-invoice-ship-complete",
  "17-refund",
  "18-cancel-hold-comments",
  "19-order-list-dates",
] as const;

/** For `npm run fidelity`: the replay in the form of its report. */
export async function measureFidelity(specsDir: string): Promise<Fidelity> {
  return fidelityReport(await replay(specsDir), reasonFor);
}

function reasonFor(call: string): string | undefined {
  return ON_PURPOSE.find(([calls]) => calls.test(call))?.[1];
}

/** The captured calls of one file. */
export function captured(dir: string, file: string): readonly Exchange[] {
  return JSON.parse(readFileSync(join(dir, "magento/live-2.4.7-p3/traffic", `${file}.json`), "utf8")).exchanges;
}

/** Plays the captured calls; `dir` is the folder of all descriptions. */
export async function replay(dir: string): Promise<ReplayedCall[]> {
  const calls: ReplayedCall[] = [];
  const sandbox = await startSandbox({ clock: autoAdvancingClock(), seed: 3, currency: "EUR" });
  try {
    prepare(sandbox);
    const own = ownRecords(sandbox);
    const routes = routesOf(sandbox.state, () => sandbox.url);
    for (const file of FILES)
      for (const exchange of captured(dir, file)) {
        const { method, path } = exchange.request;
        const proof = proofOf(sandbox, exchange);
        if (proof === null || !isEmulated(routes, method, path.split("?")[0] ?? "")) continue;
        const call = `${file.slice(0, 2)} ${exchange.name}`;
        // The merchant turned the switch in between.
        if (proof.startsWith("Bearer")) sandbox.state.bearerAllowed = !call.endsWith("switch-off");
        const { details, body } = await compared(sandbox, own.translated(exchange), proof);
        own.learn(exchange, body);
        calls.push(classified(call, details, reasonFor(call)));
      }
  } finally {
    await sandbox.close();
  }
  return calls;
}

/** The header of a call as the capture describes it; "" for none, null for those that cannot be made again. */
function proofOf({ state, url }: MagentoSandbox, { request }: Exchange): string | null {
  const auth = request.auth ?? "none";
  if (auth === "none") return "";
  const [full, catalogue, revoked] = state.integrations;
  const keys = /integration (full|sheet)/.test(auth)
    ? full
    : /catalogue|catalog/.test(auth)
      ? catalogue
      : /revoked/.test(auth)
        ? revoked
        : undefined;
  if (!keys) return null;
  if (/^Bearer access token/.test(auth)) return `Bearer ${keys.token}`;
  if (!/^OAuth 1\.0a HMAC-SHA256/.test(auth)) return null;
  const call = {
    method: request.method,
    url: `${url}${request.path}`,
    query: [],
    nonce: `n${state.id("nonce")}`,
    timestamp: Math.floor(state.now() / 1000),
  };
  return oauthHeader(call, { ...keys, token: keys.token });
}

async function compared(
  sandbox: MagentoSandbox,
  exchange: Exchange,
  proof: string,
): Promise<{ readonly details: string[]; readonly body: Json }> {
  const { method, path, headers = {}, body } = exchange.request;
  const text =
    body === undefined || body === null ? "" : typeof body === "string" ? body : withBytes(JSON.stringify(body));
  const again = proof.startsWith("OAuth") ? (proofOf(sandbox, exchange) ?? "") : proof;
  const accept = headers.Accept;
  const answer = await send(`${sandbox.url}${path}`, {
    method: method as "GET",
    headers: {
      accept: typeof accept === "string" ? accept : "application/json",
      ...(text === "" ? {} : { "content-type": "application/json" }),
      ...(again === "" ? {} : { authorization: again }),
    },
    ...(text === "" ? {} : { body: text }),
  });
  const got = await answer.body.text();
  const { status, body: expected = null } = exchange.response;
  const reported: Json = /^\s*[[{"\dtfn-]/.test(got) ? JSON.parse(got) : null;
  if (answer.statusCode !== status)
    return { details: [`${answer.statusCode} instead of ${status}: ${got.slice(0, 200)}`], body: reported };
  const details =
    status >= 400 ? refusals(expected, got) : isShortened(expected) ? [] : differences(expected, reported, "body");
  return { details, body: reported };
}

/** The capture names its rows by id, describes them, or shows a part of them alone. */
function isShortened(expected: Json): boolean {
  if (typeof expected === "string") return expected.startsWith("(");
  return isDoc(expected) && ("_items" in expected || Object.keys(expected).every((key) => PARTS.includes(key)));
}

/** What captures of a product's save are about. */
const PARTS = ["category_links", "website_ids", "stock_item", "tier_prices", "media_gallery_entries"];

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** The capture tells the length of images instead of holding them. */
function withBytes(text: string): string {
  return text.replaceAll(/\(base64 of \d+ characters\)/g, PIXEL);
}

function refusals(expected: Json, got: string): string[] {
  const [one, other] = [refusalOf(JSON.stringify(expected)), refusalOf(got)];
  // Pages of HTML are not compared.
  if (!one || !other)
    return one === other ? [] : [`${got.slice(0, 200)} instead of ${JSON.stringify(expected).slice(0, 200)}`];
  const plain = (text: string) => text.replaceAll(/\d+/g, "0").replace(/webapi-\w+/, "webapi");
  return plain(filledMessage(one)) === plain(filledMessage(other))
    ? []
    : [`"${filledMessage(other)}" instead of "${filledMessage(one)}"`];
}

/** Keys and types, both ways; null is no type of its own, and of lists the first rows are compared. */
const differences = comparing(
  (expected, got, path, compare) => {
    // Many captures keep only the keys they are about: only against a whole row can there be too many.
    const isWhole = Object.keys(expected).length * 2 > Object.keys(got).length;
    const extra = isWhole ? Object.keys(got).filter((key) => !(key in expected)) : [];
    return bothWays({ wanted: expected, got, extra }, path, compare);
  },
  (_wanted, _got, path) => /custom_attributes|search_criteria/.test(path),
);
