import { expect, test } from "vitest";
import { isCommonPassword } from "./passwords.ts";

test.each([
  "password",
  "Password1",
  "QWERTYUIOP",
  "summer2026!",
  "iloveyou",
  "argosy-1",
  "ana.shop99",
  "ana.shop@example.test",
])("%s is common", (password) => {
  expect(isCommonPassword(password, { email: "ana.shop@example.test" })).toBe(true);
});

test.each(["correct horse battery", "first harbour 9", "qwertyuiop and something else", "كلمة مرور طويلة"])(
  "%s is not",
  (password) => {
    expect(isCommonPassword(password, { email: "ana.shop@example.test" })).toBe(false);
  },
);
