/** A row's link to its own page: a plain one the router takes over, since each of the router's own links listens to it. */
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import classes from "./list.module.css";

/** True: the browser was asked for another tab, another window or a file. */
const isElsewhere = (event: MouseEvent): boolean =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

interface Props {
  readonly href: string;
  /** Taken along where the link is followed here: the list's own state. */
  search?(): string;
  readonly children: ReactNode;
}

export function RowLink({ href, search, children }: Props) {
  const router = useRouter();
  const follow = (event: MouseEvent) => {
    if (isElsewhere(event)) return;
    event.preventDefault();
    void router.navigate({ href: href + (search?.() ?? "") });
  };
  return (
    <a href={href} className={classes["name"]} onClick={follow}>
      {children}
    </a>
  );
}
