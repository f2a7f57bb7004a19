/**
 * The emulated shop against calls logged on a running Sylius 2.1.6: logins, catalog and the states of orders are
 * replayed in their order on a shop prepared like the captured one; status, keys and types of each answer count.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { request as send } from "undici";
import type { Json } from "../../commerce/product.ts";
import { bothWays, comparing, type Doc } from "../../connectors/kit/testing/captures.ts";
import { autoAdvancingClock } from "../../connectors/kit/testing/connection.ts";
import { classified, type Fidelity, fidelityReport, type ReplayedCall } from "../../connectors/kit/testing/fidelity.ts";
import { ON_PURPOSE, prepare, replayedOrders } from "./fidelity-setup.ts";
import type { SyliusSandbox } from "./index.ts";
import { startSandbox } from "./index.ts";

interface Exchange {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly headers?: Doc; readonly body?: Json };
  readonly response: { readonly status: number; readonly body?: Json };
}

const FILES = [
  "01-auth-and-discovery.json",
  "02-taxons.json",
  "03-products-and-variants.json",
  "04-update-semantics-and-stock.json",
  "08-order-states-and-stock.json",
  "11-errors-and-content-types.json",
] as const;

/** Routes the connector calls; nothing else is emulated. */
const EMULATED =
  /^\/api\/v2\/admin\/(administrators\/token|administrators\/\d+|channels|countries|orders|payments|shipments|products|product-variants|taxons|product-taxons|nothing-here)(\/[^/?]+(\/(complete|refund|cancel|ship|payments|shipments|adjustments))?)?(\?|$)/;

/** For `npm run fidelity`: the replay in the form of its report. */
export async function measureFidelity(specsDir: string): Promise<Fidelity> {
  return fidelityReport(await replay(specsDir), (call) => ON_PURPOSE[call]);
}

/** Plays the logged calls; `dir` is the folder of all descriptions. */
export async function replay(dir: string): Promise<ReplayedCall[]> {
  const calls: ReplayedCall[] = [];
  for (const file of FILES) {
    const sandbox = await startSandbox({ clock: autoAdvancingClock(), seed: 3, currency: "EUR" });
    try {
      const tokens = prepare(sandbox, file);
      const logged = JSON.parse(readFileSync(join(dir, "sylius/live-2.1.6/traffic", file), "utf8"));
      const exchanges: readonly Exchange[] = logged.exchanges;
      const orders = replayedOrders(sandbox, file);
      for (const exchange of exchanges) {
        const path = orders(exchange.name, exchange.request.path);
        if (path === null || !EMULATED.test(path)) continue;
        const call = `${file.slice(0, 2)} ${exchange.name}`;
        const details = await compared(sandbox, { ...exchange, request: { ...exchange.request, path } }, tokens);
        calls.push(classified(call, details, ON_PURPOSE[call]));
      }
    } finally {
      await sandbox.close();
    }
  }
  return calls;
}

async function compared(sandbox: SyliusSandbox, exchange: Exchange, tokens: Doc): Promise<string[]> {
  const { method, path, headers = {}, body } = exchange.request;
  const proof = typeof headers.Authorization === "string" ? headers.Authorization : "";
  const named = /\{([^}]*)\}/.exec(proof)?.[1] ?? "";
  const token = tokens[named];
  const authorization = typeof token === "string" ? `Bearer ${token}` : proof;
  const type = headers["Content-Type"];
  const text = body === undefined || body === null ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const answer = await send(`${sandbox.url}${path}`, {
    method: method as "GET",
    headers: {
      accept: "application/ld+json",
      ...(typeof type === "string" ? { "content-type": type } : {}),
      ...(authorization === "" ? {} : { authorization }),
    },
    ...(text === "" ? {} : { body: text }),
  });
  const got = await answer.body.text();
  const { status, body: expected = null } = exchange.response;
  if (answer.statusCode !== status) return [`${answer.statusCode} instead of ${status}: ${got.slice(0, 200)}`];
  return differences(expected, got === "" ? null : JSON.parse(got), "body");
}

const MAPS = /\.(translations|channelPricings)$/;

/** Keys and types, both ways; null is no type of its own, and of lists the first rows are compared. */
const differences = comparing(
  (expected, got, path, compare) => {
    if (MAPS.test(path)) {
      const [one, other] = [Object.values(expected)[0], Object.values(got)[0]];
      return one === undefined || other === undefined ? [] : compare(one, other, `${path}.*`);
    }
    const extra = Object.keys(got).filter((key) => !(key in expected) && key !== "hydra:view");
    return bothWays({ wanted: expected, got, extra }, path, compare);
  },
  // Places the log itself has shortened.
  (expected, got) => typeof expected === "string" && typeof got !== "string",
);
