/** Signing in, as somebody who guesses meets it: what is counted, what is told, and what stands in the trail. */
import { createHmac, scryptSync } from "node:crypto";
import { OAuth2Server } from "oauth2-mock-server";
import { afterEach, expect, test, vi } from "vitest";
import { loadConfig } from "../config.ts";
import { signUpProofs } from "../hub/accounts/sign-up-proof.ts";
import { createApp } from "./app.ts";
import { type TestApp, testApp } from "./testing.ts";

const ORIGIN = { origin: "https://hub.example.test" };
const PASSWORD = "correct horse battery";
const SIGN_IN = "/api/auth/sign-in/email";

/** As somebody who has very many addresses. */
function guesser(hub: TestApp) {
  let last = 0;
  return async (payload: string, headers: Record<string, string> = {}) => {
    last += 1;
    const answer = await hub.app.inject({
      method: "POST",
      url: SIGN_IN,
      remoteAddress: `203.0.113.${last}`,
      headers: { host: "hub.example.test", "content-type": "application/json", ...ORIGIN, ...headers },
      payload,
    });
    return answer;
  };
}

const trailOf = async (ana: {
  call(method: string, url: string): Promise<{ json: { items: { action: string }[] } }>;
}) => (await ana.call("GET", "/api/audit?limit=200")).json.items.map(({ action }) => action);

test("a hub keeps passwords as scrypt, each with a salt of its own", async () => {
  await using hub = await testApp({ deps: { hashing: undefined } });
  for (const name of ["ana", "ben"]) await hub.signUp(`${name}@example.test`);
  const stored = await hub.db.owner.rows<{ password: string }>("select password from auth.account");
  const salts = stored.map(({ password }) => {
    const [salt = "", key] = password.split(":");
    expect(scryptSync(PASSWORD, salt, 64, { N: 16_384, r: 16, maxmem: 2 ** 26 }).toString("hex")).toBe(key);
    return salt;
  });
  expect(new Set(salts).size).toBe(2);
  const guess = guesser(hub);
  const statuses = [];
  for (const password of [PASSWORD, "wrong", `${PASSWORD} `])
    statuses.push((await guess(JSON.stringify({ email: "ana@example.test", password }))).statusCode);
  expect(statuses).toEqual([200, 401, 401]);
});

test("an account is guessed at ever more slowly, however its address is written; a browser it knows comes in", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const guess = guesser(hub);
  const right = await guess(JSON.stringify({ email: "ana@example.test", password: PASSWORD }));
  const existing = right.cookies.find(({ name }) => name === "__Host-argosy.known");
  const written = [
    (at: number) => `{"email":"ana@example.test","password":"wrong ${at}"}`,
    (at: number) => `{"\\u0065mail":"ANA@example.test","password":"wrong ${at}"}`,
    (at: number) => `{"email":"decoy${at}@example.test","email":"ana@example.test","password":"wrong ${at}"}`,
  ];
  const statuses: number[] = [];
  for (let at = 0; at < 9; at++) statuses.push((await guess(written[at % 3]?.(at) ?? "")).statusCode);
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.slice(5)).toEqual([429, 429, 429, 429]);
  const owner = JSON.stringify({ email: "ana@example.test", password: PASSWORD });
  expect((await guess(owner)).statusCode).toBe(429);
  expect((await guess(owner, { cookie: `${existing?.name}=${existing?.value}` })).statusCode).toBe(200);
  expect((await guess(owner, { cookie: `${existing?.name}=${"A".repeat(43)}` })).statusCode).toBe(200);
  const form = await guess("email=ana%40example.test&password=wrong", {
    "content-type": "application/x-www-form-urlencoded",
  });
  expect(form.statusCode).toBe(415);
  for (const spelled of [`${SIGN_IN}/`, "/api/auth//sign-in/email", "/api/auth/sign-in/%65mail"])
    expect((await hub.anonymous.call("POST", spelled, JSON.parse(owner), ORIGIN)).status).toBe(404);
  const callLog = await trailOf(ana);
  expect(callLog.filter((action) => action === "sign-in.refused")).toHaveLength(5);
  expect(callLog.filter((action) => action === "sign-in.done")).toHaveLength(3);
  expect(
    hub.logged.filter((line) => line.includes('"account":"ana@example.test"') && line.includes("203.0.113.")),
  ).not.toEqual([]);
});

