/** Whose word the hub takes for who somebody is, and which address for its own. */
import { OAuth2Server } from "oauth2-mock-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { type TestApp, testApp } from "./testing.ts";

const HOST = "hub.example.test";
const ORIGIN = { origin: `https://${HOST}` };
const provider = new OAuth2Server();
const mails: { readonly to: string; readonly text: string }[] = [];
let hub: TestApp;

beforeAll(async () => {
  await provider.issuer.keys.generate("RS256");
  await provider.start(0, "localhost");
  const config = loadConfig({
    APP_URL: `https://${HOST}`,
    TRUST_PROXY: "127.0.0.1",
    OIDC_ISSUER: `http://localhost:${provider.address().port}`,
    OIDC_CLIENT_ID: "argosy",
    OIDC_CLIENT_SECRET: "of the argosy",
  });
  hub = await testApp({ deps: { config, sendMail: async (mail) => void mails.push(mail) } });
});
afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await provider.stop();
});

interface Word {
  readonly email: string;
  readonly verified: unknown;
  readonly hasToken?: boolean;
}

/** Signs in at the provider, which says this of the person; answers where the browser is sent and whether it is in. */
async function signIn({ email, verified, hasToken = true }: Word): Promise<{ to: string; isIn: boolean }> {
  const claims = { sub: `sub of ${email}`, email, email_verified: verified, name: "Ana" };
  provider.service.on("beforeTokenSigning", ({ payload }) => void Object.assign(payload, claims));
  provider.service.once("beforeResponse", ({ body }) => {
    if (!hasToken && typeof body === "object" && body !== null) Reflect.deleteProperty(body, "id_token");
  });
  provider.service.once("beforeUserinfo", (answer) => void Object.assign(answer, { body: claims, statusCode: 200 }));
  const started = await hub.app.inject({
    method: "POST",
    url: "/api/auth/sign-in/social",
    headers: { host: HOST, "content-type": "application/json", ...ORIGIN },
    payload: JSON.stringify({ provider: "oidc", callbackURL: "/", errorCallbackURL: "/sign-in" }),
  });
  const cookie = started.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const consent = await fetch(started.json().url, { redirect: "manual" });
  const { pathname, search } = new URL(consent.headers.get("location") ?? "");
  const back = await hub.app.inject({ url: pathname + search, headers: { host: HOST, cookie } });
  provider.service.removeAllListeners();
  return {
    to: String(back.headers.location ?? back.statusCode),
    isIn: back.cookies.some(({ name, value }) => name.endsWith("session_token") && value !== ""),
  };
}

test("a provider proves an address by true alone, in a token it signed", async () => {
  expect(await signIn({ email: "proved@example.test", verified: true })).toMatchObject({ isIn: true });
  for (const verified of ["false", "true", "no", 1, 0, false, null, undefined]) {
    const email = `unproved-${String(verified)}-${typeof verified}@example.test`;
    const answer = await signIn({ email, verified });
    expect(answer, email).toMatchObject({ isIn: false });
  }
  expect(await signIn({ email: "unsigned@example.test", verified: true, hasToken: false })).toMatchObject({
    isIn: false,
  });
  const made = await hub.db.owner.rows<{ email: string }>('select "email" as email from auth."user"');
  expect(made.map(({ email }) => email)).toEqual(["proved@example.test"]);
});

test("no other host that a request names is the hub's: no mail of it leads there", async () => {
  await hub.signUp("victim@example.test");
  const reset = (headers: Record<string, string>, redirectTo: string) =>
    hub.app.inject({
      method: "POST",
      url: "/api/auth/request-password-reset",
      headers: { host: HOST, "content-type": "application/json", ...headers },
      payload: JSON.stringify({ email: "victim@example.test", redirectTo }),
    });
  for (const name of ["x-forwarded-host", "host"]) {
    const answer = await reset({ origin: "https://evil.example", [name]: "evil.example" }, "https://evil.example/x");
    expect(answer.statusCode, name).toBe(403);
  }
  const own = await reset({ ...ORIGIN, "x-forwarded-host": "evil.example" }, "/reset-password");
  expect(own.statusCode).toBe(200);
  await expect.poll(() => mails.length).toBe(1);
  expect(mails[0]?.text).toContain(`https://${HOST}/`);
  expect(mails[0]?.text).not.toContain("evil");
});

test("a new password ends every other session, whatever was asked for", async () => {
  const first = await hub.signUp("twice@example.test", "twice-shop");
  const second = await hub.anonymous.call(
    "POST",
    "/api/auth/sign-in/email",
    { email: "twice@example.test", password: "correct horse battery" },
    ORIGIN,
  );
  const cookie = [second.headers["set-cookie"] ?? []]
    .flat()
    .map((line) => line.split(";")[0])
    .join("; ");
  const change = {
    currentPassword: "correct horse battery",
    newPassword: "another harbour 9",
    revokeOtherSessions: false,
  };
  const changed = await hub.anonymous.call("POST", "/api/auth/change-password", change, { ...ORIGIN, cookie });
  expect(changed.status).toBe(200);
  expect((await first.call("GET", "/api/organization")).status).toBe(401);
  const renewed = [changed.headers["set-cookie"] ?? []]
    .flat()
    .map((line) => line.split(";")[0])
    .join("; ");
  expect((await hub.anonymous.call("GET", "/api/organization", undefined, { cookie: renewed })).status).toBe(200);
});
