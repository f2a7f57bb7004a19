/** A seller with a month behind them and a morning's work ahead: what every screen is drawn of. */
import { randomUUID } from "node:crypto";
import type { ConnectedShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import { type Clock, systemClock } from "../../src/commerce/clock.ts";
import type { CourierSandbox } from "../../src/connectors/kit/sandbox/courier.ts";
import { startCourierSandbox } from "../../src/sandboxes/index.ts";
import type { Person } from "../support/dashboard.ts";
import { firstSyncDone, type TestHub, until } from "../support/hub.ts";
import { enterLots } from "./lots-world.ts";
import { shippingRules } from "./shipping-rules.ts";

/** Two stores that work, one whose key was taken back, and one that is being set up. */
export interface Shown {
  readonly seller: Seller;
  readonly stores: readonly ConnectedShop[];
  readonly failing: ConnectedShop;
  readonly fresh: { readonly id: string; readonly provider: string };
  readonly courier: CourierSandbox;
  /** Somebody who has signed up and belongs nowhere yet. */
  readonly newcomer: Person;
  /** Where the link of their invitation leads. */
  readonly invitation: string;
}

const DAY = 86_400_000;

const ITEMS = [
  { sku: "SOAP-OLIVE", title: "Olive oil soap", price: "6.00", stock: 240 },
  {
    sku: "SOAP-LAUREL",
    title: "Laurel soap, aged nine months, in a box of palm leaf with a very long name",
    price: "9.50",
    stock: 180,
  },
  { sku: "CANDLE-1", title: "Beeswax candle", price: "14.00", stock: 62 },
  { sku: "OIL-50", title: "Black seed oil, 50 ml", price: "11.25", stock: 140 },
  { sku: "GIFT-3", title: "صندوق هدايا النيل", price: "32.00", stock: 75 },
  { sku: "TOWEL-S", title: "Peshtemal towel, sand", price: "24.90", stock: 58 },
] as const;

const BUYERS = [
  { name: "Mona Abdelrahman", email: "mona@mail.example", phone: "+201001230010" },
  { name: "يوسف إبراهيم", email: "youssef@mail.example", phone: "+201001230020" },
  {
    name: "Anastasia-Wilhelmina von und zu Hohenstein-Oberkirchen",
    email: "anastasia@mail.example",
    phone: "+4915100000003",
  },
  { name: "Clara Lindqvist", email: "clara@mail.example", phone: "+46700000004" },
  { name: "Omar Haddad", email: "omar@mail.example", phone: "+962790001122" },
] as const;

/** Orders of a day, by how long ago it is: quiet weekends, a busy last week. */
const MONTH = Array.from({ length: 30 }, (_, index) => 30 - index).flatMap((daysAgo) =>
  Array.from({ length: 1 + ((daysAgo * 7) % 4) + (daysAgo < 8 ? 1 : 0) }, (_, nth) => ({ daysAgo, nth })),
);

/** The world's clock, which can be put back while the past is played. */
function shiftedClock(): Clock & { ago: number } {
  const clock = {
    ago: 0,
    now: () => systemClock.now() - clock.ago,
    sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal),
  };
  return clock;
}

