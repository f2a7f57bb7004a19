import classes from "./chart.module.css";
import { colorOf, type Tone } from "./series.ts";

/** A share as a bar, 0 to 1; its number stands beside it. */
export function ShareBar({ share, tone }: { readonly share: number; readonly tone: Tone }) {
  return (
    <div className={classes.share} aria-hidden>
      <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%`, background: colorOf(tone) }} />
    </div>
  );
}
