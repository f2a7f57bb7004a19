/** Everything the hub can say has words: its own English with a code, and Arabic for every code. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONNECTION_STATES } from "../src/commerce/connection-states.ts";
import { messages } from "../src/commerce/message.ts";
import { CANCEL_REASONS, ORDER_COMMAND_KINDS } from "../src/commerce/order-command.ts";
import { problemCodes } from "../src/commerce/problem-codes.ts";
import {
  FINANCIAL_STATUSES,
  FULFILMENT_STATUSES,
  ORDER_STATUSES,
  SHIPMENT_STATUSES,
} from "../src/commerce/statuses.ts";
import { connectors } from "../src/connectors/index.ts";
import { folderOf } from "../src/connectors/kit/contract/another-name.ts";
import { RUN_STEPS } from "../src/engine/runs/steps.ts";
import { connectorKinds } from "../src/http/problem.ts";
import { actions, roles } from "../src/hub/accounts/permissions.ts";
import { type AlertKind, alertKinds } from "../src/hub/alerts/alerts.ts";
import { FIELD_WORDS } from "../src/hub/catalog/check.ts";
import { RETURN_STATES } from "../src/hub/orders/returns/return-view.ts";
import { MARKS, type RecordKind } from "../src/hub/parked/kinds.ts";
import { CONTENT_FIELDS, POLICIES } from "../src/hub/stores/settings.ts";

const arabic = JSON.parse(
  readFileSync(join(import.meta.dirname, "../src/commerce/messages/ar.json"), "utf8"),
) as Readonly<Record<string, string>>;
const english: ReadonlyMap<string, string | { readonly one: string; readonly other: string }> = new Map(
  Object.entries(messages),
);
const ARABIC_FORMS = ["zero", "one", "two", "few", "many", "other"];
const gapsIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, gap]) => gap);

test.each([...english])("%s is said in Arabic, with no gap the hub does not fill", (code, entry) => {
  const isCounted = typeof entry !== "string";
  const texts = isCounted ? ARABIC_FORMS.map((form) => arabic[`${code}_${form}`]) : [arabic[code]];
  const given = gapsIn(isCounted ? entry.other : entry);
  for (const text of texts) {
    expect(text).toMatch(/[\u0600-\u06ff{]/);
    for (const gap of gapsIn(text ?? "")) expect(given).toContain(gap);
    for (const [, group] of (text ?? "").matchAll(/\$t\((\w+)\./g)) expect(wordGroups).toHaveProperty(String(group));
  }
});

const DOUBLES = { en: /\b(?:stores?|shops?|pictures?)\b/i, ar: /متجر|متاجر/ } as const;
/** Emulated stores are stores; a code's own words are found by its name. */
const REAL_STORES = /^(?:SANDBOX|refused\.sandboxRuns)/;

test("a connected account is called a channel in what the hub says", () => {
  const texts = [...english].map(([code, entry]) => [code, typeof entry === "string" ? entry : entry.other] as const);
  const found = (words: readonly (readonly [string, string])[], doubles: RegExp) =>
    words.filter(
      ([code, text]) => doubles.test(text.replaceAll(/\{\{\w+\}\}|\$t\(\w+\./g, "")) && !REAL_STORES.test(code),
    );
  expect(found(texts, DOUBLES.en)).toEqual([]);
  expect(found(Object.entries(arabic), DOUBLES.ar)).toEqual([]);
});

test("a connected account is called a channel in every refusal", () => {
  const root = join(import.meta.dirname, "../src");
  const found = globSync("{hub,engine,http}/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] }).flatMap((path) => {
    const source = readFileSync(join(root, path), "utf8");
    const thrown = [...source.matchAll(/new (?:Hub|Api)Error\(\s*(?:\d+,\s*"\w+",\s*)?"(\w+)",([^;]*?)\);/g)];
    return thrown.flatMap(([, code = "", rest = ""]) =>
      [...rest.matchAll(/`([^`]* [^`]*)`|"([^"\n]* [^"\n]*)"/g)]
        .map(([, template, quoted]) => template ?? quoted ?? "")
        .filter((text) => DOUBLES.en.test(text.replaceAll(/\$\{[^}]*\}|\/stores\b/g, "")) && !REAL_STORES.test(code))
        .map((text) => `${path}: ${text}`),
    );
  });
  expect(found).toEqual([]);
});

