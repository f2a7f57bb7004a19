import { expect, test } from "vitest";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import { testDatabase } from "../../src/db/testing.ts";
import { openSimHub } from "./hub.ts";
import { runSeed } from "./run.ts";

/** Every refund that was carried out is carried out once more. */
function refundsTwice(sound: Connector): Connector {
  return {
    ...sound,
    open(connection) {
      const ports = sound.open(connection);
      const { orders } = ports;
      if (!orders) return ports;
      return {
        ...ports,
        orders: {
          ...orders,
          async execute(run, ctx) {
            const result = await orders.execute(run, ctx);
            if (run.command.kind !== "refund" || result.state !== "done") return result;
            return orders.execute({ ...run, idempotencyKey: `${run.idempotencyKey}-again`, saved: null }, ctx);
          },
        },
      };
    },
  };
}

test("a world shows a refund that is sent twice, and what people were not asked to pay", async () => {
  const twice = await openSimHub(await testDatabase(), refundsTwice);
  try {
    const { problems } = await runSeed(twice, 12, { isShort: true, providers: ["custom_api"] });
    expect(problems.filter((text) => /left there|left \d+ refunds/.test(text))).not.toEqual([]);
  } finally {
    await twice[Symbol.asyncDispose]();
  }
});
