/** The register's screens, which are a page of their own, as axe looks at them and as `npm run screens` draws them. */
import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import type { Seller } from "../../demo/seller.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { stripeSandbox } from "../../src/engine/terminals/testing-stripe.ts";
import type { TestHub } from "../support/hub.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { giveTerminal } from "./card-world.ts";
import { addRegister, type MadeRegister, openMenu, PIN, scan } from "./register-world.ts";

export interface RegisterWorld extends AsyncDisposable {
  readonly seller: Seller;
  readonly sandbox: Sandbox;
  readonly stripe: Awaited<ReturnType<typeof stripeSandbox>>;
  readonly register: MadeRegister;
  /** An order of the web shop that is collected, and not paid. */
  readonly pickup: string;
}

const SOAP = "4006381333931";
const ITEMS = [
  ["Olive oil soap", "6.00", SOAP],
  ["Laurel soap", "7.50", "4006381333948"],
  ["Jasmine candle", "19.90", "4006381333955"],
] as const;

/** A shop with a web channel, a register with a terminal, and two orders that are collected. */
export async function registerWorld(hub: TestHub): Promise<RegisterWorld> {
  const seller = await hub.seller("register-screens");
  const stripe = await stripeSandbox();
  const sandbox = await hub.sandbox("shopify", { seed: 5, currency: "USD" });
  for (const [title, price, barcode] of ITEMS)
    sandbox.shop.addProduct({ title, status: "active", variants: [{ sku: title, price, barcode, stock: 20 }] });
  await firstSyncDone(seller, await hub.connect(seller, sandbox, "Web shop", { stockFrom: "channel" }));
  const { items: locations } = await seller.get<{ items: { id: string }[] }>("/locations");
  const register = await addRegister(seller, "Front desk", "R1");
  await giveTerminal(seller, register, stripe);
  const customers = ["Amal Haddad", "Omar Nassar"];
  const keys = customers.map((name) =>
    sandbox.shop.placeOrder({
      lines: [
        { sku: ITEMS[0][0], quantity: 2 },
        { sku: ITEMS[2][0], quantity: 1 },
      ],
      customer: { name, email: "amal@example.test", phone: "+201001234567" },
      payment: "pending",
      isCollected: true,
    }),
  );
  interface Order {
    readonly id: string;
    readonly number: string;
    readonly orderKey: string;
  }
  const found = async () => (await seller.get<{ items: Order[] }>("/orders?limit=50")).items;
  const orders = await until("the orders are here", found, {
    wanted: (rows) => keys.every((key) => rows.some(({ orderKey }) => orderKey === key)),
  });
  for (const { id } of orders) await seller.post(`/orders/${id}/pickup`, { locationId: locations[0]?.id });
  const { items: staff } = await seller.get<{ items: { id: string }[] }>("/pos/staff");
  await seller.post("/pos/sessions", {
    ...{ id: randomUUID(), registerId: register.id, staffId: staff[0]?.id, floatMinor: 15_000 },
  });
  const pickup = orders.find(({ orderKey }) => orderKey === keys[0])?.number ?? "";
  const dispose = () => stripe[Symbol.asyncDispose]();
  return { seller, sandbox, stripe, register, pickup, [Symbol.asyncDispose]: dispose };
}

/** Makes this browser the register whose drawer is open, and signs Hala in. */
async function signInAt(page: Page, url: string, { register }: RegisterWorld): Promise<void> {
  await page.goto(`${url}/register/`);
  await page.getByRole("button", { name: register.name }).click();
  await page.getByRole("button", { name: "Hala" }).click();
  await page.getByRole("heading", { name: /Hala/ }).waitFor();
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await page.getByTestId("products").waitFor();
}

/** Its words in English and Arabic. */
const SAID = {
  menu: /^(Menu|القائمة)$/,
  pickup: /^(Pickup|الاستلام)$/,
  printer: /^(Receipt printer|طابعة الإيصالات)$/,
  display: /^(Customer display|شاشة العميل)$/,
  receipts: /^(Receipts and returns|الإيصالات والمرتجعات)$/,
  card: /^(Card|بطاقة)$/,
  charge: /^(Charge .* on the terminal|خصم .* على جهاز البطاقات)$/,
} as const;

interface Drawn {
  readonly name: string;
  readonly page: Page;
}

/** Every screen in turn, at one register: what a cashier opens in a day. */
export async function* registerScreens(page: Page, url: string, world: RegisterWorld): AsyncGenerator<Drawn> {
  await signInAt(page, url, world);
  yield { name: "register", page };
  yield* sheets(page, world);
  yield* payment(page, world);
}

async function* sheets(page: Page, { pickup }: RegisterWorld): AsyncGenerator<Drawn> {
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: SAID.menu }).click();
  await dialog.waitFor();
  yield { name: "register-menu", page };
  await page.keyboard.press("Escape");
  for (const [name, text] of [
    ["register-printer", SAID.printer],
    ["register-receipts", SAID.receipts],
  ] as const) {
    await openMenu(page, text);
    await dialog.waitFor();
    yield { name, page };
    await page.keyboard.press("Escape");
  }
  await openMenu(page, SAID.pickup);
  const order = page.getByRole("button", { name: new RegExp(pickup) });
  await order.waitFor();
  yield { name: "register-pickups", page };
  await order.click();
  await dialog.getByText("Jasmine candle").waitFor();
  yield { name: "register-pickup", page };
  await page.keyboard.press("Escape");
}

async function* payment(page: Page, { stripe }: RegisterWorld): AsyncGenerator<Drawn> {
  await scan(page, SOAP);
  await page.getByTestId("line").waitFor({ state: "attached" });
  yield { name: "register-basket", page };
  const opening = page.context().waitForEvent("page");
  await openMenu(page, SAID.display);
  const display = await opening;
  await display.getByTestId("display-total").waitFor();
  yield { name: "register-display", page: display };
  await display.close();
  await page.keyboard.press("F2");
  await page.getByTestId("left").waitFor();
  yield { name: "register-payment", page };
  await page.getByRole("button", { name: SAID.card }).click();
  await page.getByRole("button", { name: SAID.charge }).waitFor();
  yield { name: "register-card", page };
  await page.getByRole("button", { name: SAID.charge }).click();
  await until("the terminal asks", async () => stripe.asks());
  yield { name: "register-card-waiting", page };
  stripe.decline();
  await page.getByRole("alert").waitFor();
  yield { name: "register-card-declined", page };
}
