import { hub, ofId, type Shape } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";
import type { Meaning } from "../ui/status.tsx";

export type Conversation = Shape<"Conversation">;
export type Reply = Conversation["replies"][number];

export const conversationQuery = (id: string) =>
  reading(["conversations", id], () => hub.GET("/api/conversations/{id}", ofId(id)));

/** What was asked about an order. */
export const ofOrderQuery = (orderId: string) =>
  readingItems(["conversations", "order", orderId], () =>
    hub.GET("/api/conversations", { params: { query: { orderId, limit: 20 } } }),
  );

type Progress = "waiting" | "done" | "open" | "closed";

/** Where it stands for the seller. */
export function progressOf({ state, doneAt }: Pick<Conversation, "state" | "doneAt">): Progress {
  if (state === "closed") return "closed";
  if (doneAt !== null) return "done";
  return state === "waiting_for_seller" ? "waiting" : "open";
}

export const MEANING: Readonly<Record<Progress, Meaning>> = {
  waiting: "attention",
  done: "neutral",
  open: "waiting",
  closed: "neutral",
};
