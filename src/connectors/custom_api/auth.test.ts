/** Every kind of proof, as it goes over the wire. */
import { createHash, createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { refusal } from "../kit/conformance/case.ts";
import type { Grant } from "../kit/contract/contract.ts";
import { cleanUp, open, platform } from "../kit/testing/toy.ts";
import { connector } from "./index.ts";
import { fetchGrant } from "./tokens.ts";

afterEach(cleanUp);

interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SECRETS: Readonly<Record<string, string>> = {
  apiKey: "key-0123456789",
  token: "token-0123456789",
  password: "pass-0123456789",
  clientSecret: "client-secret-0123",
  refreshToken: "refresh-0123456789",
  signingKey: "signing-0123456789",
};

/** A shop that records what it hears; `answer` says what it gives back. */
async function shop(
  auth: object,
  answer: (received: Heard) => { status?: number; json: object } = () => ({ json: {} }),
  grant: Grant = { secrets: {} },
) {
  const received: Heard[] = [];
  const url = await platform((request, reply, body) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const one = { method: request.method ?? "", url: request.url ?? "", headers, body };
    received.push(one);
    const { status = 200, json } = answer(one);
    return reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  });
  const manifest = JSON.stringify({
    manifestVersion: 1,
    name: "Test",
    baseUrl: "https://shop.example/v2",
    auth,
    check: { request: { path: "/me" } },
    inbound: true,
  });
  const connection = { account: { externalId: "1" }, facts: {}, settings: { manifest }, endpoint: url };
  const { ctx } = open(connector, { connection, secrets: { get: (name) => SECRETS[name] }, grant });
  return {
    ctx,
    heard: received,
    call: () =>
      ctx.http.request({
        method: "POST",
        url: "/orders",
        query: [
          ["b", "ü 1"],
          ["a", "2"],
        ],
        json: { x: 1 },
        operation: "test",
      }),
  };
}

test.each<[string, object, (received: Heard) => unknown, unknown]>([
  ["api_key in a header", { kind: "api_key", name: "X-Api-Key" }, (h) => h.headers["x-api-key"], SECRETS.apiKey],
  [
    "api_key with a prefix",
    { kind: "api_key", name: "Authorization", prefix: "Key " },
    (h) => h.headers.authorization,
    `Key ${SECRETS.apiKey}`,
  ],
  [
    "api_key in the query",
    { kind: "api_key", in: "query", name: "key" },
    (h) => h.url,
    `/v2/orders?b=%C3%BC%201&a=2&key=${SECRETS.apiKey}`,
  ],
  [
    "api_key in a cookie",
    { kind: "api_key", in: "cookie", name: "sid" },
    (h) => h.headers.cookie,
    `sid=${SECRETS.apiKey}`,
  ],
  ["bearer", { kind: "bearer" }, (h) => h.headers.authorization, `Bearer ${SECRETS.token}`],
  [
    "basic",
    { kind: "basic", username: "hub" },
    (h) => h.headers.authorization,
    `Basic ${Buffer.from(`hub:${SECRETS.password}`).toString("base64")}`,
  ],
  ["none", { kind: "none" }, (h) => h.headers.authorization, undefined],
])("%s", async (_what, auth, look, requested) => {
  const { call, heard } = await shop(auth);
  await call();
  expect(heard.map(look)).toEqual([requested]);
  expect(heard[0]?.url).toMatch(/^\/v2\/orders\?/);
});

test("hmac signs what goes over the wire, byte by byte", async () => {
  const canonical = "{{method}}\n{{path}}\n{{query}}\n{{timestamp}}\n{{bodySha256}}";
  const { call, heard } = await shop({
    kind: "hmac",
    algorithm: "sha512",
    canonical,
    encoding: "base64",
    header: "X-Sig",
    prefix: "v1 ",
    timestampHeader: "X-Time",
  });
  await call();
  const [{ headers, url, body, method } = { headers: {} as Record<string, string>, url: "", body: "", method: "" }] =
    heard;
  const [path, query] = url.split("?");
  const digest = createHash("sha256").update(body).digest("hex");
  const text = [method, path, query, headers["x-time"], digest].join("\n");
  expect(body).toBe('{"x":1}');
  expect(headers["x-sig"]).toBe(
    `v1 ${createHmac("sha512", SECRETS.signingKey ?? "")
      .update(text)
      .digest("base64")}`,
  );
});

