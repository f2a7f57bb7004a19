import type { ReactNode } from "react";
import { Thumbnail } from "../thumbnail.tsx";
import classes from "./list.module.css";

/** A text that may be long, cut where its column ends; whole on hover. */
export function Clipped({ text }: { readonly text: string }) {
  return (
    <span className={classes["clipped"]} title={text} dir="auto">
      {text}
    </span>
  );
}

/** An item's image, and beside it what it is called. */
export function PicturedCell({
  imageUrl,
  children,
}: {
  readonly imageUrl: string | null;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes["pictured"]}>
      <Thumbnail url={imageUrl} />
      <div className={classes["item"]}>{children}</div>
    </div>
  );
}

/** What an item is called, with its SKU beneath. */
export function ItemName({ title, sku }: { readonly title: string; readonly sku: string | null }) {
  return (
    <>
      <span className={classes["itemTitle"]} dir="auto">
        {title}
      </span>
      {sku !== null && <span className={`code ${classes["itemCode"]}`}>{sku}</span>}
    </>
  );
}

/** An item by its name alone. */
export function ItemCell(item: { readonly title: string; readonly sku: string }) {
  return (
    <div className={classes["item"]}>
      <ItemName {...item} />
    </div>
  );
}
