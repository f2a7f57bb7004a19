/** Every word of the dashboard in every language, with the same gaps to fill. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

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

const folders = globSync("*/messages", { cwd: root }).map((path) => path.replace(/\/messages$/, ""));

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

test.each(folders)("every plural of %s has the forms its language needs", (folder) => {
  const forms = { en: ["one", "other"], ar: ["zero", "one", "two", "few", "many", "other"] };
  for (const [language, needed] of Object.entries(forms)) {
    const text = readFileSync(join(root, folder, `messages/${language}.json`), "utf8");
    const keys = [...text.matchAll(/"(\w+)_(zero|one|two|few|many|other)":/g)];
    const plurals = new Set(keys.filter(([, , form]) => form === "other").map(([, name]) => name ?? ""));
    for (const name of plurals)
      expect(
        keys
          .filter(([, each]) => each === name)
          .map(([, , form]) => form)
          .sort(),
        `${language} ${name}`,
      ).toEqual([...needed].sort());
  }
});
