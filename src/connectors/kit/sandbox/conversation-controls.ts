import type { ConversationKind } from "../../../commerce/conversation.ts";

export interface SandboxConversation {
  /** `dispute` and `incident` are whichever of the two the platform has. */
  readonly kind: ConversationKind;
  readonly orderKey: string;
  /** The buyer's first words. */
  readonly text: string;
}

/** The buyers of an emulated shop, as they write to its seller; needed with a conversations port. */
export interface ConversationControls {
  /** Returns its key as the port names it. */
  openConversation?(conversation: SandboxConversation): string;
  /** The buyer writes again. */
  writeToSeller?(key: string, text: string): void;
  /** The platform settles a dispute or an incident. */
  closeConversation?(key: string): void;
  /** The seller's messages as the buyer has them. */
  repliesIn?(key: string): readonly string[];
}
