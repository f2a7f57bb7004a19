/** A seller makes a rule from a template, tests it, switches it on, and sees on the order what it did and why. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { faultsBesideColor, faultsInDark, seriousFaults } from "../support/axe.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { arrived, ordersWorld } from "./orders-world.ts";

describeInBrowser("automation", (hub) => {
  const world = fixture(() => ordersWorld(hub));

  const goTo = (page: Page, path: string) => page.goto(hub.url + path);
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS)
      await page.screenshot({ path: join(process.env.SCREENS, `automation-${name}.png`), fullPage: true });
  };
  const tagsOf = async (id: string) =>
    (await world.seller.get<{ ownTags: readonly string[] }>(`/orders/${id}`)).ownTags;
  const placed = async (quantity: number) => {
    const { shop } = world.store.sandbox;
    return (await arrived(world.seller, shop.placeOrder({ lines: [{ sku: "MUG", quantity }], payment: "paid" }))).id;
  };

  test("a rule from a template is edited, tried, switched on, tags an order, says why, and is undone", async () => {
    const before = await placed(1);
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, "/automation");
    await page.getByRole("link", { name: "New rule" }).first().click();
    await page.getByRole("button", { name: "Wholesale orders" }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "templates");
    await page.getByRole("button", { name: "Wholesale orders" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Several mugs");
    const condition = page.locator("[data-condition]").first();
    await condition.getByLabel("Field").selectOption({ label: "number of units" });
    await condition.getByLabel("Comparison").selectOption({ label: "is at least" });
    await condition.getByLabel("Value").fill("1");
    await page.getByText("number of units is at least 1").waitFor();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByText(/Would have acted on (\d+) of the last \1 orders?\./).waitFor();
    expect(await tagsOf(before)).toEqual([]);
    await picture(page, "tried");
    await condition.getByLabel("Value").fill("3");
    await page.getByRole("button", { name: "Save rule" }).click();
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("Several mugs is on.").waitFor();
    const saved = async (version: number) => {
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const path = `/automations/${page.url().split("/").at(-1)}`;
      const isSaved = async () => (await world.seller.get<{ version: number }>(path)).version === version;
      await until(`version ${version} is saved`, isSaved);
    };
    await condition.getByLabel("Value").fill("2");
    await saved(2);
    await page.getByRole("button", { name: "Show versions" }).click();
    const versions = page.locator("[data-version]");
    await versions.getByText("number of units is at least 2").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await versions.getByRole("button", { name: "Edit from this version (1)" }).click();
    const isTaken = async () => (await condition.getByLabel("Value").inputValue()) === "3";
    await until("version 1 is in the editor", isTaken);
    await saved(3);
    expect(await seriousFaults(page)).toEqual([]);
    expect(await faultsInDark(page)).toEqual([]);

    const small = await placed(1);
    const large = await placed(3);
    await until("the rule tagged the order", async () => (await tagsOf(large)).length > 0);
    expect(await tagsOf(small)).toEqual([]);
    await goTo(page, `/orders/${large}`);
    const run = page.locator("[data-run]", { hasText: "Several mugs" });
    await run.getByRole("button", { name: "Why Several mugs acted" }).click();
    await run.getByText("number of units is at least 3").waitFor();
    expect(await run.locator("[data-looked]").textContent()).toMatch(/found: 3$/);
    await picture(page, "order");
    await run.getByRole("button", { name: /^Undo/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
    await run.getByText("Undone", { exact: true }).waitFor();
    expect(await tagsOf(large)).toEqual([]);
    await run.getByRole("link", { name: "Several mugs" }).click();
    await page.getByRole("link", { name: "Run log" }).click();
    await page.locator("[data-row]", { hasText: "Undone" }).waitFor();
    await picture(page, "runs");
    await page.getByRole("tab", { name: "Rules" }).click();
    await page.locator("[data-rule]", { hasText: "Acted 1 time this week" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  const definition = {
    name: "Careful packing",
    trigger: "order.received",
    when: {
      all: [
        { field: "order.total", is: "at_least", value: { minor: 10_000, currency: "EUR" } },
        {
          any: [
            { field: "address.country", is: "one_of", value: ["DE", "EG"] },
            { field: "lines.skus", is: "any_begins_with", value: ["TEE-"] },
          ],
        },
        { not: { any: [{ field: "order.placed_at", is: "longer_ago_than_hours", value: 48 }] } },
      ],
    },
    actions: [
      { do: "set_priority", priority: "high" },
      { do: "mail_customer", subject: "Thanks for {{order.number}}", text: "We pack it with care." },
    ],
    stopHere: true,
  };
  const made = () => world.seller.post<{ id: string; version: number }>("/automations", definition);

  test("a refusal of a rule appears at its field until it is corrected, by keyboard", async () => {
    const { id } = await made();
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, `/automation/${id}`);
    await page
      .locator("[data-group='when']")
      .getByRole("button", { name: "Condition", exact: true })
      .last()
      .press("Enter");
    const added = page.locator("[data-condition='when.all.3']");
    await added.locator("select:focus").first().waitFor();
    await page.keyboard.type("customer email");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The rule isn't complete.").waitFor();
    expect(await added.getByLabel("Value").getAttribute("aria-invalid")).toBe("true");
    await added.getByLabel("Value").fill("mona@mail.example");
    await until("it is right", async () => (await added.getByLabel("Value").getAttribute("aria-invalid")) !== "true");
    await added.getByRole("button", { name: "Remove condition" }).press("Enter");
    await page.locator("[data-group='when'] button:focus", { hasText: "Condition" }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a rule that somebody else saved meanwhile says so, and both versions can be kept", async () => {
    const { id, version } = await made();
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, `/automation/${id}`);
    await page.getByRole("textbox", { name: "Name" }).fill("Mine");
    await world.seller.put(`/automations/${id}`, { ...definition, name: "Theirs", ifVersion: version });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Someone else saved this rule meanwhile").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Mine");
    await page.getByRole("button", { name: "Keep my changes" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Rule saved.").waitFor();
    expect(await world.seller.get(`/automations/${id}`)).toMatchObject({ name: "Mine", version: version + 2 });
    expect(visitor.complaints).toEqual([]);
  });

  test("rules are moved by keyboard, and read in Arabic, in the dark and on a phone", async () => {
    const { id } = await made();
    await using visitor = await visit(hub, world.seller, { language: "ar" });
    const { page } = visitor;
    await goTo(page, "/automation");
    const names = async () =>
      Promise.all((await page.locator("[data-rule]").all()).map((rule) => rule.getAttribute("data-rule")));
    await page.locator("[data-rule]").first().waitFor();
    const before = await names();
    await page.locator("[data-rule]").last().getByRole("button", { name: /^نقل/ }).press("ArrowUp");
    await until("the order is kept", async () => {
      const { items } = await world.seller.get<{ items: readonly { id: string }[] }>("/automations");
      return items.at(-2)?.id === id;
    });
    expect(await names()).toEqual([...before.slice(0, -2), before.at(-1), before.at(-2)]);
    const last = page.locator("[data-rule]").last();
    const moved = await last.getAttribute("data-rule");
    await last.getByRole("button", { name: /^نقل/ }).dragTo(page.locator("[data-rule]").first());
    await until("what was dragged stands first", async () => (await names())[0] === moved);
    await picture(page, "list-arabic");
    await goTo(page, `/automation/${id}`);
    await page
      .getByText(/لا يقل عن/)
      .last()
      .waitFor();
    expect(await faultsBesideColor(page)).toEqual([]);
    await picture(page, "rule-arabic");
    await page.setViewportSize(PHONE);
    await picture(page, "rule-phone");
    expect(visitor.complaints).toEqual([]);
  });

  test("exported rules are imported switched off, and a wrong one is refused with its place", async () => {
    await made();
    await using visitor = await visit(hub, world.seller);
    const { page } = visitor;
    await goTo(page, "/automation");
    const rules = page.locator("[data-rule]");
    await rules.first().waitFor();
    const count = await rules.count();
    const menu = page.getByRole("button", { name: "Export and import" });
    await menu.click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Export rules" }).click(),
    ]);
    const exported = await readFile(await download.path(), "utf8");
    await menu.click();
    await page.getByRole("menuitem", { name: "Import rules" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Rules as JSON").fill(exported.replaceAll('"set_priority"', '"paint"'));
    await dialog.getByRole("button", { name: "Import" }).click();
    await dialog
      .getByText(/^Rule \d+, actions\.0\.do: /)
      .first()
      .waitFor();
    await dialog.getByLabel("Rules as JSON").fill(exported);
    await dialog.getByRole("button", { name: "Import" }).click();
    await until("they stand behind the others", async () => (await rules.count()) === 2 * count);
    expect(await rules.last().getByRole("switch").isChecked()).toBe(false);
    expect(visitor.complaints).toEqual([]);
  });
});
