import { expect, test } from "vitest";
import { organizationId } from "../../commerce/ids.ts";
import { coalesced, type PassResult } from "./coalesced.ts";

const organization = organizationId("018f0000-0000-7000-8000-000000000001");

/** Work whose passes end when the test says so. */
function looking() {
  const passes: { readonly calls: () => number; readonly end: (checked: PassResult) => void }[] = [];
  const work = coalesced((_organization, calls) => new Promise<PassResult>((end) => passes.push({ calls, end })));
  const settle = async (checked: PassResult) => {
    passes.at(-1)?.end(checked);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { run: () => work.run(organization), turn: () => work.turn(organization), passes, settle };
}

test("a call during a pass leads to one more pass, a call the pass has seen does not", async () => {
  const { run, passes, settle } = looking();
  const first = run();
  const second = run();
  await settle({ more: false });
  expect(passes, "nobody knows whether it saw the second").toHaveLength(2);
  const third = run();
  const seen = passes.at(-1)?.calls() ?? 0;
  await settle({ more: false, answered: seen });
  await Promise.all([first, second, third]);
  expect(passes).toHaveLength(2);
});

test("a call after the pass read its work leads to another pass", async () => {
  const { run, passes, settle } = looking();
  const first = run();
  const seen = passes[0]?.calls() ?? 0;
  const late = run();
  await settle({ more: false, answered: seen });
  expect(passes).toHaveLength(2);
  await settle({ more: true });
  expect(passes, "there was more").toHaveLength(3);
  await settle({ more: false });
  await Promise.all([first, late]);
  void run();
  expect(passes, "begins anew").toHaveLength(4);
});

test("a turn makes one pass whatever is left, and none beside a running pass", async () => {
  const { run, turn, passes, settle } = looking();
  const first = turn();
  expect(await turn(), "being looked at").toBe(false);
  await settle({ more: true });
  expect(await first).toBe(true);
  expect(passes).toHaveLength(1);
  const second = turn();
  const called = run();
  await settle({ more: true });
  expect(await second, "the one who called has it done").toBe(false);
  expect(passes).toHaveLength(3);
  await settle({ more: false });
  await called;
});
