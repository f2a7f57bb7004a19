import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-launch-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function launch(program: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const file = join(folder, "program.ts");
  await writeFile(file, program);
  const child = spawn(process.execPath, [join(import.meta.dirname, "launch.mjs"), file, ...args], { cwd: folder });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

test("a program runs on the pinned Node with its arguments, and its exit code is the launcher's", async () => {
  const program = `
    const words: readonly string[] = process.argv.slice(2);
    console.log(process.versions.node.split(".")[0], words.join(","));
    process.exitCode = 3;`;
  expect(await launch(program, "a", "--b")).toEqual({ code: 3, output: "24 a,--b\n" });
});

test("a program started by a program finds the pinned Node first", async () => {
  const program = `
    import { execFileSync } from "node:child_process";
    console.log(execFileSync("node", ["-p", "process.version"]).toString().trim() === process.version);`;
  expect(await launch(program)).toEqual({ code: 0, output: "true\n" });
});
