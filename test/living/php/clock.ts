/** The clock of a shop's PHP, moved by libfaketime where this machine has it. */
import { globSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ShopClock {
  /** For every process of the shop. */
  readonly env: Readonly<Record<string, string>>;
  move(aheadMs: number): void;
}

export function shopClock(): ShopClock | null {
  const [library] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
  if (library === undefined) return null;
  const file = join(mkdtempSync(join(tmpdir(), "argosy-living-clock-")), "ahead");
  const move = (aheadMs: number) => writeFileSync(file, `+${(Math.max(0, aheadMs) / 1000).toFixed(3)}`);
  move(0);
  return { env: { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1" }, move };
}
