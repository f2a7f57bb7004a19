import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { LONG_BODY } from "../../connectors/kit/parse/body-json.ts";
import { createLargeBodies } from "./large-bodies.ts";

const long = () => Buffer.from(`["${"a".repeat(LONG_BODY)}"]`);
const settled = async () => {
  for (let round = 0; round < 20; round += 1) await setImmediate();
};

test("a few large bodies are parsed at a time; small ones and nested work do not wait [I1.3]", async () => {
  const withBody = createLargeBodies(2);
  const ends: (() => void)[] = [];
  const started: string[] = [];
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const body = long();
  const first = withBody(body, undefined, () => withBody(body, undefined, work("first, within itself")));
  const others = [withBody(long(), undefined, work("second")), withBody(long(), undefined, work("third"))];
  await settled();
  const short = withBody(Buffer.from("{}"), undefined, work("short"));
  expect(started).toEqual(["first, within itself", "second", "short"]);
  ends[0]?.();
  await first;
  await settled();
  expect(started).toEqual(["first, within itself", "second", "short", "third"]);
  for (const end of ends) end();
  await Promise.all([...others, short]);
});

test("a large body that fails frees its place for the next", async () => {
  const withBody = createLargeBodies(1);
  const fails = () => Promise.reject(new Error("not stored"));
  await expect(withBody(long(), undefined, fails)).rejects.toThrow("not stored");
  expect(await Promise.all([withBody(long(), undefined, () => 1), withBody(long(), undefined, () => 2)])).toEqual([
    1, 2,
  ]);
});
