/** What the palette offers for the record whose page is open: its other screens. */
import type words from "./messages/en.json";

interface Offer {
  readonly word: keyof (typeof words)["here"];
  readonly to: string;
}

const CHANNEL_TABS = ["activity", "links", "rules", "sync", "settings"] as const;
const RECORD = /^\/(orders|channels)\/([0-9a-f]{8}-[0-9a-f-]{27})$/;

export function offersFor(path: string): readonly Offer[] {
  const [, kind, id] = RECORD.exec(path) ?? [];
  if (kind === "orders") return [{ word: "slip", to: `/orders/slips?order=${id}` }];
  if (kind === "channels") return CHANNEL_TABS.map((tab) => ({ word: tab, to: `/channels/${id}?tab=${tab}` }));
  return [];
}
