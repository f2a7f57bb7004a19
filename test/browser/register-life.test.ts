/** A register's life on its device: no room, a database the browser deletes, two tabs, a newer version. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { TABLET, type Visitor, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { newerBuild } from "./newer-build.ts";
import {
  addRegister,
  enterPin,
  goOffline,
  openRegister,
  SOAP,
  scan,
  sellOne,
  soapSeller,
  storedOnDevice,
} from "./register-world.ts";

/** Keeps every word of the register's state from here on. */
const NOTE_STATES = `window.states = [];
  new MutationObserver(() => states.push(document.querySelector("[role=status]").textContent)).observe(document.body, {
    subtree: true, childList: true, characterData: true,
  });`;

const NETWORK_SEEMS_BACK = `window.dispatchEvent(new Event("online"))`;

/** Writes until there is room for nothing more. */
const FILL = `(async () => {
  const store = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("others", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("junk", { autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = reject;
  });
  for (const size of [1_000_000, 50_000, 2_000, 100])
    while (await new Promise((resolve) => {
      const work = store.transaction("junk", "readwrite");
      work.objectStore("junk").add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))).toString().slice(0, size).padEnd(size, "x"));
      work.oncomplete = () => resolve(true);
      work.onabort = () => resolve(false);
    }));
})()`;

