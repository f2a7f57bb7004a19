/** For tests, which sign up people by the hundred. */
import { createHash } from "node:crypto";
import type { PasswordHashing } from "./sign-in.ts";

const quickHash = (password: string) => createHash("sha256").update(password.normalize("NFKC")).digest("hex");

/** A password's proof costs more than all the rest of most tests; the hub's own is in src/http/sign-in.it.test.ts. */
export const quickHashing: PasswordHashing = {
  hash: async (password) => quickHash(password),
  verify: async ({ hash, password }) => hash === quickHash(password),
};
