import { describe, expect, test } from "vitest";
import { need } from "../kit/conformance/bench.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { openShop } from "./testing.ts";
import { OFFSET_NAME } from "./time.ts";

describe("connecting", () => {
  test("a connection reads channel, currency, locale, provinces and the shop's clock", async () => {
    await using shop = await openShop();
    expect(shop.detected.facts).toMatchObject({
      channel: "WEB",
      currency: "USD",
      locale: "en_US",
      utcOffsetMinutes: 120,
      countriesWithProvinces: ["US"],
    });
    expect(shop.grant.secrets[OFFSET_NAME]).toBe("minutes:120");
    expect(Date.parse(shop.grant.expiresAt ?? "") - shop.clock.now()).toBeGreaterThan(3_500_000);
  });

  test.each([
    ["all contain it", [true, true], "with"],
    ["none contains it", [false, false], "without"],
    ["they differ", [false, true], null],
    ["there are none", [], null],
  ])("a connection reads from its tax rates whether prices contain tax: %s", async (_name, rates, priceTax) => {
    const taxRates = rates.map((includedInPrice, n) => ({ code: `vat_${n}`, category: "standard", includedInPrice }));
    await using shop = await openShop({
      prepare: (state) => {
        state.taxRates.splice(0, state.taxRates.length, ...taxRates);
      },
    });
    expect(shop.detected.facts).toMatchObject({ priceTax });
  });

  test("a wrong password, an unknown and a disabled administrator get the same words", async () => {
    const texts = /refuses this e-mail and password/;
    await expect(openShop({ values: { adminPassword: "wrong-password" } })).rejects.toThrow(texts);
    await expect(openShop({ values: { adminEmail: "nobody@example.test" } })).rejects.toThrow(texts);
    const prepare = (state: { administrators: { enabled: boolean }[] }) => {
      for (const admin of state.administrators) admin.enabled = false;
    };
    await expect(openShop({ prepare })).rejects.toThrow(texts);
  });

  test("an administrator without the API role gets the command that gives it", async () => {
    const failing = openShop({
      prepare: (state) => {
        for (const admin of state.administrators) admin.hasApiRole = false;
      },
    });
    await expect(failing).rejects.toMatchObject({ info: { kind: "forbidden", scope: "ROLE_API_ACCESS" } });
    await expect(failing).rejects.toThrow(/sylius:user:promote hub@example.test ROLE_API_ACCESS --user-type=admin/);
  });

  test("a shop whose API is switched off is told from a wrong password", async () => {
    const failing = openShop({
      prepare: (state) => {
        state.apiEnabled = false;
      },
    });
    await expect(failing).rejects.toMatchObject({ info: { kind: "rejected", field: "baseUrl" } });
    await expect(failing).rejects.toThrow(/no Sylius API at this address.*sylius_api.enabled/);
  });

  test("an API switched off later is told as that, not as a record nobody knows", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    expect(await need(shop.ports, "orders").get("nobody", shop.ctx)).toBeNull();
    shop.state.apiEnabled = false;
    for (const call of [shop.read(key), need(shop.ports, "orders").get(key, shop.ctx)])
      await expect(call).rejects.toMatchObject({
        info: { kind: "suspended" },
        message: textWith(/no longer answers with its API.*sylius_api.enabled/),
      });
  });

  test("one of several channels must be named, and the answer lists them", async () => {
    const prepare = (state: { channels: { code: string; name: string; currency: string; hostname: string }[] }) =>
      void state.channels.push({ code: "B2B", name: "B2B", currency: "USD", hostname: "b2b.localhost" });
    await expect(openShop({ prepare, values: { channelCode: "" } })).rejects.toThrow(/Enter one of: WEB, B2B/);
    await expect(openShop({ prepare, values: { channelCode: "SHOP" } })).rejects.toThrow(/no channel "SHOP".*WEB, B2B/);
    await using named = await openShop({ prepare, values: { channelCode: "B2B" } });
    expect(named.detected.facts.channel).toBe("B2B");
    // Another channel of the same shop sells from the same shelf.
    expect(named.detected.account.externalId).toBe(`${named.detected.stockPlace}#B2B`);
    await using only = await openShop({ values: { channelCode: "" } });
    expect(only.detected.facts.channel).toBe("WEB");
  });

  test("a locale or a tax category the shop lacks is refused with those it has", async () => {
    await expect(openShop({ values: { localeCode: "xx_YY" } })).rejects.toMatchObject({
      info: { kind: "rejected", field: "localeCode" },
      message: 'The channel has no locale "xx_YY". Enter one of: en_US.',
    });
    await expect(openShop({ values: { taxCategory: "vat" } })).rejects.toMatchObject({
      info: { kind: "rejected", field: "taxCategory" },
      message: 'The shop has no tax category "vat". Enter one of: standard, standard_incl.',
    });
  });

  test("several tax categories and none chosen: the seller is told before products are sold without tax", async () => {
    await using open = await openShop();
    expect(open.detected.warnings).toContainEqual(textWith(/sold without tax.*standard, standard_incl/));
    await using chosen = await openShop({ values: { taxCategory: "standard" } });
    expect(chosen.detected.warnings).not.toContainEqual(textWith(/without tax/));
  });

  test("an address that is none and a zone nobody knows are refused before anything is sent", async () => {
    await expect(openShop({ values: { baseUrl: "my shop" } })).rejects.toMatchObject({ info: { field: "baseUrl" } });
    await expect(openShop({ values: { timeZone: "Mars/North" } })).rejects.toMatchObject({
      info: { field: "timeZone" },
    });
  });

  test("a login carries no old token: the shop would refuse it whatever the password", async () => {
    await using shop = await openShop();
    shop.sandbox.faults.expireTokens();
    await shop.read(placed(shop));
    const logins = shop.sandbox.calls.filter((call) => call.path.endsWith("/token"));
    expect(logins.map((call) => call.status)).toEqual([200, 200]);
  });

  test("an administrator switched off in the shop ends as a call to reconnect, not as endless logins", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    shop.sandbox.faults.revoke();
    await expect(shop.read(key)).rejects.toMatchObject({ info: { kind: "auth_revoked" } });
    expect(shop.sandbox.calls.filter((call) => call.path.endsWith("/token"))).toHaveLength(1);
  });

  test("the role taken away is a missing right, and the token stays", async () => {
    await using shop = await openShop();
    const key = placed(shop);
    for (const admin of shop.state.administrators) admin.hasApiRole = false;
    await expect(shop.read(key)).rejects.toMatchObject({ info: { kind: "forbidden", scope: "ROLE_API_ACCESS" } });
  });
});

function placed({ shop }: Awaited<ReturnType<typeof openShop>>): string {
  shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 5 }] });
  return shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
}
