/** A product's image, small; a quiet square where there is none or it does not load. */
import { useState } from "react";
import classes from "./thumbnail.module.css";

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
