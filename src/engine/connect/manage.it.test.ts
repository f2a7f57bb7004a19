import { expect, test } from "vitest";
import { testEngine } from "../testing.ts";

test("a store says whether its platform can reach the hub", async () => {
  for (const isReached of [true, false]) {
    await using engine = await testEngine({}, {}, {}, undefined, { canReceiveWebhooks: isReached });
    const target = { organization: engine.organization, connectionId: engine.store };
    expect((await engine.engine.connections.health(target)).canReceiveWebhooks).toBe(isReached);
  }
});
