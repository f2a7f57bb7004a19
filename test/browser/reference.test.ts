/** The API reference as a developer opens it. */
import { expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { openBrowser } from "../support/browser.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("the API reference in a browser", (hub) => {
  test("the reference lists the operations, opens one with its fields, and loads nothing from elsewhere", async () => {
    await using context = await (await openBrowser()).newContext({ viewport: { width: 1200, height: 900 } });
    // Only what hangs meets it, also where several tests share two cores.
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
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
    expect(await page.locator("h1").textContent()).toContain("Argosy");
    await page.locator("summary", { hasText: "Connected accounts of every kind" }).click();
    await page.getByRole("link", { name: "/api/stores/{id}/refresh-credentials" }).waitFor();
    await page.getByRole("searchbox").fill("tokens now");
    await page.getByRole("searchbox").press("Enter");
    await page.getByRole("link", { name: "/api/stores/{id}/refresh-credentials" }).click();
    await page.locator("h1", { hasText: "Renew the platform's tokens now" }).waitFor();
    expect(await page.locator(".address").textContent()).toContain("refresh-credentials");
    await page.locator(".answer", { hasText: "200" }).locator(".fields").first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "stores", exact: true }).click();
    await page.getByRole("link", { name: "/api/stores/{id}/refresh-credentials" }).waitFor();
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
    if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/reference.png` });
  });
});
