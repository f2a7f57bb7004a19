import { expect, test } from "vitest";
import { sampleStore } from "../hub/listings/samples.ts";
import { saveGrant } from "../hub/stores/grants.ts";
import { keepSecrets } from "../hub/stores/secrets.ts";
import { runDeps } from "./runs/testing.ts";
import { loadSealed } from "./stored-connection.ts";
import { testEngine } from "./testing.ts";

test("stores that share a grant are opened anew together: none goes on with tokens that another one let go", async () => {
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
  const isRemembered = () => all.map((id) => registry.remembered(engine.organization, id) !== null);
  const openAll = async () => {
    for (const id of all) await registry.open(engine.organization, id);
  };
  await openAll();
  expect(isRemembered()).toEqual([true, true, true]);
  registry.forget(first);
  expect(isRemembered()).toEqual([false, false, true]);
  await openAll();
  registry.forget(second ?? "");
  expect(isRemembered()).toEqual([false, false, true]);

  function another(name: string) {
    return sampleStore(engine.db, engine.organization, name);
  }
});

test("a store's secrets come in one order however they are found: else it would be another one than was opened last", async () => {
  await using engine = await testEngine({});
  const secrets = { webhookSecret: "w", accessToken: "a", key: "k" };
  const owner = { ownerKind: "connection", ownerId: engine.store } as const;
  await engine.inside((tx) =>
    keepSecrets(tx, engine.db.vault, { ...owner, secrets, now: new Date(engine.clock.now()) }),
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
