import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ACTION_KEYS } from "../src/commerce/automations/actions.ts";
import { FIELD_KEYS } from "../src/commerce/automations/fields.ts";
import { TRIGGER_KEYS } from "../src/commerce/automations/triggers.ts";

test("the page on automations names every trigger, field and action there is, and no other", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "docs/automation.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual([...TRIGGER_KEYS, ...FIELD_KEYS, ...ACTION_KEYS].toSorted());
});
