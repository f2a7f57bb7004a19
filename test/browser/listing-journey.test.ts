/**
 * A seller lists all products of a shop on eBay and on a Mirakl marketplace, in as many clicks as for a few. With
 * LISTED=500 as many products are listed, and the times are said on stderr.
 */
import process from "node:process";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { appVariables } from "../../demo/connect.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import { eanCheck } from "../../src/commerce/product-codes.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, startSandboxOf } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { until } from "../support/until.ts";

const PRODUCTS = Number(process.env.LISTED ?? 4);
/** The page shows it as a thumbnail, and nothing answers there. */
const IMAGE = "https://images.example/mug.jpg";
const PATIENCE_MS = 20 * 60_000;

const MOST_CLICKS = 40;
/** More than a list reads at first. */
const A_PAGE = 40;

const ebay = fixture(() => startSandboxOf("ebay", { clock: systemClock, seed: 1, currency: "USD" }));
const mirakl = fixture(() => startSandboxOf("mirakl", { clock: systemClock, seed: 2, currency: "USD" }));

/** What a person does: presses of the pointer, and fields that are typed in. */
const COUNTER = `
  for (const kind of ["pointerdown", "change"])
    addEventListener(kind, (event) => {
      const key = "counted " + kind;
      if (event.isTrusted) sessionStorage.setItem(key, String(Number(sessionStorage.getItem(key)) + 1));
    }, true);`;
const clicksOf = async (page: Page): Promise<number> =>
  Number(await page.evaluate('sessionStorage.getItem("counted pointerdown")'));

describeInBrowser(
  "the way from a shop's products to marketplaces",
  (hub) => {
    const seller = fixture(() => hub.seller("journey", { currency: "USD" }));

    /** Drafts of one channel that it has, or has answered. */
    const sentTo = async (channel: string, states: readonly string[]): Promise<number> => {
      const [row] = await hub.look<{ count: number }>(
        seller,
        `select count(*)::int as count
         from argosy.listing_draft d join argosy.connection c on c.id = d.connection_id
         where c.name = $1 and d.state = any($2)`,
        [channel, states],
      );
      return row?.count ?? 0;
    };

    beforeAll(async () => {
      for (const [sandbox, name] of [
        [ebay, "eBay"],
        [mirakl, "Mirakl"],
      ] as const)
        await firstSyncDone(seller, await hub.connect(seller, sandbox, name));
      for (let n = 0; n < PRODUCTS; n += 1) {
        const digits = String(400_638_100_000 + n);
        await seller.post("/products", {
          title: `Clay mug ${n}`,
          descriptionHtml: "<p>Holds 300 ml.</p>",
          brand: "Argosy Pottery",
          attributes: { Material: "Ceramic", Colour: "Blue" },
          images: [{ url: IMAGE }],
          variants: [
            {
              sku: `MUG-${n}`,
              barcode: `${digits}${eanCheck(digits)}`,
              priceMinor: 1250,
              currency: "USD",
              weightGrams: 400,
            },
          ],
        });
      }
      await seller.post("/inventory/levels", {
        items: Array.from({ length: PRODUCTS }, (_, n) => ({ sku: `MUG-${n}`, onHand: 5 })),
      });
    }, PATIENCE_MS);

    /** Ticks all products of the list and takes them to the listings; then the channel and its category. */
    async function draftAll(page: Page, channel: string, category: string): Promise<void> {
      await page.goto(`${hub.url}/products`);
      await page.getByRole("checkbox", { name: "Select all shown" }).click();
      if (PRODUCTS > A_PAGE) await page.getByRole("button", { name: "Select all matching" }).click();
      await page.getByRole("button", { name: /^List .* on a marketplace$/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Channel" }).click();
      await page.getByRole("option", { name: channel, exact: true }).click();
      await dialog.getByRole("button", { name: "Update categories" }).click();
      await dialog
        .getByRole("button", { name: "All categories" })
        .or(dialog.getByLabel("Category", { exact: true }))
        .first()
        .waitFor();
      await dialog.getByLabel("Category", { exact: true }).fill("mug");
      await dialog.getByRole("button", { name: category }).first().click();
      await dialog.getByRole("button", { name: `Create ${PRODUCTS} drafts` }).click();
      await page.getByText(`${PRODUCTS} drafts created`).waitFor({ timeout: PATIENCE_MS });
    }

    async function fix(page: Page, field: string, value: string): Promise<void> {
      const group = page.getByRole("group", { name: field });
      await group.getByRole("combobox", { name: "Value from" }).click();
      await page.getByRole("option", { name: "Fixed value" }).click();
      await group.getByLabel("Value", { exact: true }).fill(value);
      const isChosen = (await group.getByRole("combobox", { name: "Value", exact: true }).count()) > 0;
      if (isChosen) await page.getByRole("option", { name: value, exact: true }).click();
    }

    async function publishAll(page: Page): Promise<void> {
      await page.getByRole("checkbox", { name: "Select all shown" }).click();
      if (PRODUCTS > A_PAGE) await page.getByRole("button", { name: "Select all matching" }).click();
      await page.getByRole("button", { name: /^Publish/ }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: /^Publish/ })
        .click();
    }

    test(
      "products are drafted, filled by rules and published on both channels in clicks that do not grow with them",
      async () => {
        await using visitor = await visit(hub, seller, { width: 1280, height: 900 });
        const { page } = visitor;
        page.setDefaultTimeout(240_000);
        await page.addInitScript(COUNTER);
        const step = async (what: string, run: () => Promise<void>) => {
          const [began, clicks] = [performance.now(), await clicksOf(page).catch(() => 0)];
          await run();
          const seconds = ((performance.now() - began) / 1_000).toFixed(1);
          if (process.env.LISTED !== undefined)
            process.stderr.write(`${what}: ${(await clicksOf(page)) - clicks} clicks, ${seconds} s\n`);
        };
        await step("eBay drafts", () => draftAll(page, "eBay", "Mugs"));
        await step("eBay rules", async () => {
          await page.getByRole("link", { name: "Mugs" }).first().click();
          await fix(page, "Condition", "Brand New");
          await fix(page, "Shipping policy", "Standard shipping");
          await page.getByRole("button", { name: "Save", exact: true }).click();
          await page.getByText("Rules saved").waitFor({ timeout: PATIENCE_MS });
          await page.getByRole("link", { name: "Listing drafts" }).click();
        });
        await step("eBay publish", () => publishAll(page));
        await step("eBay listed", async () => {
          await until("all on eBay", async () => ebay.shop.skus().filter((sku) => sku.startsWith("MUG-")).length, {
            wanted: (count) => count === PRODUCTS,
            ms: PATIENCE_MS,
          });
        });
        await step("Mirakl drafts", () => draftAll(page, "Mirakl", "Mugs"));
        await step("Mirakl publish", () => publishAll(page));
        await step("Mirakl sent", async () => {
          await until("all with the marketplace", () => sentTo("Mirakl", ["waiting", "listed"]), {
            wanted: (count) => count === PRODUCTS,
            ms: PATIENCE_MS,
          });
        });
        // A person's part, which does not grow with the products.
        expect(await clicksOf(page)).toBeLessThanOrEqual(MOST_CLICKS);
      },
      PATIENCE_MS,
    );
  },
  async () => appVariables(ebay),
);
