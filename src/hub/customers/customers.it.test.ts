import { describe, expect, test } from "vitest";
import type { Contact } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listDuplicates } from "../customer-identity/duplicates.ts";
import { actor, later, noon, orderPart, testShop } from "../orders/testing.ts";
import { indexAllDue } from "../search/index-due.ts";
import { getCustomer, listCustomers } from "./customers.ts";
import { type CustomerEdit, editCustomer } from "./edit.ts";
import { mergeCustomers } from "./merge.ts";
import { exportCustomer } from "./person-export.ts";
import { eraseByContact, eraseCustomer } from "./privacy.ts";
import { learnCustomers } from "./reported-customers.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

const person = (key: string, name: string, email: string) =>
  orderPart(key, {
    lines: [],
    contact: { key: `c-${key}`, name, email, quality: "real" },
    shippingAddress: { name, line1: "5 Nile Street", city: "Cairo", country: "EG" },
    buyerNote: `Ring ${name}`,
    raw: {
      id: key,
      total: "10.00",
      email,
      customer: { first_name: name },
      shipping_address: { city: "Cairo" },
      line_items: [{ title: "Tea", properties: { phone: "+20100" } }],
    },
  });
const find = async (search: string) => {
  await indexAllDue(shop.run);
  return (await shop.run((tx) => listCustomers(tx, { search, limit: 100 }))).items;
};
const wordsKept = (word: string) =>
  shop.run(async (tx) => {
    const terms = "select count(*)::int as n from search_term where organization_id = argosy.tenant() and term like $1";
    const texts =
      "select count(*)::int as n from search_document where organization_id = argosy.tenant() and words like $1";
    const counts = [
      await tx.one<{ n: number }>(terms, [`%${word}%`]),
      await tx.one<{ n: number }>(texts, [`%${word}%`]),
    ];
    return counts.reduce((sum, { n }) => sum + n, 0);
  });
const dump = (orderNumber: string) =>
  shop.run((tx) =>
    tx.one<{ text: string }>(
      `select concat(to_jsonb(o),
         (select string_agg(raw::text, '') from order_part p
           where p.organization_id = argosy.tenant() and p.order_id = o.id),
         (select string_agg(text, '') from timeline t where t.organization_id = argosy.tenant() and t.order_id = o.id),
         (select string_agg(encode(body, 'escape') || headers::text, '') from inbox_event e
           where e.organization_id = argosy.tenant() and e.ref = o.ext_key)) as text
       from sales_order o where o.organization_id = argosy.tenant() and number = $1`,
      [orderNumber],
    ),
  );
const delivery = (connectionId: string, ref: string) =>
  shop.run((tx) =>
    tx.run(
      `insert into inbox_event (organization_id, connection_id, kind, ref, topic, body, status)
       values (argosy.tenant(), $1, 'order', $2, 't', convert_to('{"email":"hala@example.test"}', 'UTF8'),
         'processed')`,
      [connectionId, ref],
    ),
  );

describe("customers", () => {
  test("customers are found by starts of their names and by address, with their orders and what they spent", async () => {
    const store = await shop.newStore();
    const totals = { ...orderPart("x", { lines: [] }).totals, totalMinor: 1500n };
    await store.apply([
      { ...person("1", "Mona Said", "mona@example.test"), totals },
      { ...person("2", "Mona Said", "mona@example.test"), totals },
    ]);
    const [found] = await find("mon SAID");
    expect(found).toMatchObject({ name: "Mona Said", orders: 2 });
    expect(await find("mona@")).toHaveLength(1);
    expect(await find("zz")).toEqual([]);
    const detail = await shop.run((tx) => getCustomer(tx, found?.id ?? ""));
    expect(detail).toMatchObject({
      spent: [{ currency: "EUR", minor: 3000n, orders: 2 }],
      stores: [{ storeId: store.id, storeName: "Cairo shop", provider: "sample", orders: 2 }],
      addresses: [{ kind: "shipping", address: { line1: "5 Nile Street" }, orders: 2 }],
      contactPoints: [{ kind: "email", value: "mona@example.test" }],
    });
    expect(detail.recentOrders.items).toHaveLength(2);
  });

  test("customers merge into one who has all orders and contact points [E5.2]", async () => {
    const store = await shop.newStore();
    await store.apply([person("3", "Omar", "omar@example.test"), person("4", "Omar F.", "of@example.test")]);
    const [a, b] = [(await find("omar@"))[0], (await find("of@"))[0]];
    const merge = (from = "", into = "") => shop.run((tx) => mergeCustomers(tx, { from, into, actor, now: noon }));
    const merged = await merge(b?.id, a?.id);
    expect(merged).toMatchObject({ id: a?.id, orders: 2 });
    expect(merged.contactPoints.map((point) => point.value)).toEqual(["of@example.test", "omar@example.test"]);
    expect((await shop.run((tx) => getCustomer(tx, b?.id ?? ""))).id).toBe(a?.id);
    await store.apply([person("5", "Omar", "of@example.test")]);
    expect((await shop.run((tx) => getCustomer(tx, a?.id ?? ""))).orders).toBe(3);
    await expect(merge(a?.id, a?.id)).rejects.toMatchObject({ code: "CUSTOMER_SAME" });
    await expect(merge(b?.id, a?.id)).rejects.toMatchObject({ code: "CUSTOMER_UNKNOWN" });
  });
});

