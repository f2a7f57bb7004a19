import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import type { Json } from "../../commerce/product.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listConversations } from "../conversations/conversations.ts";
import { requestReply } from "../conversations/replies.ts";
import { storeConversations } from "../conversations/store.ts";
import { listOrders } from "../orders/list.ts";
import { actor, later, noon, orderPart, type TestShop, testShop } from "../orders/testing.ts";
import { searchKinds } from "../search/documents.ts";
import { indexAllDue, indexDue } from "../search/index-due.ts";
import { listCustomers } from "./customers.ts";
import { mergeCustomers } from "./merge.ts";
import { exportCustomer } from "./person-export.ts";
import { eraseByContact, eraseCustomer } from "./privacy.ts";
import { whereWordsStand } from "./testing.ts";
import { hala, leaveTraces, told } from "./testing-traces.ts";

const db = fixture(testDatabase);

const by = { actor, now: noon };

const openStore = async () => {
  const shop = await testShop(db);
  return { shop, store: await shop.newStore() };
};
const customerOf = async (shop: TestShop, email: string) =>
  indexAllDue(shop.run).then(
    async () => (await shop.run((tx) => listCustomers(tx, { search: email }))).items[0]?.id ?? "",
  );
/** As a marketplace names the buyer of an order. */
const buyer = "nile_reader";
const ofBuyer = (key: string) =>
  orderPart(key, { lines: [], contact: { key: buyer, name: "Nadia Rashad", quality: "real" } });
const question = (key: string, more: Partial<ChannelConversation> = {}): ChannelConversation => ({
  ...{ key, kind: "message", subject: `Question of ${buyer}`, buyer, state: "waiting_for_seller", canReply: true },
  ...{ openedAt: noon.toISOString(), updatedAt: noon.toISOString() },
  messages: [{ key: "m1", at: noon.toISOString(), from: "buyer", author: buyer, text: "My flat is at the Corniche." }],
  ...more,
});
const written = ["Corniche", buyer];

async function storeQuestion({ shop, store }: Awaited<ReturnType<typeof openStore>>, one: ChannelConversation) {
  await shop.run((tx) => storeConversations(tx, [one], { connectionId: store.id, now: noon }));
  const { items } = await shop.run((tx) => listConversations(tx, {}));
  return items.find(({ subject }) => subject === one.subject)?.id ?? "";
}

const terms = [hala.name, "Zaghloul", hala.email, hala.phone, hala.street];

test("an erased person is in no table of the database; what is told again brings nobody back; others keep theirs [E5.3]", async () => {
  const { shop, store } = await openStore();
  const karim = { name: "Karim Adel", email: "karim@example.test", phone: "+201009999999", street: "9 Giza Road" };
  await leaveTraces({ shop, store }, karim, "K1");
  await leaveTraces({ shop, store }, hala, "H1");
  await store.apply([{ ...told("H2", { ...hala, email: "hz@example.test", phone: "+201005550000" }) }]);
  const [id, other] = [await customerOf(shop, hala.email), await customerOf(shop, "hz@")];
  await shop.run((tx) => mergeCustomers(tx, { from: other, into: id, ...by }));
  const all = [...terms, "hz@example.test", "+201005550000"];
  expect((await whereWordsStand(db.owner, shop.organization, all)).length).toBeGreaterThan(25);

  expect(await shop.run((tx) => eraseCustomer(tx, other, by))).toMatchObject({ customers: 2, orders: 2 });
  expect(await whereWordsStand(db.owner, shop.organization, all)).toEqual([]);

  // Karim's label is left, hers is not: it shows her name and street.
  expect(await shop.run((tx) => tx.rows("select 1 from argosy.stored_file where name = 'label.pdf'"))).toHaveLength(1);

  const parcel = { carrier: hala.name, trackingUrl: `https://parcels.example/${encodeURIComponent(hala.email)}` };
  const fulfilments = [{ key: "F9", status: "fulfilled" as const, trackingNumbers: [], lines: [], ...parcel }];
  const returns = [
    {
      key: "R9",
      state: "requested" as const,
      platformStatus: "open",
      reason: `Ask ${hala.name}`,
      ...parcel,
      lines: [],
    },
  ];
  await store.apply([later(told("H1"), 5, { status: "processing", fulfilments, returns })]);
  expect(await whereWordsStand(db.owner, shop.organization, all)).toEqual([]);
  const stored = await whereWordsStand(db.owner, shop.organization, Object.values(karim));
  for (const table of ["customer", "sales_order", "order_part", "inbox_event", "timeline", "sync_log_rest", "alert"])
    expect(stored.join(" "), table).toContain(table.replace("_rest", ""));
  const totals = await shop.run((tx) =>
    tx.rows("select raw ->> 'total' as total from order_part where organization_id = argosy.tenant()"),
  );
  expect(totals).toEqual([{ total: "10.00" }, { total: "10.00" }, { total: "10.00" }]);
});

