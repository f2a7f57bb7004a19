/** The API reference as a developer opens it. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, openBrowser } from "../support/browser.ts";
import { type TestHub, testHub } from "../support/hub.ts";

const executable = findChromium();

describe.skipIf(executable === undefined)("the API reference in a browser", () => {
  let hub: TestHub;
  let browser: Browser;

  beforeAll(async () => {
    hub = await testHub();
    browser = await openBrowser(executable ?? "");
  });

  afterAll(async () => {
    await browser?.close();
    await hub?.[Symbol.asyncDispose]();
  });

  test("lists the operations, opens one with its fields, and loads nothing from elsewhere", async () => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    // Reading the whole description takes seconds alone and more beside other tests; only what hangs meets it.
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== hub.url)
        elsewhere.push(request.url());
    });
    await page.goto(`${hub.url}/api/reference/`);
    await page.locator('.opblock-tag[data-tag="stores"]').click();
    const operation = page.locator(".opblock", { hasText: "Renew the platform's tokens now" }).first();
    await operation.waitFor();
    expect(await page.locator(".info .title").textContent()).toContain("Argosy");
    await operation.locator(".opblock-summary-control").click();
    await operation.locator(".response-col_status", { hasText: "200" }).waitFor();
    expect(await operation.locator(".opblock-summary-path").textContent()).toContain("refresh-credentials");
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/reference.png` });
  });
});
