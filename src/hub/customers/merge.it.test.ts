import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Contact } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { runsOf } from "../../db/testing-runs.ts";
import { dismissDuplicate, listDuplicates } from "../customer-identity/duplicates.ts";
import { actor, minutes, noon, orderPart, type TestShop, type TestStore, testShop } from "../orders/testing.ts";
import { getCustomer, listCustomers } from "./customers.ts";
import { editCustomer } from "./edit.ts";
import { mergeCustomers, mergesOf, undoMerge } from "./merge.ts";
import { eraseCustomer } from "./privacy.ts";

let shop: TestShop;
let store: TestStore;

const db = fixture(testDatabase);

const by = { actor, now: noon };
const begin = async () => {
  shop = await testShop(db);
  store = await shop.newStore();
};
const buys = (key: string, contact: Omit<Contact, "quality">, postcode?: string) =>
  store.apply([
    orderPart(key, {
      lines: [],
      contact: { ...contact, quality: "real" },
      shippingAddress: { postcode, country: "EG" },
    }),
  ]);
const customers = async () => (await shop.run((tx) => listCustomers(tx, { limit: 200 }))).items;
const idOf = async (email: string) => (await customers()).find((customer) => customer.email === email)?.id ?? "";
const merge = (from: string, into: string) => shop.run((tx) => mergeCustomers(tx, { from, into, ...by }));
const undo = (mergeId: string) => shop.run((tx) => undoMerge(tx, mergeId, by));
const lastMerge = async (into: string) => (await shop.run((tx) => mergesOf(tx, into)))[0]?.id ?? "";
const duplicates = async () => (await shop.run((tx) => listDuplicates(tx, {}))).items;

/** Who everybody is, which addresses name them and which orders are theirs. */
const picture = () =>
  shop.run((tx) =>
    tx.rows(
      `select c.id, c.name, c.email, c.phone, c.postcode_key, c.notes, c.accepts_marketing, c.name_at, c.merged_into,
         (select array_agg(t order by t) from unnest(c.tags) as t) as tags,
         (select array_agg(kind || value order by kind, value) from contact_point p
           where p.organization_id = argosy.tenant() and p.customer_id = c.id) as points,
         (select array_agg(number order by number) from sales_order o
           where o.organization_id = argosy.tenant() and o.customer_id = c.id) as orders
       from customer c where c.organization_id = argosy.tenant() order by c.id`,
    ),
  );

describe("undoing a merge", () => {
  test("an undone merge gives back what was moved, and leaves the survivor what came since [E5.2]", async () => {
    await begin();
    await buys("1", { name: "Omar", email: "omar@example.test" });
    await buys("2", { name: "Omar F.", email: "of@example.test", phone: "+201000000009" });
    const [omar, other] = [await idOf("omar@example.test"), await idOf("of@example.test")];
    expect(await merge(other, omar)).toMatchObject({ id: omar, name: "Omar", phone: "+201000000009", orders: 2 });
    await buys("3", { email: "of@example.test" });
    await buys("4", { name: "Omar Farid", email: "omar@example.test", phone: "+201000000010" });
    const back = await undo(await lastMerge(omar));
    expect(back).toMatchObject({ id: other, name: "Omar F.", orders: 1 });
    expect(back.contactPoints.map((point) => point.value)).toEqual(["of@example.test", "+201000000009"]);
    const survivor = await shop.run((tx) => getCustomer(tx, omar));
    expect(survivor).toMatchObject({ name: "Omar Farid", phone: "+201000000010", orders: 3 });
    await buys("5", { email: "of@example.test" });
    expect(await shop.run((tx) => getCustomer(tx, other))).toMatchObject({ orders: 2 });
    expect(await shop.run((tx) => mergesOf(tx, omar))).toMatchObject([{ orders: 1, undoneAt: noon }]);
  });

  test("an undo is refused with its reason: done before, merged on, erased since", async () => {
    await begin();
    for (const name of ["a", "b", "c"]) await buys(name, { name, email: `${name}@example.test` });
    const [a, b, c] = [await idOf("a@example.test"), await idOf("b@example.test"), await idOf("c@example.test")];
    await merge(b, a);
    const first = await lastMerge(a);
    await merge(a, c);
    await expect(undo(first)).rejects.toMatchObject({ code: "MERGE_BURIED" });
    const second = await lastMerge(c);
    await undo(second);
    await expect(undo(second)).rejects.toMatchObject({ code: "MERGE_UNDONE" });
    await shop.run((tx) => eraseCustomer(tx, a, by));
    await expect(undo(first)).rejects.toMatchObject({ code: "CUSTOMER_ERASED" });
    await expect(undo(c)).rejects.toMatchObject({ code: "MERGE_UNKNOWN" });
  });

  test("undoing any merges, last first, ends where it started", async () => {
    const person = fc.record({
      name: fc.option(fc.constantFrom("Ana", "Ben", "Cleo"), { nil: undefined }),
      phone: fc.option(fc.constantFrom("+201000000001", "+201000000002", "+201000000003"), { nil: undefined }),
      postcode: fc.option(fc.constantFrom("11511", "12345"), { nil: undefined }),
      tags: fc.subarray(["vip", "shop", "late"]),
      notes: fc.option(fc.constantFrom("Rings twice", "Paid late"), { nil: undefined }),
      orders: fc.integer({ min: 1, max: 3 }),
    });
    const pairs = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 2, maxLength: 6 }), pairs, async (people, choices) => {
        await begin();
        for (const [n, { name, phone, postcode, orders, tags, notes }] of people.entries()) {
          for (let i = 0; i < orders; i++)
            await buys(`${n}-${i}`, { name, email: `${n}@example.test`, phone }, postcode);
          const id = await idOf(`${n}@example.test`);
          await shop.run((tx) => editCustomer(tx, id, { tags, notes }, minutes(n)));
        }
        const ids = (await customers()).map((customer) => customer.id);
        const before = await picture();
        const done: string[] = [];
        for (const [from, into] of choices) {
          const [source, survivor] = [ids[from % ids.length] ?? "", ids[into % ids.length] ?? ""];
          const merged = await merge(source, survivor).catch((error) => error.code);
          if (typeof merged !== "string") done.push(await lastMerge(survivor));
          else expect(["CUSTOMER_SAME", "CUSTOMER_UNKNOWN"]).toContain(merged);
        }
        const all = (await picture()) as { orders: string[] | null }[];
        expect(all.flatMap((row) => row.orders ?? [])).toHaveLength(people.reduce((sum, one) => sum + one.orders, 0));
        for (const id of done.reverse()) await undo(id);
        expect(await picture()).toEqual(before);
      }),
      { numRuns: runsOf({ few: 8, many: 25 }) },
    );
  });
});

