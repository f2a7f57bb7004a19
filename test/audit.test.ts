/** Every change a person makes of a store stands in the audit trail once. */
import { expect, test } from "vitest";
import { actionsWithoutText } from "../src/http/testing-audit-texts.ts";
import { openLab } from "./support/lab.ts";

test("connecting, changing, renewing and disconnecting a store each leave exactly one entry", async () => {
  await using lab = await openLab("audit");
  const entries = async () =>
    (
      await lab.seller.get<{ items: { action: string; actor: string; targetName: string | null; details: unknown }[] }>(
        "/audit?limit=200",
      )
    ).items;
  let existing = (await entries()).length;
  const added = async () => {
    const all = await entries();
    const fresh = all.slice(0, all.length - existing).reverse();
    existing = all.length;
    return fresh.map((entry) => `${entry.actor} ${entry.action}`);
  };
  const details = async () => (await entries())[0]?.details;
  const by = `user:${lab.seller.email}`;

  const store = await lab.connect(await lab.sandbox("shopify"), "Shop");
  // Reserved with its addresses first, then connected: two requests.
  expect(await added()).toEqual([`${by} stores.create`, `${by} store.activated`]);
  await lab.seller.patch(`/stores/${store.id}`, { name: "Renamed" });
  expect(await added()).toEqual([`${by} store.updated`]);
  expect(await details()).toMatchObject({ changes: { name: { before: "Shop", after: "Renamed" } } });
  await lab.seller.put(`/stores/${store.id}/secrets`, { values: { webhookSecret: "a-secret-of-the-platform" } });
  expect(await added()).toEqual([`${by} store.secrets_set`]);
  expect(await details()).toMatchObject({ changes: { webhookSecret: { after: { fingerprint: expect.any(String) } } } });
  expect(JSON.stringify(await entries())).not.toContain("a-secret-of-the-platform");
  for (const [move, action] of [
    ["pause", "store.paused"],
    ["resume", "store.activated"],
    ["deactivate", "store.deactivated"],
  ]) {
    await lab.seller.post(`/stores/${store.id}/${move}`);
    expect(await added()).toEqual([`${by} ${action}`]);
  }
  expect((await entries())[0]).toMatchObject({ targetName: "Renamed" });
  await lab.seller.delete(`/stores/${store.id}`);
  expect(await added()).toEqual([`${by} store.deleted`]);
  expect(await lab.seller.get("/audit/verify")).toMatchObject({ intact: true });

  const actions = (await entries()).map(({ action }) => action);
  for (const language of ["en", "ar"] as const)
    expect(actionsWithoutText(actions, language), language).toEqual(new Set());
});
