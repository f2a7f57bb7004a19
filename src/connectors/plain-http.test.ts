import { expect, test } from "vitest";
import { connectors } from "./index.ts";
import { withPlainHttp } from "./kit/http/plain-http.ts";

/** Fields of all forms that a shop's address of https fits by their pattern. */
function addressFields(existing: typeof connectors) {
  return [...existing.values()].flatMap(({ meta }) =>
    [...meta.setupFormFields, ...(meta.settingsFields ?? [])].flatMap((field) => {
      const takes = (address: string) => new RegExp(field.pattern ?? "", "u").test(address);
      const isAddress = field.type === "url" || field.pattern?.startsWith("^https");
      return isAddress && takes("https://shop.example/api") ? [{ name: `${meta.id}.${field.id}`, takes }] : [];
    }),
  );
}

test("every form takes an http address where the operator allows http", () => {
  const fields = addressFields(withPlainHttp(connectors));
  expect(fields.length).toBeGreaterThan(4);
  for (const { name, takes } of fields) expect([name, takes("http://shop.example:8081/api")]).toEqual([name, true]);
});

test("most forms refuse an http address themselves where the operator does not allow it", () => {
  const strict = addressFields(connectors).filter(({ takes }) => !takes("http://shop.example"));
  expect(strict.map(({ name }) => name)).toContain("prestashop.baseUrl");
});
