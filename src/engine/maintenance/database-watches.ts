/** Watches of the database whose findings are logged and mailed to operators. */

import { createOldTransactionWatch, type DatabaseWatchDeps } from "./old-transactions.ts";
import { createUnreachableHomeAlarm } from "./unreachable-homes.ts";

export const databaseWatches = (deps: DatabaseWatchDeps) => ({
  watchPlaces: createUnreachableHomeAlarm(deps),
  watchSnapshots: createOldTransactionWatch(deps),
});
