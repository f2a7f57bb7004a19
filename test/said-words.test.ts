/** Everything the hub can say has words: its own English with a code, and Arabic for every code. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONNECTION_STATES } from "../src/commerce/connection-states.ts";
import { CANCEL_REASONS, ORDER_COMMAND_KINDS } from "../src/commerce/order-command.ts";
import { problemCodes } from "../src/commerce/problem-codes.ts";
import { sentences } from "../src/commerce/sentence.ts";
import {
  FINANCIAL_STATUSES,
  FULFILMENT_STATUSES,
  ORDER_STATUSES,
  SHIPMENT_STATUSES,
} from "../src/commerce/statuses.ts";
import { RUN_STEPS } from "../src/engine/runs/steps.ts";
import { connectorKinds } from "../src/http/problem.ts";
import { actions, roles } from "../src/hub/accounts/permissions.ts";
import { type AlertKind, alertKinds } from "../src/hub/alerts/alerts.ts";
import { FIELD_WORDS } from "../src/hub/catalog/check.ts";
import { RETURN_STATES } from "../src/hub/orders/returns/return-view.ts";
import { MARKS, type RecordKind } from "../src/hub/parked/kinds.ts";
import { CONTENT_FIELDS, POLICIES } from "../src/hub/stores/settings.ts";

const arabic = JSON.parse(
  readFileSync(join(import.meta.dirname, "../src/commerce/sentences/ar.json"), "utf8"),
) as Readonly<Record<string, string>>;
const english: ReadonlyMap<string, string | { readonly one: string; readonly other: string }> = new Map(
  Object.entries(sentences),
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
    .filter((path) => !path.includes("sentences/"))
    .map((path) => readFileSync(join(import.meta.dirname, "..", path), "utf8"))
    .join("\n");
  const group = (code: string) => Object.hasOwn(wordGroups, code.split(".")[0] ?? "");
  const isSaid = (code: string) => {
    const parts = code.split(".");
    // Some are put together: a template's beginning stands in the source.
    const beginnings = parts.map((_, n) => `\`${parts.slice(0, n).join(".")}.\${`);
    return source.includes(`"${code}"`) || beginnings.slice(1).some((start) => source.includes(start));
  };
  expect([...english.keys()].filter((code) => !group(code) && !isSaid(code))).toEqual([]);
});
