import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";

/** A program that ends as the hub does: says what it logs and when it has stopped. */
async function run(then: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = `
    import { endInOrder } from ${JSON.stringify(new URL("./ending.ts", import.meta.url).href)};
    const say = (line) => process.stdout.write(line + "\\n");
    const log = (how) => ({ err }, words) => say(how + ": " + err.message);
    const hub = { drain: async () => say("drained"), stop: async () => say("stopped") };
    endInOrder(hub, { error: log("error"), fatal: log("fatal") });
    setInterval(() => undefined, 60_000);
    ${then}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, said: text };
}

test("an error in a callback that no try reaches is logged, and the program ends in order", async () => {
  const thrown = await run('setImmediate(() => { throw new Error("Z_DATA_ERROR"); });');
  expect(thrown).toEqual({ code: 1, said: "fatal: Z_DATA_ERROR\nstopped\n" });
  const rejected = await run(
    'Promise.reject(new Error("nobody waits")); setImmediate(() => Promise.reject(new Error("again")));',
  );
  expect(rejected).toEqual({ code: 1, said: "fatal: nobody waits\nstopped\n" });
});

test("a process that is ended notifies the others first", async () => {
  expect(await run('process.kill(process.pid, "SIGTERM");')).toEqual({ code: 0, said: "drained\nstopped\n" });
});
