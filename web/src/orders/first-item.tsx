import { useTranslation } from "../i18n/translation.ts";
import classes from "./first-item.module.css";
import type { OrderSummary } from "./queries.ts";

/** What is packed first and how many items more there are, in a line whose title gives way. */
export function FirstItem({ firstItem, otherItems }: Pick<OrderSummary, "firstItem" | "otherItems">) {
  const { t } = useTranslation("orders");
  if (firstItem === null) return <span className={classes["line"]}>{t("noItems")}</span>;
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
