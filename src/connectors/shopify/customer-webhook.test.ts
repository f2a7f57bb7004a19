/** A changed account, in the shape of Shopify's own sample (rest-samples-2026-07/customer.json). */

import { expect, it } from "vitest";
import type { Context } from "../kit/contract/contract.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { TOPICS } from "./subscriptions.ts";
import { webhooksOf } from "./webhooks.ts";

const BODY = {
  id: 1073339462,
  email: "steve.lastnameson@example.com",
  updated_at: "2025-07-02T11:27:00-05:00",
  first_name: "Steve",
  last_name: "Lastnameson",
  phone: "+15142546011",
};

it("a changed account is told with its name and contacts, of a proved delivery alone", async () => {
  expect(TOPICS).toContain("CUSTOMERS_UPDATE");
  const webhooks = webhooksOf({ account: { externalId: "" }, facts: {}, settings: {} });
  const body = new TextEncoder().encode(JSON.stringify(BODY));
  const headers = { "x-shopify-topic": "customers/update" };
  const at = new Date(0);
  const [event] = webhooks.read(deliveryOf(body, { headers, receivedAt: at }));
  expect(event).toMatchObject({ kind: "customer", ref: "1073339462", topic: "customers/update" });
  const understood = (trusted: boolean) =>
    webhooks.interpret({ kind: "customer", ref: "1073339462", topic: "customers/update", headers, body, trusted }, {
      drift: () => undefined,
    } as unknown as Context);
  expect(await understood(true)).toEqual({
    as: "customers",
    customers: [
      {
        key: "1073339462",
        name: "Steve Lastnameson",
        email: "steve.lastnameson@example.com",
        phone: "+15142546011",
        at: "2025-07-02T16:27:00.000Z",
      },
    ],
  });
  expect(await understood(false)).toMatchObject({ as: "nothing" });
});
