/** The process in which papers, labels and logos are drawn; how long and with how much memory is the hub's word (document-drawer.ts). */
import { constants, setPriority } from "node:os";
import process from "node:process";
import { announceStarted } from "../../connectors/kit/fenced-process.ts";
import { type DrawingJob, drawHere } from "../../hub/paper-print/drawing.ts";
import { refusalOf } from "../file-processes/process-refusal.ts";
import type { FromDrawing } from "./messages.ts";

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
announceStarted();
