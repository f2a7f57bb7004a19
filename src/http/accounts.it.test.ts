import { afterAll, beforeAll, expect, test } from "vitest";
import { type Action, actions, may, type Role, roles } from "../hub/accounts/permissions.ts";
import { type TestApp, testApp } from "./testing.ts";

/** Of the tests that tell their people and organizations apart by name: starting one costs more than such a test. */
let hub: TestApp;
beforeAll(async () => {
  hub = await testApp();
});
afterAll(() => hub?.[Symbol.asyncDispose]());

test("signing up gives a session but no organization, and nobody runs the hub by it", async () => {
  const ana = await hub.signUp("ana-new@example.test");
  const me = await ana.call("GET", "/api/me");
  expect(me.status).toBe(200);
  expect(me.json).toMatchObject({
    user: { email: "ana-new@example.test", isOperator: false },
    organization: null,
    organizations: [],
  });
  expect(me.text).not.toContain("password");
  const refused = await ana.call("GET", "/api/members");
  expect(refused.status).toBe(403);
  expect(refused.json).toMatchObject({ errorType: "authorization_error", code: "NO_ORGANIZATION" });
});

test("creating an organization makes its creator the owner and gives it a first location [A1.5]", async () => {
  const ana = await hub.signUp("ana-founder@example.test", "ana-shop-founder");
  const me = await ana.call("GET", "/api/me");
  expect(me.json).toMatchObject({
    role: "owner",
    organization: { id: ana.organization, slug: "ana-shop-founder", currency: "USD" },
  });
  const locations = await hub.db.owner.rows("select name from location where organization_id = $1", [ana.organization]);
  expect(locations).toEqual([{ name: "Main" }]);
  const ben = await hub.signUp("ben-founder@example.test");
  const taken = await ben.call("POST", "/api/organizations", { name: "Ben", slug: "ana-shop-founder" });
  expect(taken.status).toBe(409);
  expect(taken.json).toMatchObject({ code: "ORGANIZATION_SLUG_TAKEN", details: [{ field: "slug" }] });
  const nowhere = await ben.call("POST", "/api/organizations", { name: "Ben", slug: "ben", zone: "Moon/Crater" });
  expect(nowhere.status).toBe(422);
});

test("cookies are secure on https, and a change from another site is refused", async () => {
  const answer = await hub.anonymous.call(
    "POST",
    "/api/auth/sign-up/email",
    { email: "ana-cookie@example.test", password: "correct horse battery", name: "Ana" },
    { origin: "https://hub.example.test" },
  );
  const cookie = String(answer.headers["set-cookie"]);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(cookie).toMatch(/Secure/);
  const session = /__Host-argosy\.session_token=[^;]+/.exec(cookie)?.[0] ?? "";
  const body = { name: "Ana", slug: "ana" };
  const foreign = await hub.anonymous.call("POST", "/api/organizations", body, {
    cookie: session,
    origin: "https://evil.example",
  });
  expect(foreign.status).toBe(403);
  expect(foreign.json.code).toBe("ORIGIN");
  expect((await hub.anonymous.call("POST", "/api/organizations", body, { cookie: session })).status).toBe(403);
  const own = await hub.anonymous.call("POST", "/api/organizations", body, {
    cookie: session,
    origin: "https://hub.example.test",
  });
  expect(own.status).toBe(201);
  const signedOut = await hub.anonymous.call(
    "POST",
    "/api/auth/sign-out",
    {},
    { cookie: session, origin: "https://evil.example" },
  );
  expect(signedOut.status).toBe(403);
});

test("a wrong password is refused in problem form, and guessing is slowed down", async () => {
  await using hub = await testApp({ deps: { limits: { signIn: { most: 3, perMs: 60_000 } } } });
  await hub.signUp("ana@example.test");
  const guess = () =>
    hub.anonymous.call("POST", "/api/auth/sign-in/email", { email: "ana@example.test", password: "wrong wrong" });
  const first = await guess();
  expect(first.status).toBe(401);
  expect(first.headers["content-type"]).toContain("application/problem+json");
  expect(first.json).toMatchObject({ errorType: "authentication_error", status: 401 });
  await guess();
  const slowed = await guess();
  expect(slowed.status).toBe(429);
  expect(Number(slowed.headers["retry-after"])).toBeGreaterThan(0);
  await hub.clock.advance(60_000);
  expect((await guess()).status).toBe(401);
});

