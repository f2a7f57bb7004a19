/** A row of tabs above a list: one is shown, the arrows go from one to the next. */
import type { KeyboardEvent } from "react";
import { bringIntoView } from "../bring-into-view.ts";
import classes from "./list.module.css";

interface Tab {
  readonly id: string;
  readonly label: string;
  /** How many rows it shows. */
  readonly count?: string | undefined;
}

interface Props {
  readonly tabs: readonly Tab[];
  readonly shown: string;
  onShow(id: string): void;
}

/** Towards which end of the tabs a key leads, as the page reads. */
function stepOf({ key, currentTarget }: KeyboardEvent<HTMLElement>): number {
  const isMirrored = getComputedStyle(currentTarget).direction === "rtl";
  if (key === "ArrowRight") return isMirrored ? -1 : 1;
  if (key === "ArrowLeft") return isMirrored ? 1 : -1;
  return 0;
}

export function Tabs({ tabs, shown, onShow }: Props) {
  const go = (event: KeyboardEvent<HTMLElement>) => {
    const all = [...event.currentTarget.querySelectorAll("button")];
    const at = all.findIndex((tab) => tab.matches(":focus"));
    const step = stepOf(event);
    const next =
      event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : (at + step + all.length) % all.length;
    if (at < 0 || next === at) return;
    event.preventDefault();
    all[next]?.focus();
    all[next]?.click();
  };
  const entry = tabs.some(({ id }) => id === shown) ? shown : tabs[0]?.id;
  return (
    <div role="tablist" className={classes["tabs"]} onKeyDown={go}>
      {tabs.map(({ id, label, count }, n) => (
        <button
          key={id}
          // The first one is in view: to look would lay the page out once more.
          ref={id === shown && n > 0 ? bringIntoView : null}
          type="button"
          role="tab"
          className={classes["tab"]}
          aria-selected={id === shown}
          tabIndex={id === entry ? 0 : -1}
          onClick={() => onShow(id)}
        >
          {label}
          {count !== undefined && <b>{count}</b>}
        </button>
      ))}
    </div>
  );
}
