/** To the orders before and behind this one in the list it was found in, by button or by the keys of a list: k and j. */
import { Group } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "../i18n/translation.ts";
import { LinkIcon } from "../ui/link.ts";
import { filterOf } from "../ui/list/search-state.ts";
import { usePageOffers } from "../ui/page-offers.ts";
import { neighboursQuery, type Order } from "./queries.ts";

export function Beside({ order }: { readonly order: Order }) {
  const { t } = useTranslation("shipping");
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const navigate = useNavigate();
  const { data } = useQuery(neighboursQuery(order.id, filterOf(search)));
  usePageOffers(
    (
      [
        ["next", "j"],
        ["previous", "k"],
      ] as const
    ).flatMap(([to, key]) => {
      const found = data?.[to];
      if (!found) return [];
      const run = () => void navigate({ to: "/orders/$id", params: { id: found.id }, search });
      return [{ id: to, key, label: t(`page.${to}`, { number: found.number }), run }];
    }),
  );
  const step = (to: "previous" | "next") => {
    const found = data?.[to];
    const Arrow = to === "previous" ? IconChevronLeft : IconChevronRight;
    return (
      <LinkIcon
        to="/orders/$id"
        params={{ id: found?.id ?? order.id }}
        search={search}
        variant="default"
        size={36}
        disabled={!found}
        aria-label={found ? t(`page.${to}`, { number: found.number }) : t(`page.no.${to}`)}
        title={found?.number}
      >
        <Arrow size={16} className="directed" aria-hidden />
      </LinkIcon>
    );
  };
  return (
    <Group gap={4} wrap="nowrap">
      {step("previous")}
      {step("next")}
    </Group>
  );
}
