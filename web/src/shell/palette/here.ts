/** What the palette offers for the record whose page is open: its other screens. */
import { recordAt } from "../record.ts";
import type texts from "./messages/en.json";

interface Offer {
  readonly word: keyof (typeof texts)["here"];
  readonly to: string;
}

const CHANNEL_TABS = ["activity", "links", "rules", "sync", "settings"] as const;

export function offersFor(path: string): readonly Offer[] {
  const record = recordAt(path);
  if (record === undefined) return [];
  const { kind, id } = record;
  switch (kind) {
    case "orders":
      return [{ word: "slip", to: `/orders/slips?order=${id}` }];
    case "products":
      return [
        { word: "stock", to: `/inventory?productId=${id}` },
        { word: "conflicts", to: `/inbox/conflicts?productId=${id}` },
      ];
    case "customers":
      return [
        { word: "orders", to: `/orders?customerId=${id}` },
        { word: "toShip", to: `/orders?customerId=${id}&toShip=true` },
      ];
    case "channels":
      return CHANNEL_TABS.map((tab) => ({ word: tab, to: `/channels/${id}?tab=${tab}` }));
  }
}
