import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addTexts } from "../i18n/texts.ts";
import { fieldWord } from "./field-word.ts";

test("a refused field is called as its form calls it, or not at all", () => {
  for (const language of ["en", "ar"])
    addTexts(
      language,
      "hub-messages/fields",
      JSON.parse(readFileSync(join(import.meta.dirname, `fields/messages/${language}.json`), "utf8")),
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
