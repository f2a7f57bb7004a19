/** For tests: an organization that counts in euros, anew for each test, and what is done to its products. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { fixturePerTest } from "../../db/testing-fixtures.ts";
import { later, NOON } from "../listings/samples.ts";
import { createProduct, getProduct, updateProduct } from "./index.ts";
import type { NewProduct, ProductPatch } from "./input.ts";

export function euroCatalog(db: TestDatabase) {
  const at = fixturePerTest(async (): Promise<{ here: OrganizationId }> => {
    const here = await db.newOrganization();
    await db.owner.run("update organization set currency = 'EUR' where organization_id = $1", [here]);
    return { here };
  });
  const inside = <T>(work: (tx: Tx) => Promise<T>) => db.database.tenant(at.here, work);
  return {
    at,
    inside,
    create: (product: NewProduct) => inside((tx) => createProduct(tx, { product, now: NOON })),
    get: (id: string) => inside((tx) => getProduct(tx, id)),
    patch: (id: string, patch: ProductPatch) => inside((tx) => updateProduct(tx, { id, patch, now: later(1) })),
  };
}
