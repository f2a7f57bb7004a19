import { expect, test } from "vitest";
import { FIELDS } from "../../../src/hub/imports/index.ts";
import texts from "./messages/en.json" with { type: "json" };

test("every field that a column of a file can be matched with has a name", () => {
  const names: Readonly<Record<string, string>> = texts.imports.fields;
  expect(FIELDS.map(({ id }) => id).filter((id) => names[id] === undefined)).toEqual([]);
});
