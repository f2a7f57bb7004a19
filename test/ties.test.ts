/** Platforms date their records in seconds: two states of one second cannot be told apart by their version. */
import { expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { deliveryOf, postAll } from "./support/deliveries.ts";
import { MINUTE, openLab } from "./support/lab.ts";
import { secretOf } from "./support/secrets.ts";

const lab = fixture(() => openLab("ties"));

const orderOf = async (store: ConnectedShop, key: string) =>
  (
    await lab.look<{ status: string; reserved: number }>(
      `select o.status,
         (select sum(l.reserved_quantity)::int from argosy.order_line l
           where l.organization_id = argosy.tenant() and l.order_id = o.id) as reserved
       from argosy.sales_order o where o.organization_id = argosy.tenant() and o.connection_id = $1 and o.ext_key = $2`,
      [store.id, key],
    )
  )[0];

test.each([
  ["one after the other", true],
  ["in one batch", false],
])(
  "two states of one second, the older reported last (%s), end as the platform's own word says",
  async (name, apart) => {
    const sku = `TIE-${name.length}`;
    const store = await lab.stocked("woocommerce", { [sku]: 5 });
    const { sandbox } = store;
    const secret = await secretOf(lab, lab.seller, store.id, "webhookSecret");
    sandbox.faults.webhooks.lose = true;
    const key = sandbox.shop.placeOrder({ lines: [{ sku, quantity: 2 }], payment: "paid" });
    const older = await deliveryOf(sandbox, key, secret);
    sandbox.shop.cancelOrder(key);
    const newer = await deliveryOf(sandbox, key, secret);
    const url = Object.values(store.webhookUrls)[0] ?? "";
    for (const delivery of [newer, older]) {
      expect(await postAll(url, [delivery], 1)).toEqual([200]);
      if (apart) await lab.work();
    }
    await lab.pass(MINUTE / 60);
    expect(await orderOf(store, key)).toEqual({ status: "cancelled", reserved: 0 });
  },
);
