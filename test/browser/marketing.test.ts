/** From two ad accounts to profit, in a browser: connected by consent, their campaigns mapped, CM3 moves. */
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "../../src/commerce/clock.ts";
import { connectors } from "../../src/connectors/index.ts";
import type { AdSandbox } from "../../src/connectors/kit/sandbox/ad-account.ts";
import { sandboxValues, sandboxVariables } from "../../src/connectors/kit/sandbox/values.ts";
import { startAdSandbox } from "../../src/sandboxes/index.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

const PROVIDERS = ["meta_ads", "google_ads"] as const;

const ads = new Map<string, AdSandbox>();

/** Ad accounts to connect to, and how the hub finds them. */
async function openAdAccounts(): Promise<Readonly<Record<string, string>>> {
  const variables = await Promise.all(
    PROVIDERS.map(async (id) => {
      const sandbox = await startAdSandbox(id, { clock: systemClock, seed: 1 });
      ads.set(id, sandbox);
      return sandboxVariables(connectors.get(id)?.meta ?? {}, sandbox);
    }),
  );
  return Object.assign({}, ...variables);
}

describeInBrowser(
  "advertising",
  (hub) => {
    afterAll(() => Promise.all([...ads.values()].map((sandbox) => sandbox.close())));

    async function connect(page: Page, provider: string): Promise<void> {
      const sandbox = ads.get(provider);
      const meta = connectors.get(provider)?.meta;
      if (!sandbox || !meta) throw new Error(`no sandbox ${provider}`);
      const { values, endpoint } = sandboxValues(meta, sandbox);
      await page.route("**/api/stores", async (route) => {
        const request = route.request();
        const sent = request.method() === "POST" ? request.postDataJSON() : {};
        if (sent.values === undefined) return route.fallback();
        const given = { ...sent.values, ...values, ...(endpoint !== null && { endpoint }) };
        await route.continue({ postData: JSON.stringify({ ...sent, values: given }) });
      });
      await page.goto(`${hub.url}/channels/connect/${provider}`);
      await page.getByRole("button", { name: `Connect ${meta.name}` }).waitFor();
      for (const [id, value] of Object.entries(values)) {
        const field = page.locator(`#field-${id}`);
        if ((await field.count()) > 0 && (await field.getAttribute("aria-haspopup")) === null) await field.fill(value);
      }
      await page.getByRole("button", { name: `Connect ${meta.name}` }).click();
      await page.getByRole("heading", { name: /responded$/ }).waitFor();
      await page.unroute("**/api/stores");
    }

    test("both ad accounts are connected, campaigns are mapped, and CM3 of the channel moves [H1, H2]", async () => {
      const seller = await hub.seller("ads", { organization: "Nile Soap", currency: "INR" });
      const shops = [];
      for (const [seed, name] of [
        [31, "Soap online"],
        [32, "Outlet"],
      ] as const) {
        const sandbox = await hub.sandbox("woocommerce", { seed, currency: "INR" });
        sandbox.shop.addProduct({
          title: "Soap",
          status: "active",
          variants: [{ sku: "SOAP", price: "500.00", stock: 50 }],
        });
        const shop = await hub.connect(seller, sandbox, name, { stockFrom: "channel" });
        await firstSyncDone(seller, shop);
        sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 2 }], payment: "paid" });
        shops.push(shop);
      }
      const date = new Date().toISOString().slice(0, 10);
      for (const [n, provider] of PROVIDERS.entries()) {
        const names = ["Soap online brand", "Outlet sale"];
        ads.get(provider)?.shop.spent({
          ...{ date, campaign: { id: String(n + 1), name: names[n] ?? "" }, adSet: null },
          ...{ spend: n === 0 ? "120" : "40", clicks: 20, conversions: "1", conversionValue: "900" },
        });
      }
      {
        // Consent is given on pages of the platforms, which are elsewhere.
        await using connecting = await visit(hub, seller);
        for (const provider of PROVIDERS) await connect(connecting.page, provider);
      }
      await using visitor = await visit(hub, seller);
      const { page, complaints } = visitor;

      const profit = async () => {
        const { total, channels } = await seller.get<{
          total: { adsMinor: number; cm2Minor: number; cm3Minor: number };
          channels: readonly { storeName: string; adsMinor: number; cm3Minor: number }[];
        }>("/analytics/profit?by=channel");
        return { total, ads: Object.fromEntries(channels.map(({ storeName, adsMinor }) => [storeName, adsMinor])) };
      };
      // Nobody said what they are for: both channels sold as much, and share.
      await until("both accounts' spend is shared", profit, {
        wanted: ({ total, ads: of }) => total.adsMinor === 16_000 && of["Outlet"] === 8_000,
      });
      const before = (await profit()).total;

      await page.goto(`${hub.url}/reports/advertising/campaigns`);
      await page.locator("[data-row]").filter({ hasText: "Outlet sale" }).waitFor();
      await page.getByRole("button", { name: "Add rule" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: "Text" }).fill("outlet");
      await dialog.getByLabel("Channel", { exact: true }).click();
      await page.getByRole("option", { name: "Outlet", exact: true }).click();
      await dialog.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "Preview changes" }).click();
      await page.getByText("1 campaign would move.").waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("Rules saved. Profit is being recalculated.").waitFor();
      await page.locator("[data-row]").filter({ hasText: "Outlet sale" }).getByText("By rule").waitFor();
      await page.getByRole("button", { name: "Choose channel of Soap online brand" }).click();
      await dialog.getByLabel("Channel", { exact: true }).click();
      await page.getByRole("option", { name: "Soap online", exact: true }).click();
      await dialog.getByRole("button", { name: "Save channel" }).click();
      await page.locator("[data-row]").filter({ hasText: "Soap online brand" }).getByText("By hand").waitFor();
      await until("each channel bears its own", profit, {
        wanted: ({ ads: of }) => of["Outlet"] === 4_000 && of["Soap online"] === 12_000,
      });
      expect((await profit()).total).toEqual(before);

      // What another platform cost lowers CM3, and nothing above it.
      await page.goto(`${hub.url}/reports/advertising/spend`);
      await page.getByRole("button", { name: "Add spend" }).first().click();
      await dialog.getByLabel("Label").fill("Leaflets");
      await dialog.getByLabel("Amount").fill("10");
      await dialog.getByRole("button", { name: "Save spend" }).click();
      await page.locator("[data-row]").filter({ hasText: "Leaflets" }).waitFor();
      await until("CM3 is lower by it", profit, {
        wanted: ({ total }) => total.cm3Minor === before.cm3Minor - 1_000 && total.cm2Minor === before.cm2Minor,
      });
      for (const path of ["profit", "margin", "losing", "marketing"]) {
        await page.goto(`${hub.url}/reports/${path}?period=7d`);
        await page.locator("main h2").first().waitFor();
        expect([path, await seriousFaults(page)]).toEqual([path, []]);
      }
      await page.getByText("₹170.00").first().waitFor();
      expect(complaints).toEqual([]);
    });
  },
  openAdAccounts,
);
