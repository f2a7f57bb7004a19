import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { virtualClock } from "../../commerce/clock.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import { specsDir } from "../kit/testing/specs.ts";
import { auth, oauthBaseString, oauthSignature, restRoot } from "./auth.ts";

const KEY = `ck_${"1".repeat(40)}`;
const SECRET = `cs_${"2".repeat(40)}`;

function context(settings: ConnectionInfo["settings"], endpoint?: string): Omit<Context, "http"> {
  const connection: ConnectionInfo = {
    account: { externalId: "x" },
    facts: {},
    settings,
    ...(endpoint ? { endpoint } : {}),
  };
  return {
    clock: virtualClock(Date.UTC(2026, 10, 20)),
    shopNow: () => Date.UTC(2026, 10, 20),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    connection,
    owner: "test",
    publicUrl: () => null,
    appUrl: () => null,
    secret: (name) => (name === "consumerKey" ? KEY : SECRET),
    hasSecret: () => true,
    drift: () => undefined,
    signal: new AbortController().signal,
  };
}

const call = (url: string, query: PlatformRequest["query"] = []): PlatformRequest => ({
  method: "GET",
  url,
  query,
  operation: "test",
});

describe("proof on requests", () => {
  it("a request over https uses Basic", () => {
    const request = auth.authorize(call("https://shop.example/wp-json/wc/v3/orders"), context({}));
    expect(request.headers?.["authorization"]).toBe(`Basic ${btoa(`${KEY}:${SECRET}`)}`);
    expect(request.query).toEqual([]);
  });

  it("a request has the keys in its URL where the host strips the header", () => {
    const request = auth.authorize(
      call("https://shop.example/wp-json/wc/v3/orders", [["page", "1"]]),
      context({ queryStringAuth: "true" }),
    );
    expect(request.query).toEqual([
      ["page", "1"],
      ["consumer_key", KEY],
      ["consumer_secret", SECRET],
    ]);
    expect(request.headers?.["authorization"]).toBeUndefined();
  });

  it("a request over http is signed, with another nonce each time", () => {
    const sign = () => new Map(auth.authorize(call("http://shop.example/wp-json/wc/v3/orders"), context({})).query);
    const [one, two] = [sign(), sign()];
    expect(one.get("oauth_signature_method")).toBe("HMAC-SHA256");
    expect(one.get("oauth_timestamp")).toBe(String(Date.UTC(2026, 10, 20) / 1000));
    expect(one.get("oauth_nonce")).not.toBe(two.get("oauth_nonce"));
    expect(one.get("oauth_signature")).not.toBe(two.get("oauth_signature"));
  });

  it("a signature writes lists with their index, as the shop reads them", () => {
    const base = oauthBaseString("GET", "http://shop.example/wp-json/wc/v3/orders", [
      ["status[]", "processing"],
      ["status[]", "on-hold"],
    ]);
    expect(base).toBe(
      "GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Forders&status%255B0%255D%3Dprocessing%26status%255B1%255D%3Don-hold",
    );
  });

  it("a signature escapes what encodeURIComponent leaves", () => {
    expect(oauthBaseString("get", "http://s/", [["search", "a b'(c)*!"]])).toBe(
      "GET&http%3A%2F%2Fs%2F&search%3Da%2520b%2527%2528c%2529%252A%2521",
    );
  });

  it("an address keeps sub-folders and renamed REST prefixes", () => {
    expect(restRoot(context({ siteUrl: "https://x.example/shop/" }).connection)).toBe("https://x.example/shop/wp-json");
    expect(restRoot(context({ siteUrl: "https://x.example", restRoot: "https://x.example/api/" }).connection)).toBe(
      "https://x.example/api",
    );
    expect(
      restRoot(
        context({ siteUrl: "https://x.example", restRoot: "https://x.example/api" }, "http://127.0.0.1:1").connection,
      ),
    ).toBe("http://127.0.0.1:1/wp-json");
  });
});

interface Vector {
  readonly name: string;
  readonly signing?: {
    readonly consumer_secret: string;
    readonly base_string: string;
    readonly signature: string;
    readonly signature_method: string;
  };
  readonly request: { readonly method: string; readonly path: string };
  readonly response: { readonly status: number };
}

const dir = specsDir();
describe.skipIf(dir === null)("OAuth vectors of a running shop", () => {
  const file = join(dir ?? "", "woocommerce/live-10.2.4/traffic/15-oauth1.json");
  const vectors = dir ? (JSON.parse(readFileSync(file, "utf8")) as { exchanges: Vector[] }).exchanges : [];

  it("a signature has the shop's base string for every call it accepted", () => {
    const accepted = vectors.filter(
      ({ signing, response, request }) =>
        signing?.signature_method === "HMAC-SHA256" &&
        response.status === 200 &&
        request.path.includes("oauth_signature"),
    );
    expect(accepted.length).toBeGreaterThanOrEqual(9);
    for (const { name, signing, request } of accepted) {
      const url = new URL(request.path, "http://127.0.0.1:8080");
      const pairs = [...url.searchParams].filter(([key]) => key !== "oauth_signature");
      url.search = "";
      const base = oauthBaseString(request.method, url.href, pairs);
      expect(base, name).toBe(signing?.base_string);
      expect(oauthSignature(base, signing?.consumer_secret ?? ""), name).toBe(signing?.signature);
    }
  });
});
