/** What a word means: where a card or a form says so, for every way to reach it. */
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";

/** With SCREENS=<folder> what a test looks at is drawn. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `help-${name}.png`) });
}

describeInBrowser("help beside what is filled in", (hub) => {
  test("a question mark opens by keyboard, says what the word means and leads to its heading in the hub's own documentation", async () => {
    const seller = await hub.seller("asks-why", { organization: "Ask Why" });
    await using visitor = await visit(hub, seller);
    const { page, context, complaints } = visitor;
    await page.goto(`${hub.url}/settings/routing`);
    const help = page.getByRole("button", { name: "Help: Criteria" });
    await help.focus();
    await page.keyboard.press("Enter");
    const text = page.getByRole("dialog", { name: "Criteria" });
    await text.getByText(/^Compared from the top\./).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "light");
    const opened = context.waitForEvent("page");
    await page.keyboard.press("Enter");
    const docs = await opened;
    await docs.getByRole("heading", { level: 2, name: "How is a location chosen?" }).waitFor();
    expect(await seriousFaults(docs)).toEqual([]);
    await picture(docs, "docs");
    await docs.getByRole("searchbox").fill("split order");
    await docs.getByRole("searchbox").press("Enter");
    await docs.getByRole("link", { name: "Routing", exact: true }).waitFor();
    await docs.close();
    await page.keyboard.press("Escape");
    await text.waitFor({ state: "detached" });
    expect(await help.evaluate((shown) => shown.matches(":focus"))).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("Escape in a form closes the help and leaves the form with what was typed", async () => {
    const seller = await hub.seller("asks-in-form");
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/settings/api-keys`);
    await page.getByRole("button", { name: "Create API key" }).first().click();
    const form = page.getByRole("dialog", { name: "Create API key" });
    await form.getByLabel("Name").fill("ERP");
    await form.getByRole("button", { name: "Help: API key" }).click();
    const text = page.getByRole("dialog", { name: "API key", exact: true });
    await text.getByText(/^Lets a program do what you can do here/).waitFor();
    await picture(page, "form");
    await page.keyboard.press("Escape");
    await text.waitFor({ state: "detached" });
    expect(await form.getByLabel("Name").inputValue()).toBe("ERP");
    expect(complaints).toEqual([]);
  });

  test("the help on a phone in Arabic opens by a tap, and an error leads to what to do about it", async () => {
    const seller = await hub.seller("asks-by-touch");
    await using visitor = await visit(hub, seller, { ...PHONE, language: "ar", isApart: true });
    const { page, context } = visitor;
    await page.goto(`${hub.url}/settings`);
    await page.locator("[data-help=organization]").click();
    await page.getByText(/^نشاطك في Argosy/).waitFor();
    await picture(page, "arabic");
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.goto(`${hub.url}/orders/00000000-0000-4000-8000-000000000000`);
    await page.getByRole("link", { name: "ما العمل؟" }).waitFor();
    await picture(page, "error");
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "ما العمل؟" }).click();
    await (await opened).getByRole("heading", { level: 2, name: "An entry isn't valid" }).waitFor();
  });
});
