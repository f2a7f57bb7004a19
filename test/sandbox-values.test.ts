/** What `npm run sandbox` prints connects a hub: by its form, or by the request it names. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectors } from "../src/connectors/index.ts";
import { sandboxValues } from "../src/connectors/kit/sandbox-values.ts";
import { type TestHub, testHub } from "./support/hub.ts";

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub();
}, 120_000);
afterAll(() => hub?.[Symbol.asyncDispose]());

test.each([
  ["woocommerce", true],
  ["prestashop", true],
  ["magento", true],
  ["sylius", true],
  ["myntra", true],
  ["squarespace", false],
  ["bigcommerce", false],
  ["easyorders", false],
])("%s connects with what is printed for it; by its form alone: %s", async (provider, isByForm) => {
  const seller = await hub.seller(`seller-${provider}`);
  const sandbox = await hub.sandbox(provider);
  const meta = connectors.get(provider)?.meta;
  if (!meta) throw new Error(`no connector ${provider}`);
  const { values, endpoint } = sandboxValues(meta, sandbox);
  expect(endpoint === null).toBe(isByForm);
  const { step } = await seller.post<{ step: string }>("/connections", {
    provider,
    values: { ...values, ...(endpoint !== null && { endpoint }) },
  });
  expect(step).toBe("done");
});
