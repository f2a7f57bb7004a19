/** Orders of any channel that cannot be read: they are in no list, and hold quantities of their channel down. */
import { lazy, Suspense } from "react";
import { useLater } from "../data/after-first-paint.ts";
import { unreadQuery } from "./queries.ts";

/** Loaded where there are some. */
const UnreadList = lazy(async () => ({ default: (await import("./unread-list.tsx")).UnreadList }));

export function UnreadOrders() {
  const unread = useLater(unreadQuery);
  if (unread === undefined || unread.total === 0) return null;
  return (
    <Suspense>
      <UnreadList unread={unread} />
    </Suspense>
  );
}
