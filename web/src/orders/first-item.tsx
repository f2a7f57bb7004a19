import { useTranslation } from "../i18n/translation.ts";
import classes from "./first-item.module.css";
import type { OrderSummary } from "./queries.ts";

interface Props extends Pick<OrderSummary, "firstItem" | "otherItems"> {
  readonly className?: string | undefined;
}

/** What is packed first and how many items more there are, in a line whose title gives way. */
export function FirstItem({ firstItem, otherItems, className = "" }: Props) {
  const { t } = useTranslation("orders");
  const line = `${classes["line"]} ${className}`;
  if (firstItem === null) return <span className={line}>{t("noItems")}</span>;
  return (
    <span className={line} title={firstItem.title}>
      {firstItem.quantity > 1 && <span>{`${firstItem.quantity} ×`}</span>}
      <span className={classes["title"]} dir="auto">
        {firstItem.title}
      </span>
      {otherItems > 0 && <b dir="ltr">{`+${otherItems}`}</b>}
    </span>
  );
}
