import { expect, test } from "vitest";
import { startSandbox } from "../../sandboxes/velocity/index.ts";
import { openTestShop } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { connector, shipfast } from "./index.ts";
import { openAccount } from "./testing.ts";

const open = () => openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }));
const login = { apiKey: "", username: "+919000000001", password: "sandbox-password" };

test.each([
  ["bearer", "Bearer eyJ"],
  ["bare", "eyJ"],
] as const)("a key is sent as the account takes it: %s", async (scheme, start) => {
  await using account = await openAccount(({ state }) => {
    state.scheme = scheme;
  });
  expect(account.connection.grant.secrets.authorization?.startsWith(start)).toBe(true);
  expect(account.connection.detected.facts).toEqual({ currency: "INR", country: "IN" });
});

test("an account that changes its mind about the form is followed by one more call, for all calls after it", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  sandbox.state.scheme = "bare";
  const numbers = ["34810000000001"];
  const before = sandbox.calls.length;
  await connection.ports.remittance?.pull(numbers, connection.ctx);
  await connection.ports.remittance?.pull(numbers, connection.ctx);
  expect(sandbox.calls.slice(before).map(({ status }) => status)).toEqual([401, 200, 200, 200]);
});

test("a key that was switched off is a person's to replace, and is not tried on", async () => {
  await using account = await openAccount();
  const { connection, sandbox } = account;
  sandbox.faults.revoke();
  const before = sandbox.calls.length;
  const pull = connection.ports.remittance?.pull(["1"], connection.ctx);
  await expect(pull).rejects.toMatchObject({
    kind: "auth_revoked",
    message: textWith("Make a new one"),
  });
  expect(sandbox.calls.length - before).toBe(2);
});

test("a wrong key and a wrong login are said, and the login is tried once", async () => {
  await using shop = await open();
  await expect(shop.connect({ values: { apiKey: "eyJwrong" } })).rejects.toMatchObject({ kind: "auth_revoked" });
  const before = shop.sandbox.calls.length;
  await expect(shop.connect({ values: { ...login, password: "no" } })).rejects.toMatchObject({ kind: "auth_revoked" });
  expect(shop.sandbox.calls.length - before).toBe(1);
});

test.each([
  ["apiKey", { apiKey: "", username: "", password: "" }],
  ["username", { ...login, username: "9000000001" }],
  ["password", { ...login, password: "" }],
])("a form without its proof is refused at the field: %s", async (field, values) => {
  await using shop = await open();
  await expect(shop.connect({ values })).rejects.toMatchObject({ info: { kind: "rejected", field } });
});

test("the old login still connects; its token ends by India's clock and is made anew by one call", async () => {
  await using shop = await open();
  const connection = await shop.connect({ values: login });
  connection.secrets.delete("apiKey");
  const days = (Date.parse(connection.grant.expiresAt ?? "") - shop.clock.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
  shop.sandbox.faults.expireTokens();
  await connection.ports.remittance?.pull(["1"], connection.ctx);
  expect(shop.sandbox.calls.filter(({ path }) => path.endsWith("auth-token"))).toHaveLength(2);
});

test("the end of a key is kept, and warned of 14 days before", async () => {
  await using early = await openAccount(undefined, { apiKeyExpiresOn: "2027-05-31" });
  expect(early.connection.grant.ends).toEqual({ authorization: "2027-05-31T18:29:59.000Z" });
  expect(early.connection.detected.warnings).toEqual([]);
  await using late = await openAccount(undefined, { apiKeyExpiresOn: "2026-11-30" });
  expect(late.connection.detected.warnings).toEqual([textWith("2026-11-30")]);
});

test("Shipfast is the same connector under its own id and name [B23]", async () => {
  await using shop = await openTestShop(shipfast, (clock) => startSandbox({ clock, seed: 3 }));
  const connection = await shop.connect();
  expect(connection.detected.account.externalId).toMatch(/^key-[0-9a-f]{24}$/);
  expect([shipfast.meta.id, shipfast.meta.name]).toEqual(["shipfast", "Shipfast (now Velocity Shipping)"]);
  expect({ ...shipfast.meta, id: "", name: "", docs: "" }).toEqual({ ...connector.meta, id: "", name: "", docs: "" });
  expect(shipfast.open).toBe(connector.open);
});
