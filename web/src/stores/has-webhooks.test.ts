import { expect, test } from "vitest";
import { hasWebhooks } from "./has-webhooks.ts";

test("a channel has webhook deliveries and a webhook secret only if its platform sends some", () => {
  expect(hasWebhooks({ topics: ["orders"], capabilities: ["orders"] })).toBe(true);
  expect(hasWebhooks({ topics: [], capabilities: ["orders", "queue"] })).toBe(true);
  expect(hasWebhooks({ topics: [], capabilities: ["adSpend"] })).toBe(false);
  expect(hasWebhooks(undefined)).toBe(false);
});
