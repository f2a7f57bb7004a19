/** Makes a hub of a backup, in a database that holds none. See docs/operations.md. */
import { restoreBackup } from "../src/db/backup/restore.ts";
import { printBackup, withServer } from "./backup-server.ts";

await withServer("restore", { isThere: false }, async (options) => {
  printBackup("Restored", await restoreBackup(options));
  process.stdout.write("What goes out is held back until somebody resumes it.\n");
});
