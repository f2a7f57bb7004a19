import { IconShoppingBag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Empty } from "../ui/empty.tsx";
import { LinkButton } from "../ui/link.ts";

/** No orders at all: without a store there can be none. */
export function NoOrders() {
  const { t } = useTranslation("orders");
  const { may } = useSession();
  const stores = useQuery(storesQuery).data;
  const hasNone = stores?.length === 0 && may("connect");
  return (
    <Empty
      icon={IconShoppingBag}
      title={t("empty.title")}
      text={t("empty.text")}
      action={hasNone && <LinkButton to="/channels/add">{t("empty.connect")}</LinkButton>}
    />
  );
}
