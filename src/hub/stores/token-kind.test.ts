import { expect, test } from "vitest";
import { connectors } from "../../connectors/index.ts";
import { endsWithGrant, tokenKind } from "./token-kind.ts";

test.each([
  ["accessToken", "access"],
  ["refreshToken", "refresh"],
  ["idToken", "id"],
  ["sessionCookie", "session"],
  ["webhookSecret", "webhook"],
  ["previousWebhookSecret", "webhook"],
  ["consumerSecret", "api_key"],
  ["apiKey", "api_key"],
  ["lwaClientSecret", "api_key"],
])("%s is one of kind %s", (name, kind) => {
  expect(tokenKind(name)).toBe(kind);
});

test("no key a seller types into a form ends with an access token", () => {
  const secrets = [...connectors.values()].flatMap(({ meta }) =>
    meta.setupFormFields.filter((f) => f.type === "secret"),
  );
  const tokens = ["accessToken", "apiToken", "token", "wsKey"];
  expect(secrets.filter(({ id }) => endsWithGrant(id) && !tokens.includes(id)).map(({ id }) => id)).toEqual([]);
});
