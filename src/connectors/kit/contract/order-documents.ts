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
