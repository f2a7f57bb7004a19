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

  /** Until the browser has the page and every part of it. */
  async function kept(page: Page): Promise<void> {
    await page.evaluate("navigator.serviceWorker.ready");
    await page.waitForFunction("navigator.serviceWorker.controller !== null");
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

  test("without a network the dashboard opens, says so, and shows the orders once the hub answers", async () => {
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

  test("while the hub is away a screen never opened before loads, and what was typed stays", async () => {
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
});