test("a platform's request erases what its store told, in every table", async () => {
  const { shop, store } = await openStore();
  await leaveTraces({ shop, store }, hala, "H1");
  const data = { customer: { id: "c-77", email: hala.email }, orders_to_redact: ["H1"] };
  const request = { connectionId: store.id, request: "erase_customer", data, ...by } as const;
  expect(await shop.run((tx) => eraseByContact(tx, request))).toMatchObject({ customers: 1, orders: 1 });
  expect(await whereWordsStand(db.owner, shop.organization, terms)).toEqual([]);
});

test("a platform's notice erases the messages of the account it names, of one that ordered nothing too", async () => {
  const { shop, store } = await openStore();
  const id = await storeQuestion({ shop, store }, question("message:1"));
  const text = `Dear ${buyer}, it is blue.`;
  await shop.run((tx) => requestReply(tx, { id, text, maxLength: 100, requestKey: undefined, ...by }));
  await storeQuestion(
    { shop, store },
    question("message:2", { buyer: "other_reader", subject: "Other", messages: [] }),
  );
  const data = { customer: [{ id: buyer.toUpperCase() }, { id: "ma8vp1jySJC" }] };
  const request = { connectionId: store.id, request: "erase_customer", data, ...by } as const;
  expect((await shop.run((tx) => eraseByContact(tx, request))).places).toEqual([
    { what: "conversation_reply", rows: 1 },
    { what: "conversation", rows: 1 },
  ]);
  expect(await whereWordsStand(db.owner, shop.organization, written)).toEqual([]);
  await storeQuestion({ shop, store }, question("message:1"));
  expect(await whereWordsStand(db.owner, shop.organization, written)).toEqual([]);
  expect(await whereWordsStand(db.owner, shop.organization, ["other_reader"])).toEqual(["argosy.conversation.buyer"]);
});

test("a platform's request to erase its shop erases the messages of all its buyers", async () => {
  const { shop, store } = await openStore();
  await storeQuestion({ shop, store }, question("message:1"));
  const other = await shop.newStore();
  await storeQuestion(
    { shop, store: other },
    question("message:2", { buyer: "other_reader", subject: "Other", messages: [] }),
  );
  const request = { connectionId: store.id, request: "erase_shop", data: {}, ...by } as const;
  await shop.run((tx) => eraseByContact(tx, request));
  expect(await whereWordsStand(db.owner, shop.organization, written)).toEqual([]);
  expect(await whereWordsStand(db.owner, shop.organization, ["other_reader"])).toEqual(["argosy.conversation.buyer"]);
});

test("an erased customer's messages that name no order go, and are in the copy they may ask for before", async () => {
  const { shop, store } = await openStore();
  await store.apply([ofBuyer("B1")]);
  await storeQuestion({ shop, store }, question("message:1"));
  const id = await customerOf(shop, "Nadia");
  // As where a marketplace's address of the buyer is no contact point.
  await shop.run((tx) =>
    tx.run("delete from argosy.contact_point where organization_id = argosy.tenant() and kind = 'account'"),
  );
  const { records } = (await shop.run((tx) => exportCustomer(tx, id))) as { readonly records: Json };
  expect(records).toMatchObject({ conversation: [{ buyer, subject: `Question of ${buyer}` }] });
  await shop.run((tx) => eraseCustomer(tx, id, by));
  expect(await whereWordsStand(db.owner, shop.organization, written)).toEqual([]);
});

test("a conversation read before its order is linked when the order comes, and erased with it", async () => {
  const { shop, store } = await openStore();
  const about = question("thread:1", { orderKey: "B1", buyer: "Nadia R." });
  const id = await storeQuestion({ shop, store }, about);
  await store.apply([ofBuyer("B1")]);
  const order = await shop.run((tx) =>
    tx.one<{ id: string }>("select id from argosy.sales_order where ext_key = 'B1'"),
  );
  const { items } = await shop.run((tx) => listConversations(tx, { orderId: order.id }));
  expect(items.map((one) => one.id)).toEqual([id]);
  await shop.run(async (tx) => eraseCustomer(tx, await customerOf(shop, "Nadia"), by));
  expect(await whereWordsStand(db.owner, shop.organization, written)).toEqual([]);
});

test("a conversation first read after its order was erased stores nothing of the buyer", async () => {
  const { shop, store } = await openStore();
  await store.apply([ofBuyer("B1")]);
  await shop.run(async (tx) => eraseCustomer(tx, await customerOf(shop, "Nadia"), by));
  await storeQuestion({ shop, store }, question("thread:1", { orderKey: "B1" }));
  await storeQuestion({ shop, store }, question("thread:1", { orderKey: "B1" }));
  expect(await whereWordsStand(db.owner, shop.organization, written)).toEqual([]);
  const { items } = await shop.run((tx) => listConversations(tx, { waiting: true }));
  expect(items).toHaveLength(1);
});

