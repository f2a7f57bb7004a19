import { expect, test } from "vitest";
import { hashPin } from "./staff.ts";

test("PINs of one organization wait for each other, and nobody else's for them", async () => {
  const ended: string[] = [];
  const work = ["busy", "busy", "busy", "busy", "busy", "busy", "other"].map(async (organization) => {
    await hashPin(organization, "4711");
    ended.push(organization);
  });
  await Promise.all(work);
  expect(ended.indexOf("other")).toBeLessThan(3);
});
