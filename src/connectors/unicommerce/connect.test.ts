import { expect, test } from "vitest";
import { startSandbox } from "../../sandboxes/unicommerce/index.ts";
import { openTestShop } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { connector } from "./presets/selloship.ts";
import { openAccount } from "./testing.ts";

const pull = ({ connection }: Awaited<ReturnType<typeof openAccount>>) =>
  connection.ports.tracking?.pull([], connection.ctx).catch((error: unknown) => error);

test.each(["bare", "bearer"] as const)("the token is sent as the account takes it: %s", async (scheme) => {
  await using account = await openAccount(({ state }) => {
    state.scheme = scheme;
  });
  expect(account.connection.grant.secrets.authorization?.startsWith("Bearer ")).toBe(scheme === "bearer");
  const before = account.sandbox.calls.length;
  account.sandbox.faults.expireTokens();
  await pull(account);
  // Refused, login, the form that was taken last, the call.
  expect(account.sandbox.calls.slice(before).map(({ path }) => path.split("?")[0])).toEqual([
    "/waybillDetails",
    "/authToken",
    "/waybillDetails",
    "/waybillDetails",
  ]);
});

test.each(["status", "words"] as const)(
  "a token that has ended is told by %s, and a booking is not lost over it",
  async (expiryAs) => {
    await using account = await openAccount(({ state }) => {
      state.expiryAs = expiryAs;
    });
    const { book, booked, indianDraft } = await import("../kit/testing/courier.ts");
    account.sandbox.faults.expireTokens();
    booked(await book(account.connection, indianDraft("ARG-1")));
    expect(account.sandbox.state.parcels).toHaveLength(1);
  },
);

test("a token is made anew before fifty minutes have passed twice", async () => {
  await using account = await openAccount();
  await account.clock.sleep(51 * 60_000);
  await pull(account);
  expect(account.sandbox.calls.filter(({ path }) => path === "/authToken")).toHaveLength(2);
});

test.each([200, 400, 401] as const)("wrong credentials are told with %d", async (refusalStatus) => {
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }));
  shop.sandbox.state.refusalStatus = refusalStatus;
  await expect(shop.connect({ values: { password: "wrong" } })).rejects.toMatchObject({
    kind: "auth_revoked",
    message: textWith("does not accept this API user"),
  });
  await expect(shop.connect({ values: { password: "" } })).rejects.toMatchObject({ info: { field: "password" } });
});

test("an account that was shut off asks for a person", async () => {
  await using account = await openAccount();
  account.sandbox.faults.revoke();
  expect(await pull(account)).toMatchObject({ kind: "auth_revoked" });
});
