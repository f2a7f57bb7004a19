/** A seller lists products on a marketplace: drafts, what they lack, a rule for all, a cell for one, and publishing. */
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { appVariables } from "../../demo/connect.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, startSandboxOf } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { pasteInto } from "../support/paste.ts";

/** The page shows it as a thumbnail, and nothing answers there. */
const IMAGE = "https://images.example/mug.jpg";
const ebay = fixture(() => startSandboxOf("ebay", { clock: systemClock, seed: 1 }));

describeInBrowser(
  "listing drafts",
  (hub) => {
    const seller = fixture(() => hub.seller("listing", { currency: "USD" }));
    let storeId: string;

    const picture = async (page: Page, name: string) => {
      if (process.env.SCREENS)
        await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
    };

    beforeAll(async () => {
      const store = await hub.connect(seller, ebay, "eBay");
      storeId = store.id;
      await firstSyncDone(seller, store);
      for (const [title, sku] of [
        ["Clay mug", "CLAY"],
        ["Glass mug", "GLASS"],
      ]) {
        await seller.post("/products", {
          title,
          descriptionHtml: "<p>Holds 300 ml.</p>",
          brand: "Argosy Pottery",
          attributes: sku === "GLASS" ? { Material: "Glass" } : {},
          images: [{ url: IMAGE }],
          variants: [{ sku, priceMinor: 1250, currency: "USD", weightGrams: 400 }],
        });
        await seller.post("/inventory/levels", { items: [{ sku, onHand: 5 }] });
      }
    });

    test("drafts are made in a category that is searched, filled by rules and by hand, and published", async () => {
      await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
      const { page } = visitor;
      page.setDefaultTimeout(40_000);
      await page.goto(`${hub.url}/products`);
      await page.getByRole("tab", { name: "Listings", exact: true }).click();
      await page.getByRole("button", { name: "New drafts" }).first().click();
      const dialog = page.getByRole("dialog");
      for (const name of ["Clay mug", "Glass mug"]) {
        await dialog.getByRole("combobox", { name: "Products" }).fill(name);
        await page.getByRole("option", { name }).click();
      }
      await dialog.getByRole("button", { name: "Update categories" }).click();
      await dialog.getByRole("button", { name: "Home & Garden" }).waitFor();
      await dialog.getByRole("button", { name: "Suggest" }).click();
      await dialog.getByRole("button", { name: "Mugs" }).waitFor();
      await dialog.getByLabel("Category", { exact: true }).fill("mug");
      expect(await seriousFaults(page)).toEqual([]);
      await picture(page, "listing-drafts-new");
      await dialog.getByRole("button", { name: "Mugs" }).click();
      await dialog.getByRole("button", { name: "Create 2 drafts" }).click();
      await page.getByText("2 drafts created").waitFor();
      await page.getByText("Missing: Condition.").first().waitFor();
      await picture(page, "listing-drafts");

      await page.getByRole("link", { name: "Mugs" }).first().click();
      const condition = page.getByRole("group", { name: "Condition" });
      await condition.getByRole("combobox", { name: "Value from" }).click();
      await page.getByRole("option", { name: "Fixed value" }).click();
      await condition.getByRole("combobox", { name: "Value", exact: true }).click();
      await page.getByRole("option", { name: "Brand New", exact: true }).click();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Rules saved").waitFor();
      await seller.post(`/stores/${storeId}/listing-rules`, {
        categoryKey: "20697",
        rules: [
          { field: "condition", from: "fixed", fixed: ["NEW"] },
          { field: "fulfillmentPolicyId", from: "fixed", fixed: ["6196932000"] },
        ],
      });
      await page.reload();
      const grid = page.getByRole("table", { name: "Drafts in this category" });
      const material = (mug: string) => grid.getByRole("combobox", { name: `Material: ${mug}` });
      await material("Clay mug").click();
      await page.getByRole("option", { name: "Ceramic" }).click();
      await material("Clay mug").press("Control+d");
      await page.getByText("1 cell filled.").waitFor();
      expect(await material("Glass mug").inputValue()).toBe("Ceramic");
      await page.getByRole("button", { name: "Undo", exact: true }).click();
      expect([await material("Clay mug").inputValue(), await material("Glass mug").inputValue()]).toEqual([
        "Ceramic",
        "Glass",
      ]);
      await page.evaluate(pasteInto('[data-cell="0 0"] input', "Glass\r\nCeramic\r\nGlass\r\n"));
      await page.getByText("2 cells filled. 1 value had no cell.").waitFor();
      expect(await material("Clay mug").inputValue()).toBe("Glass");
      await page.evaluate(pasteInto('[data-cell="0 0"] input', "Ceramic\nGlass\n"));
      await grid.getByRole("button", { name: "Fill down: Material" }).waitFor();
      expect([await material("Clay mug").inputValue(), await material("Glass mug").inputValue()]).toEqual([
        "Ceramic",
        "Glass",
      ]);
      expect(await seriousFaults(page)).toEqual([]);
      await picture(page, "listing-category");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Drafts saved").waitFor();

      await page.getByRole("link", { name: "Listing drafts" }).click();
      await page.getByText("Ready").nth(1).waitFor();
      await page.getByRole("checkbox", { name: "Select Clay mug" }).check();
      await page.getByRole("button", { name: "Publish 1 listing" }).click();
      await dialog.getByRole("button", { name: "Publish 1 listing" }).click();
      await page.getByRole("cell", { name: "Listed", exact: true }).waitFor({ timeout: 60_000 });
      expect(ebay.shop.skus()).toContain("CLAY");
      expect(ebay.shop.skus()).not.toContain("GLASS");
      await picture(page, "listing-drafts-published");
      expect(visitor.complaints.filter((complaint) => complaint !== `asked ${IMAGE}`)).toEqual([]);
    });

    test("the drafts and their category in Arabic are drawn from right to left without a serious fault", async () => {
      await using visitor = await visit(hub, seller, { width: 1280, height: 900, language: "ar" });
      const { page } = visitor;
      page.setDefaultTimeout(40_000);
      await page.goto(`${hub.url}/products/listings`);
      await page.getByText("منشورة").first().waitFor();
      await picture(page, "listing-drafts-arabic");
      await page.goto(`${hub.url}/products/listings/${storeId}/20697`);
      await page.getByRole("group", { name: "الحالة" }).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await picture(page, "listing-category-arabic");
      expect(visitor.complaints.filter((complaint) => complaint !== `asked ${IMAGE}`)).toEqual([]);
    });
  },
  async () => appVariables(ebay),
);
