import type { Context } from "./context.ts";
import type { CommandResult, CommandRun } from "./ports.ts";

/** A document of an order on its channel, whoever put it there. */
export interface ChannelDocument {
  readonly key: string;
  /** With its extension. */
  readonly fileName: string;
  /** The channel's own word for what it is. */
  readonly type: string;
  readonly bytes?: number | undefined;
  /** ISO 8601 UTC. */
  readonly addedAt?: string | undefined;
}

/** An invoice or a credit note as it was printed. */
export interface DocumentToSend {
  readonly kind: "invoice" | "credit_note";
  readonly number: string;
  /** US-ASCII; no other document of the hub has it, so that one that was sent is found by it. */
  readonly fileName: string;
  readonly pdf: Uint8Array;
}

/** A document to be sent, run like a command. */
export type DocumentRun = Omit<CommandRun, "command"> & { readonly document: DocumentToSend };

/** Documents of orders, where a channel keeps them. */
export interface OrderDocuments {
  /** Empty where the order has none. */
  list(orderKey: string, ctx: Context): Promise<readonly ChannelDocument[]>;
  /** The file of one; no more than `MOST_DOCUMENT_BYTES`. Null: the channel has no such document any more. */
  read(document: { readonly orderKey: string; readonly key: string }, ctx: Context): Promise<Uint8Array | null>;
  /** Puts one there. A repeat finds what was sent before, also by an attempt whose answer was lost, and sends nothing. */
  send(run: DocumentRun, ctx: Context): Promise<CommandResult>;
}

/** Of a document that is read from a channel; larger ones are opened there. */
export const MOST_DOCUMENT_BYTES = 20 * 1024 * 1024;
