import { expect, test } from "vitest";
import { trackingKey } from "../../hub/shipping/public-tracking.ts";
import { world } from "../samples.ts";
import { testApp } from "../testing.ts";

test("a parcel's link shows where it is, and of the buyer the town alone", async () => {
  await using hub = await testApp();
  const { owner } = hub.db;
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const member = await owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    ana.organization,
  ]);
  const { ids } = await world(hub.db, ana.organization, member.id);
  const ada = { name: "Ada Byron", line1: "1 Long Street", city: "Giza", postcode: "12556", country: "EG" };
  await owner.run(
    `update argosy.sales_order
     set shipping_address = $2
     where id = $1`,
    [ids.orderId, JSON.stringify({ ...ada, phone: "+201234567" })],
  );
  await owner.run(
    `update argosy.tracking_event
     set status = 'out_for_delivery', text = 'Given to Ada Byron', place = '1 Long Street'`,
  );
  await owner.run("update argosy.shipment set status = 'out_for_delivery' where id = $1", [ids.shipmentId]);
  const shown = await ana.call("GET", `/api/shipments/${ids.shipmentId}`);
  const path: string = shown.json.trackingPath;
  const page = await hub.anonymous.call("GET", path);
  expect(page.status, page.text).toBe(200);
  expect(page.text).toContain("Out for delivery");
  expect(page.text).toContain("Giza");
  for (const secret of ["Ada", "Long Street", "12556", "+20", "<script", 'src="http'])
    expect(page.text, secret).not.toContain(secret);
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);

  // Several things in one second, kept in any order, are read as they follow each other.
  await owner.run(
    `insert into argosy.tracking_event (organization_id, parcel_id, key, at, status, platform_status, text, source,
       received_at)
     select organization_id, parcel_id, word, at, word, word, '', 'poll', now()
     from argosy.tracking_event, unnest(array['exception', 'in_transit', 'picked_up']) as word
     where status = 'out_for_delivery'`,
  );
  const seen = (await ana.call("GET", `/api/shipments/${ids.shipmentId}`)).json.parcelList[0].scans;
  expect(seen.map(({ status }: { status: string }) => status)).toEqual([
    "exception",
    "out_for_delivery",
    "in_transit",
    "picked_up",
  ]);
  const steps = (await hub.anonymous.call("GET", path)).text;
  expect(steps.lastIndexOf("On its way")).toBeLessThan(steps.lastIndexOf("Handed to the carrier"));

  const arabic = await hub.anonymous.call("GET", `${path}?lang=ar`);
  expect(arabic.text).toContain('<html lang="ar" dir="rtl">');
  expect(arabic.text).toContain("خرج للتوصيل");
  // Another organization's id with this key, a key nobody has, and no key at all are alike.
  const ben = await hub.signUp("ben@example.test", "ben-shop");
  const { key } = await owner.one<{ key: string }>("select public_key as key from argosy.shipment");
  const strange = [trackingKey(ben.organization, key), trackingKey(ana.organization, ben.organization), "x"];
  for (const each of strange) {
    const answer = await hub.anonymous.call("GET", `/track/${each}`);
    expect([answer.status, answer.text.includes("There is no parcel at this address")]).toEqual([404, true]);
  }
  const off = await ana.call("PATCH", "/api/tracking-page", { isOn: false });
  expect(off.json).toEqual({ isOn: false, color: "#123456", mails: [] });
  expect((await hub.anonymous.call("GET", path)).status).toBe(404);
  expect((await ana.call("GET", `/api/shipments/${ids.shipmentId}`)).json.trackingPath).toBeNull();
});
