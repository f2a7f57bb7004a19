/** The dashboard on a device: installable, and there while its hub is away. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { findChromium } from "../support/browser.ts";
import { buildDashboard, visit } from "../support/dashboard.ts";
import { testHub } from "../support/hub.ts";

describe.skipIf(findChromium() === undefined)("the dashboard on a device", () => {
  const hub = fixture(async () => {
    buildDashboard();
    return testHub();
  });

  /** Address of the worker the page is answered by; "" where there is none. */
  const controller = (page: Page): Promise<string> =>
    page.evaluate("navigator.serviceWorker.controller?.scriptURL ?? ''");

  /** Until the browser has the page and every part of it. */
  async function kept(page: Page): Promise<void> {
    await page.evaluate("navigator.serviceWorker.ready");
    await expect.poll(() => controller(page)).toMatch(/\/worker\.js$/);
    await page.evaluate("navigator.serviceWorker.controller.postMessage('complete')");
    const parts = async () => {
      const counts = `(async () => {
        const [name] = await caches.keys();
        const text = await (await fetch("/worker.js")).text();
        const { files, later } = JSON.parse(text.slice(text.indexOf("{"), text.indexOf("};") + 1));
        return [(await (await caches.open(name)).keys()).length, files.length + later.length + 1];
      })()`;
      return (await page.evaluate(counts)) as [number, number];
    };
    await expect
      .poll(async () => {
        const [here, all] = await parts();
        return all - here;
      })
      .toBe(0);
  }

  test("a browser finds what it needs to install the dashboard", async () => {
    const seller = await hub.seller("install");
    await using visitor = await visit(hub, seller, { isApart: true, keepsDashboard: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/orders`);
    const session = await context.newCDPSession(page);
    const { errors, data } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? "{}") as { name: string; icons: { src: string }[]; start_url: string };
    expect(manifest).toMatchObject({ name: "Argosy", start_url: "/" });
    for (const { src } of manifest.icons) expect((await context.request.get(`${hub.url}${src}`)).status()).toBe(200);
    expect(visitor.complaints).toEqual([]);
  });

  test("a register opened from the dashboard is not taken for an older version of itself", async () => {
    const seller = await hub.seller("register");
    await using visitor = await visit(hub, seller, { isApart: true, keepsDashboard: true });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    await kept(page);
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });
    await page.goto(`${hub.url}/register/`);
    await expect.poll(() => controller(page)).toBe(`${hub.url}/register/worker.js`);
    // What a reload would follow from has been handled by then.
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))");
    expect(loads).toBe(1);
    expect(visitor.complaints).toEqual([]);
  });

  test("the dashboard without a network opens, says so, and shows the orders once the hub answers", async () => {
    const seller = await hub.seller("away");
    await using visitor = await visit(hub, seller, { isApart: true, keepsDashboard: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/orders`);
    await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor();
    await kept(page);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("alert").getByText("This page loads as soon as Argosy answers.").waitFor();
    await context.setOffline(false);
    await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor();
  });

  test("a screen never opened before loads from the device while the hub is away, and shows its data when the hub is back", async () => {
    const seller = await hub.seller("unopened");
    const { id } = await seller.post<{ id: string }>("/products", { title: "Olive soap", variants: [{ sku: "SOAP" }] });
    await using visitor = await visit(hub, seller, { isApart: true, keepsDashboard: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/products`);
    await page.locator("[data-row]", { hasText: "Olive soap" }).waitFor();
    await kept(page);
    await page.reload();
    await page.locator("[data-row]", { hasText: "Olive soap" }).waitFor();
    const fromDevice: boolean[] = [];
    page.on("response", (answer) => {
      if (answer.url().includes("/assets/")) fromDevice.push(answer.fromServiceWorker());
    });
    await context.setOffline(true);
    await page.locator("[data-row]", { hasText: "Olive soap" }).click();
    await page.getByRole("alert").getByText("This page loads as soon as Argosy answers.").waitFor();
    expect(page.url()).toBe(`${hub.url}/products/${id}`);
    await context.setOffline(false);
    await page.getByRole("heading", { level: 1, name: "Olive soap" }).waitFor();
    expect(fromDevice.length).toBeGreaterThan(0);
    expect(fromDevice).not.toContain(false);
  });

  test("a line that goes dead keeps what was typed, and a dialog opens that was never opened before", async () => {
    const seller = await hub.seller("typing");
    await using visitor = await visit(hub, seller, { isApart: true, keepsDashboard: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/products/new`);
    const title = page.getByLabel("Title", { exact: true });
    await title.fill("Olive soap");
    await kept(page);
    await context.setOffline(true);
    await page.getByRole("status").filter({ hasText: "Offline" }).waitFor();
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await title.inputValue()).toBe("Olive soap");
    await context.setOffline(false);
    await page.getByRole("status").filter({ hasText: "Offline" }).waitFor({ state: "detached" });
    expect(await title.inputValue()).toBe("Olive soap");
  });

  test("a message of the hub is shown by the browser with where it leads", async () => {
    const seller = await hub.seller("pushed");
    await using visitor = await visit(hub, seller, { isApart: true, keepsDashboard: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/orders`);
    await expect.poll(() => controller(page)).toMatch(/\/worker\.js$/);
    const [worker] = context.serviceWorkers();
    // A browser without windows shows none: what it would be asked to show is looked at.
    const shown = await worker?.evaluate(`new Promise((resolve) => {
      registration.showNotification = async (title, { body, data, tag }) => resolve({ title, body, data, tag });
      const message = { title: "New order SA-1001", text: "Cairo shop", path: "/orders", tag: "orders" };
      dispatchEvent(new PushEvent("push", { data: JSON.stringify(message) }));
    })`);
    expect(shown).toEqual({ title: "New order SA-1001", body: "Cairo shop", data: "/orders", tag: "orders" });
  });
});
