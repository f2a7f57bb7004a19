import type { ChannelConversation } from "../../../commerce/conversation.ts";
import type { HubText } from "../../../commerce/message.ts";
import type { Context } from "./context.ts";
import type { Sweep } from "./ports.ts";

export interface ReplyToSend {
  /** As it was read just before. */
  readonly conversation: ChannelConversation;
  readonly text: string;
}

export type ReplyResult =
  | { readonly state: "sent"; readonly messageKey?: string | undefined }
  | { readonly state: "refused"; readonly text: HubText };

/** What buyers and the marketplace ask of the seller: messages, disputes, incidents. */
export interface Conversations {
  /** Each conversation with its messages, whenever something of it changed. */
  readonly sweeps: readonly Sweep<ChannelConversation>[];
  /** One with its newest messages, at least a hundred; null: the platform has no such conversation. */
  get(key: string, ctx: Context): Promise<ChannelConversation | null>;
  /** Absent: the platform takes no replies from programs. */
  readonly reply?:
    | {
        /** Characters a reply may have. */
        readonly maxLength: number;
        /**
         * Makes one call that writes and never repeats it: throws `ambiguous` where the answer is lost, and the engine
         * looks the reply up by `get`.
         */
        send(reply: ReplyToSend, ctx: Context): Promise<ReplyResult>;
      }
    | undefined;
}
