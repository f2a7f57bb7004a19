/** Whose number of an item is right, the channel's or ours, and saying so once: until then neither side is changed. */
import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Status } from "../ui/status.tsx";

export interface UndecidedItem {
  readonly listingId: string;
  readonly storeId: string;
  /** For those who do not see the row it stands in. */
  readonly name: string;
  /** Units; null: there is no such number. */
  readonly ours: number | null;
  readonly theirs: number | null;
}

/** What shows a number of stock, or that it waits. */
const RENEWED = ["mappings", "stores", "inventory", "products", "alerts", "home"].map((subject) => [subject]);

interface Props {
  readonly item: UndecidedItem;
  /** Where the list says by itself that these are undecided. */
  readonly isListed?: boolean;
}

export function Undecided({ item, isListed = false }: Props) {
  const { t } = useTranslation("listings");
  return (
    <Stack gap={4} align="flex-start">
      {!isListed && <Status meaning="attention">{t("waits")}</Status>}
      <Sides item={item} />
    </Stack>
  );
}

function Sides({ item: { listingId, storeId, name, ours, theirs } }: Pick<Props, "item">) {
  const { t } = useTranslation("listings");
  const { number } = useFormat();
  const { may } = useSession();
  const channel = (useQuery(storesQuery).data ?? []).find(({ id }) => id === storeId);
  const settle = useAction({
    async run(stockFrom: "hub" | "channel") {
      const { results } = await body(
        hub.POST("/api/stores/{id}/mappings/bulk", {
          ...ofId(storeId),
          body: { action: "settle_stock", stockFrom, listingIds: [listingId] },
        }),
      );
      const refused = results?.find(({ ok }) => !ok);
      if (refused) throw new Error(refused.error);
    },
    renews: RENEWED,
    said: t("settled"),
  });
  if (!may("edit_catalogue")) return null;
  const sides = [
    ...(ours === null || channel?.abilities?.stock === false ? [] : ([["hub", ours]] as const)),
    ...(theirs === null ? [] : ([["channel", theirs]] as const)),
  ];
  return (
    <Group gap={6}>
      {sides.map(([side, units]) => (
        <Button
          key={side}
          size="compact-xs"
          variant="default"
          disabled={settle.isRunning}
          aria-label={t(`settleOne.${side}`, { units: number(units), name })}
          onClick={() => settle.start(side)}
        >
          {t(`settle.${side}`, { units: number(units) })}
        </Button>
      ))}
    </Group>
  );
}
