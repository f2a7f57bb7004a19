/** Vitest's set-up file: says which file this process works on from now on, for the table of processor seconds. */
import { appendFileSync } from "node:fs";
import process from "node:process";
import { afterAll, expect } from "vitest";
import type { Announcement } from "../../scripts/test-usage/usage.ts";

const to = process.env.ARGOSY_TEST_USAGE;

function announce(file: string | null): void {
  if (!to) return;
  const { user, system } = process.cpuUsage();
  const line: Announcement = { pid: process.pid, file, at: Date.now(), user: user / 1e6, system: system / 1e6 };
  appendFileSync(to, `${JSON.stringify(line)}\n`);
}

announce(expect.getState().testPath ?? null);
afterAll(() => announce(null));