test("the browser an account was made in signs in to it while others guess at the account", async () => {
  await using hub = await testApp();
  const body = { name: "Ana", email: "ana@example.test", password: PASSWORD };
  const made = await hub.app.inject({
    method: "POST",
    url: "/api/auth/sign-up/email",
    headers: { host: "hub.example.test", ...ORIGIN },
    payload: body,
  });
  const existing = made.cookies.find(({ name }) => name === "__Host-argosy.known");
  const guess = guesser(hub);
  for (let at = 0; at < 9; at++) await guess(JSON.stringify({ ...body, password: `wrong ${at}` }));
  expect((await guess(JSON.stringify(body))).statusCode).toBe(429);
  expect((await guess(JSON.stringify(body), { cookie: `${existing?.name}=${existing?.value}` })).statusCode).toBe(200);
});

afterEach(() => void vi.useRealTimers());

function codeOf(secret: string, atMs: number): string {
  const bits = [...secret].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"));
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("a code of the second factor is taken once; switching it on, and a code used again, stand in the trail", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const set = await ana.call("POST", "/api/auth/two-factor/enable", { password: PASSWORD });
  const secret = new URL(set.json.totpURI).searchParams.get("secret") ?? "";
  // better-auth reads the machine's clock; a code of the half minute before is taken too. It stands still here: at the turn
  // of a half minute it would be one of two before.
  vi.useFakeTimers({ toFake: ["Date"] });
  const [before, now] = [codeOf(secret, Date.now() - 30_000), codeOf(secret, Date.now())];
  expect((await ana.call("POST", "/api/auth/two-factor/verify-totp", { code: before })).status).toBe(200);
  const signIn = async (code: string) => {
    const first = await hub.app.inject({
      method: "POST",
      url: SIGN_IN,
      headers: { host: "hub.example.test", ...ORIGIN },
      payload: { email: "ana@example.test", password: PASSWORD },
    });
    const cookie = first.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    return hub.anonymous.call("POST", "/api/auth/two-factor/verify-totp", { code }, { ...ORIGIN, cookie });
  };
  const good = await signIn(now);
  expect(good.status, good.text).toBe(200);
  const again = await signIn(now);
  expect([again.status, again.json.code, again.headers["set-cookie"]]).toEqual([401, "INVALID_CODE", undefined]);
  const sessions = await hub.db.owner.rows('select "id" from auth.session');
  expect(sessions).toHaveLength(2);
  const cookie = { cookie: /__Host-argosy\.session_token=[^;]+/.exec(String(good.headers["set-cookie"]))?.[0] ?? "" };
  const callLog = (await hub.anonymous.call("GET", "/api/audit", undefined, cookie)).json.items as { action: string }[];
  expect(callLog.slice(0, 3).map(({ action }) => action)).toEqual([
    "second-factor.refused",
    "sign-in.done",
    "second-factor.enabled",
  ]);
});