test("customers stand by their last order, as orders come late, change hands and go", async () => {
  const store = await shop.newStore();
  const buys = (key: string, day: number, name: string, email = `${name}@example.test`) =>
    store.apply([
      { ...person(key, `Lastly ${name}`, email), placedAt: `2026-10-${String(day).padStart(2, "0")}T09:00:00Z` },
    ]);
  const inOrder = async (sort: "latestOrder" | "earliestOrder") => {
    await indexAllDue(shop.run);
    const { items } = await shop.run((tx) => listCustomers(tx, { search: "lastly", sort, limit: 10 }));
    return items.map(({ name }) => name?.replace("Lastly ", ""));
  };
  await buys("l1", 3, "Ana");
  await buys("l2", 5, "Ben");
  await buys("l3", 9, "Cem");
  // Told later, placed before: Ana's last stays her last.
  await buys("l4", 1, "Ana");
  expect(await inOrder("latestOrder")).toEqual(["Cem", "Ben", "Ana"]);
  await buys("l5", 12, "Ana");
  expect(await inOrder("latestOrder")).toEqual(["Ana", "Cem", "Ben"]);

  const idOf = async (name: string) => (await find(`${name}@example.test`))[0]?.id ?? "";
  const [ben, cem] = [await idOf("ben"), await idOf("cem")];
  await shop.run((tx) => mergeCustomers(tx, { from: cem, into: ben, actor, now: noon }));
  expect(await inOrder("earliestOrder")).toEqual(["Ben", "Ana"]);
  await shop.run((tx) =>
    tx.run("delete from sales_order where organization_id = argosy.tenant() and ext_key in ('l1', 'l4', 'l5')"),
  );
  // Who has no order stands before who ordered longest ago.
  expect(await inOrder("earliestOrder")).toEqual(["Ana", "Ben"]);
  await shop.run((tx) =>
    tx.run(
      `update sales_order set placed_at = '2026-10-02T09:00:00Z'
       where organization_id = argosy.tenant() and ext_key in ('l2', 'l3')`,
    ),
  );
  await buys("l6", 4, "Ana");
  expect(await inOrder("earliestOrder")).toEqual(["Ben", "Ana"]);
});

