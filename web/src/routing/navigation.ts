/** One entry of the navigation; each subject's `routes.ts` exports its own. */
import type { Icon } from "@tabler/icons-react";
import type { Action } from "../data/session.ts";
import type texts from "../shell/messages/en.json";

export interface NavigationEntry {
  readonly to: string;
  readonly icon: Icon;
  /** Key in the shell's words, below `navigation`. */
  readonly word: keyof (typeof texts)["navigation"];
  readonly group: "daily" | "house";
  /** Place within its group. */
  readonly order: number;
  /** Address of the entry this one stands below; it is shown while that one's screens are. */
  readonly under?: string;
  /** Shown on a phone's bottom bar: Home, Inbox, Orders, Inventory. */
  readonly isOnPhoneBar?: boolean;
  /** Who may not do this does not see it. */
  readonly needs?: Action | "operator";
  /** How many of these need a person; 0 shows nothing. */
  useBadge?(): number;
}
