import { expect, test } from "vitest";
import type { Door } from "../connectors/kit/door.ts";
import { sandshop, testEngine } from "./testing.ts";

const appDoor: Door = {
  secrets: () => ["appKey"],
  verify: (delivery, secrets) =>
    secrets.includes(delivery.headers["x-secret"] ?? "")
      ? { outcome: "static" }
      : { outcome: "refused", reason: "wrong secret" },
  read: () => [{ kind: "other", ref: "1", topic: "hello" }],
  accounts: () => [],
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200 }),
  understand: async () => ({ as: "nothing", reason: "" }),
};

test("on an app's door only its secrets prove anything, never what is public of the app [B42.6]", async () => {
  const { meta } = sandshop(() => ({}));
  await using engine = await testEngine(
    {},
    { appDoor, meta: { ...meta, appEnvironment: { appId: "SANDSHOP_ID", appKey: "SANDSHOP_KEY" } } },
    { SANDSHOP_ID: "public-id", SANDSHOP_KEY: "the-app-key" },
  );
  const deliver = (proof: string) =>
    engine.engine.receive({
      provider: "sandshop",
      key: null,
      topic: "",
      method: "POST",
      query: {},
      headers: { "x-secret": proof },
      body: Buffer.from("{}"),
    });
  expect((await deliver("public-id")).status).toBe(401);
  expect((await deliver("the-app-key")).status).toBe(200);
});
