/** Ready views of the orders to send, by courier and by country: loaded with its first use. */
import { Loader, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { regionName } from "../i18n/region-name.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useOpening } from "../ui/lazy-overlay.tsx";
import { useListSearch } from "../ui/list/search-state.ts";
import { GroupTrigger } from "./group-trigger.tsx";
import { groupsQuery } from "./queries.ts";

/** What the hub counts them by: to be booked, printed or handed over. */
const TO_SEND = { state: "to_ship,partly_shipped,label_booked,label_printed", sort: "due" } as const;

interface View {
  readonly value: string;
  readonly label: string;
  readonly orders: number;
}

export function GroupMenu() {
  const { t, language } = useTranslation("orders/page");
  const { number } = useFormat();
  const { replace } = useListSearch();
  const { data, error, refetch } = useQuery(groupsQuery);
  const views = (name: "courierId" | "country", all: readonly View[]) =>
    all.map(({ value, label, orders }) => (
      <Menu.Item
        key={value}
        rightSection={<Text size="sm">{number(orders)}</Text>}
        onClick={() => replace({ ...TO_SEND, [name]: value }, undefined)}
      >
        <bdi>{label}</bdi>
      </Menu.Item>
    ));
  const couriers = data?.couriers.map(({ courierId, name, orders }) => ({ value: courierId, label: name, orders }));
  const countries = data?.countries.map(({ country, orders }) => ({
    ...{ value: country, label: regionName(country, language) },
    orders,
  }));
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} {...useOpening()}>
      <Menu.Target>
        <GroupTrigger autoFocus />
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: "auto" }}>
        {/* A menu has an item at all times: one without is none to a screen reader. */}
        {error !== null && (
          <Menu.Item closeMenuOnClick={false} onClick={() => void refetch()}>
            {problemText(error)}
          </Menu.Item>
        )}
        {error === null && data === undefined && (
          <Menu.Item disabled aria-label={t("groups.couriers")}>
            <Loader size="sm" />
          </Menu.Item>
        )}
        {couriers && couriers.length > 0 && <Menu.Label>{t("groups.couriers")}</Menu.Label>}
        {couriers && views("courierId", couriers)}
        {countries && countries.length > 0 && <Menu.Label>{t("groups.countries")}</Menu.Label>}
        {countries && views("country", countries)}
        {couriers?.length === 0 && countries?.length === 0 && <Menu.Item disabled>{t("groups.none")}</Menu.Item>}
        {data?.more === true && <Menu.Label>{t("groups.more")}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
