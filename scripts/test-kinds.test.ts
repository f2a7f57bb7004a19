import { expect, test } from "vitest";
import { kindOf } from "./test-kinds.ts";

test.each([
  ["/clone/src/commerce/money.test.ts", "unit"],
  ["src/db/vault.it.test.ts", "integration"],
  ["src/connectors/acme/acme.test.ts", "conformance"],
  ["src/connectors/acme/mapping.test.ts", "unit"],
  ["src/connectors/acme/conformance.test.ts", "conformance"],
  ["web/src/register/device/basket.test.ts", "unit"],
  ["/clone/web/src/orders/echoes.test.ts", "unit"],
  ["test/order-to-stock.test.ts", "whole-system"],
  ["test/browser/sign-in.test.ts", "browser"],
])("%s is a %s test", (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});
