import { type RefObject, useEffect, useRef } from "react";

/** For the first field of a row: it takes the focus where the row was just added. */
export function useNewRow(isNew: boolean): RefObject<HTMLSelectElement | null> {
  const first = useRef<HTMLSelectElement>(null);
  const takesFocus = useRef(isNew);
  useEffect(() => {
    if (takesFocus.current) first.current?.focus();
  }, []);
  return first;
}
