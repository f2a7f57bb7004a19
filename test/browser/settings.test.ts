/** Settings, audit trail and the operator's area, as the first person of a hub uses them. */
import { expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { until } from "../support/until.ts";
import { oneTimeCode } from "./one-time-code.ts";

describeInBrowser("settings in a browser", (hub) => {
  test("an owner renames, invites, makes a key and an endpoint; the operator holds back and resumes; all of it is on record [I3.2]", async () => {
    const seller = await hub.seller("giza-oil", { organization: "Giza Oil" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const dialog = page.getByRole("dialog");

    await page.goto(`${hub.url}/settings`);
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("Giza Oils");
    await page.getByLabel("Short name").fill("Not A Slug");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/lower-case letters, digits and dashes, up to 60/).waitFor();
    expect(await name.inputValue()).toBe("Giza Oils");
    await page.getByLabel("Short name").fill("giza-oils");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("header").getByText("Giza Oils").waitFor();

    await page.getByRole("combobox", { name: "Currency" }).last().fill("INR");
    await page.getByRole("option", { name: "INR" }).click();
    await page.getByLabel(/^Value of 1 /).fill("83,4");
    await page.getByRole("button", { name: "Set rate" }).click();
    await page.getByText(/^1 [A-Z]{3} = 83\.4 INR$/).waitFor();

    await page.getByRole("tab", { name: "Team" }).click();
    await page.getByRole("button", { name: "Invite member" }).click();
    await dialog.getByLabel("E-mail address").fill("mona@giza.example");
    await dialog.getByRole("button", { name: "Invite" }).click();
    const link = await dialog.getByLabel("Invitation link", { exact: true }).inputValue();
    expect(link).toContain("/invitation?token=");
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("table", { name: "Open invitations" }).getByText("mona@giza.example").waitFor();

    await page.getByRole("tab", { name: "API keys" }).click();
    await page.getByRole("button", { name: "Create API key" }).click();
    await dialog.getByLabel("Name").fill("ERP");
    await dialog.getByRole("button", { name: "Create API key" }).click();
    const key = await dialog.getByLabel("API key", { exact: true }).inputValue();
    expect((await fetch(`${hub.url}/api/members`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    await dialog.getByRole("button", { name: "I've saved it" }).click();
    await page.getByRole("table", { name: "API keys" }).getByText("ERP").waitFor();
    expect(await page.content()).not.toContain(key);

    await page.getByRole("tab", { name: "Webhooks" }).click();
    await page.getByRole("button", { name: "Add an endpoint" }).click();
    await dialog.getByLabel("Address").fill("ftp://127.0.0.1/hook");
    await dialog.getByRole("button", { name: "Add an endpoint" }).click();
    await dialog.getByText("The address must start with https://.").waitFor();
    await dialog.getByLabel("Address").fill(`${hub.url}/healthz`);
    await dialog.getByRole("button", { name: "Add an endpoint" }).click();
    expect(await dialog.getByLabel("Signing secret", { exact: true }).inputValue()).toMatch(/^whsec_/);
    await dialog.getByRole("button", { name: "I've saved it" }).click();
    await page.getByRole("link", { name: `${hub.url}/healthz` }).click();
    await page.getByRole("button", { name: "Send a test" }).click();
    const delivery = page.locator("[data-row]", { hasText: "test" });
    await delivery.click();
    await dialog.getByText("This is a test delivery of Argosy.").waitFor();
    await page.keyboard.press("Escape");

    await page.goto(`${hub.url}/settings/admin`);
    await page.locator("[data-row]", { hasText: "Giza Oils" }).waitFor();
    await page.getByRole("button", { name: "Pause all outgoing updates" }).click();
    await dialog.getByRole("button", { name: "Pause all outgoing updates" }).click();
    await page.getByText("Outgoing updates are paused", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Resume updates" }).click();
    await page.getByText("Outgoing updates are paused", { exact: true }).waitFor({ state: "hidden" });

    await page.goto(`${hub.url}/settings/audit`);
    for (const done of [
      "Changed the organization's settings",
      "Invited ",
      "Created an API key",
      "Created the webhook endpoint ",
    ])
      await page.locator("[data-row]", { hasText: done }).first().waitFor();
    await page.getByRole("button", { name: "Verify integrity" }).click();
    await page.getByText(/^Intact: \d+ entries/).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a session that ends, a network that goes and a name in Arabic cost nothing that was typed", async () => {
    const seller = await hub.seller("qena-figs", { organization: "شركة قنا للتين المجفف والتمور والعسل الطبيعي" });
    await using visitor = await visit(hub, seller);
    const { page, context, complaints } = visitor;
    await page.goto(`${hub.url}/settings`);
    const name = page.getByLabel("Name", { exact: true });
    await name.fill("Qena Figs");
    // Cut at its end, not at its beginning.
    expect(
      await page
        .locator("header [dir=auto]")
        .first()
        .evaluate((shown) => shown.matches(":dir(rtl)")),
    ).toBe(true);
    await context.setOffline(true);
    await page.getByRole("status").filter({ hasText: "Offline" }).waitFor();
    await context.setOffline(false);
    await page.getByRole("status").filter({ hasText: "Offline" }).waitFor({ state: "detached" });
    await context.clearCookies();
    await page.getByRole("button", { name: "Save" }).click();
    const again = page.getByRole("dialog", { name: "Sign in again" });
    expect(await again.getByLabel("E-mail address").inputValue()).toBe(seller.email);
    expect(await seriousFaults(page)).toEqual([]);
    await again.locator("input[type=password]").fill(seller.password);
    await again.getByRole("button", { name: "Sign in" }).click();
    await again.waitFor({ state: "detached" });
    expect(await name.inputValue()).toBe("Qena Figs");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("header").getByText("Qena Figs").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a form that was open while somebody else saved is told, shows their values, and keeps what was typed", async () => {
    const seller = await hub.seller("luxor-clay", { organization: "Luxor Clay" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const saved = () => seller.get<{ legalName: string; footer: string }>("/invoice-settings");
    await page.goto(`${hub.url}/settings/invoices`);
    const name = page.getByLabel("Legal name");
    const footer = page.getByLabel("Footer");
    await name.fill("Luxor Clay LLC");
    await seller.patch("/invoice-settings", { footer: "Thank you" });
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByText("Someone else changed this after you opened it. Check the current values, then save again.")
      .first()
      .waitFor();
    await until("their value is shown", async () => (await footer.inputValue()) === "Thank you");
    expect(await name.inputValue()).toBe("Luxor Clay LLC");
    expect(await saved()).toMatchObject({ legalName: "", footer: "Thank you" });
    await page.getByRole("button", { name: "Save" }).click();
    await until("both are saved", async () => (await saved()).legalName === "Luxor Clay LLC");
    expect(await saved()).toMatchObject({ legalName: "Luxor Clay LLC", footer: "Thank you" });
    expect(complaints).toEqual([]);
  });

  test("two clicks make one organization; a part that is missing after an upgrade is loaded anew, then told in words", async () => {
    await using visitor = await visit(hub);
    const { page } = visitor;
    await page.goto(`${hub.url}/sign-up`);
    await page.getByLabel("Your name").fill("Amal");
    await page.getByLabel("E-mail address").fill("amal@fayoum.example");
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Name your organization" }).waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("Fayoum Clay");
    await page
      .getByRole("button", { name: "Create organization" })
      .evaluate((button: { click(): void }) => [button.click(), button.click()]);
    await page.locator("header").getByText("Fayoum Clay").waitFor();
    const made = await page.request.get(`${hub.url}/api/organizations`);
    expect((await made.json()).items).toHaveLength(1);

    // As if the hub had been upgraded beneath the open page: files it has not asked for yet are gone.
    const existing: ReadonlySet<string> = new Set(
      await page.evaluate<string[]>("performance.getEntriesByType('resource').map(({ name }) => name)"),
    );
    let loads = 0;
    page.on("domcontentloaded", () => {
      loads += 1;
    });
    await page.route(/\/assets\//, (requested) =>
      existing.has(requested.request().url()) ? requested.continue() : requested.fulfill({ status: 404, body: "" }),
    );
    await page.getByRole("link", { name: "Customers", exact: true }).click();
    await page.getByRole("alert").getByText("Argosy was updated. Reload the page to continue.").waitFor();
    expect(loads).toBe(1);
    expect(await page.locator("body").textContent()).not.toContain("/assets/");
    await page.unrouteAll();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("heading", { level: 1, name: "Customers" }).waitFor();
  });

  test("a second factor is switched on by the app's code, asked for when signing in, and switched off", async () => {
    const seller = await hub.seller("siwa-salt", { organization: "Siwa Salt" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const dialog = page.getByRole("dialog");
    const password = dialog.getByLabel("Current password");
    const signInAgain = async () => {
      await page.getByRole("button", { name: "Your account" }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.getByLabel("E-mail address").fill(seller.email);
      await page.locator("input[type=password]").fill(seller.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Two-factor authentication" }).waitFor();
    };

    await page.goto(`${hub.url}/settings/account`);
    await page.getByRole("button", { name: "Switch on two-factor authentication" }).click();
    await password.fill(seller.password);
    await dialog.getByRole("button", { name: "Continue" }).click();
    const secret = await dialog.getByLabel("Or type this key into the app", { exact: true }).inputValue();
    const code = dialog.getByLabel("Code from the app");
    // Each is taken once: the one before now's, now's, and the one after it are all still good.
    const shown = (halfMinutes: -1 | 0 | 1) => oneTimeCode(secret, Date.now() + halfMinutes * 30_000);
    await code.fill(`${(Number(shown(0)) + 1) % 1_000_000}`.padStart(6, "0"));
    await dialog.getByRole("button", { name: "Switch on two-factor authentication" }).click();
    await dialog.getByText("Wrong code.").waitFor();
    await until("the code is taken", async () => {
      // As apps show it. Typed at the turn of a half minute it is too old when it arrives.
      await code.fill(shown(-1).replace(/^.../, "$& "));
      const answer = page.waitForResponse(/two-factor\/verify-totp/);
      await dialog.getByRole("button", { name: "Switch on two-factor authentication" }).click();
      return (await answer).ok();
    });
    const [backup = ""] = ((await dialog.locator("[data-backup-codes]").textContent()) ?? "").split("\n");
    await dialog.getByRole("button", { name: "I've saved them" }).click();
    await page.getByRole("button", { name: "Switch off two-factor authentication" }).waitFor();
    await page.getByRole("button", { name: "Generate new backup codes" }).click();
    await password.fill(seller.password);
    await dialog.getByRole("button", { name: "Generate new backup codes" }).click();
    const [newBackup = ""] = ((await dialog.locator("[data-backup-codes]").textContent()) ?? "").split("\n");
    await dialog.getByRole("button", { name: "I've saved them" }).click();

    await signInAgain();
    await page.getByLabel("Code").fill(shown(0));
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("header").getByText("Siwa Salt").waitFor();
    await signInAgain();
    await page.getByRole("button", { name: /^Use a backup code/ }).click();
    // The earlier ones open nothing any more.
    await page.getByLabel("Backup code").fill(backup);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("was already used").waitFor();
    await page.getByLabel("Backup code").fill(newBackup);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator("header").getByText("Siwa Salt").waitFor();
    await signInAgain();
    await page.getByRole("button", { name: /^Use a backup code/ }).click();
    await page.getByLabel("Backup code").fill(newBackup);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("was already used").waitFor();
    await page.getByRole("button", { name: "Use the authenticator app" }).click();
    await page.getByLabel("Code").fill(shown(1));
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("menuitem", { name: "My account" }).click();
    await page.getByRole("button", { name: "Switch off two-factor authentication" }).click();
    await password.fill(seller.password);
    await dialog.getByRole("button", { name: "Switch off two-factor authentication" }).click();
    await page.getByRole("button", { name: "Switch on two-factor authentication" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("the shipping settings say how long labels are kept", async () => {
    const seller = await hub.seller("dock-two", { organization: "Dock Two", currency: "INR" });
    const [location] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
    await seller.patch(`/locations/${location?.id}`, { address: { line1: "1 Dock Road", country: "IN" } });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/settings/shipping`);
    const documents = page.locator("[data-kept-papers]");
    const months = documents.getByLabel("Keep for (months)");
    await months.fill("3");
    await documents.getByText("From 6 to 600 months").waitFor();
    await months.fill("24");
    await documents.getByRole("button", { name: "Save" }).click();
    const kept = () => seller.get<{ keptMonths: number }>("/shipping-papers");
    await page.getByText("Saved", { exact: true }).first().waitFor();
    expect((await kept()).keptMonths).toBe(24);
    await months.fill("");
    await documents.getByRole("button", { name: "Save" }).click();
    await until("the country's again", kept, { wanted: ({ keptMonths }) => keptMonths === 120 });
    expect(visitor.complaints).toEqual([]);
  });
});
