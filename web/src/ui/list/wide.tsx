/** A table's place: one that is too wide for it is moved sideways, so that no column is out of reach. */
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from "react";
import classes from "./list.module.css";

interface Props {
  readonly isBusy: boolean;
  readonly style: CSSProperties;
  readonly children: ReactNode;
}

/** Only a table that is too wide scrolls: in a box that scrolls, its header cannot stay at the window's top. */
export function Wide({ isBusy, style, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [isTooWide, setTooWide] = useState(false);
  useEffect(() => {
    const place = box.current;
    const table = place?.firstElementChild;
    if (!place || !(table instanceof HTMLElement)) return undefined;
    const observer = new ResizeObserver(() => setTooWide(table.offsetWidth > place.clientWidth + 1));
    observer.observe(place);
    observer.observe(table);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      aria-busy={isBusy}
      {...(isTooWide && { className: classes.tooWide })}
      style={{ overflowX: isTooWide ? "auto" : "clip", ...style }}
    >
      {children}
    </div>
  );
}
