import { expect, test } from "vitest";
import type { ConnectionState } from "../../../src/commerce/connection-states.ts";
import { takersOf } from "./takers.ts";

test("a store is offered for orders only while it is connected and its channel takes orders", () => {
  const store = (name: string, state: ConnectionState, createOrders?: boolean) => ({
    name,
    state,
    abilities: createOrders === undefined ? null : { createOrders, putProducts: !createOrders },
  });
  const stores = [
    store("takes", "active", true),
    store("takes none", "active", false),
    store("paused", "paused", true),
    store("never finished", "draft", true),
    store("deleted", "deleted", true),
    store("unknown provider", "active"),
  ];
  const named = (what: "createOrders" | "putProducts") => takersOf(stores, what).map(({ name }) => name);
  expect(named("createOrders")).toEqual(["takes", "paused"]);
  expect(named("putProducts")).toEqual(["takes none"]);
});
