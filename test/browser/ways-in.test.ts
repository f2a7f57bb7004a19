/** Coming in without a password: with a key of the device, and at the provider the operator trusts. */
import { OAuth2Server } from "oauth2-mock-server";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { visit } from "../support/dashboard.ts";
import { freePort } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

/** What the provider says of whoever comes; each test says it anew. */
let claims: Readonly<Record<string, unknown>> = {};

const provider = new OAuth2Server();

/** Where the hub is: browsers keep passkeys for names, not for addresses of machines. */
const at = { url: "" };

/** A provider that runs, and a hub that trusts it. */
async function trustProvider(): Promise<Readonly<Record<string, string>>> {
  const port = await freePort();
  at.url = `http://localhost:${port}`;
  await provider.issuer.keys.generate("RS256");
  await provider.start(0, "localhost");
  provider.service.on("beforeTokenSigning", (token: { payload: Record<string, unknown> }) => {
    Object.assign(token.payload, claims);
  });
  return {
    PORT: String(port),
    APP_URL: at.url,
    OIDC_ISSUER: provider.issuer.url ?? "",
    OIDC_CLIENT_ID: "argosy",
    OIDC_CLIENT_SECRET: "of the argosy",
    OIDC_NAME: "Harbour Login",
  };
}

describeInBrowser(
  "coming in without a password",
  (hub) => {
    afterAll(() => provider.stop());

    /** A device with a key store; `isOwnerThere`: the owner's finger is on it. */
    async function deviceOf(page: Page, isOwnerThere: boolean) {
      const session = await page.context().newCDPSession(page);
      await session.send("WebAuthn.enable");
      const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          protocol: "ctap2",
          transport: "internal",
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: isOwnerThere,
          automaticPresenceSimulation: true,
        },
      });
      return {
        ownerIs: (isThere: boolean) =>
          session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: isThere }),
      };
    }

    async function signOut(page: Page): Promise<void> {
      await page.getByRole("button", { name: "Your account" }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "Sign in" }).waitFor();
    }

    test("a passkey is added, opens the account on its owner's word alone, and is removed", async () => {
      const seller = await hub.seller("nile-linen", { organization: "Nile Linen" });
      await using visitor = await visit(at, seller, { isApart: true });
      const { page, complaints } = visitor;
      const device = await deviceOf(page, true);
      await page.goto(`${at.url}/settings/account`);
      await page.getByRole("button", { name: "Add a passkey" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill("Counter tablet");
      await dialog.getByRole("button", { name: "Add a passkey" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.getByText("Counter tablet").waitFor();

      await signOut(page);
      await page.getByRole("button", { name: "Use a passkey" }).click();
      await page.locator("header").getByText("Nile Linen").waitFor();

      await signOut(page);
      await device.ownerIs(false);
      // Only once it is under way can it have ended.
      const started = page.waitForResponse("**/passkey/generate-authenticate-options");
      await page.getByRole("button", { name: "Use a passkey" }).click();
      await started;
      await page.getByRole("button", { name: "Use a passkey" }).and(page.locator(":not([data-loading])")).waitFor();
      expect(await page.getByRole("heading", { name: "Sign in" }).isVisible()).toBe(true);
      await device.ownerIs(true);
      await page.getByRole("button", { name: "Use a passkey" }).click();
      await page.locator("header").getByText("Nile Linen").waitFor();

      const { items } = await seller.get<{ items: { action: string }[] }>("/audit?limit=50");
      expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(["passkey.added", "sign-in.done"]));

      await page.goto(`${at.url}/settings/account`);
      await page.getByRole("button", { name: "Remove" }).click();
      await dialog.getByRole("button", { name: "Remove" }).click();
      await dialog.waitFor({ state: "detached" });
      expect(await page.getByText("Counter tablet").count()).toBe(0);
      await signOut(page);
      await page.getByRole("button", { name: "Use a passkey" }).click();
      await page.getByRole("alert").waitFor();
      expect(complaints).toEqual([]);
    });

    test("a person the provider recognizes comes in, makes an account there, and joins the one they have", async () => {
      await using visitor = await visit(at, undefined, { isApart: true });
      const { page } = visitor;
      const goIn = async () => {
        await page.goto(`${at.url}/sign-in`);
        await page.getByRole("button", { name: "Sign in with Harbour Login" }).click();
      };
      claims = { sub: "maya-1", email: "maya@harbour.example", email_verified: true, name: "Maya <b>Cole</b>" };
      await goIn();
      await page.getByRole("heading", { name: "Name your organization" }).waitFor();
      expect(
        await hub.owner.rows(`select "email" as email, "name" as name, "emailVerified" as proved from auth."user"
      where "email" = 'maya@harbour.example'`),
      ).toEqual([{ email: "maya@harbour.example", name: "Maya  b Cole /b", proved: true }]);

      // An address the provider has not proved is nobody's word.
      await page.context().clearCookies();
      claims = { sub: "eve-1", email: "eve@harbour.example", email_verified: false, name: "Eve" };
      await goIn();
      await page.getByRole("alert").waitFor();
      expect(await hub.owner.rows(`select 1 from auth."user" where "email" = 'eve@harbour.example'`)).toEqual([]);

      // An account with a password is joined by its owner, never by whoever the provider says they are.
      const seller = await hub.seller("siwa-dates", { organization: "Siwa Dates" });
      await page.context().clearCookies();
      claims = { sub: "owner-9", email: seller.email, email_verified: true, name: "Owner" };
      await goIn();
      await page.getByText("already has an account with a password").waitFor();
      await page.getByLabel("E-mail address").fill(seller.email);
      await page.locator("input[type=password]").fill(seller.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.locator("header").getByText("Siwa Dates").waitFor();
      await page.goto(`${at.url}/settings/account`);
      await page.getByRole("button", { name: "Join with Harbour Login" }).click();
      await page.getByText("Joined").waitFor();
      await signOut(page);
      await page.getByRole("button", { name: "Sign in with Harbour Login" }).click();
      await page.locator("header").getByText("Siwa Dates").waitFor();
      const { items } = await seller.get<{ items: { action: string }[] }>("/audit?limit=50");
      expect(items.filter(({ action }) => action === "sign-in.done").length).toBeGreaterThan(1);
    });
  },
  trustProvider,
);
