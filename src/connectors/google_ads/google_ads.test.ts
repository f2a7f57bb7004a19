import { expect, test } from "vitest";
import { startSandbox } from "../../sandboxes/google_ads/index.ts";
import { describeAdAccount, readAll, yesterdayOf } from "../kit/conformance/ad-accounts.ts";
import { openConnectedShop, openTestShop } from "../kit/testing/shop.ts";
import { coveredAccounts } from "./accounts.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeAdAccount({ proves: ["B31", "H1"], connector, startSandbox, spec });

const shop = () => openTestShop(connector, (clock) => startSandbox({ clock, seed: 7 }));

test("an account below two managers is offered by name and read through the manager this login may use", async () => {
  await using it = await shop();
  const connection = await it.connect({ values: { customerId: "" }, account: "2234567890" });
  expect(connection.detected).toMatchObject({
    account: { externalId: "2234567890", name: "Northwind Gulf" },
    facts: { currency: "AED", timeZone: "Asia/Dubai" },
  });
  expect(connection.info.settings.loginCustomerId).toBe("5550000001");
});

test("accounts that were closed and managers are not offered", async () => {
  await using it = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const { accessToken = "" } = it.connection.grant.secrets;
  const { accounts } = await coveredAccounts(accessToken, undefined, it.connection.ctx);
  expect(accounts.map(({ externalId }) => externalId)).toEqual(["1234567890", "2234567890"]);
});

test("the number is taken with the dashes Google shows", async () => {
  await using it = await shop();
  const connection = await it.connect({ values: { customerId: "123-456-7890" } });
  expect(connection.detected.account.externalId).toBe("1234567890");
});

test("an access that ended is renewed while it reads, one that was withdrawn asks for a new sign-in", async () => {
  await using it = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const date = yesterdayOf(it);
  it.shop.spent({ date, campaign: { id: "1", name: "Brand" }, adSet: null, spend: "5339.507812" });
  it.sandbox.faults.expireTokens();
  expect(await readAll(it, { from: date, to: date })).toMatchObject([{ spend: "5339.507812" }]);
});

test("a sum that is not that of its rows is reported", async () => {
  await using it = await openConnectedShop(connector, (clock) => startSandbox({ clock, seed: 7 }));
  const date = yesterdayOf(it);
  it.shop.spent({ date, campaign: { id: "1", name: "Brand" }, adSet: null, spend: "2" });
  it.sandbox.state.wrongSum = true;
  await readAll(it, { from: date, to: date });
  expect(it.connection.drifts).toMatchObject([{ path: "summaryRow.metrics.costMicros" }]);
});

test("a project whose day is used up waits for an hour, an account Google closed says so", () => {
  const answer = (group: string, code: string) => ({
    status: 403,
    headers: {},
    url: "",
    text: JSON.stringify([{ error: { status: "X", details: [{ errors: [{ errorCode: { [group]: code } }] }] } }]),
  });
  const kindOf = (group: string, code: string) =>
    connector.classify(answer(group, code), { method: "POST", url: "", operation: "" });
  expect(kindOf("quotaError", "RESOURCE_EXHAUSTED")).toEqual({ kind: "throttled", waitMs: 3_600_000 });
  expect(kindOf("authorizationError", "CUSTOMER_NOT_ENABLED")).toEqual({ kind: "suspended" });
  expect(kindOf("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION")).toMatchObject({
    kind: "forbidden",
  });
  expect(kindOf("authenticationError", "OAUTH_TOKEN_REVOKED")).toEqual({ kind: "auth_revoked" });
  expect(kindOf("internalError", "TRANSIENT_ERROR")).toEqual({ kind: "transient" });
});
