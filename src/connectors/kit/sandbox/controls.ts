import type { AddressControls } from "./address-controls.ts";
import type { ConversationControls } from "./conversation-controls.ts";
import type { DocumentControls } from "./document-controls.ts";
import type { HoldControls } from "./hold-controls.ts";
import type { MoneyControls } from "./money-controls.ts";

/** What an emulated shop can be told beside its platform's own interface, by subject. */
export interface Controls
  extends MoneyControls,
    AddressControls,
    HoldControls,
    ConversationControls,
    DocumentControls {}