test("common passwords are refused where one is chosen, and what is mailed is kept as its hash", async () => {
  const mails: { text: string }[] = [];
  await using hub = await testApp({ deps: { sendMail: async (mail) => void mails.push(mail) } });
  const email = "ana@example.test";
  const proof = signUpProofs(hub.deps.keys).tokenFor(email, new Date(hub.clock.now()));
  const input = { name: "Ana", email, password: "Password123", proof };
  const refused = await hub.anonymous.call("POST", "/api/auth/sign-up/email", input, ORIGIN);
  expect([refused.status, refused.json.code]).toEqual([400, "PASSWORD_COMMON"]);
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const change = (newPassword: string) =>
    ana.call("POST", "/api/auth/change-password", { currentPassword: PASSWORD, newPassword });
  expect((await change("qwertyuiop")).json.code).toBe("PASSWORD_COMMON");
  expect((await change("another harbour 9")).status).toBe(200);
  await hub.anonymous.call("POST", "/api/auth/request-password-reset", { email: "ana@example.test" }, ORIGIN);
  const token = /reset-password\/([^?\s]+)/.exec(mails[0]?.text ?? "")?.[1] ?? "";
  const stored = await hub.db.owner.rows<{ identifier: string }>(
    'select "identifier" as identifier from auth.verification',
  );
  expect(stored).toHaveLength(1);
  expect(token).toMatch(/.{20}/);
  expect(stored[0]?.identifier).not.toContain(token);
  const reset = { newPassword: "third harbour 9", token };
  expect((await hub.anonymous.call("POST", "/api/auth/reset-password", reset, ORIGIN)).status).toBe(200);
  await hub.anonymous.call("POST", SIGN_IN, { email: "ana@example.test", password: "third harbour 9" }, ORIGIN);
  const actions = await hub.db.owner.rows<{ action: string }>("select action from argosy.audit order by seq");
  expect(actions.map(({ action }) => action).filter((action) => /^(password|sign-in)/.test(action))).toEqual([
    "password.changed",
    "password.reset",
    "sign-in.done",
  ]);
});

test("a sign-up does not reveal which addresses have an account where accounts are by invitation", async () => {
  await using closed = await testApp({ deps: { config: loadConfig({ APP_URL: ORIGIN.origin, SIGN_UP: "invited" }) } });
  await closed.db.owner.run(`insert into auth."user" ("id", "name", "email") values ('a', 'Ana', 'ana@example.test')`);
  const ask = async (email: string) => {
    const text = await closed.anonymous.call(
      "POST",
      "/api/auth/sign-up/email",
      { name: "x", email, password: PASSWORD },
      ORIGIN,
    );
    return [text.status, text.json.code, text.json.detail];
  };
  expect(await ask("ana@example.test")).toEqual(await ask("nobody@example.test"));
});

const SIGN_UP = "/api/auth/sign-up/email";

test("an address's account is revealed only by the mail to it where anybody may sign up", async () => {
  const mails: { to: string; subject: string; text: string }[] = [];
  // A mail server that has not answered yet: the answers here come all the same, and as soon.
  const sent = Promise.withResolvers<void>();
  const sendMail = (mail: (typeof mails)[number]) => {
    mails.push(mail);
    return sent.promise;
  };
  await using hub = await testApp({ deps: { sendMail } });
  await hub.db.owner.run(`insert into auth."user" ("id", "name", "email") values ('a', 'Ana', 'ana@example.test')`);
  const post = (path: string, body: object) => hub.anonymous.call("POST", path, body, ORIGIN);
  const outcome = async (path: string, body: object) => {
    const { status, json } = await post(path, body);
    return { status, code: json.code, detail: json.detail, said: json.status };
  };
  const person = { name: "x", password: PASSWORD };
  const [existing, unknown] = ["Ana@example.test", "ben@example.test"];
  expect((await hub.anonymous.call("GET", "/api/sign-up")).json).toEqual({
    mode: "proved",
    sendsMail: true,
    provider: null,
  });
  for (const [path, more] of [[SIGN_UP, person] as const, ["/api/auth/sign-up/proof", {}] as const])
    expect(await outcome(path, { email: existing, ...more })).toEqual(await outcome(path, { email: unknown, ...more }));
  expect((await post(SIGN_UP, { email: unknown, ...person })).json.code).toBe("SIGN_UP_PROOF");
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
    [existing, "You have an account already"],
    [unknown, "Finish your sign-up"],
  ]);
  expect(mails[0]?.text).not.toContain("proof=");
  const proof = new URL(/https:\S+/.exec(mails[1]?.text ?? "")?.[0] ?? "").searchParams.get("proof") ?? "";
  const other = await post(SIGN_UP, { ...person, email: existing, proof });
  expect([other.status, other.json.code]).toEqual([403, "SIGN_UP_PROOF"]);
  await hub.clock.advance(86_400_001);
  expect((await post(SIGN_UP, { ...person, email: unknown, proof })).json.code).toBe("SIGN_UP_PROOF");
  const ben = await hub.signUp(unknown);
  const stored = await hub.db.owner.rows('select "emailVerified" as proved from auth."user" where "id" = $1', [
    ben.userId,
  ]);
  expect(stored).toEqual([{ proved: true }]);
  sent.resolve();
});