/** Sentences that name a counted thing once for every number, and why none of them is ever of one. */
const NEVER_ONE: Readonly<Record<string, string>> = {
  "alert.plan_orders.text": "a plan's limit",
  "alert.stock_contested.item": "contested is what went back several times",
  "alert.stock_hold.in": "a hold stops a change of many items",
  "alert.stock_hold.out": "a hold stops a change of many items",
  "log.hold.outApproved": "a hold stops a change of many items",
  "log.hold.outRejected": "a hold stops a change of many items",
  "log.stock.many": "one item is told by its name",
  "platform.unanswered": "told after several times",
  "product.imagesMost": "a fixed limit",
  "product.tooLong": "a fixed limit",
  "product.variantsMost": "a fixed limit",
  "refused.settlementRows": "a fixed limit",
  "shipment.silent": "a fixed number of days",
};
const COUNTED =
  /\{\{\w+\}\} (?:[a-z]+ )?(?:units|items|orders|lines|rows|products|channels|variants|listings|days|hours|minutes|months|times|parcels|shipments|records|files|characters|images)\b/;

test("a sentence that counts a thing has a form for one of it", () => {
  const found = [...english]
    .filter(([, entry]) => typeof entry === "string" && COUNTED.test(entry))
    .map(([code]) => code);
  expect(found.filter((code) => !Object.hasOwn(NEVER_ONE, code))).toEqual([]);
  expect(Object.keys(NEVER_ONE).filter((code) => !found.includes(code))).toEqual([]);
});

/** What one thing has two words for; "the hub" is Argosy to a seller, and the program itself to whoever runs or calls it. */
const TOLD_TWICE = /\b(?:stores?|shops?|pictures?|nobody|somebody|anew|paid back|is told)\b/i;
const TOLD_TO_SELLERS = new RegExp(`${TOLD_TWICE.source}|\\bthe hub\\b`, "i");

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

test("a connected account is called a channel in what connectors say, but for a platform's own terms", () => {
  const used = new Set<string>();
  const found = [...connectors.values()].flatMap((connector) => {
    const { messages: own = {}, words } = connector;
    const id = folderOf(connector);
    const terms = PLATFORM_TERMS[id]?.terms;
    const doubled = Object.entries(own).filter(([, text]) => {
      const plain = text.replaceAll(/\{[^}]*\}+|\S+\.(?:com|example)\S*/g, "");
      const left = terms ? plain.replaceAll(terms, "") : plain;
      if (left !== plain) used.add(id);
      return TOLD_TO_SELLERS.test(left);
    });
    // Arabic has one word for both, so it is a double only where the platform has neither.
    const arabicTexts = terms ? [] : Object.values(words?.ar ?? {}).filter((text) => DOUBLES.ar.test(text));
    return [...doubled.map(([code, text]) => `${id} ${code}: ${text}`), ...arabicTexts.map((text) => `${id}: ${text}`)];
  });
  expect(found).toEqual([]);
  expect(Object.keys(PLATFORM_TERMS).filter((id) => !used.has(id))).toEqual([]);
});

/** Texts of a source: what stands in quotes and has a space, without gaps and addresses. */
const textsIn = (source: string): string[] =>
  [...source.matchAll(/"([^"\n]* [^"\n]*)"|`([^`]* [^`]*)`/g)].map(([, quoted, template]) =>
    (quoted ?? template ?? "").replaceAll(/\$\{[^}]*\}|\/api\/\S*/g, ""),
  );

test("a connected account is called a channel in what the command line says", () => {
  const root = join(import.meta.dirname, "../cli");
  const found = globSync("*.ts", { cwd: root }).flatMap((file) =>
    textsIn(readFileSync(join(root, file), "utf8"))
      .filter((text) => TOLD_TWICE.test(text))
      .map((text) => `cli/${file}: ${text}`),
  );
  expect(found).toEqual([]);
});

