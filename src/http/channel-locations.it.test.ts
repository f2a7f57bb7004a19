/** A channel's own locations are linked to ours through the interface: what would be sent is shown before it is saved. */
import { expect, test } from "vitest";
import { recordChannelProducts } from "../hub/channel-products/record.ts";
import { mapListings } from "../hub/listings/index.ts";
import { ANA, channelProduct, channelVariant, NOON, sampleStore } from "../hub/listings/samples.ts";
import { testApp } from "./testing.ts";

/** A channel with locations "a" and "b"; of its mug, Main has 20 and East 6. */
async function channelOfTwo() {
  const woken: string[] = [];
  const hub = await testApp({ engine: { wake: (organization) => void woken.push(organization) } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const inside = <T>(work: Parameters<typeof hub.db.database.tenant<T>>[1]) =>
    hub.db.database.tenant(ana.organization, work);
  const store = await sampleStore(hub.db, ana.organization);
  const mug = await ana.call("POST", "/api/products", { title: "Mug", variants: [{ sku: "MUG" }] });
  const east = await ana.call("POST", "/api/locations", { name: "East" });
  const [main] = (await ana.call("GET", "/api/locations")).json.items;
  for (const [locationId, onHand] of [
    [main.id, 20],
    [east.json.id, 6],
  ])
    await ana.call("POST", "/api/inventory/levels", { items: [{ sku: "MUG", locationId, onHand }] });
  const levels = ["a", "b"].map((location) => ({ location, available: 3 }));
  await inside(async (tx) => {
    await tx.run(
      `insert into ext_location (organization_id, connection_id, ext_key, name)
       select argosy.tenant(), $1, k, upper(k) from unnest('{a,b}'::text[]) as k`,
      [store],
    );
    const products = [channelProduct("p1", [channelVariant("v1", { levels })])];
    await recordChannelProducts(tx, { connectionId: store, products, now: NOON, initial: true });
    const { id: listingId } = await tx.one<{ id: string }>("select id from listing where connection_id = $1", [store]);
    const pairs = [{ listingId, variantId: mug.json.variants[0].id }];
    await mapListings(tx, { pairs, by: ANA, now: NOON });
  });
  return { hub, ana, woken, at: `/api/stores/${store}/locations`, main: main.id, east: east.json.id };
}

test("a preview shows each location's units now and then, and changes nothing; what was shown is saved at once [D5.1]", async () => {
  const { hub, ana, woken, at, main, east } = await channelOfTwo();
  await using _ = hub;
  const locations = [
    { key: "a", locationId: main },
    { key: "b", locationId: east },
  ];
  const unlinked = [
    { key: "a", name: "A", active: true, locationId: null },
    { key: "b", name: "B", active: true, locationId: null },
  ];
  const preview = await ana.call("POST", `${at}/preview`, { locations });
  expect(preview.status).toBe(200);
  expect(preview.json).toMatchObject({
    checked: 1,
    complete: true,
    changed: 2,
    emptied: 0,
    locations: [
      { key: "a", changed: 1, unitsBefore: 3, unitsAfter: 20 },
      { key: "b", changed: 1, unitsBefore: 3, unitsAfter: 6 },
    ],
    samples: [
      { sku: "SKU-v1", title: "Product p1", location: "a", shown: 3, after: 20 },
      { sku: "SKU-v1", title: "Product p1", location: "b", shown: 3, after: 6 },
    ],
  });
  expect((await ana.call("GET", at)).json).toEqual({ items: unlinked });

  woken.length = 0;
  const saved = await ana.call("PATCH", at, { locations });
  expect([saved.status, saved.json.items.map((each: { locationId: string }) => each.locationId)]).toEqual([
    200,
    [main, east],
  ]);
  expect(woken).toEqual([ana.organization]);
  const put = await ana.call("PUT", at, { key: "b", locationId: null });
  expect([put.status, put.json]).toEqual([200, { items: [{ ...unlinked[0], locationId: main }, unlinked[1]] }]);
  expect(woken).toHaveLength(2);
});

test("locations of another organization and of another channel are refused, and none of the others is linked [A1.3]", async () => {
  const { hub, ana, woken, at, main } = await channelOfTwo();
  await using _ = hub;
  const eve = await hub.signUp("eve@example.test", "eve-shop");
  const [theirs] = (await eve.call("GET", "/api/locations")).json.items;
  const good = { key: "a", locationId: main };
  woken.length = 0;
  for (const [bad, field] of [
    [{ key: "b", locationId: theirs.id }, "locationId"],
    [{ key: "c", locationId: main }, "key"],
  ] as const) {
    const several = { locations: [good, bad] };
    for (const refused of [await ana.call("POST", `${at}/preview`, several), await ana.call("PATCH", at, several)])
      expect([refused.status, refused.json.code, refused.json.details]).toEqual([
        404,
        "LOCATION_UNKNOWN",
        [expect.objectContaining({ field: `locations.1.${field}` })],
      ]);
    const alone = await ana.call("PUT", at, bad);
    expect([alone.status, alone.json.code]).toEqual([404, "LOCATION_UNKNOWN"]);
  }
  const requested = [await eve.call("GET", at), await eve.call("PUT", at, good)];
  const sent = { locations: [good] };
  requested.push(await eve.call("PATCH", at, sent), await eve.call("POST", `${at}/preview`, sent));
  expect(requested.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect((await ana.call("GET", at)).json.items.map((each: { locationId: null }) => each.locationId)).toEqual([
    null,
    null,
  ]);
  expect(woken).toEqual([]);

  const { json } = await ana.call("POST", "/api/api-keys", { name: "v", role: "viewer" });
  const viewer = hub.withKey(json.key);
  expect((await viewer.call("POST", `${at}/preview`, { locations: [good] })).status).toBe(200);
  expect((await viewer.call("PATCH", at, { locations: [good] })).status).toBe(403);
  expect((await viewer.call("PUT", at, good)).status).toBe(403);
});
