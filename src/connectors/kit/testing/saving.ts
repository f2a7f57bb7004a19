/** For tests: a command that fails halfway, and the attempt after it. */
import type { Json } from "../../../commerce/product.ts";
import type { FaultRule } from "../sandbox/sandbox.ts";
import type { Attempt } from "./commands.ts";

interface Faulty {
  readonly sandbox: { readonly faults: { add(rule: FaultRule): void; clear(): void } };
}

/** Runs an attempt that fails by this fault; answers what the next one is given of it. */
export async function failing(
  { sandbox }: Faulty,
  fault: FaultRule,
  run: (attempt: Attempt) => Promise<unknown>,
): Promise<{ readonly saved: Json }> {
  let saved: Json = null;
  sandbox.faults.add(fault);
  const ended = await run({
    save: async (progress) => {
      saved = progress;
    },
  }).then(
    () => "done",
    () => "failed",
  );
  sandbox.faults.clear();
  if (ended === "done") throw new Error("the fault did not make the attempt fail");
  return { saved };
}
