/** The photos of this browser, sent to the hub of the organization they were taken in. */
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { body, hub, Problem, problemOf } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { useSession } from "../data/session.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { languageShown } from "../i18n/language.ts";
import { requestSender } from "../storage/sender-requested.ts";
import { noteUnsavedPhotos } from "../storage/unsaved-photos.ts";
import { useHoldPage, useTryAgain } from "../storage/waiting-to-send.ts";
import { notify } from "../ui/notices.ts";
import {
  addPhoto,
  loadPhotos,
  newQueue,
  type PhotoPort,
  type PhotoQueue,
  sendPhotos,
  type TakenPhoto,
} from "./queue.ts";
import { shrunk } from "./shrink.ts";
import { photoStore } from "./stored-photos.ts";

const TRY_AGAIN_MS = 15_000;
/** Signed out, or asked too often: said before the hub has looked at the photo. */
const AWAY: readonly number[] = [0, 401, 429];

async function post(organizationId: string, photo: TakenPhoto): Promise<void> {
  const { id, orderId, packingId, returnLineId, takenAt, image } = photo;
  const query = new URLSearchParams({ id, takenAt });
  if (packingId !== undefined) query.set("packingId", packingId);
  if (returnLineId !== undefined) query.set("returnLineId", returnLineId);
  const answer = await fetch(`/api/orders/${orderId}/photos?${query}`, {
    method: "POST",
    headers: {
      "content-type": "application/octet-stream",
      "accept-language": languageShown(),
      "x-organization": organizationId,
    },
    body: image,
  });
  if (!answer.ok) throw await problemOf(answer);
}

const queues = new Map<string, PhotoQueue>();

/** Of one person in one organization. */
function queueOf(organizationId: string, userId: string): PhotoQueue {
  const whose = `${organizationId}.${userId}`;
  const before = queues.get(whose);
  if (before) return before;
  const port: PhotoPort = {
    isOwner: async () => (await body(hub.GET("/api/me"))).user?.id === userId,
    send: (photo) => post(organizationId, photo),
    mayRetry: (error) => !(error instanceof Problem) || error.retryable || AWAY.includes(error.status),
    refused: (_photo, error) => notify({ meaning: "failed", text: problemText(error) }),
    sent: ({ orderId }) => void queryClient.invalidateQueries({ queryKey: ["orders", orderId, "photos"] }),
  };
  const queue = newQueue(port, photoStore(whose));
  queues.set(whose, queue);
  void loadPhotos(queue);
  return queue;
}

type Of = Pick<TakenPhoto, "orderId" | "packingId" | "returnLineId">;

/** Sends what waits of this organization, also of a page before; a page with some that are not kept asks before it is left. */
export function usePhotoSending(organizationId: string) {
  const { user } = useSession();
  const queue = queueOf(organizationId, user?.id ?? "");
  const { waiting, unsaved } = useSyncExternalStore(
    (listener) => {
      queue.listeners.add(listener);
      return () => void queue.listeners.delete(listener);
    },
    () => queue.shown,
  );
  const attempt = useCallback(() => void sendPhotos(queue), [queue]);
  useTryAgain(waiting.length > 0 ? attempt : null, TRY_AGAIN_MS);
  useHoldPage(unsaved > 0);
  const whose = `${organizationId}.${user?.id ?? ""}`;
  useEffect(() => noteUnsavedPhotos(whose, unsaved), [whose, unsaved]);
  return { queue, waiting: waiting.length, unsaved };
}

/** Takes photos, and tells how many wait. */
export function usePhotos() {
  const { organization } = useSession();
  const { queue, waiting, unsaved } = usePhotoSending(organization?.id ?? "");
  const take = async (of: Of, files: readonly File[]) => {
    const takenAt = new Date().toISOString();
    for (const file of files) {
      const image = await shrunk(file);
      void addPhoto(queue, { ...of, id: crypto.randomUUID(), takenAt, image });
    }
    requestSender();
  };
  return { waiting, unsaved, take };
}
