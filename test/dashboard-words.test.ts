/** Every word of the dashboard in every language, with the same gaps to fill. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Fees } from "../src/connectors/kit/contract/fees.ts";
import { SWEEP_SUBJECTS } from "../src/connectors/kit/pull/sweep-plan.ts";
import type { LeftOut } from "../src/engine/plan/item.ts";
import { FIELDS } from "../src/hub/imports/index.ts";
import { fieldWord } from "../web/src/hub-messages/field-word.ts";
import { keepWords, textOf } from "../web/src/i18n/words.ts";

const root = join(import.meta.dirname, "../web/src");
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Key -> the gaps in its text; plural forms count as one key. */
function words(file: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === "string") {
      const key = path.replace(PLURAL, "");
      const gaps = found.get(key) ?? new Set();
      for (const [, gap] of value.matchAll(/\{\{(\w+)\}\}/g)) if (gap !== undefined) gaps.add(gap);
      found.set(key, gaps);
      return;
    }
    for (const [name, inner] of Object.entries(value as object)) walk(inner, path === "" ? name : `${path}.${name}`);
  };
  walk(JSON.parse(readFileSync(file, "utf8")), "");
  return found;
}

const folders = globSync("**/messages", { cwd: root }).map((path) => path.replace(/\/messages$/, ""));

test.each(folders)("the words of %s are there in English and Arabic, with the same gaps", (folder) => {
  const english = words(join(root, folder, "messages/en.json"));
  const arabic = words(join(root, folder, "messages/ar.json"));
  expect([...arabic.keys()].sort()).toEqual([...english.keys()].sort());
  // A plural form may leave its number out ("one selected"); no language may ask for what is not given.
  for (const [key, gaps] of english)
    expect(
      [...(arabic.get(key) ?? [])].filter((gap) => !gaps.has(gap) && gap !== "count"),
      key,
    ).toEqual([]);
});

test.each(["en", "ar"])(
  "a plan says in %s why an item of the shop is left out, and what to do about one that will be sold",
  (language) => {
    const file = join(root, `integrations/messages/${language}.json`);
    const { problem } = (JSON.parse(readFileSync(file, "utf8")) as { plan: { problem: Record<LeftOut, string> } }).plan;
    expect(Object.keys(problem).sort()).toEqual(["external", "group", "no_variants"]);
    // What it is, why nothing can be linked; then what to do.
    expect(problem.no_variants.split(/\. ?/).filter(Boolean)).toHaveLength(2);
  },
);

/** The plural forms of every counted text of a file, by its key. */
function pluralForms(file: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const walk = (value: unknown, path: string) => {
    if (typeof value !== "string") {
      for (const [name, inner] of Object.entries(value as object)) walk(inner, `${path}.${name}`);
      return;
    }
    const form = PLURAL.exec(path)?.[1];
    const key = path.replace(PLURAL, "");
    if (form !== undefined) found.set(key, [...(found.get(key) ?? []), form]);
  };
  walk(JSON.parse(readFileSync(file, "utf8")), "");
  return found;
}

test.each(folders)("every plural of %s has the forms its language needs", (folder) => {
  const needed = { en: ["one", "other"], ar: ["few", "many", "one", "other", "two", "zero"] };
  // A key that merely ends like a form ("no_other") stands alone.
  for (const [language, forms] of Object.entries(needed))
    for (const [key, found] of pluralForms(join(root, folder, `messages/${language}.json`)))
      if (found.length > 1) expect(found.sort(), `${language} ${key}`).toEqual(forms);
});

/** Texts that name a counted thing once for every number, and why none of them is ever of one. */
const NEVER_ONE: Readonly<Record<string, string>> = {
  "alerts.hold.title.out": "a hold stops a change of many items",
  "alerts.hold.title.in": "a hold stops a change of many items",
  "alerts.hold.text.out": "many items, each with a unit at least",
  "alerts.hold.refused.out": "many items, each with a unit at least",
  "audit.acts.integrations_providers_disconnect": "its gap is a platform's name",
  "audit.acts.integrations_providers_sync": "its gap is a platform's name",
  "audit.acts.integrations_sync": "its gap is a platform's name",
  "costs.missing.soldOften": "the number at which counting ends",
  "reports.advertising.cut": "shown where there are more rows than a page has",
  "orders.page.refund.who.never": "its gap is a channel's name, its verb one that is counted elsewhere",
  "shipments.papers.range": "two fixed limits",
  "stores.allocation.part": "shown where there are more items than are counted",
};
const GAP = String.raw`\{\{\w+\}\} (?:[a-z]+ )?`;

