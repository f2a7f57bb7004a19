/** What buyers ask: returns, and messages and payment disputes, each with a right of its own that older consents lack. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { Conversations } from "../kit/contract/conversations.ts";
import { DISPUTE, disputes, getDispute } from "./disputes.ts";
import { memberMessages, sendMessage } from "./member-messages.ts";
import { getMessages, MESSAGE } from "./message-read.ts";
import { getReturnRequest, RETURN_REQUEST, returnRequests } from "./return-requests.ts";
import { grantedScopes, scopeOf } from "./scopes.ts";

/** Characters of a message (official description). */
const MOST_CHARACTERS = 2_000;

export function conversationsOf(connection: ConnectionInfo): Conversations {
  const granted = grantedScopes(connection);
  const hasMessages = granted.has(scopeOf("messages"));
  const hasDisputes = granted.has(scopeOf("disputes"));
  return {
    sweeps: [returnRequests, ...(hasMessages ? [memberMessages] : []), ...(hasDisputes ? [disputes] : [])],
    async get(key, ctx) {
      if (key.startsWith(RETURN_REQUEST))
        return (await getReturnRequest(key.slice(RETURN_REQUEST.length), ctx)) ?? null;
      if (hasDisputes && key.startsWith(DISPUTE)) return getDispute(key.slice(DISPUTE.length), ctx);
      return hasMessages && key.startsWith(MESSAGE) ? getMessages(key.slice(MESSAGE.length), ctx) : null;
    },
    ...(hasMessages ? { reply: { maxLength: MOST_CHARACTERS, send: sendMessage } } : {}),
  };
}
