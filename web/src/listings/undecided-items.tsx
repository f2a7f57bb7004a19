/** The first items of a channel whose stock is undecided, each with its two numbers; where an alert tells of them. */
import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Undecided } from "./undecided.tsx";

const SHOWN = 3;

const undecidedOf = (storeId: string) =>
  reading(["mappings", "undecided", storeId], ({ signal }) =>
    hub.GET("/api/stores/{id}/mappings", {
      params: { path: { id: storeId }, query: { undecided: "true", limit: SHOWN } },
      signal,
    }),
  );

export function UndecidedItems({ storeId }: { readonly storeId: string }) {
  const { t } = useTranslation("listings");
  const { number } = useFormat();
  const { data, error } = useQuery(undecidedOf(storeId));
  if (error !== null) return <ProblemNotice error={error} />;
  const count = Number(data?.counts["undecided"] ?? 0);
  if (!data || count === 0) return null;
  return (
    <Stack gap="xs">
      {data.items.map(({ id, sku, productTitle, observed, undecided }) => (
        <Stack key={id} gap={2}>
          <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere", textAlign: "match-parent" }}>
            {productTitle}{" "}
            <Text component="span" size="xs" c="var(--quiet)" className="code">
              {sku}
            </Text>
          </Text>
          <Undecided
            isListed
            item={{
              listingId: id,
              storeId,
              name: sku ?? productTitle,
              ours: undecided?.ours ?? null,
              theirs: undecided?.theirs ?? observed,
            }}
          />
        </Stack>
      ))}
      {count > data.items.length && (
        <LinkAnchor
          to="/channels/$id"
          params={{ id: storeId }}
          search={{ tab: "links", undecided: "true", view: "undecided" }}
          size="sm"
        >
          {t("all", { count, number: number(count) })}
        </LinkAnchor>
      )}
    </Stack>
  );
}
