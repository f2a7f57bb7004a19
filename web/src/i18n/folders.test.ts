/** Every text of the dashboard in every language, with the same gaps to fill. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const WEB = join(import.meta.dirname, "..");
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

const folders = globSync("**/messages", { cwd: WEB }).map((path) => path.replace(/\/messages$/, ""));

test.each(folders)("the texts of %s are there in English and Arabic, with the same gaps", (folder) => {
  const english = words(join(WEB, folder, "messages/en.json"));
  const arabic = words(join(WEB, folder, "messages/ar.json"));
  expect([...arabic.keys()].sort()).toEqual([...english.keys()].sort());
  // A plural form may leave its number out ("one selected"); no language may ask for what is not given.
  for (const [key, gaps] of english)
    expect(
      [...(arabic.get(key) ?? [])].filter((gap) => !gaps.has(gap) && gap !== "count"),
      key,
    ).toEqual([]);
});

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
    for (const [key, found] of pluralForms(join(WEB, folder, `messages/${language}.json`)))
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
  return walk(JSON.parse(readFileSync(join(WEB, folder, "messages/en.json"), "utf8")), folder);
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