test("an invitation makes a member of the role it names, once, and only the invited address [I4.2]", async () => {
  const ana = await hub.signUp("ana-invited@example.test", "ana-shop-invited");
  const invited = await ana.call("POST", "/api/invitations", { email: "ben-invited@example.test", role: "manager" });
  expect(invited.status).toBe(201);
  const token = new URL(invited.json.link).searchParams.get("token");
  expect((await ana.call("GET", "/api/invitations")).text).not.toContain(token);
  const eve = await hub.signUp("eve-invited@example.test");
  expect((await eve.call("POST", "/api/invitations/accept", { token })).status).toBe(403);
  const ben = await hub.signUp("ben-invited@example.test");
  expect((await ben.call("POST", "/api/invitations/preview", { token })).json).toMatchObject({
    organization: "ana-shop-invited",
    role: "manager",
  });
  await hub.clock.advance(1_000);
  expect((await ben.call("POST", "/api/invitations/accept", { token })).json).toEqual({
    organization: ana.organization,
    role: "manager",
  });
  expect((await ben.call("POST", "/api/invitations/accept", { token })).status).toBe(404);
  expect((await ana.call("GET", "/api/audit")).json.items[0]).toMatchObject({
    action: "invitations.accept",
    actor: "user:ben-invited@example.test",
    details: { role: "manager" },
  });
  expect((await ben.call("GET", "/api/me")).json).toMatchObject({
    role: "manager",
    organization: { id: ana.organization },
  });
  expect((await ana.call("GET", "/api/members")).json.items.map((each: { email: string }) => each.email)).toEqual([
    "ana-invited@example.test",
    "ben-invited@example.test",
  ]);
});

