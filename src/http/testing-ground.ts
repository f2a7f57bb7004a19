/** For tests that call every operation: a hub with one of everything, and its document's operations. */
import { connectors } from "../connectors/index.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import type { Engine } from "./engine-port.ts";
import { type World, world } from "./samples.ts";
import { type TestApp, testApp } from "./testing.ts";
import { exampleEngine } from "./testing-engine.ts";
import { isStream, type Operation, operationsOf } from "./testing-operations.ts";

export interface Ground {
  readonly hub: TestApp;
  readonly ana: Awaited<ReturnType<TestApp["signUp"]>>;
  readonly of: World;
  readonly operations: readonly Operation[];
}

/** `files` stands for the engine's own where it is given. */
export async function openGround(files?: Partial<Engine["files"]>): Promise<Ground> {
  let ids: Readonly<Record<string, string>> = {};
  // Any connector will do: the world's stores are of a provider "acme".
  const [connector] = connectors.values() as Iterable<Connector>;
  if (!connector) throw new Error("There is no connector.");
  const acme = {
    ...connector,
    schemas: { manifest: () => ({ type: "object" }) },
    meta: { ...connector.meta, id: "acme", appEnvironment: { clientId: "A_KEY", clientSecret: "A_SECRET" } },
  };
  const engine = exampleEngine(() => ids);
  const hub = await testApp({
    engine: files ? { ...engine, files: { ...engine.files, ...files } as Engine["files"] } : engine,
    deps: { connectors: new Map([["acme", acme]]) },
  });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await hub.db.owner.run('update auth."user" set is_operator = true');
  const member = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    ana.organization,
  ]);
  const of = await world(hub.db, ana.organization, member.id);
  ids = of.ids;
  const operations = (await operationsOf(hub)).filter((each) => !isStream(each));
  return { hub, ana, of, operations };
}
