/** The photos of this page, sent to the hub of the organization they were taken in. */
import { useEffect, useSyncExternalStore } from "react";
import { Problem, problemOf } from "../data/hub.ts";
import { queryClient } from "../data/query-client.ts";
import { problemText } from "../hub-messages/hub-messages.ts";
import { languageShown } from "../i18n/language.ts";
import { notify } from "../ui/notices.ts";
import { addPhoto, newQueue, type PhotoQueue, sendPhotos, type TakenPhoto } from "./queue.ts";
import { shrunk } from "./shrink.ts";

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

function queueOf(organizationId: string): PhotoQueue {
  const queue =
    queues.get(organizationId) ??
    newQueue({
      send: (photo) => post(organizationId, photo),
      mayRetry: (error) => !(error instanceof Problem) || error.retryable || AWAY.includes(error.status),
      refused: (_photo, error) => notify({ meaning: "failed", text: problemText(error) }),
      sent: ({ orderId }) => void queryClient.invalidateQueries({ queryKey: ["orders", orderId, "photos"] }),
    });
  queues.set(organizationId, queue);
  return queue;
}

type Of = Pick<TakenPhoto, "orderId" | "packingId" | "returnLineId">;

/** Takes photos, and says how many wait; a page that holds some asks before it is left. */
export function usePhotos(organizationId: string) {
  const queue = queueOf(organizationId);
  const waiting = useSyncExternalStore(
    (listener) => {
      queue.listeners.add(listener);
      return () => void queue.listeners.delete(listener);
    },
    () => queue.waiting,
  );
  const isWaiting = waiting.length > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const attempt = () => void sendPhotos(queue);
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    const timer = setInterval(attempt, TRY_AGAIN_MS);
    window.addEventListener("online", attempt);
    window.addEventListener("beforeunload", hold);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", attempt);
      window.removeEventListener("beforeunload", hold);
    };
  }, [queue, isWaiting]);
  const take = async (of: Of, files: readonly File[]) => {
    const takenAt = new Date().toISOString();
    for (const file of files) {
      const image = await shrunk(file);
      void addPhoto(queue, { ...of, id: crypto.randomUUID(), takenAt, image });
    }
  };
  return { waiting: waiting.length, take };
}
