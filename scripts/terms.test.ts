/** Sellers read one word for one thing, wherever it is written: a connected account is a channel. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { messages } from "../src/commerce/message.ts";
import arabic from "../src/commerce/messages/ar.json" with { type: "json" };
import { connectors } from "../src/connectors/index.ts";
import {
  BANNED,
  BANNED_FOR_SELLERS,
  DOUBLES,
  declaredTerms,
  doubledTerms,
} from "../src/connectors/kit/conformance/package/texts.ts";
import { folderOf } from "../src/connectors/kit/contract/another-name.ts";
import { CLIENT_TYPES, ensureClientTypes } from "./client-types.ts";

const ROOT = join(import.meta.dirname, "..");

/** The types are generated within it, also on a busy machine. */
const GENERATED_MS = 300_000;

/** Emulated stores are stores; a code's own words are found by its name. */
const REAL_STORES = /^(?:SANDBOX|refused\.sandboxRuns)/;

test("a connected account is called a channel in what the hub says", () => {
  const english = Object.entries<string | { readonly other: string }>(messages);
  const texts = english.map(([code, entry]) => [code, typeof entry === "string" ? entry : entry.other] as const);
  const found = (texts: readonly (readonly [string, string])[], doubles: RegExp) =>
    texts.filter(
      ([code, text]) => doubles.test(text.replaceAll(/\{\{\w+\}\}|\$t\(\w+\./g, "")) && !REAL_STORES.test(code),
    );
  expect(found(texts, DOUBLES.en)).toEqual([]);
  expect(found(Object.entries(arabic), DOUBLES.ar)).toEqual([]);
});

test("a connected account is called a channel in every refusal", () => {
  const root = join(ROOT, "src");
  const found = globSync("{hub,engine,http}/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] }).flatMap((path) => {
    const source = readFileSync(join(root, path), "utf8");
    const thrown = [...source.matchAll(/new (?:Hub|Api)Error\(\s*(?:\d+,\s*"\w+",\s*)?"(\w+)",([^;]*?)\);/g)];
    const shared = path.endsWith("hub/refusals.ts") ? [...source.matchAll(/^ {2}([A-Z_]+): \[([^\]]*)\],$/gm)] : [];
    return [...thrown, ...shared].flatMap(([, code = "", rest = ""]) =>
      [...rest.matchAll(/`([^`]* [^`]*)`|"([^"\n]* [^"\n]*)"/g)]
        .map(([, template, quoted]) => template ?? quoted ?? "")
        .filter((text) => DOUBLES.en.test(text.replaceAll(/\$\{[^}]*\}|\/stores\b/g, "")) && !REAL_STORES.test(code))
        .map((text) => `${path}: ${text}`),
    );
  });
  expect(found).toEqual([]);
});

const OWN_SHOP = { terms: /\bshops?\b/gi, why: "the seller's own website, whose admin the text leads through" };
/** A platform's own word for what it sells in; the other word is a double there too. */
const PLATFORM_TERMS: Readonly<Record<string, { readonly terms: RegExp; readonly why: string }>> = {
  amazon: { terms: /\bstores?\b/gi, why: "Seller Central calls a country's site an Amazon store" },
  bigcommerce: { terms: /\bstores?\b/gi, why: "its control panel says store, store hash and store-level account" },
  custom_api: OWN_SHOP,
  easyorders: { terms: /\bstores?\b/gi, why: "its dashboard says store" },
  magento: {
    terms: /\bshops?\b|\bstore views?\b|\bstores,(?: all stores)?/gi,
    why: "the seller's website; its menu Stores; a store view",
  },
  medusa: OWN_SHOP,
  mirakl: { terms: /\bshops?\b/gi, why: "a user of a marketplace has shops there, each with a shop id" },
  myntra: {
    terms: /\bmy stores\b|\bwarehouses or stores\b|x-partner-store/g,
    why: "branches that ship; a header's name",
  },
  prestashop: OWN_SHOP,
  shopee: { terms: /\bshops?\b/gi, why: "a seller account has shops, each with a Shop ID" },
  shopify: { terms: /\bstores?\b/gi, why: "its admin says store, online store and development store" },
  squarespace: { terms: /\bstore pages?\b/gi, why: "the page of a site that products are on" },
  sylius: OWN_SHOP,
  tiktok_shop: { terms: /\bshops?\b/gi, why: "the platform is TikTok Shop; an account has shops" },
  velocity: { terms: /\bstore\b/gi, why: "an account's orders are told apart by its stores" },
  vendure: OWN_SHOP,
  wix: { terms: /\bWix Stores\b|\bfor Stores\b/g, why: "the name of an app of Wix, and of its permission" },
  woocommerce: OWN_SHOP,
};

