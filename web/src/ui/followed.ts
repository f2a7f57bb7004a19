/** Plain links that the router takes over: each of its own works out where it leads anew with every screen. */
import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, useRef } from "react";

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

/** As the router's own links have it: a pointer that only passes asks for nothing. */
const READ_AHEAD_MS = 50;

/** For a link's element: reads its screen ahead when it is pointed at or has the focus. */
export function useReadAhead(to: string) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stay = () => clearTimeout(timer.current);
  const read = () => {
    stay();
    timer.current = setTimeout(() => void router.preloadRoute({ to }), READ_AHEAD_MS);
  };
  return { onMouseEnter: read, onMouseLeave: stay, onFocus: read, onBlur: stay };
}
