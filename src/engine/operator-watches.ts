/** What whoever runs the hub is told of its database, by log and mail. */
import { createPlaceAlarm } from "./away-places.ts";
import { createSnapshotWatch, type WatchDeps } from "./held-snapshot.ts";

export const operatorWatches = (deps: WatchDeps) => ({
  watchPlaces: createPlaceAlarm(deps),
  watchSnapshots: createSnapshotWatch(deps),
});
