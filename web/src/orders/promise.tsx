/** By when an order is to be shipped, and how that follows from its order time, the cut-off and the working days. */
import { useQuery } from "@tanstack/react-query";
import { hub, ofId } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import type { Order } from "./queries.ts";

const promiseQuery = (id: string) =>
  reading(["orders", id, "promise"], () => hub.GET("/api/orders/{id}/promise", ofId(id)));

export function PromisedAt({ order }: { readonly order: Pick<Order, "id" | "dueFrom" | "dueAt" | "shipBy"> }) {
  const { t } = useTranslation("orders/page");
  const at = order.dueAt ?? order.shipBy;
  return (
    <div>
      {at !== null && <When at={at} isExact />}
      {order.dueFrom === "handling" && <Why id={order.id} />}
      {order.dueFrom === "expected" && <Quiet size="xs">{t("promise.expected")}</Quiet>}
    </div>
  );
}

function Why({ id }: { readonly id: string }) {
  const { t } = useTranslation("orders/page");
  const { day } = useFormat();
  const { data } = useQuery(promiseQuery(id));
  if (!data?.promised) return null;
  const { promised, cutOff, days } = data;
  const holidays = promised.closed.filter(({ why }) => why === "holiday").length;
  return (
    <Quiet size="xs">
      {t(promised.isAfterCutOff ? "promise.after" : "promise.before", {
        ...{ day: day(promised.orderedOn, true), time: promised.orderedAt, cutOff: cutOff ?? "" },
      })}{" "}
      {t("promise.days", { count: days ?? 0, begins: day(promised.beginsOn, true) })}{" "}
      {holidays > 0 && t("promise.holidays", { count: holidays })}
    </Quiet>
  );
}
