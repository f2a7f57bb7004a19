import { expect, test } from "vitest";
import { checksumsNow, storedChecksums } from "./migration-checksums.ts";

// A hub refuses to start when a migration it has applied reads otherwise, be it by a comment.
test("no migration changed since it was added; new ones are added by node scripts/migration-checksums.ts", async () => {
  expect(await checksumsNow()).toEqual(storedChecksums());
});
