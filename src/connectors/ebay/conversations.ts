/** What buyers ask: messages and payment disputes, each with a right of its own that older consents lack. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { Conversations } from "../kit/contract/conversations.ts";
import { DISPUTE, disputes, getDispute } from "./disputes.ts";
import { memberMessages, sendMessage } from "./member-messages.ts";
import { getMessages, MESSAGE } from "./message-read.ts";
import { grantedScopes, scopeOf } from "./scopes.ts";

/** Characters of a message (official description). */
const MOST_CHARACTERS = 2_000;

/** Undefined where the seller's consent covers neither. */
export function conversationsOf(connection: ConnectionInfo): Conversations | undefined {
  const granted = grantedScopes(connection);
  const hasMessages = granted.has(scopeOf("messages"));
  const hasDisputes = granted.has(scopeOf("disputes"));
  if (!hasMessages && !hasDisputes) return undefined;
  return {
    sweeps: [...(hasMessages ? [memberMessages] : []), ...(hasDisputes ? [disputes] : [])],
    async get(key, ctx) {
      if (hasDisputes && key.startsWith(DISPUTE)) return getDispute(key.slice(DISPUTE.length), ctx);
      return hasMessages && key.startsWith(MESSAGE) ? getMessages(key.slice(MESSAGE.length), ctx) : null;
    },
    ...(hasMessages ? { reply: { maxLength: MOST_CHARACTERS, send: sendMessage } } : {}),
  };
}