describe("the data of a customer", () => {
  const told = (key: string, placedAt: string, contact: Contact) => orderPart(key, { lines: [], placedAt, contact });
  const at = (day: number) => `2026-10-${String(day).padStart(2, "0")}T09:00:00Z`;
  const real = (name: string, phone: string): Contact => ({ name, email: "sara@example.test", phone, quality: "real" });

  test("a customer has the newest report, whatever the sequence of arrival; masked data never overwrites real data [C6.4]", async () => {
    const store = await shop.newStore();
    const orders = [
      told("20", at(1), real("S. Adel", "+201000000001")),
      told("21", at(9), real("Sara Adel Hamed", "+201000000002")),
      told("22", at(5), real("Sara Adel", "+201000000003")),
      told("23", at(20), { name: "S***a", email: "x1@relay.example", phone: "+20*****", quality: "masked" }),
    ];
    for (const order of [orders[1], orders[0], orders[3], orders[2]]) if (order) await store.apply([order]);
    const found = await find("sara@");
    expect(found).toMatchObject([
      { name: "Sara Adel Hamed", email: "sara@example.test", phone: "+201000000002", orders: 3 },
    ]);
  });

  test("a customer is one by their e-mail address: a phone they share with others is a suggestion [E5.1]", async () => {
    const store = await shop.newStore();
    const people = Array.from({ length: 30 }, (_, n) => `person-${n}@desk.example`);
    for (const [n, email] of people.entries())
      await store.apply([
        told(`desk-${n}`, at(n + 1), {
          key: String(n),
          name: `Person ${n}`,
          email,
          phone: "+201007770000",
          quality: "real",
        }),
      ]);
    const found = await find("person");
    expect(found.map(({ email }) => email).sort()).toEqual([...people].sort());
    const { items } = await shop.run((tx) => listDuplicates(tx, { limit: 200 }));
    const ids = new Set(found.map(({ id }) => id));
    expect(items.filter(({ one, other }) => ids.has(one.id) && ids.has(other.id)).length).toBeGreaterThan(0);
  });

  test("a customer is one by their account on the channel: an equal phone without an address is a suggestion too [E5.1]", async () => {
    const store = await shop.newStore();
    const phone = "+201007770001";
    const account = (key: string, name: string, more: Partial<Contact> = {}): Contact => ({
      key,
      name,
      phone,
      quality: "real",
      ...more,
    });
    await store.apply([
      told("acc-1", at(1), account("71", "Desk Amal")),
      told("acc-2", at(2), account("72", "Desk Badr")),
    ]);
    await store.apply([
      told("acc-3", at(3), account("72", "Desk Badr", { email: "badr@desk.example" })),
      told("acc-4", at(4), account("71", "Desk Amal", { phone: "+201007770002" })),
    ]);
    // On another channel the same id is somebody else's.
    const other = await shop.newStore("Luxor shop");
    await other.apply([{ ...told("acc-5", at(5), account("71", "Desk Carim")), number: "5" }]);
    const found = await find("desk");
    expect(found.map(({ name, orders }) => [name, orders]).sort()).toEqual([
      ["Desk Amal", 2],
      ["Desk Badr", 2],
      ["Desk Carim", 1],
    ]);
    const suggested = await shop.run((tx) =>
      tx.rows<{ reasons: string[] }>(
        `select reasons
         from customer_duplicate
         where organization_id = argosy.tenant() and one_id = any($1) and other_id = any($1)`,
        [found.map(({ id }) => id)],
      ),
    );
    expect(suggested.map(({ reasons }) => reasons.includes("phone"))).toContain(true);
    const amal = found.find(({ name }) => name === "Desk Amal");
    const { contactPoints } = await shop.run((tx) => getCustomer(tx, amal?.id ?? ""));
    expect(contactPoints.map(({ kind }) => kind)).toEqual(["phone", "phone"]);
  });

  test("a customer with a phone alone is found by it, and by their account from then on", async () => {
    const store = await shop.newStore();
    const phone = "+201007770009";
    await store.apply([told("ph-1", at(1), { name: "Phoneonly", phone, quality: "real" })]);
    await store.apply([told("ph-2", at(2), { key: "81", name: "Phoneonly", phone, quality: "real" })]);
    await store.apply([told("ph-3", at(3), { key: "82", name: "Phoneother", phone, quality: "real" })]);
    const found = await find("phone");
    expect(found.map(({ name, orders }) => [name, orders]).sort()).toEqual([
      ["Phoneonly", 2],
      ["Phoneother", 1],
    ]);
  });

  test("a customer changed by hand stays so until an order reports something newer", async () => {
    const store = await shop.newStore();
    await store.apply([told("24", at(1), { name: "Tarek", email: "tarek@example.test", quality: "real" })]);
    const id = (await find("tarek@"))[0]?.id ?? "";
    const edit = (change: CustomerEdit, now: Date) => shop.run((tx) => editCustomer(tx, id, change, now));
    const edited = await edit(
      {
        name: " Tarek Nour ",
        phone: "+20 100 555-0001",
        notes: "Rings twice",
        tags: ["vip", "vip "],
        acceptsMarketing: true,
      },
      new Date(at(10)),
    );
    expect(edited).toMatchObject({
      name: "Tarek Nour",
      phone: "+201005550001",
      notes: "Rings twice",
      tags: ["vip"],
      acceptsMarketing: true,
    });
    await store.apply([told("25", at(5), { name: "T.", email: "tarek@example.test", quality: "real" })]);
    expect(await find("tarek@")).toMatchObject([{ name: "Tarek Nour" }]);
    await store.apply([told("26", at(15), { name: "Tarek N.", phone: "+201005550001", quality: "real" })]);
    expect(await find("tarek@")).toMatchObject([{ name: "Tarek N.", orders: 3 }]);
    expect((await edit({ email: null }, new Date(at(16)))).contactPoints).toEqual([
      { kind: "phone", value: "+201005550001" },
    ]);
    await expect(edit({ email: "no address" }, noon)).rejects.toMatchObject({ code: "CUSTOMER_EMAIL" });
    await expect(edit({ phone: "0100" }, noon)).rejects.toMatchObject({ code: "CUSTOMER_PHONE" });
    await expect(edit({ email: "Mona@example.test" }, noon)).rejects.toMatchObject({ code: "CUSTOMER_EMAIL_TAKEN" });
  });
});