test("a request for a new password takes no longer where there is somebody to mail", async () => {
  const sent = Promise.withResolvers<void>();
  await using hub = await testApp({ deps: { sendMail: () => sent.promise } });
  await hub.signUp("ana@example.test");
  for (const email of ["ana@example.test", "ben@example.test"])
    expect((await hub.anonymous.call("POST", "/api/auth/request-password-reset", { email }, ORIGIN)).status).toBe(200);
  sent.resolve();
});

test("names that hold addresses or control characters are refused for people and organizations, now and later", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  for (const name of ["Prize!\nhttps://evil.example", "Write to eve@evil.example", "a\u202eb"])
    for (const [method, path, body] of [
      ["POST", SIGN_UP, { name, email: "ben@example.test", password: PASSWORD }],
      ["POST", "/api/auth/update-user", { name }],
      ["POST", "/api/organizations", { name, slug: "other" }],
      ["PATCH", "/api/organization", { name }],
    ] as const) {
      const refused = await ana.call(method, path, body);
      expect([path, refused.status, refused.json.code]).toEqual([path, 422, "NAME_REFUSED"]);
    }
  // What stood there before names were checked does not keep a form from being saved.
  await hub.db.owner.run("update argosy.organization set name = 'shop.example'");
  const stored = await ana.call("PATCH", "/api/organization", { name: "shop.example", currency: "EUR" });
  expect([stored.status, stored.json.currency]).toEqual([200, "EUR"]);
});