describeInBrowser("a register on its device", (hub) => {
  const seller = fixture(() => soapSeller(hub, "device"));

  const numbers = async (prefix: string) =>
    (await seller.get<{ items: { number: string }[] }>("/pos/sales?limit=200")).items
      .map(({ number }) => number)
      .filter((number) => number.startsWith(prefix))
      .sort();

  /** A device with little room, and what its browser does when it deletes a site's data. */
  async function storageOf(page: Page) {
    const origin = hub.url;
    // Of a page that stays: what is said of the quota ends with it.
    const other = await page.context().newPage();
    await other.goto(`${origin}/register/?display`);
    const session = await page.context().newCDPSession(other);
    return {
      // Before the first write: the browser looks at the quota again only once it is used up.
      shrink: () => session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 20_000_000 }),
      fill: () => other.evaluate(FILL),
      free: () => session.send("Storage.overrideQuotaForOrigin", { origin }),
      evict: () => session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" }),
    };
  }

  /** Entries in the second copy: what the hub does not have yet. */
  const copies = (page: Page) =>
    page.evaluate("Object.keys(localStorage).filter((key) => key.includes('.entry.')).length");

  /** Opened with all it needs and nothing left to upload, and then without network. */
  const openOffline = async ({ page }: Visitor, made: Parameters<typeof openRegister>[2]) => {
    await openRegister(page, hub, made);
    await storedOnDevice(page);
    // The opening of the drawer is an entry too.
    await until("the hub has the opening", async () => (await copies(page)) === 0);
    await goOffline(page);
  };

  test("a sale the device has no room for is not complete and says so; its payment outlives a reload until there is room [F4]", async () => {
    const made = await addRegister(seller, "Full desk", "F1");
    await using visitor = await visit(hub, seller, TABLET);
    const { page, context } = visitor;

    const storage = await storageOf(page);
    await storage.shrink();
    await openRegister(page, hub, made);
    await storedOnDevice(page);
    await sellOne(page, SOAP);
    await until("the first sale is there", async () => (await numbers("F1")).length === 1);
    await goOffline(page);
    const alert = page.getByRole("alert").filter({ hasText: "out of storage" });
    // What a database takes differs from write to write: full is where the register says so.
    await until("the device has no room", async () => {
      await storage.fill();
      await scan(page, SOAP);
      return (await alert.count()) > 0;
    });
    await storage.fill();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByText("The payment stays on this page.").waitFor();
    await page.getByRole("button", { name: "Complete sale" }).waitFor();

    await page.reload();
    await enterPin(page);
    await page.getByTestId("line").waitFor();
    await storage.free();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: "Complete sale" }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    expect(await page.getByText("out of storage").count()).toBe(0);
    await context.setOffline(false);
    await until("both are orders", async () => (await numbers("F1")).length === 2);
    expect(await numbers("F1")).toEqual(["F1-000001", "F1-000002"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a database deleted under the page is put back with what waits, the open basket and the products [F4]", async () => {
    const made = await addRegister(seller, "Cleared desk", "C1");
    await using visitor = await visit(hub, seller, TABLET);
    const { page, context } = visitor;

    await openOffline(visitor, made);
    await sellOne(page, SOAP);
    await sellOne(page, SOAP);
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor();
    const storage = await storageOf(page);
    await storage.evict();
    await page.getByText("2 entries that were not uploaded were restored.").waitFor();
    await page.getByText("Offline · 2 sales wait here").waitFor();
    await page.reload();
    await enterPin(page);
    await page.getByTestId("line").waitFor();
    await scan(page, SOAP);
    await page.getByTestId("total").getByText("12.00").waitFor();

    // Deleted by another page of this device, as developer tools do.
    const other = await context.newPage();
    await other.goto(`${hub.url}/register/?display`);
    await other.evaluate(`new Promise((resolve, reject) => {
      const asked = indexedDB.deleteDatabase("argosy-register-${made.id}");
      asked.onsuccess = resolve;
      asked.onerror = reject;
    })`);
    await other.close();
    await page.getByText("2 entries that were not uploaded were restored.").waitFor();
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await context.setOffline(false);
    await until("all three are orders", async () => (await numbers("C1")).length === 3);
    expect(await numbers("C1")).toEqual(["C1-000001", "C1-000002", "C1-000003"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("data a browser deleted while the register was closed comes back from the second copy [F4]", async () => {
    const made = await addRegister(seller, "Night desk", "N1");
    await using visitor = await visit(hub, seller, TABLET);
    const { page, context } = visitor;

    await openOffline(visitor, made);
    for (let n = 0; n < 3; n++) await sellOne(page, SOAP);
    const storage = await storageOf(page);
    await page.goto("about:blank");
    await storage.evict();
    await context.setOffline(false);
    await page.goto(`${hub.url}/register/`);
    await page.getByText("3 entries that were not uploaded were restored.").waitFor();
    await until("all three are orders", async () => (await numbers("N1")).length === 3);
    await until("the copies are gone", async () => (await copies(page)) === 0);
    expect(visitor.complaints).toEqual([]);
  });

  test("a second tab sells only after it took the register over, with the open basket and the next number [F4]", async () => {
    const made = await addRegister(seller, "Two tabs", "T1");
    await using visitor = await visit(hub, seller, TABLET);
    const { page, context } = visitor;

    await openRegister(page, hub, made);
    await storedOnDevice(page);
    await sellOne(page, SOAP);
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor();
    const second = await context.newPage();
    await second.goto(`${hub.url}/register/`);
    await second.getByRole("heading", { name: "Open in another tab" }).waitFor();
    await second.getByRole("button", { name: "Use it here" }).click();
    await page.getByRole("heading", { name: "Open in another tab" }).waitFor();
    await enterPin(second);
    await second.getByTestId("line").waitFor();
    await second.keyboard.press("F2");
    await second.getByRole("button", { name: /in cash$/ }).click();
    await second.getByRole("button", { name: "New sale" }).click();
    // And back again: the first tab knows what the second did.
    await page.getByRole("button", { name: "Use it here" }).click();
    await second.getByRole("heading", { name: "Open in another tab" }).waitFor();
    await page.getByTestId("products").waitFor();
    await sellOne(page, SOAP);
    await until("three sales are there", async () => (await numbers("T1")).length === 3);
    expect(await numbers("T1")).toEqual(["T1-000001", "T1-000002", "T1-000003"]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a newer version waits for the open sale and comes at the next idle moment, without another PIN [F4]", async () => {
    await using build = await newerBuild(hub);
    const made = await addRegister(seller, "Newer desk", "V1");
    await using visitor = await visit(build, seller, TABLET);
    const { page } = visitor;

    await openRegister(page, build, made);
    await storedOnDevice(page);
    await scan(page, SOAP);
    await page.getByTestId("line").waitFor();
    await page.evaluate("window.isOfBefore = true");
    build.release();
    await page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())");
    await page.getByText("A new version loads after this sale.").waitFor();
    await scan(page, SOAP);
    await page.getByTestId("total").getByText("12.00").waitFor();
    expect(await page.evaluate("window.isOfBefore")).toBe(true);
    await page.keyboard.press("F2");
    await page.getByRole("button", { name: /in cash$/ }).click();
    await page.getByRole("button", { name: "New sale" }).click();
    await page.getByText("The register was updated.").waitFor();
    await page.getByTestId("products").waitFor();
    expect(await page.evaluate("window.isOfBefore")).toBeUndefined();
    await sellOne(page, SOAP);
    await until("both are orders", async () => (await numbers("V1")).length === 2);
    expect(visitor.complaints).toEqual([]);
  });

  test("only an answer to a later request makes the register online again after the network went [F4]", async () => {
    const made = await addRegister(seller, "Far desk", "X1");
    await using visitor = await visit(hub, seller, TABLET);
    const { page, context } = visitor;
    const isCatalogUrl = /\/api\/pos\/catalog\?/;
    const isCatalog = (requested: { url(): string }) => isCatalogUrl.test(requested.url());
    const triedInVain = async () => {
      const failed = page.waitForEvent("requestfailed", { predicate: isCatalog });
      await page.evaluate(NETWORK_SEEMS_BACK);
      await failed;
    };
    const states = () => page.evaluate<string[]>("states");

    // What waits is sent before the catalog is asked for.
    const opened = page.waitForResponse("**/api/pos/sessions");
    await openRegister(page, hub, made);
    await storedOnDevice(page);
    await opened;
    await page.getByText("Online", { exact: true }).waitFor();
    await goOffline(page);
    await page.evaluate(NOTE_STATES);
    await triedInVain();
    await triedInVain();
    expect(await states()).not.toContain("Online");

    await context.setOffline(false);
    await page.getByText("Online", { exact: true }).waitFor();
    const [isAnswered, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route(isCatalogUrl, async (route) => {
      const response = await route.fetch();
      isAnswered.resolve();
      await goOn.promise;
      await route.fulfill({ response });
    });
    await page.evaluate(NETWORK_SEEMS_BACK);
    await isAnswered.promise;
    await goOffline(page);
    await page.evaluate(NOTE_STATES);
    const arrived = page.waitForEvent("requestfinished", { predicate: isCatalog });
    goOn.resolve();
    await arrived;
    await page.unroute(isCatalogUrl);
    await triedInVain();
    expect(await states()).not.toContain("Online");

    await context.setOffline(false);
    await page.getByText("Online", { exact: true }).waitFor();
  });
});
