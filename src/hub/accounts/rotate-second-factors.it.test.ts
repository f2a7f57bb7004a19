import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { keyFromHex } from "../../db/keys.ts";
import { testDatabase } from "../../db/testing.ts";
import { rotateSecondFactors } from "./rotate-second-factors.ts";
import { createSignIn } from "./sign-in.ts";

const ORIGIN = "https://hub.example.test";
const password = "correct horse battery";
const key = () => keyFromHex(randomBytes(32).toString("hex"));

test("people sign in with their code and backup codes after a rotation, and the old key is gone [I8.6]", async () => {
  await using db = await testDatabase();
  const [oldKey, newKey] = [key(), key()];
  const at = (keys: Parameters<typeof createSignIn>[0]["keys"]) =>
    createSignIn({ pool: db.database.auth, keys, appUrl: ORIGIN, warn: () => undefined });
  const call = async (
    signIn: ReturnType<typeof createSignIn>,
    path: string,
    body: unknown,
    cookie = "",
  ): Promise<{ status: number; cookie: string; json: Record<string, unknown> }> => {
    const answer = await signIn.handler(
      new Request(`${ORIGIN}/api/auth${path}`, {
        method: "POST",
        headers: { origin: ORIGIN, "content-type": "application/json", cookie },
        body: JSON.stringify(body),
      }),
    );
    const cookies = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
    return {
      status: answer.status,
      cookie: cookies.join("; "),
      json: (await answer.json()) as Record<string, unknown>,
    };
  };

  const before = at({ current: oldKey, previous: [] });
  const signedUp = await call(before, "/sign-up/email", { name: "Ana", email: "ana@example.test", password });
  const enabled = await call(before, "/two-factor/enable", { password }, signedUp.cookie);
  const secret = new URL(String(enabled.json.totpURI)).searchParams.get("secret");
  const [first, second] = enabled.json.backupCodes as string[];
  await db.owner.run('update auth."user" set "twoFactorEnabled" = true');
  const stored = () =>
    db.owner.one<{ secret: string; codes: string }>(
      'select "secret" as secret, "backupCodes" as codes from auth."twoFactor"',
    );
  const old = await stored();

  // Both keys at hand, as while a rotation is under way: everything opens, and a used code stays used.
  const during = { current: newKey, previous: [oldKey] };
  expect(await rotateSecondFactors(db.database.auth, during)).toBe(1);
  expect(await rotateSecondFactors(db.database.auth, during)).toBe(0);
  const now = await stored();
  expect(now.secret).not.toBe(old.secret);
  expect(now.codes).not.toBe(old.codes);

  const after = at({ current: newKey, previous: [] });
  const withCode = async (code: string | undefined) => {
    const requested = await call(after, "/sign-in/email", { email: "ana@example.test", password });
    expect(requested.json).toMatchObject({ twoFactorRedirect: true });
    return call(after, "/two-factor/verify-backup-code", { code }, requested.cookie);
  };
  const signedIn = await withCode(first);
  expect(signedIn.status).toBe(200);
  expect((await withCode(first)).status).toBe(401);
  expect((await withCode(second)).status).toBe(200);
  // The secret in the authenticator app still is the one asked for.
  const uri = await call(after, "/two-factor/get-totp-uri", { password }, signedIn.cookie);
  expect(new URL(String(uri.json.totpURI)).searchParams.get("secret")).toBe(secret);
  await expect(rotateSecondFactors(db.database.auth, { current: key(), previous: [] })).rejects.toThrow();
});