export async function screensWorld(hub: TestHub): Promise<Shown> {
  const seller = await hub.seller("nile-soap", { organization: "Nile Soap", currency: "EUR" });
  const stores = [];
  for (const [index, [provider, name]] of SHOPS.entries()) {
    const clock = shiftedClock();
    const sandbox = await hub.sandbox(provider, { seed: index + 1, currency: "EUR", clock });
    for (const { sku, title, price, stock } of ITEMS)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price, stock }] });
    for (const { daysAgo, nth } of MONTH.filter((_, order) => order % SHOPS.length === index)) {
      clock.ago = daysAgo * DAY - nth * 3_600_000;
      buy(sandbox.shop, daysAgo + nth);
    }
    clock.ago = 0;
    const store = await hub.connect(seller, sandbox, name, {
      stockFrom: index === 0 ? "channel" : "hub",
      importOrdersDays: 30,
    });
    await firstSyncDone(seller, store);
    stores.push(store);
  }
  const [online, outlet, failing] = stores;
  if (!online || !outlet || !failing) throw new Error("a store is missing");
  await morning(seller, [online, outlet]);
  const courier = await shippingDesk(seller);
  await paidOut(seller, online.id);
  await earned(seller, online.id);
  failing.sandbox.faults.revoke();
  await seller.post("/inventory/adjustments", { items: [{ sku: "GIFT-3", delta: -2 }] });
  await until("the failing store's alert", async () => (await listed(seller, "/alerts")).length > 0);
  await seller.post("/gift-cards", { amountMinor: 5_000, currency: "EUR", reference: "Spring raffle" });
  const newcomer = await signedUp(hub);
  const { link } = await seller.post<{ link: string }>("/invitations", { email: newcomer.email, role: "staff" });
  const { pathname, search } = new URL(link);
  return {
    seller,
    stores: [online, outlet],
    failing,
    fresh: await halfConnected(hub, seller),
    courier,
    newcomer,
    invitation: pathname + search,
  };
}

