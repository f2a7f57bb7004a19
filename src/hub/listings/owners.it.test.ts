import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture, fixturePerTest } from "../../db/testing-fixtures.ts";
import { mapListings } from "./index.ts";
import { ANA, channelProduct, channelVariant, NOON, sampleChannel, sampleVariant } from "./samples.ts";
import { channelOf } from "./testing.ts";

const db = fixture(testDatabase);
const at = fixturePerTest(() => sampleChannel(db));
const { record, one } = channelOf(() => ({ db, ...at }));

test("a product stands for ours when one of its items is linked, whichever it is", async () => {
  const keys = ["v1", "v2", "v3"];
  for (const key of keys) {
    await record([
      channelProduct(
        `p-${key}`,
        keys.map((item) => channelVariant(`${key}-${item}`, { sku: "" })),
      ),
    ]);
    const variantId = await sampleVariant(db, at.here, { sku: `MUG-${key}` });
    const { id } = await one(`${key}-${key}`);
    await db.database.tenant(at.here, (tx) =>
      mapListings(tx, { pairs: [{ listingId: id, variantId }], by: ANA, now: NOON }),
    );
    const owners = await db.owner.rows(
      `select p.product_id is not null and p.product_id = v.product_id as "isOurs"
       from product_listing p, variant v
       where p.organization_id = $1 and p.ext_key = $2 and v.organization_id = $1 and v.id = $3`,
      [at.here, `p-${key}`, variantId],
    );
    expect(owners).toEqual([{ isOurs: true }]);
  }
});