describe("privacy", () => {
  test("an erased person is nowhere, the order and its amounts stay, and the channel telling it again brings nobody back", async () => {
    const store = await shop.newStore();
    const part = person("6", "Hala", "hala@example.test");
    await store.apply([part]);
    await delivery(store.id, "6");
    const [hala] = await find("hala@");
    expect(JSON.stringify(await shop.run((tx) => exportCustomer(tx, hala?.id ?? "")))).toContain("5 Nile Street");
    expect(await shop.run((tx) => eraseCustomer(tx, hala?.id ?? "", { actor, now: noon }))).toMatchObject({
      customers: 1,
      orders: 1,
    });
    const left = await dump("SH-6");
    for (const trace of ["Hala", "hala@", "Nile", "EG", "+20100", "first_name"])
      expect(left.text, trace).not.toContain(trace);
    expect(left.text).toContain("10.00");
    expect(await wordsKept("hala")).toBe(0);
    await store.apply([later(part, 3, { status: "completed" })]);
    const again = await dump("SH-6");
    expect(again.text).toContain("completed");
    for (const trace of ["Hala", "hala@", "Nile"]) expect(again.text, trace).not.toContain(trace);
    expect(await find("hala")).toEqual([]);
  });

  test("a platform's request erases that store's orders, and the customer unless another store knows them", async () => {
    const [one, two] = [await shop.newStore(), await shop.newStore("Giza shop")];
    await one.apply([person("7", "Nadia", "nadia@example.test"), person("8", "Karim", "karim@example.test")]);
    await two.apply([{ ...person("9", "Nadia", "nadia@example.test"), number: "9" }]);
    const request = (email: string) =>
      shop.run((tx) =>
        eraseByContact(tx, {
          connectionId: one.id,
          request: "erase_customer",
          data: { customer: { id: 1, email }, orders_to_redact: [] },
          now: noon,
          actor,
        }),
      );
    expect(await request("Nadia@example.test")).toMatchObject({ customers: 0, orders: 1 });
    expect(await request("karim@example.test")).toMatchObject({ customers: 1, orders: 1 });
    expect(await find("nadia")).toHaveLength(1);
    expect(await find("karim")).toEqual([]);
    const shopGone = () =>
      shop.run((tx) => eraseByContact(tx, { connectionId: two.id, request: "erase_shop", data: {}, now: noon, actor }));
    expect(await shopGone()).toMatchObject({ customers: 1, orders: 1 });
  });

  test("a platform's request for a copy becomes an alert for a person", async () => {
    const store = await shop.newStore();
    await store.apply([person("10", "Laila", "laila@example.test")]);
    const data = { customer: { id: 5, email: "laila@example.test" }, orders_requested: [10] };
    await shop.run((tx) =>
      eraseByContact(tx, { connectionId: store.id, request: "export_customer", data, now: noon, actor }),
    );
    const alerts = await shop.run((tx) =>
      tx.rows<{ action: object }>(
        "select action from alert where organization_id = argosy.tenant() and kind = 'privacy_export'",
      ),
    );
    expect(alerts).toMatchObject([{ action: { kind: "export_customer" } }]);
    expect(await find("laila")).toHaveLength(1);
  });
});

test("an account changed on its channel changes the customer known by it, and nobody who never bought is collected", async () => {
  const store = await shop.newStore();
  const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
  await store.apply([person("told-1", "Nour Aziz", "nour@example.test")]);
  const told = (key: string, email: string, at: Date) =>
    shop.run((tx) =>
      learnCustomers(tx, {
        connectionId: store.id,
        customers: [{ key, name: "Nour A. Aziz", email, phone: "+201001112223", at }],
        wins: "newest",
        now: after(120),
      }),
    );
  expect(await told("c-told-1", "nour@example.test", after(60))).toBe(1);
  expect(await told("c-stranger", "stranger@example.test", after(60))).toBe(0);
  expect(await find("nour")).toMatchObject([{ name: "Nour A. Aziz", phone: "+201001112223" }]);
  expect(await find("stranger")).toEqual([]);
});
