/** What many lists' cells are made of. */
import type { ReactNode } from "react";
import classes from "./list.module.css";

/** A text that may be long, cut where its column ends; whole on hover. */
export function Clipped({ text }: { readonly text: string }) {
  return (
    <span className={classes["clipped"]} title={text} dir="auto">
      {text}
    </span>
  );
}

/** What a row is called, with the marks it bears. */
export function Marked({ children }: { readonly children: ReactNode }) {
  return <div className={classes["marked"]}>{children}</div>;
}
