import classes from "./first-item.module.css";
import type { OrderSummary } from "./queries.ts";

/** What is packed first and how many items more there are, in a line whose title gives way. Without items: nothing. */
export function FirstItem({ firstItem, otherItems }: Pick<OrderSummary, "firstItem" | "otherItems">) {
  if (firstItem === null) return null;
  return (
    <span className={classes["line"]} title={firstItem.title}>
      {firstItem.quantity > 1 && <span>{`${firstItem.quantity} ×`}</span>}
      <span className={classes["title"]} dir="auto">
        {firstItem.title}
      </span>
      {otherItems > 0 && <b dir="ltr">{`+${otherItems}`}</b>}
    </span>
  );
}
