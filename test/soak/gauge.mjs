// Loaded into the hub's process: told by SIGUSR2, it collects what is garbage and says what is left.
import { appendFileSync } from "node:fs";
import process from "node:process";

process.on("SIGUSR2", () => {
  globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().filter((kind) => kind !== "Timeout" && kind !== "Immediate").length;
  appendFileSync(process.env.GAUGE_FILE ?? "/dev/null", `${JSON.stringify({ heapUsed, rss, external, handles })}\n`);
});
