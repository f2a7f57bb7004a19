import { expect, test } from "vitest";
import { fence, StartFailed, startFenced } from "./fenced-process.ts";

test("a program that has loaded can take jobs at once, and one that cannot load says so", async () => {
  const rules = fence(256);
  const child = await startFenced(new URL("../custom_api/expressions-process.ts", import.meta.url), rules);
  try {
    expect(child.connected).toBe(true);
    const answered = new Promise((resolve) => child.once("message", resolve));
    child.channel?.ref();
    child.send({ kind: "values", mappings: ["a + 1"], input: { a: 1 }, bindings: {} });
    expect(await answered).toBe('[{"value":2}]');
  } finally {
    child.kill("SIGKILL");
  }
  const missing = startFenced(new URL("./no-such-program.ts", import.meta.url), rules);
  await expect(missing).rejects.toThrow(StartFailed);
  await expect(missing).rejects.toThrow("installation is incomplete");
});