// Written from the API's own description by `npm run sdk`.
const apiTypes = readFileSync(join(import.meta.dirname, "../sdk/schema.d.ts"), "utf8");
/** Emulated stores are stores; a shop is the seller's own website, which pushes its records. */
const OTHER_STORES = /(?:sandbox|emulated) stores?|your own shop|\bthe shop(?:'s|\b)/gi;

test("a connected account is called a channel in what each call of the API is for", () => {
  const calls = apiTypes.matchAll(
    /\/\*\*\n {9}\* ([^@\n]+)\n(?: {9}\*.*\n)+? {8}(?:get|post|put|patch|delete): operations/g,
  );
  const summaries = [...calls].map(([, summary = ""]) => summary);
  expect(summaries.length).toBeGreaterThan(300);
  expect(summaries.filter((text) => TOLD_TWICE.test(text.replaceAll(OTHER_STORES, "")))).toEqual([]);
});

test("a connected account is called a channel in what the API says of its parameters, fields and answers", () => {
  const comments = [...apiTypes.matchAll(/\/\*\*.*?\*\//gs)].flatMap(([text]) => text.split("\n"));
  const described = comments.map((line) => line.replaceAll(/`[^`]*`|@example.*/g, "").trim());
  expect(described.filter((line) => line.includes("@description")).length).toBeGreaterThan(3_000);
  expect(described.filter((line) => TOLD_TWICE.test(line.replaceAll(OTHER_STORES, "")))).toEqual([]);
});

/** What `$t(group.word)` may ask for: the hub's own lists. */
const wordGroups: Readonly<Record<string, readonly string[]>> = {
  status: ORDER_STATUSES,
  financial: FINANCIAL_STATUSES,
  fulfilment: FULFILMENT_STATUSES,
  parcel: SHIPMENT_STATUSES,
  run: Object.keys(RUN_STEPS),
  action: actions,
  storeState: CONNECTION_STATES,
  returnState: RETURN_STATES,
  command: [...ORDER_COMMAND_KINDS, "push"],
  cancel: CANCEL_REASONS,
  edited: POLICIES,
  contentField: [...CONTENT_FIELDS, "stock", "price"],
  left: ["access", "webhooks", "both"],
  thing: ["order", "product", "delivery"],
  fieldName: FIELD_WORDS,
  role: roles,
};

test.each(Object.entries(wordGroups))("every %s of the hub has its word", (group, words) => {
  expect(words.filter((word) => !english.has(`${group}.${word}`))).toEqual([]);
});

const RECORDS: readonly RecordKind[] = ["fee", "settlement_record", "stock_level"];
/** The titles of a kind whose alerts are not all titled alike. */
const TITLES: Partial<Record<AlertKind, readonly string[]>> = {
  answer_late: ["title.price", "title.stock"],
  stock_hold: ["title.in", "title.out"],
  // One sentence for each kind of work that can be set aside.
  work_failed: [...Object.keys(MARKS), ...RECORDS],
};

test.each(alertKinds)("the alert %s has its title, and no other kind's", (kind) => {
  const titles = [...english.keys()].filter(
    (code) => code.startsWith(`alert.${kind}.`) && (/\.title(\.\w+)?$/.test(code) || kind === "work_failed"),
  );
  const wanted = (TITLES[kind] ?? ["title"]).map((title) => `alert.${kind}.${title}`);
  expect(titles.filter((code) => code !== "alert.work_failed.text").sort()).toEqual(wanted.sort());
});

test("every refusal of the hub is worded by its code", () => {
  const platform = Object.keys(connectorKinds).map((kind) => `PLATFORM_${kind.toUpperCase()}`);
  expect([...problemCodes, ...platform].filter((code) => arabic[code] === undefined)).toEqual([]);
});

test("every sentence is said somewhere: none is left over from words that changed", () => {
  const source = globSync("src/**/*.ts", { cwd: join(import.meta.dirname, "..") })
    .filter((path) => !path.includes("messages/"))
    .map((path) => readFileSync(join(import.meta.dirname, "..", path), "utf8"))
    .join("\n");
  const group = (code: string) => Object.hasOwn(wordGroups, code.split(".")[0] ?? "");
  const isUsed = (code: string) => {
    const parts = code.split(".");
    // Some are put together: a template's beginning stands in the source.
    const beginnings = parts.map((_, n) => `\`${parts.slice(0, n).join(".")}.\${`);
    return source.includes(`"${code}"`) || beginnings.slice(1).some((start) => source.includes(start));
  };
  expect([...english.keys()].filter((code) => !group(code) && !isUsed(code))).toEqual([]);
});
