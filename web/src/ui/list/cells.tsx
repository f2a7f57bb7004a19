import classes from "./list.module.css";

/** A text that may be long, cut where its column ends; whole on hover. */
export function Clipped({ text }: { readonly text: string }) {
  return (
    <span className={classes["clipped"]} title={text} dir="auto">
      {text}
    </span>
  );
}