test("invitations are limited by day, by who is invited, and to who has proved their own address", async () => {
  const mails: { to: string; subject: string; text: string }[] = [];
  await using hub = await testApp({ deps: { sendMail: async (mail) => void mails.push(mail) } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await hub.db.owner.run("update argosy.organization set name = E'Prize!\\r\\nhttps://evil.example/claim now'");
  const invite = (email: string) => ana.call("POST", "/api/invitations", { email, role: "viewer" });
  // As somebody whom a setup link or an invitation let in: nothing has proved their address yet.
  await hub.db.owner.run('update auth."user" set "emailVerified" = false');
  const unproved = await invite("ben@example.test");
  expect([unproved.status, unproved.json.code]).toEqual([403, "EMAIL_UNPROVED"]);
  expect(mails.map(({ to }) => to)).toEqual(["ana@example.test"]);
  const link = new URL(/https:\S+/.exec(mails[0]?.text ?? "")?.[0] ?? "");
  await hub.anonymous.call("GET", link.pathname + link.search);
  expect((await invite("ben@example.test")).status).toBe(201);
  expect(mails.at(-1)).toMatchObject({
    to: "ben@example.test",
    subject: "ana@example.test invites you to Prize! https evil example claim now",
  });
  await invite("ben@example.test");
  await invite("ben@example.test");
  const fourth = await invite("ben@example.test");
  expect([fourth.status, fourth.json.code, fourth.json.retryable]).toEqual([429, "INVITATION_LIMIT", true]);
  for (let at = 3; at < 50; at++) await invite(`n${at}@example.test`);
  expect((await invite("last@example.test")).json.code).toBe("INVITATION_LIMIT");
  await hub.clock.advance(86_400_001);
  expect((await invite("last@example.test")).status).toBe(201);
});

test("an organization's keys, a person's organizations and what all of them ask in a minute have their limits", async () => {
  const config = loadConfig({ APP_URL: ORIGIN.origin, SIGN_UP: "open", MAX_API_KEYS: "2", MAX_ORGANIZATIONS: "2" });
  await using hub = await testApp({ deps: { config, limits: { organization: { most: 40, perMs: 60_000 } } } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const key = (name: string) => ana.call("POST", "/api/api-keys", { name, role: "viewer" });
  const [one, , three] = [await key("one"), await key("two"), await key("three")];
  expect([three.status, three.json.code]).toEqual([403, "API_KEY_LIMIT"]);
  const two = (await ana.call("GET", "/api/api-keys")).json.items.find(({ name }: { name: string }) => name === "two");
  await ana.call("DELETE", `/api/api-keys/${two.id}`);
  expect((await key("four")).status).toBe(201);
  const make = (slug: string) => ana.call("POST", "/api/organizations", { name: slug, slug });
  expect((await make("second")).status).toBe(201);
  expect((await make("third")).json.code).toBe("ORGANIZATION_LIMIT");
  await ana.call("POST", `/api/organizations/${ana.organization}/activate`);
  const program = hub.withKey(one.json.key);
  const statuses: number[] = [];
  for (let at = 0; at < 45; at++) statuses.push((await program.call("GET", "/api/locations")).status);
  expect(statuses).toContain(429);
  const other = await hub.signUp("ben@example.test", "ben-shop");
  expect((await other.call("GET", "/api/locations")).status).toBe(200);
});

test("guesses and an organization's requests count over all web processes together", async () => {
  const limits = {
    signIn: { most: 1_000, perMs: 60_000 },
    api: { most: 100_000, perMs: 60_000 },
    organization: { most: 40, perMs: 3_600_000 },
  };
  await using hub = await testApp({ deps: { limits } });
  await using second = await createApp(hub.deps);
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const post = async (app: typeof second, at: number) => {
    const { statusCode } = await app.inject({
      method: "POST",
      url: SIGN_IN,
      headers: { host: "hub.example.test", ...ORIGIN },
      payload: { email: "ana@example.test", password: `wrong ${at}` },
    });
    return statusCode;
  };
  const guesses: number[] = [];
  for (let at = 0; at < 7; at++) guesses.push(await post(at % 2 === 0 ? hub.app : second, at));
  expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  const headers = { host: "hub.example.test", cookie: ana.cookie };
  let answered = 0;
  for (let at = 0; at < 90; at++) {
    const { statusCode } = await (at % 2 === 0 ? hub.app : second).inject({ url: "/api/locations", headers });
    if (statusCode === 200) answered += 1;
  }
  expect(answered).toBeGreaterThan(30);
  expect(answered).toBeLessThan(55);
});

test("a provider that did not answer when the hub started is read when somebody wants to sign in there", async () => {
  const provider = new OAuth2Server();
  await provider.issuer.keys.generate("RS256");
  await provider.start(0, "localhost");
  const { port } = provider.address();
  await provider.stop();
  const config = loadConfig({
    APP_URL: "https://hub.example.test",
    OIDC_ISSUER: `http://localhost:${port}`,
    OIDC_CLIENT_ID: "argosy",
    OIDC_CLIENT_SECRET: "of the argosy",
  });
  await using hub = await testApp({ deps: { config } });
  const ask = () =>
    hub.app.inject({
      method: "POST",
      url: "/api/auth/sign-in/social",
      headers: { host: "hub.example.test", "content-type": "application/json", ...ORIGIN },
      payload: JSON.stringify({ provider: "oidc", callbackURL: "/" }),
    });
  const away = await ask();
  expect([away.statusCode, away.json().code]).toEqual([503, "SIGN_IN_PROVIDER_AWAY"]);
  await provider.start(port, "localhost");
  try {
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    expect(new URL(answer.json().url).port).toBe(String(port));
  } finally {
    await provider.stop();
  }
});
