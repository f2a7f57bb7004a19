/** Writes everything the hub knows into one file, while it runs. See docs/operations.md. */

import { writeBackup } from "../src/db/backup/write.ts";
import { printBackup, withServer } from "./backup-server.ts";

await withServer("backup", { isThere: true }, async ({ ownerUrl, file }) => {
  printBackup(`${file} holds`, await writeBackup({ ownerUrl, file }));
});