test("orders that arrive while customers are merged end with who is left, and nobody waits for ever", async () => {
  await begin();
  const emails = ["a", "b", "c", "d"].map((name) => `${name}@example.test`);
  for (const [n, email] of emails.entries()) await buys(`first-${n}`, { name: email, email });
  const ids = await Promise.all(emails.map(idOf));
  const others = await Promise.all([1, 2].map(() => shop.newStore()));
  await Promise.all([
    ...ids.slice(1).map((id) => merge(id, ids[0] ?? "").catch((error) => error)),
    ...others.flatMap((shopOf, s) =>
      [1, 2, 3].map((round) =>
        shopOf.apply(
          (s === 0 ? emails : emails.toReversed()).map((email, n) =>
            orderPart(`${round}-${n}`, { lines: [], contact: { email, name: `${round}`, quality: "real" } }),
          ),
        ),
      ),
    ),
  ]);
  const left = await shop.run((tx) =>
    tx.rows(
      `select c.id, count(*)::int as orders
       from sales_order o
       join customer c on c.organization_id = argosy.tenant() and c.id = o.customer_id
       where o.organization_id = argosy.tenant() group by c.id`,
    ),
  );
  expect(left).toEqual([{ id: ids[0], orders: 4 + 2 * 3 * 4 }]);
});

describe("suggested duplicates", () => {
  test("suggested duplicates name their reasons; nobody is merged; a dismissed pair does not come back", async () => {
    await begin();
    await buys("1", { name: "Mona Said", email: "mona@example.test" }, "EC1A 1BB");
    await buys("2", { name: "mona said", email: "m.said@example.test" }, "ec1a1bb");
    await buys("3", { name: "Hany", email: "hany@example.test", phone: "+201000000001" });
    await buys("4", { name: "Hany", email: "hany+shop@example.test" });
    await buys("5", { name: "Desk", phone: "+201000000002" });
    await buys("6", { name: "Laila", email: "laila@example.test" });
    await buys("7", { name: "Laila", email: "laila@example.test", phone: "+201000000002" });
    expect((await customers()).length).toBe(6);
    const found = await duplicates();
    const reasonsOf = (email: string | null) =>
      found.find((pair) => pair.one.email === email || pair.other.email === email)?.reasons;
    expect(found).toHaveLength(3);
    expect(reasonsOf("mona@example.test")).toEqual(["name_postcode"]);
    expect(reasonsOf("hany+shop@example.test")).toEqual(["email"]);
    expect(reasonsOf("laila@example.test")).toEqual(["contacts", "phone"]);
    expect(found.map((pair) => pair.confidence).sort()).toEqual([60, 90, 92]);
    const pair = found.find((each) => each.confidence === 60);
    const dismiss = () =>
      shop.run((tx) => dismissDuplicate(tx, { one: pair?.other.id ?? "", other: pair?.one.id ?? "" }, by));
    await dismiss();
    await buys("8", { name: "Mona Said", email: "mona@example.test" }, "EC1A 1BB");
    expect(await duplicates()).toHaveLength(2);
    await merge(await idOf("hany+shop@example.test"), await idOf("hany@example.test"));
    expect(await duplicates()).toMatchObject([{ confidence: 92 }]);
    const strangers = { one: await idOf("mona@example.test"), other: await idOf("hany@example.test") };
    await expect(shop.run((tx) => dismissDuplicate(tx, strangers, by))).rejects.toMatchObject({
      code: "DUPLICATE_UNKNOWN",
    });
  });

  test("duplicates are not suggested by what many share", async () => {
    await begin();
    for (let n = 0; n < 25; n++) await buys(`${n}`, { name: "Guest", email: `g${n}@example.test` }, "00000");
    expect((await duplicates()).length).toBeLessThan(25 * 20);
    const last = await idOf("g24@example.test");
    expect((await duplicates()).filter((pair) => pair.one.id === last || pair.other.id === last)).toEqual([]);
  });
});
