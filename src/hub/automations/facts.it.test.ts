import { expect, test } from "vitest";
import { FIELD_KEYS, type FieldKey, fieldOf } from "../../commerce/automations/fields.ts";
import { triggerOf } from "../../commerce/automations/triggers.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { factsOf } from "./facts.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

test("each field of an order holds the same read alone and read with all others", async () => {
  const store = await shop.newStore();
  const variant = await shop.newVariant("FACTS-1");
  await store.list(variant, "facts");
  await shop.stock(variant, 4);
  const line = orderLine({ variantKey: "facts", quantity: 2 });
  const contact = { quality: "real", name: "Ana", email: "ana@example.test" } as const;
  const [made] = await store.apply([orderPart("facts", { lines: [line], doubt: "payment", contact })]);
  const id = made?.orderId ?? "";
  await shop.run((tx) =>
    tx.run("update argosy.customer set tags = array['wholesale'] where organization_id = argosy.tenant()"),
  );
  const event = { id, trigger: "order.received", subjectId: id, detail: null, happenedAt: noon } as const;
  const read = async (fields?: readonly FieldKey[]) =>
    (await shop.run((tx) => factsOf(tx, [event], fields && new Set(fields)))).get(id) ?? {};
  const all = await read();
  const { fields: groups } = triggerOf("order.received");
  for (const field of FIELD_KEYS.filter((each) => groups.includes(fieldOf(each).group)))
    expect([field, (await read([field]))[field]]).toEqual([field, all[field]]);
  expect(all).toMatchObject({
    "lines.skus": ["FACTS-1"],
    "customer.is_first_order": true,
    "customer.tags": ["wholesale"],
    "stock.lowest_available": 2,
  });
  expect((await read(["order.number"]))["lines.skus"]).toBeNull();
});
