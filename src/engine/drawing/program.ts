/** The process in which papers, labels and logos are drawn; how long and with how much memory is the hub's word (drawer.ts). */
import { constants, setPriority } from "node:os";
import process from "node:process";
import { HubError } from "../../hub/errors.ts";
import { type DrawingJob, drawHere } from "../../hub/paper-print/drawing.ts";
import type { FromDrawing } from "./messages.ts";

function refusalOf(error: unknown): FromDrawing {
  if (error instanceof HubError) {
    const { code, kind, field, said, message } = error;
    return { kind: "refused", code, reason: kind, message: said ?? message, field };
  }
  return { kind: "broken", why: (error instanceof Error ? error.message : String(error)).slice(0, 200) };
}

process.on("message", (job: DrawingJob) => {
  drawHere(job).then(
    (bytes) => process.send?.({ kind: "drawn", bytes } satisfies FromDrawing),
    (error: unknown) => process.send?.(refusalOf(error)),
  );
});
// The hub has gone, whatever way: nobody is left to answer.
process.on("disconnect", () => process.exit(0));
// Those who wait for answers of the hub come before those who wait for a paper.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
