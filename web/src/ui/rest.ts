/** What is read ahead while a pointer rests on something. */
import { useEffect, useRef } from "react";

/** What the pointer only passes, as rows do that scroll below it, is not read. */
const REST_MS = 80;

/** For an element: acts once the pointer has rested on it. Undefined: nothing does. */
export function useRest(act: (() => void) | undefined) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (act === undefined) return {};
  return {
    onMouseEnter: () => {
      timer.current = setTimeout(act, REST_MS);
    },
    onMouseLeave: () => clearTimeout(timer.current),
  };
}