/** Of a connector that is not listed: what its README declares. */
function ownTerms(id: string): RegExp | undefined {
  const readme = join(ROOT, "src/connectors", id, "README.md");
  return PLATFORM_TERMS[id]?.terms ?? (existsSync(readme) ? declaredTerms(readFileSync(readme, "utf8")) : undefined);
}

test("a connected account is called a channel in what connectors say, but for a platform's own terms", () => {
  const given = [...connectors.values()].map((connector) => {
    const id = folderOf(connector);
    return { id, ...doubledTerms(connector, ownTerms(id)) };
  });
  const used = new Set(given.filter(({ isUsed }) => isUsed).map(({ id }) => id));
  expect(given.flatMap(({ id, found }) => found.map((text) => `${id} ${text}`))).toEqual([]);
  expect(Object.keys(PLATFORM_TERMS).filter((id) => !used.has(id))).toEqual([]);
});

/** Texts of a source: what stands in quotes and has a space, without gaps and addresses. */
const textsIn = (source: string): string[] =>
  [...source.matchAll(/"([^"\n]*)"|`([^`]*)`/g)]
    .map(([, quoted, template]) => quoted ?? template ?? "")
    .filter((text) => text.includes(" "))
    .map((text) => text.replaceAll(/\$\{[^}]*\}|\/api\/\S*/g, ""));

test("a connected account is called a channel in what the command line says", () => {
  const root = join(ROOT, "cli");
  const found = globSync("*.ts", { cwd: root }).flatMap((file) =>
    textsIn(readFileSync(join(root, file), "utf8"))
      .filter((text) => BANNED.test(text))
      .map((text) => `cli/${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

// Generated from the API's own description.
let apiTypes = "";
beforeAll(async () => {
  await ensureClientTypes(ROOT);
  apiTypes = readFileSync(join(ROOT, CLIENT_TYPES), "utf8");
}, GENERATED_MS);
/** Emulated stores are stores; a shop is the seller's own website, which pushes its records. */
const OTHER_STORES = /(?:sandbox|emulated) stores?|your own shop|\bthe shop(?:'s|\b)/gi;

test("a connected account is called a channel in what each call of the API is for", () => {
  const calls = apiTypes.matchAll(
    /\/\*\*\n {9}\* ([^@\n]+)\n(?: {9}\*.*\n)+? {8}(?:get|post|put|patch|delete): operations/g,
  );
  const summaries = [...calls].map(([, summary = ""]) => summary);
  expect(summaries.length).toBeGreaterThan(300);
  expect(summaries.filter((text) => BANNED.test(text.replaceAll(OTHER_STORES, "")))).toEqual([]);
});

test("a connected account is called a channel in what the API says of its parameters, fields and answers", () => {
  const comments = [...apiTypes.matchAll(/\/\*\*.*?\*\//gs)].flatMap(([text]) => text.split("\n"));
  const described = comments.map((line) => line.replaceAll(/`[^`]*`|@example.*/g, "").trim());
  expect(described.filter((line) => line.includes("@description")).length).toBeGreaterThan(3_000);
  expect(described.filter((line) => BANNED.test(line.replaceAll(OTHER_STORES, "")))).toEqual([]);
});

/** Where a store or shop is what it says: emulated ones, the seller's own website, and platforms of that kind. */
const STORES_ON_SCREENS =
  /^(audit\.\w+\.sandboxes_|first-run\.start\.|help\.terms\.sandbox|home\.first\.text|integrations\.(nothingText|section\.|plan\.problem\.|explore\.|trial\.raw)|settings\.keys\.pushOnly|stores\.words\.title)/;

test.each([
  ["en", BANNED_FOR_SELLERS],
  ["ar", DOUBLES.ar],
] as const)("a connected account is called a channel on every screen in %s", (language, doubles) => {
  const root = join(ROOT, "web/src");
  const found = globSync("**/messages", { cwd: root }).flatMap((path) => {
    const walk = (value: unknown, key: string): string[] => {
      if (typeof value !== "string")
        return Object.entries(value as object).flatMap(([name, inner]) => walk(inner, `${key}.${name}`));
      const text = value.replaceAll(/\{\{\w+\}\}/g, "");
      return doubles.test(text) && !STORES_ON_SCREENS.test(key) ? [`${key}: ${value}`] : [];
    };
    const texts = JSON.parse(readFileSync(join(root, path, `${language}.json`), "utf8"));
    return walk(texts, path.replace(/\/messages$/, ""));
  });
  expect(found).toEqual([]);
});
