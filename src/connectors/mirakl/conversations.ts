/** What buyers and the operator ask: threads of messages, and incidents. */
import type { Conversations } from "../kit/contract/conversations.ts";
import { getIncident, INCIDENT, incidents } from "./incidents.ts";
import { getThread, sendReply, THREAD, threads } from "./threads.ts";

/** Characters of a message (M12). */
const MOST_CHARACTERS = 50_000;

export const conversations: Conversations = {
  sweeps: [threads, incidents],
  async get(key, ctx) {
    if (key.startsWith(INCIDENT)) return getIncident(key.slice(INCIDENT.length), ctx);
    return key.startsWith(THREAD) ? getThread(key.slice(THREAD.length), ctx) : null;
  },
  reply: { maxLength: MOST_CHARACTERS, send: sendReply },
};
