import { expect, test } from "vitest";
import type { ConnectorMeta, Field } from "../../connectors/kit/contract/contract.ts";
import { fakeShop } from "../testing.ts";
import { readForm } from "./form.ts";

const form = (fields: readonly Field[], given: Readonly<Record<string, string>>) => {
  const meta: ConnectorMeta = { ...fakeShop(() => ({})).meta, setupFormFields: fields };
  return readForm(meta, given);
};
const text = (id: string, more: Partial<Field> = {}): Field => ({
  id,
  label: id.toUpperCase(),
  type: "text",
  required: true,
  ...more,
});

test("values are trimmed, secrets kept apart from settings, unknown names dropped", () => {
  const read = form([text("shop"), text("key", { type: "secret" })], { shop: "  acme ", key: " s3cret ", other: "x" });
  expect(read).toEqual({
    values: { shop: "acme", key: "s3cret" },
    secrets: { key: "s3cret" },
    settings: { shop: "acme" },
  });
});

test("numbers and switches become what they are", () => {
  const fields = [text("days", { type: "number" }), text("on", { type: "boolean" }), text("off", { type: "boolean" })];
  expect(form(fields, { days: "30", on: "true", off: "no" }).settings).toEqual({ days: 30, on: true, off: false });
});

test("a default stands in for what was left empty", () => {
  expect(form([text("region", { defaultValue: "eu" })], { region: " " }).settings).toEqual({ region: "eu" });
});

test.each<[string, Field, string, string]>([
  ["missing", text("shop"), "", "CONNECT_FIELD_MISSING"],
  [
    "of a wrong shape",
    text("shop", { pattern: "^[a-z]+$", patternHint: "Letters only." }),
    "A1",
    "CONNECT_FIELD_SHAPE",
  ],
  ["no web address", text("site", { type: "url" }), "http://", "CONNECT_FIELD_URL"],
  ["of another kind of address", text("site", { type: "url" }), "javascript:alert(1)", "CONNECT_FIELD_URL"],
  ["no JSON", text("description", { type: "json" }), '{"a":', "CONNECT_FIELD_JSON"],
  [
    "not among the choices",
    text("region", { type: "select", options: [{ value: "eu", label: "Europe" }] }),
    "us",
    "CONNECT_FIELD_CHOICE",
  ],
])("a value that is %s is refused by name", (_what, field, value, code) => {
  expect(() => form([field], { [field.id]: value })).toThrow(expect.objectContaining({ code, field: field.id }));
});

test("a field asked for only after saving may be missing; an address without a scheme is one", () => {
  expect(
    form([text("later", { afterSave: true }), text("site", { type: "url" })], { site: "shop.example" }).values,
  ).toEqual({ site: "shop.example" });
});