async function signedUp(hub: TestHub): Promise<Person> {
  const person = { email: "nadia@mail.example", password: "nadia-first-harbour" };
  const answer = await fetch(`${hub.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { origin: hub.url, "content-type": "application/json" },
    body: JSON.stringify({ name: "Nadia Farouk", ...person }),
  });
  if (!answer.ok) throw new Error(`signing up answered ${answer.status}: ${await answer.text()}`);
  return person;
}

/** A shop that has something of ours at another price, something new, and nothing of the rest. */
async function halfConnected(hub: TestHub, seller: Seller): Promise<Shown["fresh"]> {
  const provider = "woocommerce";
  const { shop, url } = await hub.sandbox(provider, { seed: 7, currency: "EUR" });
  for (const [sku, title, price] of [
    ["SOAP-OLIVE", "Olive soap", "6.50"],
    ["CANDLE-1", "Beeswax candle", "14.00"],
    ["MIST-ROSE", "Rose mist, 100 ml", "13.00"],
  ] as const)
    shop.addProduct({ title, status: "active", variants: [{ sku, price, stock: 12 }] });
  const values = { ...shop.credentials(), endpoint: url };
  const { storeId } = await seller.post<{ storeId: string }>("/stores", {
    provider,
    name: "Wholesale",
    values,
  });
  return { id: storeId, provider };
}

const SHOPS = [
  ["shopify", "Nile Soap online"],
  ["woocommerce", "Cairo outlet"],
  ["bigcommerce", "Trade counter"],
] as const;

const CAMPAIGNS = ["winter soaps", "winter soaps", "Laurel giveaway"] as const;

function buy(shop: ConnectedShop["sandbox"]["shop"], nth: number): string {
  const items = ITEMS[nth % ITEMS.length] ?? ITEMS[0];
  const beside = ITEMS[(nth * 5 + 1) % ITEMS.length] ?? ITEMS[0];
  return shop.placeOrder({
    lines: [
      { sku: items.sku, quantity: 1 + (nth % 3) },
      ...(nth % 4 === 0 && beside !== items ? [{ sku: beside.sku, quantity: 1 }] : []),
    ],
    customer: BUYERS[nth % BUYERS.length],
    payment: nth % 5 === 4 ? "pending" : "paid",
    attribution: { source: "google", medium: "cpc", campaign: CAMPAIGNS[nth % CAMPAIGNS.length] ?? "" },
  });
}

async function listed<T = unknown>(seller: Seller, path: string): Promise<readonly T[]> {
  return (await seller.get<{ items: T[] }>(path)).items;
}

interface Order {
  readonly id: string;
  readonly orderKey: string;
}

interface Whole extends Order {
  readonly status: string;
  readonly lines: readonly { readonly key: string }[];
}

/** Today: orders come in, one leaves and half comes back, one is called off, stock is bought, counted and moved. */
async function morning(seller: Seller, stores: readonly ConnectedShop[]): Promise<void> {
  const keys = Array.from({ length: 12 }, (_, nth) => {
    const store = stores[nth % stores.length];
    return store ? buy(store.sandbox.shop, nth) : "";
  });
  const orders = await until(
    "the morning's orders are there",
    async () => (await listed<Order>(seller, "/orders?limit=200")).filter(({ orderKey }) => keys.includes(orderKey)),
    { wanted: (there) => there.length === keys.length },
  );
  const at = (nth: number) => orders.find(({ orderKey }) => orderKey === keys[nth])?.id ?? "";
  const ended = (id: string, status: string) =>
    until(`an order ${status}`, () => seller.get<Whole>(`/orders/${id}`), {
      wanted: (order) => order.status === status,
    });
  await seller.post(`/orders/${at(0)}/fulfil`, { carrier: "Nile Express", trackingNumbers: ["NX-2026-118"] });
  await seller.post(`/orders/${at(3)}/cancel`, { reason: "customer" });
  await seller.post(`/orders/${at(1)}/notes`, { text: "Asked for a gift card: “Happy birthday, Layla”" });
  await seller.post("/orders/bulk", { action: "tag", orderIds: [at(1), at(2)], add: ["gift"] });
  const shipped = await ended(at(0), "completed");
  await seller.post("/returns", {
    orderId: shipped.id,
    lines: [{ lineKey: shipped.lines[0]?.key, quantity: 1 }],
    approved: true,
    reason: "Arrived with a broken seal",
  });
  await ended(at(3), "cancelled");
  await warehouse(seller);
  await office(seller);
}

/** A register with somebody who sells, a tax rate, and a session that is open. */
async function registers(seller: Seller): Promise<void> {
  const { id: registerId } = await seller.post<{ id: string }>("/pos/registers", { name: "Front desk", prefix: "R1" });
  const { id: staffId } = await seller.post<{ id: string }>("/pos/staff", { name: "Hala", pin: "4711" });
  await seller.post("/pos/tax-rates", { tax: "VAT", rate: "19", country: "DE" });
  await seller.post("/pos/sessions", { id: randomUUID(), registerId, staffId, floatMinor: 15_000 });
}

/** One order under way, and a draft. */
async function purchases(seller: Seller): Promise<void> {
  const { id: supplierId } = await seller.post<{ id: string }>("/suppliers", {
    name: "Aleppo Soapworks",
    contactName: "Rima Saad",
    email: "orders@soapworks.example",
    address: "Khan al-Saboun 4\nAleppo",
    paymentTerms: "30 days net",
    leadDays: 14,
  });
  const order = await seller.post<{ id: string }>("/purchase-orders", {
    supplierId,
    note: "Please ring before delivery.",
    lines: [
      { sku: "SOAP-LAUREL", quantity: 60, unitCostMinor: 310 },
      { sku: "SOAP-OLIVE", quantity: 120, unitCostMinor: 190 },
      { sku: "GIFT-3", quantity: 12, unitCostMinor: 1_250 },
    ],
  });
  await seller.post(`/purchase-orders/${order.id}/order`);
  await seller.post(`/purchase-orders/${order.id}/receive`, {
    lines: [{ line: 1, quantity: 40 }],
    reference: "DN-1107",
  });
  await seller.post("/purchase-orders", { supplierId, lines: [{ sku: "CANDLE-1", quantity: 24 }] });
  await enterLots(seller);
}

async function warehouse(seller: Seller): Promise<void> {
  const soaps = await seller.post<{ id: string }>("/categories", { name: "Soap" });
  for (const name of ["Laurel", "Olive"]) await seller.post("/categories", { name, parentId: soaps.id });
  await seller.post("/categories", { name: "Home" });
  const annex = await seller.post<{ id: string }>("/locations", { name: "Annex", code: "ANNEX" });
  const document = await seller.post<{ id: string }>("/stock-documents", {
    kind: "purchase_invoice",
    partner: "Aleppo Soapworks",
    partnerReference: "2026/0417",
    lines: [
      { sku: "SOAP-LAUREL", quantity: 24, unitCostMinor: 310 },
      { sku: "SOAP-OLIVE", quantity: 48, unitCostMinor: 190 },
    ],
  });
  await seller.post(`/stock-documents/${document.id}/post`);
  await seller.post("/stock-documents", {
    kind: "adjustment",
    reason: "Broken",
    lines: [{ sku: "CANDLE-1", quantity: -2 }],
  });
  await purchases(seller);
  await registers(seller);
  await seller.post("/inventory/transfers", { items: [{ sku: "OIL-50", quantity: 10, toLocationId: annex.id }] });
  const count = await seller.post<{ id: string }>("/stock-counts", { scope: "all" });
  await seller.post(`/stock-counts/${count.id}/entries`, {
    items: [
      { sku: "TOWEL-S", counted: 31 },
      { sku: "GIFT-3", counted: 70 },
    ],
  });
  await checkedImport(seller);
}

/** A courier, a box, goods that were weighed but for the candle; of two parcels one is out for delivery. */
async function shippingDesk(seller: Seller): Promise<CourierSandbox> {
  const courier = await startCourierSandbox("shippo", { clock: systemClock, seed: 3 });
  const values = { ...courier.shop.credentials(), endpoint: courier.url };
  const { storeId: courierId } = await seller.post<{ storeId: string }>("/stores", { provider: "shippo", values });
  const [location] = await listed<{ id: string }>(seller, "/locations");
  const address = { line1: "965 Mission St", city: "San Francisco", region: "CA", postcode: "94103", country: "US" };
  await seller.patch(`/locations/${location?.id}`, { address });
  for (const { id, sku } of await listed<{ id: string; sku: string }>(seller, "/variants?limit=200"))
    if (sku !== UNWEIGHED) await seller.patch(`/variants/${id}`, { weightGrams: 180 });
  const size = { lengthMm: 240, widthMm: 180, heightMm: 90 };
  const { items } = await seller.post<{ items: { id: string }[] }>("/package-presets", {
    name: "Small box",
    ...size,
    weightGrams: 90,
  });
  for (const rule of shippingRules(courierId)) await seller.post("/automations", rule);
  const orderIds = (await toBook(seller))
    .filter(({ hasUnweighed }) => !hasUnweighed)
    .slice(-2)
    .map(({ id }) => id);
  await seller.post("/shipments/bulk", { orderIds, courierId, packageId: items[0]?.id });
  const labels = () => listed<{ labelState: string; trackingNumbers: string[] }>(seller, "/shipments");
  const ready = await until("two labels", labels, {
    wanted: (rows) => rows.length === 2 && rows.every(({ labelState }) => labelState === "ready"),
  });
  const [number = ""] = ready[0]?.trackingNumbers ?? [];
  for (const word of ["picked_up", "in_transit", "out_for_delivery"] as const) courier.shop.scan(number, word);
  await until("it is out for delivery", () => listed(seller, "/shipments?status=out_for_delivery"), {
    wanted: (rows) => rows.length === 1,
  });
  return courier;
}

/** Two orders of a statement, one of them short, a line nobody knows, and a rule for commissions. */
async function paidOut(seller: Seller, storeId: string): Promise<void> {
  interface Sold extends Order {
    readonly orderKey: string;
    readonly totalMinor: number;
  }
  const sold = await listed<Sold>(seller, `/orders?storeId=${storeId}&financial=paid&limit=2`);
  const rows = sold.map(
    ({ orderKey, totalMinor }, n) => `${orderKey},UTR-2026-11,${(totalMinor - n * 250) / 100},-1.50`,
  );
  const csv = ["Order Id,Payout Id,Product Price,Commission", ...rows, "9999,UTR-2026-11,12.00,-1.20", ""].join("\n");
  await seller.post("/settlements", { storeId, csv, fileName: "november.csv", currency: "EUR" });
  const any = { storeId: null, paymentKind: null, gateway: null, category: null, validFrom: null, validTo: null };
  const rule = { ...any, id: randomUUID(), name: "Commission", kind: "commission", percent: "8", fixedMinor: 0 };
  const more = { currency: null, tiers: null, base: "goods", taxPercent: "18", isActive: true };
  await seller.call("PUT", "/fee-rules", { rules: [{ ...rule, ...more }] });
}

/** What goods cost, one more than it is sold for, and what was spent on advertising. */
async function earned(seller: Seller, storeId: string): Promise<void> {
  interface Item {
    readonly id: string;
    readonly sku: string;
  }
  for (const { id, sku } of await listed<Item>(seller, "/variants?limit=50")) {
    const price = ITEMS.find((each) => each.sku === sku)?.price;
    const unitCost = sku === "OIL-50" ? "12.40" : (Number(price ?? 10) * 0.4).toFixed(2);
    await seller.post(`/variants/${id}/costs`, { from: "2026-01-01", unitCost });
  }
  for (const [label, channelId, amount] of [
    ["Winter soaps", storeId, "3.20"],
    ["Newsletter", null, "1.10"],
  ] as const)
    for (let daysAgo = 1; daysAgo < 25; daysAgo += 2) {
      const date = new Date(systemClock.now() - daysAgo * DAY).toISOString().slice(0, 10);
      await seller.post("/marketing/spend", { label, date, amount, currency: "EUR", channelId });
    }
}

/** Goods nobody has weighed: a parcel of them needs a weight. */
const UNWEIGHED = "CANDLE-1";

interface ToBook extends Order {
  readonly number: string;
  readonly storeId: string;
  readonly hasUnweighed: boolean;
}

/** Paid orders no shipment holds, oldest first. */
export async function toBook(seller: Seller): Promise<readonly ToBook[]> {
  const orders = await listed<Omit<ToBook, "hasUnweighed">>(seller, "/orders?toShip=true&financial=paid&limit=200");
  const booked = new Set((await listed<{ orderId: string }>(seller, "/shipments?limit=200")).map((one) => one.orderId));
  const heavy = await listed<Order>(seller, `/orders?toShip=true&sku=${UNWEIGHED}&limit=200`);
  const unweighed = new Set(heavy.map(({ id }) => id));
  return orders
    .filter(({ id }) => !booked.has(id))
    .map((order) => ({ ...order, hasUnweighed: unweighed.has(order.id) }))
    .toSorted((a, b) => Number(a.hasUnweighed) - Number(b.hasUnweighed));
}

/** A file whose dry run found something to create, to change, and to refuse. */
async function checkedImport(seller: Seller): Promise<void> {
  const answer = await seller.call("POST", "/imports?name=autumn-prices.csv", new TextEncoder().encode(PRICE_LIST), {
    "content-type": "text/csv",
  });
  const { id } = (await answer.json()) as { id: string };
  await seller.post(`/imports/${id}/check`);
  await until("the dry run", () => seller.get<{ check: { state: string } | null }>(`/imports/${id}`), {
    wanted: ({ check }) => check?.state === "done",
  });
}

const PRICE_LIST = `sku,title,price,stock
SOAP-OLIVE,Olive oil soap,6.40,
SOAP-LAUREL,"Laurel soap, aged nine months",nine,
SOAP-ROSE,Rose soap,7.20,60
,Without a SKU,3.00,5
`;

async function office(seller: Seller): Promise<void> {
  await seller.post("/api-keys", { name: "Accounting", role: "viewer" });
  await seller.post("/invitations", { email: "salma@nile-soap.example", role: "manager" });
}
