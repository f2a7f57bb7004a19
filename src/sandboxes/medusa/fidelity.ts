/**
 * The emulated shop against calls captured on a running Medusa 2.18.0, replayed in their order. Ids of the capture are
 * learnt from the answers that tell them. The status counts, and of what the emulator tells every key and type: it tells
 * less than the shop, and nothing the shop does not.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { request as send } from "undici";
import type { Json } from "../../commerce/product.ts";
import { comparing, isDoc } from "../../connectors/kit/testing/captures.ts";
import { autoAdvancingClock } from "../../connectors/kit/testing/connection.ts";
import { classified, type Fidelity, fidelityReport, type ReplayedCall } from "../../connectors/kit/testing/fidelity.ts";
import { createProduct } from "./catalog.ts";
import { createCategory } from "./categories.ts";
import { type MedusaSandbox, startSandbox } from "./index.ts";
import { addLevel } from "./levels.ts";

interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly auth?: string | undefined;
  readonly body?: Json | undefined;
  readonly status: number;
  readonly answer: Json;
}

const FILES = ["misc4", "product", "categories", "inventory", "promo", "customers", "misc2"] as const;

/** Filters and routes of the captured lists that the emulator lacks: nothing here asks for them. */
const NOT_EMULATED = /\/uploads|\/products\/(batch|export|import)|location_levels\[|[?&](q|id|\$or)=/;

const ON_PURPOSE: Readonly<Record<string, string>> = {
  "misc4 32 GET /admin/stores": "The captured call carried a key that had been revoked.",
};

/** For `npm run fidelity`. */
export async function measureFidelity(specsDir: string): Promise<Fidelity> {
  const calls: ReplayedCall[] = [];
  for (const file of FILES) {
    const sandbox = await startSandbox({ clock: autoAdvancingClock(), seed: 3, currency: "EUR" });
    try {
      prepare(sandbox);
      calls.push(...(await replay(file, specsDir, sandbox)));
    } finally {
      await sandbox.close();
    }
  }
  return fidelityReport(calls, (call) => ON_PURPOSE[call]);
}

/** What the captured shop had of what these calls name. */
function prepare({ state }: MedusaSandbox): void {
  for (const name of ["Home", "Wear"]) createCategory(state, { name, handle: name.toLowerCase() });
  const wear = [...state.categories.values()].find(({ name }) => name === "Wear")?.id ?? null;
  createCategory(state, { name: "Hats", handle: "hats", parent_category_id: wear });
  for (const name of ["Mug", "Bowl"]) {
    createProduct(state, {
      title: name,
      handle: name.toLowerCase(),
      status: "published",
      description: "",
      sales_channels: state.channels.map(({ id }) => ({ id })),
      options: [{ title: "Kind", values: ["Standard"] }],
      variants: [
        {
          title: "Standard",
          sku: `${name.toUpperCase()}-1`,
          options: { Kind: "Standard" },
          prices: [{ currency_code: "eur", amount: 2.5 }],
        },
      ],
    });
  }
  for (const { id } of state.items.values()) addLevel(state, id, state.locations[0]?.id ?? "", 50);
}

async function replay(file: string, dir: string, sandbox: MedusaSandbox): Promise<ReplayedCall[]> {
  const exchanges: readonly Exchange[] = JSON.parse(readFileSync(join(dir, `medusa/live/${file}.json`), "utf8"));
  const ids = new Map<string, string>();
  const calls: ReplayedCall[] = [];
  for (const [index, exchange] of exchanges.entries()) {
    const path = renamed(exchange.path, ids);
    const body = exchange.body === undefined ? "" : renamed(textOf(exchange.body), ids);
    if (!path.startsWith("/admin/") || NOT_EMULATED.test(path) || isUnknown(path + body)) continue;
    const proof = Buffer.from(`${sandbox.state.secretKey}:`).toString("base64");
    const answer = await send(`${sandbox.url}${path}`, {
      method: exchange.method as "GET",
      headers: { authorization: `Basic ${proof}`, "content-type": "application/json" },
      ...(body === "" ? {} : { body }),
    });
    const text = await answer.body.text();
    const got: Json = text.startsWith("<") ? text : JSON.parse(text);
    // Routes that are not emulated at all.
    if (typeof got === "string" && typeof exchange.answer !== "string") continue;
    learn(exchange.answer, got, ids);
    const call = `${file} ${index} ${exchange.method} ${exchange.path.slice(0, 80)}`;
    const isAlike = answer.statusCode === exchange.status;
    const details = isAlike
      ? differences(exchange.answer, got, "answer")
      : [`${answer.statusCode} instead of ${exchange.status}: ${text.slice(0, 160)}`];
    calls.push(classified(call, details, ON_PURPOSE[call]));
  }
  return calls;
}

const textOf = (body: Json): string => (typeof body === "string" ? body : JSON.stringify(body));

const ID = /\b[a-z]+(?:_[a-z]+)*_[0-9A-HJKMNP-TV-Z]{26}\b/g;

/** Ids made here have another form than the captured ones, so that what is left of those is seen. */
const renamed = (text: string, ids: ReadonlyMap<string, string>): string => text.replace(ID, (id) => ids.get(id) ?? id);

/** It names a record of the captured shop that is not here. */
const isUnknown = (text: string): boolean => [...text.matchAll(ID)].some(([id]) => !id.includes("SANDB0X"));

/** Which id here stands for which there, where both tell one in the same place. */
function learn(expected: Json, got: Json, ids: Map<string, string>): void {
  if (Array.isArray(expected) && Array.isArray(got)) {
    for (const one of expected) learn(one, got.find((other) => nameOf(other) === nameOf(one)) ?? null, ids);
    return;
  }
  if (!isDoc(expected) || !isDoc(got)) return;
  if (typeof expected.id === "string" && typeof got.id === "string") ids.set(expected.id, got.id);
  for (const [key, value] of Object.entries(expected)) learn(value, got[key] ?? null, ids);
}

/** What tells the rows of a list apart. */
function nameOf(row: Json): string {
  if (!isDoc(row)) return "";
  const reported = ["sku", "handle", "title", "value", "url", "currency_code", "code", "name"].map((name) => row[name]);
  return String(reported.find((value) => typeof value === "string") ?? "");
}

/** Keys and types of what is told here; null is no type of its own, and of lists the first rows are compared. */
const differences = comparing((expected, got, path, compare) =>
  // Long answers of the capture are cut.
  "cut" in expected
    ? []
    : Object.entries(got).flatMap(([key, value]) =>
        key in expected
          ? compare(expected[key] ?? null, value, `${path}.${key}`)
          : [`${path}.${key}: not in the capture`],
      ),
);
