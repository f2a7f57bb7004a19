/** A state as a word with its sign and meaning: never by colour alone. */
import classes from "./status.module.css";

export type Meaning = "good" | "attention" | "failed" | "information" | "neutral" | "waiting";

export function Status({ meaning, children }: { readonly meaning: Meaning; readonly children: string }) {
  return <span className={`${classes["status"]} ${classes[meaning]}`}>{children}</span>;
}
