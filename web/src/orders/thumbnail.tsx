/** The image of what was bought; a quiet square where there is none or it does not load. */
import { useState } from "react";
import classes from "./list.module.css";

export function Thumbnail({ url }: { readonly url: string | null }) {
  const [isBroken, setBroken] = useState(false);
  if (url === null || isBroken) return <span className={classes["thumbnail"]} aria-hidden />;
  return (
    <img
      className={classes["thumbnail"]}
      src={url}
      alt=""
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}