/** Every text of a folder's English with its whole key. */
function texts(folder: string): (readonly [key: string, text: string])[] {
  const walk = (value: unknown, path: string): (readonly [string, string])[] =>
    typeof value === "string"
      ? [[path, value]]
      : Object.entries(value as object).flatMap(([name, inner]) => walk(inner, `${path}.${name}`));
  return walk(JSON.parse(readFileSync(join(root, folder, "messages/en.json"), "utf8")), folder);
}

/**
 * A counted thing is one that some plural form counts ("{{count}} units" beside "{{count}} unit"). Where a text has it
 * behind a gap, at most one word between, and has no forms, it says "1 units".
 */
test("a text that counts a thing has a form for one of it", () => {
  const all = folders.flatMap(texts);
  const counted = (form: string) =>
    all
      .filter(([key]) => key.endsWith(form))
      .flatMap(([, text]) => [...text.matchAll(new RegExp(`${GAP}([a-z]{3,})`, "g"))]);
  const single = new Set(counted("_one").map(([, noun]) => noun));
  const nouns = counted("_other").flatMap(([, noun = ""]) => {
    const one = [noun.replace(/s$/, ""), noun.replace(/es$/, ""), noun.replace(/ies$/, "y")];
    return noun.endsWith("s") && one.some((each) => each !== noun && single.has(each)) ? [noun] : [];
  });
  expect(new Set(nouns).size).toBeGreaterThan(20);
  const many = new RegExp(`${GAP}(?:${[...new Set(nouns)].join("|")})\\b`);
  const found = all
    .filter(([key, text]) => !PLURAL.test(key) && many.test(text))
    .map(([key]) => key.replaceAll("/", "."));
  expect(found.filter((key) => !Object.hasOwn(NEVER_ONE, key))).toEqual([]);
  expect(Object.keys(NEVER_ONE).filter((key) => !found.includes(key))).toEqual([]);
});

/** Where a store or shop is what it says: emulated ones, the seller's own website, and platforms of that kind. */
const REAL_STORES =
  /^(audit\.\w+\.sandboxes_|first-run\.start\.|home\.first\.text|integrations\.(nothingText|section\.|plan\.problem\.|explore\.|trial\.raw)|settings\.keys\.pushOnly|stores\.words\.title)/;
const DOUBLES: Readonly<Record<string, RegExp>> = {
  en: /\b(?:stores?|shops?|pictures?|the hub|nobody|somebody|anew|paid back|is told)\b/i,
  ar: /متجر|متاجر/,
};

test.each(["en", "ar"])("a connected account is called a channel in %s, whatever the screen", (language) => {
  const found = folders.flatMap((folder) => {
    const texts = JSON.parse(readFileSync(join(root, folder, `messages/${language}.json`), "utf8"));
    const walk = (value: unknown, path: string): string[] => {
      if (typeof value !== "string")
        return Object.entries(value as object).flatMap(([name, inner]) => walk(inner, `${path}.${name}`));
      const words = value.replaceAll(/\{\{\w+\}\}/g, "");
      return DOUBLES[language]?.test(words) && !REAL_STORES.test(path) ? [`${path}: ${value}`] : [];
    };
    return walk(texts, folder);
  });
  expect(found).toEqual([]);
});

