/** A new person's first hour in a browser: from signing up to the first order, and connecting each kind of account. */
import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { fill, towards } from "./connect-form.ts";

describeInBrowser("connecting", (hub) => {
  test("an empty hub gets to its first shipped order by exploring", async () => {
    await using visitor = await visit(hub);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/sign-up`);
    await page.getByLabel("Your name").fill("Amira Hassan");
    await page.getByLabel("E-mail address").fill("amira@nile.example");
    await page.locator("input[type=password]").fill("short");
    await page.locator("input[type=password]").blur();
    await page.locator(".mantine-InputWrapper-error").getByText("At least 8 characters.").waitFor();
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Create organization" }).waitFor();
    await page.getByRole("textbox").first().fill("Nile & Sons");
    await page.getByRole("button", { name: "Create organization" }).click();
    await page.getByRole("heading", { name: "Where do you sell?" }).waitFor();
    await page.getByRole("button", { name: "Start 2 sandbox stores" }).click();
    await page.locator("[data-sandbox]").nth(1).waitFor();
    await page
      .getByRole("button", { name: /^Place an order at/ })
      .first()
      .click();
    const text = page.getByText(/Someone bought at .*\(sandbox\): order/);
    await text.waitFor();
    const number = /order (\S+) is/.exec((await text.textContent()) ?? "")?.[1]?.replace("#", "") ?? "";
    await page.getByRole("link", { name: "Go to your orders" }).click();
    await page.locator("[data-row]").filter({ hasText: number }).first().click();
    await page.getByRole("button", { name: "Ship", exact: true }).click();
    await page.getByRole("dialog").getByLabel("Tracking numbers").fill("AX-1");
    await page.getByRole("dialog").getByLabel("Tracking numbers").press("Control+Enter");
    // What the shop tells of it stands under what was asked of it.
    const shipped = page.locator("[data-command=fulfil]");
    await shipped.getByText("Done", { exact: true }).waitFor();
    await page.goto(hub.url);
    await page.getByRole("region", { name: "Set up your hub" }).locator("[data-step=ship][data-done=true]").waitFor();
    await page.goto(`${hub.url}/channels/add`);
    await page.getByRole("button", { name: /^End / }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: /^End / }).click();
    await until("one is left", async () => (await page.locator("[data-sandbox]").count()) === 1);
    expect(complaints).toEqual([]);
  });

  test("a key form: faults at the field, the plan read and applied, left and come back to [A3.1, A3.2]", async () => {
    const seller = await hub.seller("keys", { organization: "Keys" });
    const sandbox = await hub.sandbox("woocommerce", { seed: 21 });
    for (const sku of ["A-1", "B-2"])
      sandbox.shop.addProduct({ title: `Cup ${sku}`, status: "active", variants: [{ sku, price: "10.00", stock: 5 }] });
    await seller.post("/products", { title: "Cup A", variants: [{ sku: "A-1", priceMinor: 1_200 }] });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/add?q=wooco`);
    await page.getByRole("link", { name: "Connect WooCommerce" }).click();
    const key = page.locator("#field-consumerKey");
    await key.fill("not a key");
    await key.blur();
    await page.getByText("A consumer key is ck_ followed by 40 characters.").waitFor();
    await page.getByRole("button", { name: "Connect WooCommerce" }).click();
    expect(await page.evaluate("document.activeElement.id")).toBe("field-siteUrl");
    const { consumerKey = "", ...rest } = sandbox.shop.credentials();
    // Nobody answers there: the address is wrong, not the platform.
    await fill(page, { ...rest, consumerKey, siteUrl: "https://127.0.0.1:9" });
    await page.getByRole("button", { name: "Connect WooCommerce" }).click();
    await page.getByText("No server responds at this address. Check it for typing errors").waitFor();
    await towards(page, sandbox.url);
    await fill(page, { ...rest, consumerKey: `ck_${"0".repeat(40)}` });
    // Left, and taken up again where it was; secrets are typed anew.
    await page.goto(`${hub.url}/channels/add`);
    await page.getByRole("link", { name: "Continue with WooCommerce" }).click();
    await until("the address is still there", async () => (await page.locator("#field-siteUrl").inputValue()) !== "");
    await fill(page, { ...rest, consumerKey: `ck_${"0".repeat(40)}` });
    await page.getByRole("button", { name: "Connect WooCommerce" }).click();
    await page.getByRole("alert").first().waitFor();
    await fill(page, { consumerKey });
    await page.getByRole("button", { name: "Connect WooCommerce" }).click();
    await page.getByRole("button", { name: "Choose what to sync" }).click();
    await page.getByRole("button", { name: "Preview changes" }).click();
    const group = page.locator("[data-group=create_here-product]");
    // The shop's numbers are taken: a link joins, a new product comes in, and nothing is written there.
    await page.getByText("Nothing changes in WooCommerce.", { exact: true }).waitFor();
    await group.getByRole("img", { name: "Taken into Argosy" }).waitFor();
    await page.locator("[data-group=link-variant]").getByRole("img", { name: "Joined, nothing is changed" }).waitFor();
    await group.getByText("Create 1 product here").click();
    await group.getByText("Cup B-2", { exact: true }).waitFor();
    await page.locator("[data-group=link-variant]").getByText("Link 1 variant").waitFor();
    await group.getByRole("checkbox", { name: "Create 1 product here" }).uncheck();
    await group.getByText("0 of 1 chosen").waitFor();
    // Left out for good, and a preview made later does not ask about it either, until it is asked for again.
    await group.getByRole("button", { name: "Always leave out Cup B-2" }).click();
    await group.waitFor({ state: "detached" });
    await page.goto(`${hub.url}/channels`);
    await page.getByText("WooCommerce is connected. Its first sync has not started.").waitFor();
    await page.getByRole("link", { name: "Continue with WooCommerce" }).click();
    await page.getByRole("button", { name: "Preview changes" }).click();
    await page.getByRole("button", { name: "1 item always left out" }).click();
    expect(await group.count()).toBe(0);
    await page.getByRole("button", { name: "Include Cup B-2 again" }).click();
    await group.getByText("0 of 1 chosen").waitFor();
    await group.getByText("Create 1 product here").click();
    await group.getByRole("checkbox", { name: "Apply to Cup B-2" }).check();
    await group.getByText("1 of 1 chosen").waitFor();
    await page.reload();
    await page.getByRole("button", { name: /^Apply \d+ change/ }).click();
    await page.getByRole("heading", { name: "WooCommerce is connected" }).waitFor();
    const { items } = await seller.get<{ items: { title: string }[] }>("/products");
    expect(items.map(({ title }) => title).sort()).toEqual(["Cup A", "Cup B-2"]);
    expect(complaints).toEqual([]);
  });

  test("consent on the platform's page leads back into the steps, to a choice where it covers several; a refused one says why", async () => {
    const seller = await hub.seller("consent", { organization: "Consent" });
    const sandbox = await hub.sandbox("tiktok_shop", { seed: 22 });
    sandbox.shop.addShop?.("Second shop");
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/channels/connect/tiktok_shop`);
    await page.locator("form").first().waitFor();
    await until("the form has its address", async () => page.url().includes("store="));
    const store = new URL(page.url()).searchParams.get("store") ?? "";
    await page.goto(`${page.url()}&step=check&error=Consent+was+refused`);
    await page.getByText("Consent was refused").waitFor();
    const registered = `${hub.url}/api/integrations/tiktok_shop/oauth/callback`;
    sandbox.shop.registerCallback?.(registered);
    await towards(page, sandbox.url);
    await fill(page, sandbox.shop.credentials());
    await page.getByRole("button", { name: "Connect TikTok Shop" }).click();
    await page.getByText(/access to 2 .*accounts/).waitFor();
    // Left for later, and taken up again where it was.
    await page.goto(`${hub.url}/channels/add`);
    await page.getByText("TikTok Shop waits for you to choose accounts").waitFor();
    await page.getByRole("link", { name: "Continue with TikTok Shop" }).click();
    const choice = page.getByRole("button", { name: "Connect the chosen accounts" });
    await choice.waitFor();
    expect(await choice.isDisabled()).toBe(true);
    await page.locator("[data-account]").filter({ hasText: "United Kingdom" }).nth(1).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("checkbox", { name: "All accounts not connected yet" }).check();
    await choice.click();
    await page.getByRole("heading", { name: "Sandbox shop responded" }).waitFor();
    await page.getByRole("link", { name: "Second shop" }).waitFor();
    expect(page.url()).toContain(store);
    expect((await seller.get<{ state: string }>(`/stores/${store}`)).state).toBe("active");
  });

  test("a shop by description: begun from an example, written with suggestions, asked only for the secrets it names", async () => {
    const seller = await hub.seller("described", { organization: "Described" });
    for (const [language, start, basic, key, named] of [
      ["en", "Start from an example", "Link headers, user name and password", "Page numbers, API key", "Password"],
      ["ar", "ابدأ من مثال", "ترويسات Link، واسم مستخدم وكلمة مرور", "أرقام صفحات، ومفتاح API", "كلمة المرور"],
    ] as const) {
      await using visitor = await visit(hub, seller, { language });
      const { page, complaints } = visitor;
      await page.goto(`${hub.url}/channels/connect/custom_api`);
      const editor = page.locator("#field-manifest");
      await editor.waitFor();
      const choose = async (name: string) => {
        await page.getByRole("button", { name: start }).click();
        await page.getByRole("menuitem", { name }).click();
      };
      await choose(basic);
      await page.getByLabel(named, { exact: true }).waitFor();
      expect(await page.locator("#field-apiKey").count()).toBe(0);
      await choose(key);
      await page.locator("#field-apiKey").waitFor();
      expect(await page.locator("#field-password").count()).toBe(0);
      await editor.fill('{"auth": {"kind": "session_login", "lo');
      const isWritten = async () => ((await editor.textContent()) ?? "").includes('"login"');
      await page.keyboard.press("Control+Space");
      // Clicked: for its first 75 ms a suggestion leaves Enter to the text, where it breaks the line. A list that is
      // drawn anew under the pointer takes no click; it is there again, or asked for again.
      await until("it is written", async () => {
        const suggestion = page.getByRole("option", { name: '"login"' });
        if (await suggestion.isVisible()) await suggestion.click();
        else if (!(await isWritten())) await page.keyboard.press("Control+Space");
        return isWritten();
      });
      expect(await seriousFaults(page)).toEqual([]);
      await page.locator("header button").last().click();
      await page.locator(`[role=menuitem][lang=${language === "en" ? "ar" : "en"}]`).click();
      await page.locator(`html[lang=${language === "en" ? "ar" : "en"}]`).waitFor();
      // The same text goes on in the other language.
      await until("it is still there", async () => ((await editor.textContent()) ?? "").includes('"login"'));
      expect(complaints).toEqual([]);
    }
  });

  test("a user with a password, an account of files, and disconnecting with the consequence named", async () => {
    const seller = await hub.seller("others", { organization: "Others" });
    const sylius = await hub.sandbox("sylius", { seed: 23 });
    await using visitor = await visit(hub, seller, PHONE);
    const { page, complaints } = visitor;
    await towards(page, sylius.url);
    await page.goto(`${hub.url}/channels/connect/sylius`);
    await page.locator("#field-adminPassword").waitFor();
    await fill(page, sylius.shop.credentials());
    await page.getByRole("button", { name: "Connect Sylius" }).click();
    await page.getByRole("heading", { name: /responded$/ }).waitFor();
    await page.unroute("**/api/stores");
    await page.goto(`${hub.url}/channels/connect/meesho`);
    await page.locator("#field-supplierName").fill("Nile Kurtis");
    await page.getByRole("button", { name: "Connect Meesho" }).click();
    await page.getByText("Next: your first file").waitFor();
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("link", { name: "Sylius", exact: true }).click();
    await page.getByRole("tab", { name: "Settings", exact: true }).click();
    await page.getByLabel("Order prefix").fill("SYL");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Settings saved.").waitFor();
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Disconnect" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect Sylius" }).click();
    await page.getByText("Sylius is disconnected.").waitFor();
    expect((await seller.get<{ items: unknown[] }>("/stores?kind=commerce")).items).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test("an Arabic seller connects in Arabic, and reads it in English after switching", async () => {
    const seller = await hub.seller("arabic", { organization: "Arabic" });
    const sylius = await hub.sandbox("sylius", { seed: 24 });
    await using visitor = await visit(hub, seller, { language: "ar" });
    const { page, complaints } = visitor;
    await towards(page, sylius.url);
    await page.goto(`${hub.url}/channels/connect/sylius`);
    await page.getByRole("textbox", { name: "كلمة مرور مدير الواجهة البرمجية" }).waitFor();
    await page.getByRole("heading", { name: "أنشئ مديرًا لـ Argosy" }).waitFor();
    await fill(page, { ...sylius.shop.credentials(), adminPassword: "wrong" });
    await page.getByRole("button", { name: "ربط Sylius" }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: /[\u0600-\u06ff]/ })
      .waitFor();
    await fill(page, sylius.shop.credentials());
    await page.getByRole("button", { name: "ربط Sylius" }).click();
    await page.getByText("لا يرسل Sylius إشعارًا بالطلبات الجديدة").waitFor();
    expect(await page.locator("dt").allTextContents()).toContain("القناة (Channel)");
    await page.getByRole("button", { name: "اختر ما تتم مزامنته" }).click();
    await page.getByText("يُقرأ طلب إلى طلبين في الثانية").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.locator("header button").last().click();
    await page.locator("[role=menuitem][lang=en]").click();
    await page.getByText("One to two orders a second").waitFor();
    expect(complaints).toEqual([]);
  });

  const overlapOf = (page: Page) => page.getByLabel("Accept the old webhook secret for 24 hours");

  /** Whether the hub takes deliveries proved by each of these secrets. */
  const areTaken = (
    secrets: readonly string[],
    url: string,
    proofOf: (secret: string, body: string) => Record<string, string>,
  ) =>
    Promise.all(
      secrets.map(async (secret) => {
        const body = JSON.stringify({ type: 1, shop_id: "1", data: {}, tts_notification_id: `id-${secret}` });
        const headers = { "content-type": "application/json", ...proofOf(secret, body) };
        return (await fetch(url, { method: "POST", headers, body })).status !== 401;
      }),
    );

  test("a webhook secret made anew leaves the old one valid for a day, unless the seller says not to", async () => {
    const seller = await hub.seller("anew", { organization: "Anew" });
    const store = await hub.connect(seller, await hub.sandbox("myntra", { seed: 25 }), "Myntra");
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const made = async (isOverlapping: boolean) => {
      await page.goto(`${hub.url}/channels/connect/myntra?store=${store.id}&step=credentials`);
      expect(await overlapOf(page).isChecked()).toBe(true);
      await overlapOf(page).setChecked(isOverlapping);
      await page.getByRole("button", { name: "Create a new secret" }).click();
      return page.getByLabel("Webhook secret", { exact: true }).inputValue();
    };
    const taken = (...secrets: readonly string[]) =>
      areTaken(secrets, `${store.webhookUrls[""]}/order/1`, (secret) => ({ access_token: secret }));
    const first = await made(true);
    const second = await made(true);
    expect(await taken(first, second)).toEqual([true, true]);
    const third = await made(false);
    expect(await taken(first, second, third)).toEqual([false, false, true]);
    expect(complaints).toEqual([]);
  });

  test("an own app's replaced secret counts for a day more, unless the seller says not to", async () => {
    const seller = await hub.seller("own-app", { organization: "Own app" });
    const sandbox = await hub.sandbox("tiktok_shop", { seed: 26 });
    const { appKey = "", appSecret = "", serviceId = "", market = "" } = sandbox.shop.credentials();
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const save = async (secret: string) => {
      for (const [label, value] of Object.entries({ appKey, appSecret: secret, serviceId }))
        await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByRole("button", { name: "Save the app" }).click();
      await page.getByRole("button", { name: "Replace the keys" }).waitFor();
    };
    await page.goto(`${hub.url}/channels/connect/tiktok_shop`);
    await page.getByRole("button", { name: "Use your own app" }).click();
    expect(await overlapOf(page).count()).toBe(0);
    await save(appSecret);
    sandbox.shop.registerCallback?.(`${hub.url}/api/integrations/tiktok_shop/oauth/callback`);
    await towards(page, sandbox.url);
    await fill(page, { market });
    await page.getByRole("button", { name: "Connect TikTok Shop" }).click();
    await page.getByRole("heading", { name: /responded$/ }).waitFor();
    const store = new URL(page.url()).searchParams.get("store") ?? "";
    const { webhookUrls } = await seller.get<{ webhookUrls: Record<string, string> }>(`/stores/${store}`);
    const taken = (...secrets: readonly string[]) =>
      areTaken(secrets, webhookUrls[""] ?? "", (secret, body) => ({
        authorization: createHmac("sha256", secret)
          .update(appKey + body)
          .digest("hex"),
      }));
    const replace = async (secret: string, isOverlapping: boolean) => {
      await page.goto(`${hub.url}/channels/connect/tiktok_shop?store=${store}&step=credentials`);
      await page.getByRole("button", { name: "Replace the keys" }).click();
      expect(await overlapOf(page).isChecked()).toBe(true);
      await overlapOf(page).setChecked(isOverlapping);
      await save(secret);
    };
    const secrets = [appSecret, "second-secret", "third-secret"];
    expect(await taken(...secrets)).toEqual([true, false, false]);
    await replace("second-secret", true);
    await until("both count", async () => `${await taken(...secrets)}` === "true,true,false");
    await replace("third-secret", false);
    await until("the last one counts alone", async () => `${await taken(...secrets)}` === "false,false,true");
  });

  test("an invitation leads through signing up into the organization; a forgotten password is asked for", async () => {
    const seller = await hub.seller("host", { organization: "Host" });
    const email = "guest@nile.example";
    const { link } = await seller.post<{ link: string }>("/invitations", { email, role: "staff" });
    await using visitor = await visit(hub);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/forgot`);
    // This hub sends no mail, and says so before somebody types an address and waits for it.
    await page.getByText("This hub has no mail server").waitFor();
    expect(await page.getByLabel("E-mail address").count()).toBe(0);
    await page.goto(`${hub.url}/reset-password?error=INVALID_TOKEN`);
    await page.getByText(/older than an hour/).waitFor();
    await page.goto(link);
    const context = page.getByText(
      /invites you to Host as staff\. Sign in or create an account with guest@nile\.example/,
    );
    await context.waitFor();
    await page.getByRole("link", { name: "Create an account" }).click();
    await context.waitFor();
    await page.getByLabel("Your name").fill("Guest");
    await page.getByLabel("E-mail address").fill(email);
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText(/invites you \(guest@nile\.example\) to work in Host as staff/).waitFor();
    await page.getByRole("button", { name: "Join Host" }).click();
    await page.locator("header").getByText("Host").waitFor();
    expect(complaints).toEqual([]);
  });
});
