import { expect, test } from "vitest";
import { sampleStore } from "../../hub/listings/samples.ts";
import { saveGrant } from "../../hub/stores/grants.ts";
import { storeSecrets } from "../../hub/stores/secrets.ts";
import { runDeps } from "../runs/testing.ts";
import { testEngine } from "../testing.ts";
import { loadSealed } from "./stored-connection.ts";

test("stores that share a grant leave the cache together, so that none uses replaced tokens", async () => {
  await using engine = await testEngine({});
  const { registry } = runDeps(engine);
  const [first, second, apart] = [engine.store, ...(await Promise.all(["B", "C"].map(another)))];
  await engine.inside((tx) =>
    saveGrant(tx, engine.db.vault, {
      connectionIds: [first, second ?? ""],
      secrets: { accessToken: "a", refreshToken: "r" },
      now: new Date(engine.clock.now()),
    }),
  );
  const all = [first, second ?? "", apart ?? ""];
  const isCached = () => all.map((id) => registry.cached(engine.organization, id) !== null);
  const openAll = async () => {
    for (const id of all) await registry.open(engine.organization, id);
  };
  await openAll();
  expect(isCached()).toEqual([true, true, true]);
  registry.forget(first);
  expect(isCached()).toEqual([false, false, true]);
  await openAll();
  registry.forget(second ?? "");
  expect(isCached()).toEqual([false, false, true]);

  function another(name: string) {
    return sampleStore(engine.db, engine.organization, name);
  }
});

test("a store's secrets are read in one order, so that an unchanged store stays cached", async () => {
  await using engine = await testEngine({});
  const secrets = { webhookSecret: "w", accessToken: "a", key: "k" };
  const owner = { ownerKind: "connection", ownerId: engine.store } as const;
  await engine.inside((tx) =>
    storeSecrets(tx, engine.db.vault, { ...owner, secrets, now: new Date(engine.clock.now()) }),
  );
  const found = (by: "enable_indexscan" | "enable_seqscan") =>
    engine.inside(async (tx) => {
      const others = ["enable_indexscan", "enable_seqscan", "enable_bitmapscan"].filter((one) => one !== by);
      for (const other of others) await tx.run(`set local ${other} = off`);
      return (await loadSealed(tx, engine.store)).map(({ name }) => name);
    });
  const names = ["accessToken", "key", "webhookSecret"];
  expect({ byKey: await found("enable_indexscan"), asTheyLie: await found("enable_seqscan") }).toEqual({
    byKey: names,
    asTheyLie: names,
  });
});