test("a refused field is called as its form calls it, or not at all", () => {
  for (const language of ["en", "ar"])
    keepWords(
      language,
      "hub-messages/fields",
      JSON.parse(readFileSync(join(root, `hub-messages/fields/messages/${language}.json`), "utf8")),
    );
  const fields = ["variants.2.priceMinor", "slug", "lines.0", "street.line1", "someInternalThing", ""];
  expect(fields.map((field) => fieldWord(field, "en"))).toEqual([
    "Price, line 3",
    "Short name",
    "Items, line 1",
    "Address",
    undefined,
    undefined,
  ]);
  expect(fieldWord("lines.2.quantity", "ar")).toBe("الكمية، السطر 3");
});

test("a text is found in the form its count and context ask for", () => {
  keepWords("ar", "try", {
    rows_zero: "none",
    rows_two: "two",
    rows_few: "{{count}} few",
    rows_other: "{{count}} others",
  });
  const said = [0, 2, 5, 100].map((count) => textOf("ar", "try", "rows", { count }));
  expect(said).toEqual(["none", "two", "5 few", "100 others"]);
  keepWords("en", "try", {
    plan: { link_one: "Link it", link_other: "Link {{count}}", link_field_other: "Set {{field}}" },
  });
  const gaps = { count: 3, field: "price" };
  expect(textOf("en", "try", "plan.link", gaps)).toBe("Link 3");
  expect(textOf("en", "try", "plan.link", { ...gaps, context: "field" })).toBe("Set price");
  expect(textOf("en", "try", "plan.link", { count: 1, context: "field" })).toBe("Link it");
  expect(textOf("en", "try", "plan.unlink", gaps)).toBeUndefined();
  expect(textOf("en", "try", "plan.constructor", gaps)).toBeUndefined();
});

test("what fills a gap is never read for gaps itself", () => {
  keepWords("en", "try", {
    "order.sent": "{{store}}: $t(status.{{to}})",
    "status.paid": "Paid",
  });
  const said = (store: string, to: string) => textOf("en", "try", "order.sent", { store, to });
  expect(said("{{to}} $t(status.{{to}}) & co", "paid")).toBe("{{to}} $t(status.{{to}}) & co: Paid");
  expect(said("Cairo", "on_hold")).toBe("Cairo: on hold");
});

test("every field a column of a list may become has its word", () => {
  const known = words(join(root, "products/messages/en.json"));
  expect(FIELDS.map(({ id }) => id).filter((id) => !known.has(`imports.fields.${id}`))).toEqual([]);
});

test("a name that ends in marks keeps them on its own side in text that runs the other way", () => {
  keepWords("ar", "sides", { answered: "ردّ {{name}}.", state: "$t(word.{{name}})", word: { "a!": "أ" } });
  const said = (name: string) => textOf("ar", "sides", "answered", { name });
  expect(said("Cup (2)")).toBe("ردّ \u2068Cup (2)\u2069.");
  expect(said("7-Up")).toBe("ردّ \u20687-Up\u2069.");
  for (const plain of ["Cup 2", "Nile & Sons", "متجر النيل (2)", "12.50", "\u2068Cup!\u2069"])
    expect(said(plain)).toBe(`ردّ ${plain}.`);
  expect(textOf("ar", "sides", "state", { name: "a!" })).toBe("أ");
  keepWords("en", "sides", { answered: "{{name}} answered" });
  expect(textOf("en", "sides", "answered", { name: "Cup (2)" })).toBe("Cup (2) answered");
});

test("everything that is looked for regularly has a name", () => {
  const names = words(join(root, "stores/messages/en.json"));
  expect(SWEEP_SUBJECTS.filter((subject) => !names.has(`sweeps.names.${subject}`))).toEqual([]);
});

test("where a channel has several checks for settlements, each has a name of its own", async () => {
  const names = words(join(root, "stores/messages/en.json"));
  const several: string[][] = [];
  for (const file of globSync("src/connectors/*/fees.ts", { cwd: join(root, "../..") })) {
    const { fees } = (await import(join(root, "../..", file))) as { readonly fees?: Fees };
    const ids = fees?.settlements?.map(({ id }) => `sweeps.names.settlements_${id}`) ?? [];
    if (ids.length > 1) several.push(ids);
  }
  expect(several).not.toEqual([]);
  expect(several.flat().filter((name) => !names.has(name))).toEqual([]);
});
