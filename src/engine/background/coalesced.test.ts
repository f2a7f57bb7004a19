import { expect, test } from "vitest";
import { organizationId } from "../../commerce/ids.ts";
import { coalesced, type PassResult } from "./coalesced.ts";

const organization = organizationId("018f0000-0000-7000-8000-000000000001");

/** Work whose looks end when the test says so. */
function looking() {
  const looks: { readonly calls: () => number; readonly end: (looked: PassResult) => void }[] = [];
  const work = coalesced((_organization, calls) => new Promise<PassResult>((end) => looks.push({ calls, end })));
  const settle = async (looked: PassResult) => {
    looks.at(-1)?.end(looked);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { run: () => work.run(organization), turn: () => work.turn(organization), looks, settle };
}

test("a call during a pass leads to one more pass, a call the pass has seen does not", async () => {
  const { run, looks, settle } = looking();
  const first = run();
  const second = run();
  await settle({ more: false });
  expect(looks, "nobody knows whether it saw the second").toHaveLength(2);
  const third = run();
  const seen = looks.at(-1)?.calls() ?? 0;
  await settle({ more: false, answered: seen });
  await Promise.all([first, second, third]);
  expect(looks).toHaveLength(2);
});

test("a call after the pass read its work leads to another pass", async () => {
  const { run, looks, settle } = looking();
  const first = run();
  const seen = looks[0]?.calls() ?? 0;
  const late = run();
  await settle({ more: false, answered: seen });
  expect(looks).toHaveLength(2);
  await settle({ more: true });
  expect(looks, "there was more").toHaveLength(3);
  await settle({ more: false });
  await Promise.all([first, late]);
  void run();
  expect(looks, "begins anew").toHaveLength(4);
});

test("a turn makes one pass whatever is left, and none beside a running pass", async () => {
  const { run, turn, looks, settle } = looking();
  const first = turn();
  expect(await turn(), "being looked at").toBe(false);
  await settle({ more: true });
  expect(await first).toBe(true);
  expect(looks).toHaveLength(1);
  const second = turn();
  const called = run();
  await settle({ more: true });
  expect(await second, "the one who called has it done").toBe(false);
  expect(looks).toHaveLength(3);
  await settle({ more: false });
  await called;
});