describe("tokens", () => {
  test("a token of client credentials is fetched with the proof in the body or by Basic", async () => {
    const token = () => ({ json: { access_token: "fetched-token", expires_in: 3_600 } });
    const base = {
      kind: "oauth2_client_credentials",
      tokenUrl: "https://shop.example/oauth/token",
      clientId: "me",
      scope: "a b",
      audience: "x",
    };
    const first = await shop(base, token);
    const grant = await fetchGrant(first.ctx);
    expect(grant.secrets).toEqual({ accessToken: "fetched-token" });
    expect(Date.parse(grant.expiresAt ?? "") - first.ctx.clock.now()).toBeGreaterThan(3_500_000);
    expect(Object.fromEntries(new URLSearchParams(first.heard[0]?.body))).toEqual({
      grant_type: "client_credentials",
      scope: "a b",
      audience: "x",
      client_id: "me",
      client_secret: SECRETS.clientSecret,
    });
    const second = await shop({ ...base, authStyle: "basic" }, token);
    await fetchGrant(second.ctx);
    expect(second.heard[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from(`me:${SECRETS.clientSecret}`).toString("base64")}`,
    );
    expect(second.heard[0]?.body).not.toContain("client_secret");
  });

  test("a refresh brings the next token, and leaves the old where none comes", async () => {
    const auth = { kind: "oauth2_refresh", tokenUrl: "https://shop.example/t", clientId: "me" };
    const rotating = await shop(auth, () => ({ json: { access_token: "a2", refresh_token: "r2" } }));
    expect(await fetchGrant(rotating.ctx)).toEqual({ secrets: { accessToken: "a2", refreshToken: "r2" } });
    const storing = await shop(auth, () => ({ json: { access_token: "a2", expires_in: 300 } }));
    // A token of five minutes is renewed when the shop refuses it: the kit looks five minutes ahead.
    expect(await fetchGrant(storing.ctx)).toEqual({
      secrets: { accessToken: "a2", refreshToken: SECRETS.refreshToken },
    });
  });

  test("a login's token is put where the shop wants it, and renewed once when refused", async () => {
    const auth = {
      kind: "session_login",
      login: { path: "/login", body: { user: "hub", password: "{{secret.PASSWORD}}" } },
      token: "body.session.id",
      inject: { in: "cookie", name: "SID" },
    };
    let logins = 0;
    const answer = ({ url, headers }: Heard) => {
      if (url === "/v2/login") {
        logins += 1;
        return { json: { session: { id: `session-${logins}` } } };
      }
      return headers.cookie === "SID=session-1" ? { json: {} } : { status: 401, json: {} };
    };
    const { call, heard } = await shop(auth, answer, { secrets: { accessToken: "an-old-session" } });
    await call();
    expect(JSON.parse(heard[1]?.body ?? "")).toEqual({ user: "hub", password: SECRETS.password });
    expect(heard.map(({ url }) => url.split("?")[0])).toEqual(["/v2/orders", "/v2/login", "/v2/orders"]);
  });

  test("a refused token needs a person; a token endpoint that is away does not", async () => {
    const auth = { kind: "oauth2_client_credentials", tokenUrl: "https://shop.example/t", clientId: "me" };
    const refused = await shop(auth, () => ({
      status: 400,
      json: { error: "invalid_client", error_description: `unknown ${SECRETS.clientSecret}` },
    }));
    const error = await refusal(fetchGrant(refused.ctx));
    expect(error.kind).toBe("auth_revoked");
    expect(JSON.stringify([error.message, error.details])).not.toContain(SECRETS.clientSecret);
    const away = await shop(auth, () => ({ status: 503, json: {} }));
    expect((await refusal(fetchGrant(away.ctx))).kind).toBe("transient");
    const empty = await shop(auth, () => ({ json: {} }));
    expect((await refusal(fetchGrant(empty.ctx))).kind).toBe("drift");
  });

  test("fixed credentials cannot be renewed: a person has to enter new ones", async () => {
    const { ctx } = await shop({ kind: "bearer" });
    expect((await refusal(fetchGrant(ctx))).kind).toBe("auth_revoked");
  });
});
