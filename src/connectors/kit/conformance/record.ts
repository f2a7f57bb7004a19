/** How cases end, kept for the summary. */
import type { TestContext } from "vitest";
import { Unsupported } from "./bench.ts";

export type CaseResult = "passed" | "failed" | "unsupported" | "skipped";

export type Results = Record<string, { result: CaseResult; note: string }>;

/** Runs a case and keeps how it ended. What the connector does not have is skipped with the reason. */
export async function recorded(
  results: Results,
  name: string,
  test: Pick<TestContext, "skip">,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
    results[name] = { result: "passed", note: "" };
  } catch (error) {
    if (error instanceof Unsupported) {
      results[name] = { result: "unsupported", note: error.message };
      return test.skip(`unsupported: ${error.message}`);
    }
    results[name] = { result: "failed", note: error instanceof Error ? error.message.slice(0, 300) : String(error) };
    throw error;
  }
}
