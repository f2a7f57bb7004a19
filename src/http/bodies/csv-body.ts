/** CSV inside a JSON body, read as uploaded files are: by a process that may take its time. */
import type { Cells } from "../../hub/imports/small-table.ts";
import type { Call } from "../route.ts";
import { leftBy } from "./upload.ts";

type Caller = Pick<Call<unknown, unknown, unknown>, "access" | "reply" | "deps">;

/** `sampleRows`: so many lines show what parts the cells. Throws HubError FILE_UNREADABLE, UPLOADS_BUSY. */
export const cellsOf = ({ access, reply, deps }: Caller, csv: string, sampleRows = 1): Promise<Cells> =>
  deps.engine.files
    .importReader({ organization: access.organization, signal: leftBy(reply.raw) })
    .cells(csv, sampleRows);
