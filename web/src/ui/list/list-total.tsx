/** How many rows a list has. */
import { useLater } from "../../data/after-first-paint.ts";
import type { Shape } from "../../data/hub.ts";
import type { CountedPath } from "../../data/pages.ts";
import { type Listed, totalQuery, useRowsRead } from "../../data/rows.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import classes from "./list.module.css";

export function ListTotal<P extends CountedPath>({ listed }: { readonly listed: Listed<P> }) {
  const read = useRowsRead(listed);
  if (read === null) return <RequestInput listed={listed} />;
  return read ? <TotalText count={read} more={false} /> : null;
}

/** The list goes on: the hub counts. */
function RequestInput<P extends CountedPath>({ listed }: { readonly listed: Listed<P> }) {
  const total = useLater(totalQuery(listed));
  return total ? <TotalText {...total} /> : null;
}

function TotalText(total: Shape<"BoundedCount">) {
  const { t } = useTranslation("ui");
  const { counted } = useFormat();
  return <span className={classes["total"]}>{t("list.total", { number: counted(total) })}</span>;
}
