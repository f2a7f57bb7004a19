/** Who runs the hub, who gets in, and that nobody keeps by an old key what was taken from them. */
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { offerSetup } from "../hub/accounts/operator.ts";
import { type Caller, type TestApp, testApp } from "./testing.ts";

const HOST = "https://hub.example.test";
const config = (more: Record<string, string> = {}) => loadConfig({ APP_URL: HOST, ...more });

let hub: TestApp;
let serial = 0;

beforeAll(async () => {
  hub = await testApp();
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Another member of the caller's organization. */
async function join(owner: Caller, role: string) {
  serial += 1;
  const email = `${role}-${serial}@example.test`;
  const invited = await owner.call("POST", "/api/invitations", { email, role });
  const member = await hub.signUp(email);
  await member.call("POST", "/api/invitations/accept", { token: new URL(invited.json.link).searchParams.get("token") });
  const { items } = (await owner.call("GET", "/api/members")).json;
  return { ...member, memberId: items.find((each: { email: string }) => each.email === email).id as string };
}

async function organization() {
  serial += 1;
  return hub.signUp(`owner-${serial}@example.test`, `shop-${serial}`);
}

describe("an old key", () => {
  test("an old key of a demoted owner does not take the organization back, and ends with the demotion", async () => {
    const first = await organization();
    const second = await join(first, "owner");
    const makeKey = (role: string) => second.call("POST", "/api/api-keys", { name: role, role });
    const [above, below] = [(await makeKey("owner")).json, (await makeKey("staff")).json];
    // A key that was not ended all the same (made by an older version) is worth no more than its maker.
    const old = (await makeKey("owner")).json;
    expect((await first.call("PATCH", `/api/members/${second.memberId}`, { role: "admin" })).status).toBe(200);
    await hub.db.owner.run("update auth.api_key set revoked_at = null where id = $1", [old.id]);
    const up = { role: "owner" };
    expect((await hub.withKey(above.key).call("GET", "/api/members")).status).toBe(401);
    expect((await hub.withKey(below.key).call("GET", "/api/members")).status).toBe(200);
    const byOld = await hub.withKey(old.key).call("PATCH", `/api/members/${second.memberId}`, up);
    expect([byOld.status, byOld.json.code]).toEqual([403, "MEMBER_ABOVE"]);
    const owner = (await first.call("GET", "/api/me")).json;
    const members = (await first.call("GET", "/api/members")).json.items as { id: string; email: string }[];
    const firstId = members.find(({ email }) => email === owner.user.email)?.id;
    const thrown = await hub.withKey(old.key).call("PATCH", `/api/members/${firstId}`, { role: "viewer" });
    expect(thrown.status).toBe(403);
    expect((await second.call("GET", "/api/members")).status).toBe(401);
  });

  test("a key that may only manage members gives nobody more than that", async () => {
    const owner = await organization();
    const made = await owner.call("POST", "/api/api-keys", { name: "m", role: "admin", actions: ["manage_members"] });
    const key = hub.withKey(made.json.key);
    for (const role of ["admin", "manager", "viewer"]) {
      const invited = await key.call("POST", "/api/invitations", { email: `evil-${role}@example.test`, role });
      expect([invited.status, invited.json.code]).toEqual([403, "INVITATION_ABOVE"]);
    }
    const admin = await join(owner, "admin");
    expect((await key.call("DELETE", `/api/members/${admin.memberId}`)).status).toBe(403);
    expect((await key.call("POST", "/api/api-keys", { name: "v", role: "viewer" })).status).toBe(403);
  });
});

describe("demoted, switched off or removed", () => {
  test.each(["demoted", "switched off", "removed"])("%s: an open stream ends at once", async (how) => {
    const owner = await organization();
    const member = await join(owner, "manager");
    if (!hub.app.server.listening) await hub.app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = hub.app.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, { headers: { cookie: member.cookie } });
    expect(response.status).toBe(200);
    const path = `/api/members/${member.memberId}`;
    if (how === "removed") await owner.call("DELETE", path);
    else await owner.call("PATCH", path, how === "demoted" ? { role: "viewer" } : { active: false });
    // Resolves when the hub ends the stream: the heart beats every 20 s, the test gives up long before.
    await response.text();
    expect((await member.call("GET", "/api/members")).status).toBe(401);
  });
});

describe("the operator", () => {
  const isOperator = async (caller: Caller) => (await caller.call("GET", "/api/me")).json.user.isOperator as boolean;
  const token = async (emails: readonly string[] = []) =>
    (await offerSetup(hub.db.database.auth, emails, new Date(hub.clock.now()))) ?? "";

  test("the first account does not become operator; a printed token makes one, once [I3.2]", async () => {
    const { count } = await hub.db.owner.one<{ count: number }>(
      'select count(*)::int as count from auth."user" where is_operator',
    );
    expect(count).toBe(0);
    const [ana, eve] = [await organization(), await organization()];
    const setup = await token();
    expect((await eve.call("POST", "/api/operator", { token: `${setup}x` })).json.code).toBe("SETUP_TOKEN");
    expect((await ana.call("POST", "/api/operator", { token: setup })).status).toBe(204);
    expect((await eve.call("POST", "/api/operator", { token: setup })).json.code).toBe("SETUP_TOKEN");
    expect([await isOperator(ana), await isOperator(eve)]).toEqual([true, false]);
    expect(await token()).toBe("");
    const callLog = (await ana.call("GET", "/api/admin/audit")).json.items as { action: string }[];
    expect(callLog.map(({ action }) => action)).toEqual(["operator.proved"]);
    await hub.db.owner.run('update auth."user" set is_operator = false');
  });

  test("a listed operator address does not make whoever signs up with it an operator", async () => {
    await using named = await testApp({ deps: { config: config({ OPERATOR_EMAILS: "boss@example.test" }) } });
    const boss = await named.signUp("boss@example.test");
    const ana = await named.signUp("ana@example.test");
    expect([await isOperator(boss), await isOperator(ana)]).toEqual([false, false]);
    expect((await boss.call("GET", "/api/admin/users")).status).toBe(403);
    const now = new Date(named.clock.now());
    const setup = (await offerSetup(named.db.database.auth, ["boss@example.test"], now)) ?? "";
    expect((await ana.call("POST", "/api/operator", { token: setup })).json.code).toBe("SETUP_OTHER");
    expect((await boss.call("POST", "/api/operator", { token: setup })).status).toBe(204);
    expect(await isOperator(boss)).toBe(true);
    expect(await offerSetup(named.db.database.auth, ["boss@example.test"], now)).toBeNull();
  });
});

describe("new accounts", () => {
  const signUp = (app: TestApp, email: string, more: object = {}) =>
    app.anonymous.call(
      "POST",
      "/api/auth/sign-up/email",
      { email, name: "x", password: "correct horse battery", ...more },
      { origin: HOST },
    );

  test.each([
    ["invited", "SIGN_UP_INVITED", 200],
    ["off", "SIGN_UP_OFF", 403],
  ] as const)("%s: a stranger is refused, the setup link opens", async (mode, code, byInvitation) => {
    await using closed = await testApp({ deps: { config: config({ SIGN_UP: mode }) } });
    const refused = await signUp(closed, "eve@example.test");
    expect([refused.status, refused.json.code]).toEqual([403, code]);
    const setup = await offerSetup(closed.db.database.auth, [], new Date(closed.clock.now()));
    expect((await signUp(closed, "ana@example.test", { setup })).status).toBe(200);
    const first = await closed.anonymous.call(
      "POST",
      "/api/auth/sign-in/email",
      { email: "ana@example.test", password: "correct horse battery" },
      { origin: HOST },
    );
    const cookie = [first.headers["set-cookie"] ?? []]
      .flat()
      .map((line) => line.split(";")[0])
      .join("; ");
    const call = (url: string, body: object) => closed.anonymous.call("POST", url, body, { cookie, origin: HOST });
    await call("/api/organizations", { name: "Shop", slug: "shop" });
    const { link } = (await call("/api/invitations", { email: "ben@example.test", role: "staff" })).json;
    const invitation = new URL(link).searchParams.get("token");
    expect((await signUp(closed, "eve@example.test", { invitation })).status).toBe(403);
    expect((await signUp(closed, "ben@example.test", { invitation })).status).toBe(byInvitation);
  });

  test("new accounts are open on a hub only its machine reaches, and by invitation on a public one", () => {
    expect(loadConfig({}).signUp).toBe("open");
    expect(loadConfig({ APP_URL: "https://hub.example.com" }).signUp).toBe("invited");
    const open = { APP_URL: "https://hub.example.com", SIGN_UP: "open" };
    expect(() => loadConfig(open)).toThrow("SIGN_UP=open needs SMTP_URL");
    expect(loadConfig({ ...open, SMTP_URL: "smtp://mail.example.com" }).signUp).toBe("open");
  });
});
