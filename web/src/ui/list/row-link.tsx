/** A row's link to its own page. */
import type { ReactNode } from "react";
import { useFollow } from "../followed.ts";
import classes from "./list.module.css";

interface Props {
  readonly href: string;
  /** Taken along where the link is followed here: the list's own state. */
  search?(): string;
  readonly children: ReactNode;
}

export function RowLink({ href, search, children }: Props) {
  const follow = useFollow();
  return (
    <a href={href} className={classes["name"]} onClick={(event) => follow(event, href + (search?.() ?? ""))}>
      {children}
    </a>
  );
}
