/** Plain links that the router takes over: each of its own works out where it leads anew with every screen. */
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { useRest } from "./rest.ts";

/** True: the browser was asked for another tab, another window or a file. */
const isElsewhere = (event: MouseEvent): boolean =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/** Follows a link to its screen, where it is not to be opened elsewhere. `href` is read when it is clicked. */
export function useFollow(): (event: MouseEvent, href: string) => void {
  const router = useRouter();
  return (event, href) => {
    if (isElsewhere(event)) return;
    event.preventDefault();
    void router.navigate({ href });
  };
}

/** For a link's element: reads its screen ahead when the pointer rests on it or it has the focus. */
export function useReadAhead(to: string) {
  const router = useRouter();
  const read = () => void router.preloadRoute({ to });
  return { ...useRest(read), onFocus: read };
}
