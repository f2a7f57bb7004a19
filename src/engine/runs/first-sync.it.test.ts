import { expect, test } from "vitest";
import { timeVersion } from "../../commerce/version.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import { orderLine, orderPart } from "../../hub/orders/testing.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { testEngine } from "../testing.ts";
import { fullSweep, readOnlyOrders } from "../testing-ports.ts";
import { runDeps, runNow } from "./testing.ts";

test("a first sync that ends before the channel's lane had a turn keeps the units of its open orders", async () => {
  const { stock } = fakeChannel({ basis: "available_plus_open_orders" });
  const products = [channelProduct("p1", [channelVariant("MUG", { levels: [{ location: "", available: 25 }] })])];
  await using engine = await testEngine({ stock });
  const placedAt = new Date(engine.clock.now() - 24 * 60 * 60_000).toISOString();
  const order = orderPart("o1", {
    placedAt,
    version: timeVersion(placedAt),
    lines: [orderLine({ variantKey: "MUG", quantity: 5, channelTook: 0 })],
  });
  engine.ports = {
    stock,
    products: {
      sweeps: [
        fullSweep(async function* () {
          yield { items: products, cursor: "1", safeToSave: true };
        }),
      ],
      get: async () => null,
    },
    orders: readOnlyOrders(
      fullSweep(async function* () {
        yield { items: [order], cursor: "1", safeToSave: true };
      }),
    ),
  };
  const options = { importProducts: true, importOrdersDays: 30, stockFrom: "channel" };
  await runNow(engine, runDeps(engine), { kind: "initial_sync", options });
  const level = await engine.inside((tx) =>
    tx.one("select on_hand, reserved, available from level where organization_id = argosy.tenant()"),
  );
  expect(level).toEqual({ on_hand: 25, reserved: 5, available: 20 });
});
