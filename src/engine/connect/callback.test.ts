import { expect, it } from "vitest";
import { connectors } from "../../connectors/index.ts";
import { unrequestedGrant } from "./callback.ts";

it("a grant nobody asked for leads to the form of its provider, without what came along", () => {
  const [provider = ""] = connectors.keys();
  const deps = { connectors, appUrl: "https://hub.example" };
  expect(unrequestedGrant(deps, provider)).toEqual({
    status: 302,
    headers: { location: `https://hub.example/channels/connect/${provider}` },
  });
  expect(() => unrequestedGrant(deps, "nobody")).toThrow('no provider "nobody"');
});
