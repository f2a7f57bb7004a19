/** After a restart: the emulated shops are built again as the hub knows them, and connected again at their address. */

import { systemActor } from "../../commerce/actor.ts";
import { stateAllows } from "../../commerce/connection-states.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { askHomes } from "../../db/each-home.ts";
import {
  endSandboxStore,
  moveSandboxStore,
  numbersOnSandbox,
  runningSandboxStores,
  sandboxPurchases,
} from "../../hub/stores/explored-stores.ts";
import { deactivateStore, markError, pauseStore } from "../../hub/stores/lifecycle.ts";
import { buildShop } from "./build-shop.ts";
import { connectSandbox } from "./connect-sandbox.ts";
import { connectDriver } from "./connect-session.ts";
import type { ExploreDeps } from "./explore.ts";

type Stored = Awaited<ReturnType<typeof runningSandboxStores>>[number];

const NOTHING_TO_READ = { importProducts: false, importOrdersDays: null, stockFrom: "none" } as const;
const WITHOUT_SHOP = "The sandbox could not be started again. End it and start a new one.";

/** Before any work starts, so that no call finds the address empty. One that cannot be built again stops its store alone. */
export async function reopenShops(deps: ExploreDeps): Promise<void> {
  if (!deps.sandboxes) return;
  const { found } = await askHomes(deps.db.homes(), ({ scheduler }) =>
    scheduler.rows<{ organization_id: string }>(
      "select distinct organization_id from argosy.sandbox_store where ended_at is null",
    ),
  );
  for (const row of found.flat()) {
    const organization = organizationId(row.organization_id);
    for (const store of await deps.db.tenant(organization, runningSandboxStores))
      await reopen(deps, organization, store).catch(async (error: unknown) => {
        deps.log.error({ err: error, connection: store.connectionId }, "a sandbox could not be started again");
        const shop = deps.shops.of(organization, store.connectionId);
        if (shop) await deps.shops.close(shop);
        const why = { text: WITHOUT_SHOP, now: new Date(deps.clock.now()) };
        await deps.db.tenant(organization, (tx) => markError(tx, store.connectionId, why));
      });
  }
}

async function reopen(deps: ExploreDeps, organization: OrganizationId, store: Stored): Promise<void> {
  const { db, clock, shops, sandboxes, connections } = deps;
  const { connectionId } = store;
  const now = new Date(clock.now());
  const meta = deps.connectors.get(store.provider)?.meta;
  if (!stateAllows(store.state, "shown"))
    return db.tenant(organization, (tx) => endSandboxStore(tx, connectionId, now));
  if (!sandboxes || !meta) throw new Error(`There is no sandbox of "${store.provider}" any more.`);
  const [purchases, numbers] = await db.tenant(organization, async (tx) => [
    await sandboxPurchases(tx, connectionId),
    await numbersOnSandbox(tx, connectionId),
  ]);
  const shown = new Map(numbers.map((each) => [each.sku, each.shown]));
  const { sandbox } = await buildShop({ sandboxes, clock }, { ...store, purchases, shown });
  const shop = shops.add({ organization, sandbox, currency: store.currency, seed: store.seed });
  shops.name(connectionId, shop);
  const { port } = new URL(sandbox.url);
  await db.tenant(organization, (tx) => moveSandboxStore(tx, connectionId, Number(port)));
  const driver = connectDriver(connections, {
    shop,
    meta,
    name: store.name,
    actor: systemActor,
    options: NOTHING_TO_READ,
    reserve: () => connections.addresses({ organization, connectionId }),
  });
  await connectSandbox(driver, sandbox, meta);
  const change = { connectionId, by: systemActor, now };
  await db.tenant(organization, async (tx) => {
    if (store.state === "paused") await pauseStore(tx, change);
    if (store.state === "inactive") await deactivateStore(tx, change);
  });
}
