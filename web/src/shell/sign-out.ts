/** Ends the session here and forgets everything that was read in it. */
import { problemOf } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { choiceOf, storedNames } from "../storage/choices.ts";
import { STORED_PHOTOS } from "../storage/stored-names.ts";
import { unsavedPhotosOf } from "../storage/unsaved-photos.ts";
import { forgetRecent } from "./recent.ts";

/** How many photos of this person wait in this browser to be sent; the sign-out deletes them. */
export const unsentPhotos = (userId: string): number =>
  storedNames()
    .filter((name) => name.startsWith(STORED_PHOTOS) && name.endsWith(`.${userId}`))
    .reduce((sum, name) => sum + Number(choiceOf(name) ?? 0), unsavedPhotosOf(userId));

/** Throws Problem when the hub did not take it: the session then goes on. */
export async function signOut(userId: string): Promise<void> {
  const answer = await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (!answer.ok && answer.status !== 401) throw await problemOf(answer);
  queryClient.clear();
  forgetRecent();
  if (unsentPhotos(userId) > 0) await (await import("../photos/stored-photos.ts")).forgetPhotos(userId);
  // A full load: nothing of the session may stay in memory.
  window.location.assign("/sign-in");
}
