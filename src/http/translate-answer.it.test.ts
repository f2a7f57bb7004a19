import { expect, test } from "vitest";
import { message, messageParts } from "../commerce/message.ts";
import { connectors } from "../connectors/index.ts";
import { raiseAlert } from "../hub/alerts/alerts.ts";
import { testApp } from "./testing.ts";

test("a platform's stored message is shown in the reader's language", async () => {
  await using hub = await testApp({ deps: { connectors } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const of = (code: string, text: string) => ({ code: `sylius:${code}` as const, gaps: {}, text });
  const refused = of("error.shopRefusesEMailPassword", "The shop refuses this e-mail and password.");
  const switchedOff = { ...of("warning.channelSwitchedOffShop", "The channel WEB is off."), gaps: { channel: "WEB" } };
  const everyCall = of("scope.everyCallApiNoFiner", "every call of the API");
  const { id } = await hub.db.owner.one<{ id: string }>(
    `insert into connection (organization_id, kind, provider, code, name, state, webhook_key, warnings, warnings_said,
       missing_scopes, last_error, last_error_said)
     values ($1, 'commerce', 'sylius', 'nile', 'Nile', 'active', 'nile', $2, $3, $4, $5, $6) returning id`,
    [
      ana.organization,
      [switchedOff.text, "Said by the shop itself."],
      JSON.stringify([messageParts(switchedOff), null]),
      JSON.stringify([{ scope: "ROLE_API_ACCESS", disables: everyCall.text, disablesTold: messageParts(everyCall) }]),
      refused.text,
      JSON.stringify(messageParts(refused)),
    ],
  );
  await hub.db.database.tenant(ana.organization, (tx) =>
    raiseAlert(tx, {
      kind: "stock_failed",
      severity: "warning",
      cause: "stock",
      connectionId: id,
      title: message("alert.stock_failed.title", { store: "Nile", item: "A-1" }),
      text: [refused, message("order.answer.again"), "Said by the shop itself."],
      now: new Date(hub.clock.now()),
    }),
  );
  const arabic = { "accept-language": "ar" };
  const store = (await ana.call("GET", `/api/stores/${id}`, undefined, arabic)).json;
  expect(store.warnings).toEqual(["القناة \u2068WEB\u2069 متوقفة في المتجر.", "Said by the shop itself."]);
  expect(store.missingScopes[0].disables).toBe("كل استدعاءات الواجهة؛ لا توجد صلاحيات أدق");
  expect(store.lastError).toMatch(/^يرفض المتجر هذا البريد/);
  const { items } = (await ana.call("GET", "/api/alerts", undefined, arabic)).json;
  expect(items[0].said.text).toEqual([
    { code: refused.code, text: store.lastError },
    { code: "order.answer.again" },
    { text: "Said by the shop itself." },
  ]);
  const english = (await ana.call("GET", `/api/stores/${id}`)).json;
  expect(english).toMatchObject({ lastError: refused.text, warnings: [switchedOff.text, expect.any(String)] });
  expect((await ana.call("GET", `/api/alerts/${items[0].id}`)).json.said.text[0]).toEqual({
    code: refused.code,
    text: refused.text,
  });
});

test("a channel's refusal of a discount code, and what it cannot check, are told in the language of who asks", async () => {
  await using hub = await testApp({
    deps: { connectors },
    engine: {
      services: {
        validateDiscount: async ({ code }: { readonly code: string }) =>
          code === "OLD"
            ? { valid: false, reason: "expired", text: message("platform.discount.expired") }
            : {
                valid: true,
                code,
                title: code,
                kind: "other",
                discount: null,
                warnings: [message("platform.discount.products")],
              },
      } as never,
    },
  });
  const ana = await hub.signUp("ana-codes@example.test", "ana-codes");
  const { id: storeId } = await hub.db.owner.one<{ id: string }>(
    `insert into connection (organization_id, kind, provider, code, name, state, webhook_key)
     values ($1, 'commerce', 'sylius', 'nile', 'Nile', 'active', 'nile-codes') returning id`,
    [ana.organization],
  );
  const ask = async (code: string, language: string) => {
    const body = { storeId, code, currency: "USD", lines: [{ sku: "A", quantity: 1, unitPriceMinor: 100 }] };
    return (await ana.call("POST", "/api/discounts/validate", body, { "accept-language": language })).json;
  };
  expect(await ask("OLD", "en")).toEqual({ valid: false, reason: "expired", text: "This code has expired." });
  expect((await ask("OLD", "ar")).text).toBe("انتهت صلاحية هذا الرمز.");
  expect((await ask("NEW", "en")).warnings).toEqual(["For some products only."]);
  expect((await ask("NEW", "ar")).warnings).toEqual(["لبعض المنتجات فقط."]);
});
