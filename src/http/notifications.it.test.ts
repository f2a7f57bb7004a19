import { expect, test } from "vitest";
import { message } from "../commerce/message.ts";
import { type AlertKind, raiseAlert } from "../hub/alerts/alerts.ts";
import { testApp } from "./testing.ts";

test("members choose for themselves what they are told of, and read alerts for themselves [I6.1]", async () => {
  await using hub = await testApp({ deps: { sendMail: async () => undefined } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const ben = await hub.signUp("ben@example.test");
  await hub.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, $2, 'staff')", [
    ana.organization,
    ben.userId,
  ]);
  const email = async (caller: typeof ana) =>
    (await caller.call("GET", "/api/notifications/preferences")).json.items.find(
      (item: { topic: string }) => item.topic === "connections",
    ).email;
  expect([await email(ana), await email(ben)]).toEqual(["now", "off"]);
  const now = new Date(hub.clock.now());
  for (const kind of ["low_stock", "needs_reauth", "invented"] as AlertKind[])
    await hub.db.database.tenant(ana.organization, (tx) =>
      raiseAlert(tx, {
        kind,
        severity: "info",
        cause: kind,
        title: message("alert.privacy_export.title"),
        text: "",
        now,
      }),
    );
  const unread = async (caller: typeof ana) => (await caller.call("GET", "/api/notifications/unread")).json.unread;
  expect([await unread(ana), await unread(ben)]).toEqual([3, 3]);
  const changed = await ben.call("PUT", "/api/notifications/preferences", {
    items: [{ topic: "stock", app: false, email: "daily" }],
  });
  expect(changed.json).toMatchObject({ email: "ben@example.test", canMail: true });
  expect([await unread(ana), await unread(ben)]).toEqual([3, 2]);
  const { items } = (await ana.call("GET", "/api/alerts")).json;
  expect(items.map((alert: { read: boolean }) => alert.read)).toEqual([false, false, false]);
  expect((await ana.call("POST", "/api/notifications/read", { ids: [items[0].id] })).json).toEqual({ unread: 2 });
  expect((await ana.call("GET", `/api/alerts/${items[0].id}`)).json.read).toBe(true);
  expect((await ben.call("GET", `/api/alerts/${items[0].id}`)).json.read).toBe(false);
  expect((await ben.call("POST", "/api/notifications/read", {})).json).toEqual({ unread: 0 });
  expect(
    (await ben.call("POST", "/api/notifications/unread", { ids: [items[1].id, items[2].id] })).json.unread,
  ).toBeGreaterThan(0);
  const { key } = (await ana.call("POST", "/api/api-keys", { name: "till", role: "staff" })).json;
  expect((await hub.withKey(key).call("GET", "/api/notifications/unread")).json.code).toBe("PERSON_NEEDED");
});
