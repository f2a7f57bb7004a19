/** Reads a report a seller carried over: page by page, each applied with the place after it. */

import { isUuid } from "../../commerce/ids.ts";
import { messageParts, textOf } from "../../commerce/message.ts";
import type { FileContext, FileRow, RowProblem } from "../../connectors/kit/contract/files.ts";
import { countFileIssues, getChannelFile, saveFileIssues } from "../../hub/channel-files/channel-files.ts";
import { endWaiting, existingParts, saveWaiting } from "../../hub/channel-files/parts.ts";
import { HubError } from "../../hub/errors.ts";
import { refusal } from "../../hub/refusals.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import { applyFeePage, applyOrderPage, applyProductPage } from "../sweeps/pages.ts";
import { checkpoint, type Step } from "./checkpoint.ts";
import type { RunDeps } from "./run.ts";

/** Throws HubError CHANNEL_FILE_NOT_FOUND, FILE_GONE, FILE_UNREADABLE, or the connector's ConnectorError. */
export async function readChannelFile(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  const { channelFileId } = step.run.options;
  if (typeof channelFileId !== "string" || !isUuid(channelFileId))
    throw new HubError("CHANNEL_FILE_NOT_FOUND", "not_found", "This run needs a file: upload it at /stores/:id/files.");
  const [found, existing] = await deps.db.tenant(step.organization, async (tx) => [
    await getChannelFile(tx, channelFileId),
    await countFileIssues(tx, channelFileId),
  ]);
  const { fileId, kind, name, createdAt } = found;
  const reader = open.ports.files?.imports.find((one) => one.kind === kind);
  if (!reader) throw new HubError("FILE_KIND", "validation", `${open.row.name} takes no files of the kind "${kind}".`);
  if (fileId === null) throw refusal("FILE_GONE");
  const callLog = newCallLog();
  const { files } = deps;
  const rows = (): AsyncIterable<FileRow> =>
    deps.reader.rows({ organization: step.organization, signal: step.signal, isRun: true }, () =>
      files.read(step.organization, fileId),
    );
  const ctx: FileContext = {
    ...open.context({ signal: step.signal, callLog }),
    known: (partKeys) =>
      deps.db.tenant(step.organization, (tx) => existingParts(tx, { connectionId: open.row.id, partKeys })),
  };
  let done = typeof step.cursor === "number" ? step.cursor : 0;
  let issues = existing;
  for await (const page of reader.read({ name, receivedAt: createdAt.toISOString(), rows }, ctx)) {
    // Applied before the run was interrupted.
    if (page.through <= done) continue;
    const now = new Date(deps.clock.now());
    await deps.db.tenant(step.organization, async (tx) => {
      const orders = page.orders ?? [];
      await applyOrderPage(tx, open, orders, { now, source: "poll" });
      await endWaiting(tx, { connectionId: open.row.id, partKeys: orders.map((part) => part.partKey) });
      await saveWaiting(tx, open.row.id, page.waiting ?? [], now);
      await applyProductPage(tx, open, page.products ?? [], { now });
      await applyFeePage(tx, open, page.fees ?? [], { source: "file", now });
      await saveFileIssues(tx, channelFileId, page.problems.map(inText), issues);
      await writeJournal(tx, open.row.id, [], callLog.drifts.splice(0), now);
      await checkpoint(tx, step, page.through, {
        rows: page.through - done,
        orders: orders.length,
        products: page.products?.length ?? 0,
        fees: page.fees?.length ?? 0,
        errors: page.problems.filter(({ severity }) => severity === "error").length,
        warnings: page.problems.filter(({ severity }) => severity === "warning").length,
      });
    });
    done = page.through;
    issues += page.problems.length;
    deps.onApplied(step.organization);
  }
}

const inText = (problem: RowProblem) => ({
  ...problem,
  message: textOf(problem.message),
  messageTold: messageParts(problem.message),
});
