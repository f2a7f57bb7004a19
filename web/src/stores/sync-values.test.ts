import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/hub/stores/settings.ts";
import { changedSettings, fieldPoliciesOf, policiesOf, syncValuesOf } from "./sync-values.ts";

const screen = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");
const store = (syncSettings: object) => ({ syncSettings: { ...syncSettings } });

/** Another value of the same kind. */
function other(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 1;
  return Array.isArray(value) ? [...value, "x"] : `not ${value}`;
}

test("every setting of a channel has a screen, and a screen shows no setting that is none", () => {
  const values = syncValuesOf(store(DEFAULT_SETTINGS));
  const changed = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, other(value)]));
  const sent = changedSettings(values, { ...values, ...changed });
  const screens = [
    ...Object.entries(sent).flatMap(([section, keys]) => Object.keys(keys).map((key) => `${section}.${key}`)),
    ...Object.keys(policiesOf(store({}))).map((group) => `policy.${group}`),
    "policy.fields",
    "orders.statusMap",
  ];
  const settings = Object.entries(DEFAULT_SETTINGS).flatMap(([section, keys]) =>
    Object.keys(keys).map((key) => `${section}.${key}`),
  );
  expect(screens.toSorted()).toEqual(settings.toSorted());
});

test("every value that is read of a channel's settings is drawn", () => {
  const drawn = screen("sync-tab.tsx") + screen("publish.tsx");
  const values = Object.keys(syncValuesOf(store({})));
  expect(values.filter((key) => !new RegExp(`\\b${key}\\b`).test(drawn))).toEqual([]);
  expect(screen("status-texts.tsx")).toContain("statusMap");
});

test("an unset value is shown as what the hub does then", () => {
  expect(syncValuesOf(store({}))).toEqual(syncValuesOf(store(DEFAULT_SETTINGS)));
  expect(policiesOf(store({}))).toEqual(policiesOf(store(DEFAULT_SETTINGS)));
});

test("content is decided field by field where the settings say so", () => {
  const fields = { title: "channel", brand: "nonsense" };
  expect(fieldPoliciesOf(store({ policy: { fields } }))).toEqual({ title: "channel" });
});
