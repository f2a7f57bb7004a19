import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requireProof } from "../../sandboxes/magento/proof.ts";
import { newState } from "../../sandboxes/magento/state.ts";
import { Refusal } from "../kit/sandbox/server.ts";
import { baseString, oauthHeader, percentEncode, signedPath } from "./oauth1.ts";

const NOW = Date.UTC(2026, 10, 20, 9);

describe("a signature", () => {
  test("a signature equals the one over the text a running shop hashed (captured: brackets encoded twice)", () => {
    const call = {
      method: "GET",
      url: "http://127.0.0.1:8093/rest/all/V1/orders",
      query: [["searchCriteria[pageSize]", "1"]] as const,
      nonce: "n",
      timestamp: 1,
    };
    const oauth = [
      ["oauth_consumer_key", "key"],
      ["oauth_nonce", "a773a6a37095641af7f6f61fd00c23f4"],
      ["oauth_signature_method", "HMAC-SHA256"],
      ["oauth_timestamp", "1795161898"],
      ["oauth_token", "token"],
      ["oauth_version", "1.0"],
    ] as const;
    expect(baseString(call, oauth)).toBe(
      "GET&http%3A%2F%2F127.0.0.1%3A8093%2Frest%2Fall%2FV1%2Forders&oauth_consumer_key%3Dkey%26oauth_nonce%3Da773a6a37095641af7f6f61fd00c23f4%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1795161898%26oauth_token%3Dtoken%26oauth_version%3D1.0%26searchCriteria%255BpageSize%255D%3D1",
    );
  });

  test("a signature decodes in the path just what the shop decodes", () => {
    expect(signedPath("/V1/products/A%2FB%2Bc%26d%3Be%3Df%2Cg%24h%3Ai%40j")).toBe("/V1/products/A/B+c&d;e=f,g$h:i@j");
    expect(signedPath("/V1/products/A%20B%25%23%3F%22%27%5C%21%28%29%2A%C3%BC")).toBe(
      "/V1/products/A%20B%25%23%3F%22%27%5C%21%28%29%2A%C3%BC",
    );
  });

  test("a signature's text leaves nothing but letters, digits and - . _ ~ unencoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  test("a signature is accepted by the emulated shop for any path and query, and refused after one letter changes", () => {
    const state = newState({ currency: "EUR", now: () => NOW, random: () => 0.5, url: () => "" });
    const [integration] = state.integrations;
    if (!integration) throw new Error("the sandbox has no integration");
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    let nonces = 0;
    fc.assert(
      fc.property(text, fc.array(fc.tuple(text, text), { maxLength: 4 }), (sku, query) => {
        fc.pre(sku !== "." && sku !== ".." && !sku.includes("%"));
        nonces += 1;
        const path = `/rest/all/V1/products/${percentEncode(sku)}`;
        const call = {
          method: "GET",
          url: `http://shop.example${path}`,
          query,
          nonce: `n${nonces}`,
          timestamp: NOW / 1000,
        };
        const header = oauthHeader(call, { ...integration, token: integration.token });
        const request = (authorization: string, nonce: string) => ({
          method: "GET",
          path,
          query: new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])),
          headers: { authorization: authorization.replace(`n${nonces}`, nonce) },
          body: Buffer.alloc(0),
          text: "",
          json: () => null,
        });
        requireProof(state, request(header, `n${nonces}`), "http://shop.example", null);
        expect(() => requireProof(state, request(header, `x${nonces}`), "http://shop.example", null)).toThrow(Refusal);
      }),
      { numRuns: 100 },
    );
  });
});
