import { expect } from "vitest";
import type { ChannelCategory } from "../../../commerce/product.ts";
import { isConnectorError } from "../contract/errors.ts";
import type { Categories } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import { collect, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

type Put = NonNullable<Categories["put"]>;

async function treeOf({ ports, ctx }: TestConnection): Promise<ReadonlyMap<string, ChannelCategory>> {
  const { items } = await collect(need(ports, "categories").sweep, ctx);
  return new Map(items.map((one) => [one.key, one]));
}

/** Null where the platform has no levels: refused in words, never put at the top under a wrong meaning. */
async function below(put: Put, parentKey: string, { ctx }: TestConnection): Promise<string | null> {
  try {
    return await put({ key: null, name: "Beakers of the suite", parentKey }, ctx);
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "unsupported") throw error;
    return null;
  }
}

export const categoryCases: readonly Case[] = [
  {
    name: "categories: made once, renamed, moved to the top and deleted as told",
    proves: ["A4.4"],
    run: async ({ connect }) => {
      const connection = await connect();
      const { put, remove } = need(connection.ports, "categories");
      if (!put) throw new Unsupported("takes no categories");
      const { ctx } = connection;
      const top = await put({ key: null, name: "Kitchen of the suite" }, ctx);
      expect(await put({ key: null, name: "Kitchen of the suite" }, ctx), "made a second time").toBe(top);
      const child = await below(put, top, connection);
      const before = await treeOf(connection);
      expect(before.get(top)?.name).toBe("Kitchen of the suite");
      if (child !== null) {
        expect(before.get(child)).toMatchObject({ name: "Beakers of the suite", parentKey: top });
        expect(await put({ key: child, name: "Cups of the suite", parentKey: top }, ctx)).toBe(child);
        expect((await treeOf(connection)).get(child)).toMatchObject({ name: "Cups of the suite", parentKey: top });
        await put({ key: child, name: "Cups of the suite" }, ctx);
        expect((await treeOf(connection)).get(child)?.parentKey, "moved to the top").toBe(before.get(top)?.parentKey);
      }
      expect(await put({ key: top, name: "Scullery of the suite" }, ctx)).toBe(top);
      expect((await treeOf(connection)).get(top)?.name).toBe("Scullery of the suite");
      if (!remove) return;
      await remove(top, ctx);
      const after = await treeOf(connection);
      expect([after.has(top), child === null || after.has(child)]).toEqual([false, true]);
      // Gone already is what was wanted.
      await remove(top, ctx);
    },
  },
];