test("a person erased while their order is made searchable leaves no word, and the order is found by what it says next", async () => {
  const { shop, store } = await openStore();
  await store.apply([told("H1")]);
  const id = await customerOf(shop, hala.email);
  const note = (text: string) =>
    shop.run((tx) => tx.run("update sales_order set note = $1 where organization_id = argosy.tenant()", [text]));
  await note("Ask for Mrs Farouk");
  // Stands in the way of one new word, so that the reader of marks stops between what it read and what it writes.
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  const blocking = shop.run(async (tx) => {
    await tx.run(
      `insert into search_term (organization_id, kind, term, position, subject_id)
       select organization_id, kind, 'farouk', position, subject_id from search_document
       where organization_id = argosy.tenant() and kind = $1`,
      [searchKinds.order],
    );
    await isReleased;
    throw new Error("It has stood there long enough.");
  });
  const indexing = shop.run((tx) => indexDue(tx, new Date()));
  const areWaiting = async (count: number) => {
    const rows = await db.owner.rows(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rows.length >= count;
  };
  while (!(await areWaiting(1))) await delay(5);
  let isErased = false;
  const erasing = shop
    .run((tx) => eraseCustomer(tx, id, by))
    .finally(() => {
      isErased = true;
    });
  while (!isErased && !(await areWaiting(2))) await delay(5);
  release();
  await expect(blocking).rejects.toThrow("long enough");
  await Promise.all([indexing, erasing]);
  expect(await whereWordsStand(db.owner, shop.organization, [...terms, "Farouk"])).toEqual([]);
  await note("A blue box");
  await indexAllDue(shop.run);
  const { items } = await shop.run((tx) => listOrders(tx, { search: "blue" }));
  expect(items.map(({ number }) => number)).toEqual(["SH-H1"]);
});

test("the export holds everything the person may ask for [E5.4]", async () => {
  const { shop, store } = await openStore();
  await leaveTraces({ shop, store }, hala, "H1");
  const data = await shop.run(async (tx) => exportCustomer(tx, await customerOf(shop, hala.email)));
  expect(data).toMatchObject({
    customer: { name: hala.name, email: hala.email },
    contactPoints: [{ kind: "account" }, { value: hala.email }, { value: hala.phone }],
    orders: [
      {
        number: "SH-H1",
        shippingAddress: { line1: hala.street },
        refunds: [{ amountMinor: "100" }],
        returns: [{ reason: `${hala.name} wants another size` }],
        parcels: [{ carrier: `by hand to ${hala.name}` }],
        platformData: [{ email: hala.email }],
      },
    ],
    deliveries: [{ topic: "t" }],
  });
  expect(JSON.stringify(data)).toContain(`Spoke to ${hala.name}`);
});

test("a platform's request leaves others who share the person's phone, and asks for the copy of the person alone", async () => {
  const { shop, store } = await openStore();
  const phone = "+201007770000";
  const order = (key: string, contact: { readonly key?: string; readonly email?: string; readonly name: string }) =>
    orderPart(key, { lines: [], contact: { ...contact, phone, quality: "real" } });
  await store.apply([order("P1", { key: "c-son", name: "Samir Shared" })]);
  await store.apply([
    order("P2", { key: "c-mother", name: "Mona Shared" }),
    order("P3", { email: "office@example.test", name: "Omar Shared" }),
    order("P4", { name: "Samir at the door" }),
  ]);
  const ask = (request: "erase_customer" | "export_customer", customer: Json) =>
    shop.run((tx) => eraseByContact(tx, { connectionId: store.id, request, data: { customer }, ...by }));
  await ask("export_customer", { id: "c-mother", phone });
  const requested = await shop.run((tx) =>
    tx.rows(
      `select c.name from alert a join customer c on c.organization_id = argosy.tenant() and c.id = a.subject_id
       where a.organization_id = argosy.tenant() and a.kind = 'privacy_export'`,
    ),
  );
  expect(requested).toEqual([{ name: "Mona Shared" }]);
  expect(await ask("erase_customer", { id: "c-mother", phone })).toMatchObject({ customers: 1, orders: 1 });
  const stored = await shop.run((tx) =>
    tx.rows<{ name: string; phone: string }>(
      `select contact ->> 'name' as name, contact ->> 'phone' as phone from sales_order
       where organization_id = argosy.tenant() and contact ->> 'name' is not null order by 1`,
    ),
  );
  const names = ["Omar Shared", "Samir Shared", "Samir at the door"];
  expect(stored).toEqual(names.map((name) => ({ name, phone })));
  // The son's own request takes what he ordered by the phone alone too.
  expect(await ask("erase_customer", { id: "c-son", phone })).toMatchObject({ customers: 1, orders: 2 });
});