test("an invitation is mailed in the organization's language [A1.7]", async () => {
  const mails: { subject: string; text: string }[] = [];
  await using hub = await testApp({ deps: { sendMail: async (mail) => void mails.push(mail) } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await hub.db.owner.run('update auth."user" set "emailVerified" = true');
  expect((await ana.call("PATCH", "/api/organization", { language: "ar" })).status).toBe(200);
  mails.length = 0;
  const { json } = await ana.call("POST", "/api/invitations", { email: "ben@example.test", role: "manager" });
  expect(json.mailed).toBe(true);
  const [mail] = mails;
  expect(mail?.subject).toMatch(/^يدعوك \u2068ana@example\.test\u2069/);
  expect(mail?.text).toContain("بدور مدير");
  expect(mail?.text).toContain(json.link);
});

test("switching a member off ends their session and their keys at once [I4.4]", async () => {
  const ana = await hub.signUp("ana-off@example.test", "ana-shop-off");
  const invited = await ana.call("POST", "/api/invitations", { email: "ben-off@example.test", role: "admin" });
  const ben = await hub.signUp("ben-off@example.test");
  await ben.call("POST", "/api/invitations/accept", { token: new URL(invited.json.link).searchParams.get("token") });
  const made = await ben.call("POST", "/api/api-keys", { name: "till", role: "staff" });
  expect(made.status).toBe(201);
  const till = hub.withKey(made.json.key);
  expect((await till.call("GET", "/api/organization")).status).toBe(200);
  const { items } = (await ana.call("GET", "/api/members")).json;
  const owner = items.find((each: { role: string }) => each.role === "owner");
  const member = items.find((each: { email: string }) => each.email === "ben-off@example.test");
  expect((await ben.call("PATCH", `/api/members/${owner.id}`, { active: false })).status).toBe(403);
  expect((await ana.call("PATCH", `/api/members/${member.id}`, { active: false })).status).toBe(200);
  expect((await ben.call("GET", "/api/me")).status).toBe(401);
  expect((await till.call("GET", "/api/organization")).status).toBe(401);
  const last = await ana.call("PATCH", `/api/members/${owner.id}`, { role: "viewer" });
  expect(last.json).toMatchObject({ status: 409, code: "LAST_OWNER" });
});

test("an API key is kept as a hash, does no more than its role and list, and ends when it is revoked or expires [I2.2]", async () => {
  const ana = await hub.signUp("ana-key@example.test", "ana-shop-key");
  const expiresAt = new Date(hub.clock.now() + 3_600_000).toISOString();
  const made = await ana.call("POST", "/api/api-keys", { name: "reader", role: "admin", actions: ["view"], expiresAt });
  expect(made.json.key).toMatch(/^argosy_[A-Za-z0-9_-]{43}$/);
  const dump = JSON.stringify([
    await hub.db.owner.rows("select *, encode(key_hash, 'escape') from auth.api_key"),
    await hub.db.owner.rows("select * from idempotency"),
    (await ana.call("GET", "/api/api-keys")).json,
    hub.logged,
  ]);
  expect(dump).not.toContain(made.json.key.slice(20));
  const reader = hub.withKey(made.json.key);
  expect((await reader.call("GET", "/api/members")).status).toBe(200);
  expect((await reader.call("GET", "/api/me")).json.code).toBe("PERSON_NEEDED");
  expect((await reader.call("GET", "/api/api-keys")).json.code).toBe("NOT_PERMITTED");
  expect((await hub.withKey(`${made.json.key}x`).call("GET", "/api/members")).status).toBe(401);
  await hub.clock.advance(3_600_001);
  expect((await reader.call("GET", "/api/members")).status).toBe(401);
  const other = await ana.call("POST", "/api/api-keys", { name: "writer", role: "manager" });
  const writer = hub.withKey(other.json.key);
  expect((await writer.call("GET", "/api/members")).status).toBe(200);
  expect((await ana.call("DELETE", `/api/api-keys/${other.json.id}`)).status).toBe(204);
  expect((await writer.call("GET", "/api/members")).status).toBe(401);
});

test("the roles and what each may do are told by the one table", async () => {
  const ana = await hub.signUp("ana-roles@example.test", "ana-shop-roles");
  const made = await ana.call("POST", "/api/api-keys", { name: "admin", role: "admin" });
  const admin = hub.withKey(made.json.key);
  const reported = (await admin.call("GET", "/api/roles")).json.items as {
    role: Role;
    actions: Action[];
    mayGive: boolean;
  }[];
  expect(reported.map(({ role }) => role)).toEqual(roles);
  for (const { role, actions: allowed } of reported) expect(allowed).toEqual(actions.filter((one) => may(role, one)));
  // What an admin is told to be able to give is what the hub lets them give.
  for (const { role, mayGive } of reported) {
    const answer = await admin.call("POST", "/api/invitations", { email: `${role}@example.test`, role });
    expect(answer.status < 300, role).toBe(mayGive);
  }
});

test("nobody hands out more than they have [I4.5]", async () => {
  const ana = await hub.signUp("ana-more@example.test", "ana-shop-more");
  const made = await ana.call("POST", "/api/api-keys", { name: "admin", role: "admin" });
  const admin = hub.withKey(made.json.key);
  expect((await admin.call("POST", "/api/api-keys", { name: "up", role: "owner" })).status).toBe(403);
  expect((await admin.call("POST", "/api/invitations", { email: "x-more@example.test", role: "owner" })).status).toBe(
    403,
  );
  expect((await admin.call("DELETE", "/api/organization")).status).toBe(403);
});

test("X-Organization chooses among one's own organizations; another's looks as if it did not exist", async () => {
  const ana = await hub.signUp("ana-chooses@example.test", "first-chooses");
  const second = await ana.call("POST", "/api/organizations", { name: "Second", slug: "second-chooses" });
  expect((await ana.call("GET", "/api/organization")).json.slug).toBe("second-chooses");
  expect(
    (await ana.call("GET", "/api/organization", undefined, { "x-organization": ana.organization })).json.slug,
  ).toBe("first-chooses");
  expect((await ana.call("POST", `/api/organizations/${ana.organization}/activate`)).status).toBe(204);
  expect((await ana.call("GET", "/api/organization")).json.slug).toBe("first-chooses");
  const ben = await hub.signUp("ben-chooses@example.test", "bens-chooses");
  const foreign = await ben.call("GET", "/api/organization", undefined, { "x-organization": second.json.id });
  expect(foreign.status).toBe(404);
  expect((await ben.call("POST", `/api/organizations/${second.json.id}/activate`)).status).toBe(404);
});

test("a closed organization cannot be entered, and its slug is free again [A1.5]", async () => {
  const ana = await hub.signUp("ana-closed@example.test", "gone-closed");
  const key = (await ana.call("POST", "/api/api-keys", { name: "k", role: "viewer" })).json.key;
  expect((await ana.call("DELETE", "/api/organization")).status).toBe(204);
  expect((await ana.call("GET", "/api/me")).json.organization).toBeNull();
  expect((await hub.withKey(key).call("GET", "/api/organization")).status).toBe(401);
  expect((await ana.call("POST", "/api/organizations", { name: "Again", slug: "gone-closed" })).status).toBe(201);
});

test("a session in use is renewed, and ends thirty days after the sign-in all the same", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const age = (days: number) =>
    hub.db.owner.run(
      `update auth.session set "createdAt" = now() - make_interval(days => $1), "updatedAt" = now() - interval '2 days',
         "expiresAt" = now() + interval '5 days'`,
      [days],
    );
  const left = async () => {
    const { days } = await hub.db.owner.one<{ days: number }>(
      `select round(extract(epoch from "expiresAt" - now()) / 86400)::int as days from auth.session`,
    );
    return days;
  };
  await age(20);
  expect((await ana.call("GET", "/api/me")).status).toBe(200);
  expect(await left()).toBe(7);
  await age(27);
  expect((await ana.call("GET", "/api/me")).status).toBe(200);
  expect(await left()).toBe(3);
  await age(31);
  expect((await ana.call("GET", "/api/me")).status).toBe(401);
});

test("a second factor can be set up, and is asked for at the next sign-in", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const password = "correct horse battery";
  const set = await ana.call("POST", "/api/auth/two-factor/enable", { password });
  expect(set.status, set.text).toBe(200);
  expect(set.json.totpURI).toMatch(/^otpauth:\/\/totp\/Argosy/);
  const stored = await hub.db.owner.one<{ secret: string }>('select "secret" as secret from auth."twoFactor"');
  const shown = new URL(set.json.totpURI).searchParams.get("secret") ?? "";
  expect(stored.secret).not.toContain(shown);
  await hub.db.owner.run('update auth."user" set "twoFactorEnabled" = true');
  const again = await hub.anonymous.call("POST", "/api/auth/sign-in/email", { email: "ana@example.test", password });
  expect(again.json).toMatchObject({ twoFactorRedirect: true });
});

test("a forgotten password is replaced through a mailed link, which ends the old sessions", async () => {
  const mails: { to: string; text: string }[] = [];
  await using hub = await testApp({ deps: { sendMail: async (mail) => void mails.push(mail) } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const origin = { origin: "https://hub.example.test" };
  await hub.anonymous.call("POST", "/api/auth/request-password-reset", { email: "ana@example.test" }, origin);
  expect(mails).toHaveLength(1);
  const token = /reset-password\/([^?\s]+)/.exec(mails[0]?.text ?? "")?.[1];
  const reset = await hub.anonymous.call(
    "POST",
    "/api/auth/reset-password",
    { newPassword: "another long secret", token },
    origin,
  );
  expect(reset.status, reset.text).toBe(200);
  expect((await ana.call("GET", "/api/me")).status).toBe(401);
  const answer = await hub.anonymous.call(
    "POST",
    "/api/auth/sign-in/email",
    { email: "ana@example.test", password: "another long secret" },
    origin,
  );
  expect(answer.status).toBe(200);
  expect(JSON.stringify(hub.logged)).not.toContain(token);
  await ana.call("GET", "/api/me");
});
